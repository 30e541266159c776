//! The meaning of the vendor SDK's events: exact rules, no guesses from parts of words.

use chakra_connect::flow::vendor::{Callback, Finish, Hint};
use serde_json::{Value, json};

use crate::support::signal;

/// The expected meaning of a row.
#[derive(Debug, PartialEq)]
pub enum Is {
    Ready,
    /// Finished, with the ids of these numbers.
    Finished(Vec<&'static str>),
    OnlyAccount,
    /// Cancelled at this step, or at an unknown one.
    Cancelled(&'static str),
    /// Failed with this code and message; empty if there is none.
    Failed(&'static str, &'static str),
    Unknown,
}

fn matches(hint: &Hint, wanted: &Is) -> bool {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    match (hint, wanted) {
        (Hint::Ready, Is::Ready) | (Hint::Unknown { .. }, Is::Unknown) => true,
        (
            Hint::Finished(Finish {
                without_number: false,
                numbers,
            }),
            Is::Finished(ids),
        ) => numbers
            .iter()
            .map(|number| number.phone_number_id.as_str())
            .eq(ids.iter().copied()),
        (Hint::Finished(finish), Is::OnlyAccount) => {
            finish.without_number && finish.numbers.is_empty()
        }
        (Hint::Cancelled { step }, Is::Cancelled(wanted)) => text(step) == *wanted,
        (Hint::Failed { code, message }, Is::Failed(wanted_code, wanted_message)) => {
            text(code) == *wanted_code && text(message) == *wanted_message
        }
        _ => false,
    }
}

#[track_caller]
pub fn check(callback: Callback, rows: Vec<(Value, Value, Is)>) {
    for (event, data, wanted) in rows {
        let hint = Hint::from(&signal(callback, &event, &data));
        assert!(
            matches(&hint, &wanted),
            "{event} {data}\n  is {hint:?}\n  not {wanted:?}"
        );
    }
}

pub fn no_numbers() -> Is {
    Is::Finished(Vec::new())
}

#[test]
fn metas_finish_events() {
    let finish = json!({ "phone_number_id": "n1", "waba_id": "w", "business_id": "b" });
    check(
        Callback::Message,
        vec![
            (json!("FINISH"), finish.clone(), Is::Finished(vec!["n1"])),
            (json!("finish"), finish.clone(), Is::Finished(vec!["n1"])),
            (json!(" FINISH "), finish.clone(), Is::Finished(vec!["n1"])),
            (
                json!("FINISH"),
                json!({ "data": finish }),
                Is::Finished(vec!["n1"]),
            ),
            (
                json!("FINISH"),
                json!({ "_data": finish }),
                Is::Finished(vec!["n1"]),
            ),
            (
                json!("FINISH"),
                json!({ "phone_number_id": 1234, "waba_id": 5 }),
                Is::Finished(vec!["1234"]),
            ),
            (
                json!("FINISH"),
                json!({ "phone_number_id": "", "waba_id": "w" }),
                no_numbers(),
            ),
            (
                json!("FINISH"),
                json!({ "waba_id": "w", "waba_ids": ["w", "v"], "is_wa_login_user": true }),
                no_numbers(),
            ),
            (json!("FINISH"), Value::Null, no_numbers()),
            (
                json!("FINISH_ONLY_WABA"),
                json!({ "waba_id": "w" }),
                Is::OnlyAccount,
            ),
            (
                json!("FINISH_WHATSAPP_BUSINESS_APP_ONBOARDING"),
                json!({ "waba_id": "w" }),
                no_numbers(),
            ),
            (
                json!("FINISH_WHATSAPP_BUSINESS_APP_ONBOARDING"),
                finish.clone(),
                Is::Finished(vec!["n1"]),
            ),
            (json!("FINISH_OBO_MIGRATION"), json!({}), no_numbers()),
            (
                json!("FINISH_GRANT_ONLY_API_ACCESS"),
                json!({}),
                no_numbers(),
            ),
            (
                json!("FINISH_SOMETHING_OF_NEXT_YEAR"),
                json!({}),
                no_numbers(),
            ),
            (json!("UNFINISHED"), json!({}), Is::Unknown),
            (json!("FINISHING"), json!({}), Is::Unknown),
            (json!("NOT_FINISH"), json!({}), Is::Unknown),
        ],
    );
}

#[test]
fn leaving() {
    let mut rows: Vec<_> = [
        "BUSINESS_ACCOUNT_SELECTION",
        "WABA_PHONE_PROFILE_PICKER",
        "WHATSAPP_BUSINESS_PROFILE_SETUP",
        "PHONE_NUMBER_SETUP",
        "PHONE_NUMBER_VERIFICATION",
        "PERMISSIONS",
    ]
    .into_iter()
    .map(|step| {
        (
            json!("CANCEL"),
            json!({ "current_step": step }),
            Is::Cancelled(step),
        )
    })
    .collect();
    rows.extend([
        (json!("CANCEL"), Value::Null, Is::Cancelled("")),
        (json!("cancel"), json!({}), Is::Cancelled("")),
        (
            json!("CANCEL"),
            json!({ "data": { "current_step": "PERMISSIONS" } }),
            Is::Cancelled("PERMISSIONS"),
        ),
        (json!("CANCELLED_LATER"), json!({}), Is::Unknown),
    ]);
    check(Callback::Message, rows);
}

#[test]
fn errors() {
    let error = json!({ "error_message": "m", "error_code": "3441030", "session_id": "s", "timestamp": "1" });
    check(
        Callback::Message,
        vec![
            (json!("CANCEL"), error.clone(), Is::Failed("3441030", "m")),
            (
                json!("CANCEL"),
                json!({ "error_message": "m", "error_id": 2_655_093 }),
                Is::Failed("2655093", "m"),
            ),
            (
                json!("CANCEL"),
                json!({ "error_message": "m", "current_step": "PERMISSIONS" }),
                Is::Failed("", "m"),
            ),
            (
                json!("CANCEL"),
                json!({ "data": error }),
                Is::Failed("3441030", "m"),
            ),
            (
                json!("ERROR"),
                json!({ "error_message": "m", "error_code": 7 }),
                Is::Failed("7", "m"),
            ),
            (json!("ERROR"), json!({}), Is::Failed("", "")),
            (json!("error"), Value::Null, Is::Failed("", "")),
            // Found in one code base only, and not in Meta's documentation.
            (
                json!("ERROR_WHATSAPP_BUSINESS_APP_ONBOARDING"),
                json!({}),
                Is::Unknown,
            ),
            (
                json!("CANCEL_WHATSAPP_BUSINESS_APP_ONBOARDING"),
                json!({}),
                Is::Unknown,
            ),
        ],
    );
    check(
        Callback::Error,
        vec![
            (
                Value::Null,
                json!({ "message": "token expired" }),
                Is::Failed("", "token expired"),
            ),
            (
                Value::Null,
                json!({ "code": "E1", "message": "m" }),
                Is::Failed("E1", "m"),
            ),
            (
                Value::Null,
                json!("plain text"),
                Is::Failed("", "plain text"),
            ),
            (Value::Null, json!({}), Is::Failed("", "")),
            (Value::Null, Value::Null, Is::Failed("", "")),
            (Value::Null, json!([1, 2]), Is::Failed("", "")),
        ],
    );
}

#[test]
fn metas_message_passed_through_whole() {
    let whole = |event: &str, data: Value| json!({ "type": "WA_EMBEDDED_SIGNUP", "event": event, "data": data, "version": "3" });
    let finish = whole("FINISH", json!({ "phone_number_id": "n1", "waba_id": "w" }));
    let text = |value: &Value| json!(value.to_string());
    check(
        Callback::Message,
        vec![
            (finish.clone(), Value::Null, Is::Finished(vec!["n1"])),
            (json!("message"), finish.clone(), Is::Finished(vec!["n1"])),
            (Value::Null, finish.clone(), Is::Finished(vec!["n1"])),
            // Meta's own sample sends it as a JSON text.
            (text(&finish), Value::Null, Is::Finished(vec!["n1"])),
            (json!("message"), text(&finish), Is::Finished(vec!["n1"])),
            (
                whole("FINISH_ONLY_WABA", json!({ "waba_id": "w" })),
                Value::Null,
                Is::OnlyAccount,
            ),
            (
                whole("CANCEL", json!({ "current_step": "PERMISSIONS" })),
                Value::Null,
                Is::Cancelled("PERMISSIONS"),
            ),
            (
                whole("CANCEL", json!({ "error_message": "m", "error_code": 1 })),
                Value::Null,
                Is::Failed("1", "m"),
            ),
            (
                whole("ERROR", json!({ "error_message": "m" })),
                Value::Null,
                Is::Failed("", "m"),
            ),
            (whole("PROGRESS", json!({})), Value::Null, Is::Unknown),
            (
                json!({ "type": "WA_EMBEDDED_SIGNUP" }),
                Value::Null,
                Is::Unknown,
            ),
            (
                json!({ "type": "OTHER", "event": "FINISH", "data": {} }),
                Value::Null,
                Is::Unknown,
            ),
        ],
    );
}

#[test]
fn words_that_mean_success_and_words_that_only_contain_one() {
    let mut rows = Vec::new();
    for word in [
        "CHAKRA_CONNECT_SUCCESS",
        "success",
        "connected",
        "Complete",
        "completed",
        "linked",
    ] {
        rows.push((json!(word), json!({}), no_numbers()));
        rows.push((json!("update"), json!({ "status": word }), no_numbers()));
        rows.push((json!("update"), json!({ "state": word }), no_numbers()));
    }
    for word in [
        "disconnected",
        "not_connected",
        "incomplete",
        "unsuccessful",
        "NOT_COMPLETE",
        "unlinked",
        "success?",
        "connected_without_number",
        "CONNECT",
        "connecting",
        "CHAKRA_CONNECT_SUCCESSFUL",
        "",
    ] {
        rows.push((json!(word), json!({}), Is::Unknown));
        rows.push((json!("update"), json!({ "status": word }), Is::Unknown));
        rows.push((json!("update"), json!({ "state": word }), Is::Unknown));
    }
    check(Callback::Message, rows);
}
