//! Events of the vendor's frame: no lookalike of a success counts as one, and no long text gets through.
//!
//! An input has three parts, each but the last on a line: the callback (`ready`, `success`, `error`, or otherwise
//! `message`), the event as JSON, and the data as JSON.

use chakra_connect::flow::vendor::{Callback, Hint, SIGNAL_LIMIT, VendorEvent};
use serde_json::{Value, json};

/// The words for success, whole and in any case; besides these, `FINISH_…`.
const SUCCESS: [&str; 7] = [
    "finish",
    "chakra_connect_success",
    "success",
    "connected",
    "complete",
    "completed",
    "linked",
];

pub fn check(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let mut parts = text.splitn(3, '\n');
    let callback = match parts.next().map(str::trim) {
        Some("ready") => Callback::Ready,
        Some("success") => Callback::Success,
        Some("error") => Callback::Error,
        _ => Callback::Message,
    };
    let signal = VendorEvent {
        callback,
        event: parts.next().unwrap_or_default().to_owned(),
        data: parts.next().unwrap_or_default().to_owned(),
    };
    let hint = Hint::from(&signal);
    match callback {
        Callback::Ready => assert_eq!(hint, Hint::Ready),
        Callback::Success => assert!(matches!(hint, Hint::Finished(_)), "{hint:?}"),
        Callback::Error => assert!(matches!(hint, Hint::Failed { .. }), "{hint:?}"),
        Callback::Message => assert_ne!(hint, Hint::Ready),
    }
    check_content(&hint, &signal);
    for word in [&signal.event, &signal.data] {
        check_lookalikes(word);
    }
}

fn check_content(hint: &Hint, signal: &VendorEvent) {
    let event = read(&signal.event);
    let data = read(&signal.data);
    match hint {
        Hint::Ready => {}
        Hint::Finished(finish) => {
            assert!(
                signal.callback == Callback::Success || [&event, &data].into_iter().any(succeeds),
                "{signal:?}"
            );
            for number in &finish.numbers {
                let id = &number.phone_number_id;
                assert!(!id.is_empty() && id == id.trim(), "{signal:?}");
                let texts = [
                    Some(id),
                    Some(&number.display_phone_number),
                    number.verified_name.as_ref(),
                ];
                texts.into_iter().flatten().for_each(|text| is_short(text));
                assert!(number.issues.is_empty(), "not for the frame to tell");
            }
            assert!(
                !finish.without_number
                    || [&event, &data]
                        .into_iter()
                        .any(|value| any_text(value, &|text| {
                            text.trim().eq_ignore_ascii_case("FINISH_ONLY_WABA")
                        })),
                "{signal:?}"
            );
        }
        Hint::Cancelled { step } => step.iter().for_each(|text| is_short(text)),
        Hint::Failed { code, message } => {
            [code, message]
                .into_iter()
                .flatten()
                .for_each(|text| is_short(text));
        }
        Hint::Unknown { name } => assert!(name.chars().count() <= 64, "{name}"),
    }
    assert!(hint.name().chars().count() <= 64);
}

fn is_short(text: &str) {
    assert!(text.chars().count() <= 500, "{} bytes of text", text.len());
}

/// No word that only resembles success is one: "disconnected", "incomplete", "unlinked".
fn check_lookalikes(text: &str) {
    if text.len() > 64 {
        return;
    }
    for prefix in ["dis", "in", "un", "not_", "not ", "re"] {
        let word = format!("{prefix}{}", text.trim_start());
        let (as_event, as_status) = (
            json!(word).to_string(),
            json!({ "status": word }).to_string(),
        );
        let other = json!("update").to_string();
        for (event, data) in [(&as_event, String::new()), (&other, as_status)] {
            let hint = Hint::from(&VendorEvent {
                callback: Callback::Message,
                event: event.clone(),
                data,
            });
            let is_one = says_success(&word);
            assert_eq!(matches!(hint, Hint::Finished(_)), is_one, "{word:?}");
        }
    }
}

/// JSON as the widget reads it: null if it is invalid or too large.
fn read(text: &str) -> Value {
    if text.len() > SIGNAL_LIMIT {
        return Value::Null;
    }
    serde_json::from_str(text).unwrap_or_default()
}

/// Whether anything in it, at any depth, may count as a success.
fn succeeds(value: &Value) -> bool {
    any_text(value, &says_success) || any_connected_plugin(value)
}

fn says_success(text: &str) -> bool {
    let word = text.trim().to_ascii_lowercase();
    SUCCESS.contains(&word.as_str()) || word.starts_with("finish_")
}

fn any_text(value: &Value, is_it: &dyn Fn(&str) -> bool) -> bool {
    match value {
        Value::String(text) => is_it(text) || any_text(&inner(text), is_it),
        Value::Array(all) => all.iter().any(|one| any_text(one, is_it)),
        Value::Object(all) => all.values().any(|one| any_text(one, is_it)),
        _ => false,
    }
}

fn any_connected_plugin(value: &Value) -> bool {
    let is_filled = |name: &str| match value.get(name) {
        Some(Value::Object(all)) => !all.is_empty(),
        Some(Value::Array(all)) => all
            .iter()
            .any(|one| one.as_str().is_some_and(|id| !id.is_empty())),
        _ => false,
    };
    is_filled("whatsappBusinessAccountsById")
        || is_filled("enabledWhatsappPhoneNumbers")
        || match value {
            Value::String(text) => any_connected_plugin(&inner(text)),
            Value::Array(all) => all.iter().any(any_connected_plugin),
            Value::Object(all) => all.values().any(any_connected_plugin),
            _ => false,
        }
}

/// The object in a text of JSON, such as Meta's own message.
fn inner(text: &str) -> Value {
    let value = serde_json::from_str(text).unwrap_or(Value::Null);
    if value.is_object() {
        value
    } else {
        Value::Null
    }
}
