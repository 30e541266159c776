//! The backend's answers: which count as good, which failure the others are, which wait they demand, and how a status
//! report reads them.
//!
//! An input has four parts, each but the last on a line: the HTTP status, the header `Retry-After`, the header `Date`
//! (both may be empty), and the body.

use std::time::Duration;

use chakra_connect::flow::State;
use chakra_connect::flow::error::{Code, Failure};
use chakra_connect::flow::reply::{HttpReply, Reply};
use chakra_connect::flow::retry_after;
use chakra_connect::flow::status::{Connection, Report};
use chakra_connect::flow::timestamp::Timestamp;
use serde_json::{Value, json};

use super::timestamp::reference;

pub fn check(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let mut parts = text.splitn(4, '\n');
    let status = parts.next().and_then(|line| line.trim().parse().ok());
    let header = |part: Option<&str>| part.filter(|line| !line.is_empty()).map(str::to_owned);
    let answer = HttpReply {
        status: status.unwrap_or(200),
        retry_after: header(parts.next()),
        date: header(parts.next()),
        body: parts.next().unwrap_or_default().to_owned(),
        redirected: false,
    };
    let json = serde_json::from_str::<Value>(&answer.body).ok();
    if let Some(json) = &json {
        check_wait_in_body(json);
    }
    match Reply::Http(answer.clone()).payload() {
        Ok(payload) => {
            check_good(&answer, json, &payload);
            check_report(&payload);
        }
        Err(failure) => check_refusal(&answer, json.as_ref(), &failure),
    }
}

fn check_good(answer: &HttpReply, json: Option<Value>, payload: &Value) {
    assert!(matches!(answer.status, 200..=299), "{answer:?}");
    if let Some(json) = json {
        assert_ne!(json.get("ok"), Some(&json!(false)), "{answer:?}");
        let errors = json.get("_errors").and_then(Value::as_array);
        assert!(errors.is_none_or(Vec::is_empty), "{answer:?}");
        assert!(holds(&json, payload), "{payload} is not in {answer:?}");
    }
    // Both are read from the same text: a long fraction may change when it is written again.
    let (bare, wrapped) = (
        payload.to_string(),
        json!({ "_data": payload, "_errors": [] }),
    );
    let wrapped = HttpReply {
        status: 200,
        body: wrapped.to_string(),
        ..HttpReply::default()
    };
    // One more envelope may be too deep for the reader.
    if payload.is_object() && serde_json::from_str::<Value>(&wrapped.body).is_ok() {
        let bare = serde_json::from_str(&bare).ok();
        assert_eq!(Reply::Http(wrapped).payload().ok(), bare, "in an envelope");
    }
}

/// Whether `payload` is the JSON or part of it, possibly as JSON in a text.
fn holds(json: &Value, payload: &Value) -> bool {
    json == payload
        || match json {
            Value::Array(all) => all.iter().any(|inner| holds(inner, payload)),
            Value::Object(fields) => fields.values().any(|inner| holds(inner, payload)),
            Value::String(text) => {
                let inner = serde_json::from_str::<Value>(text);
                inner.is_ok_and(|inner| !inner.is_number() && holds(&inner, payload))
            }
            _ => false,
        }
}

fn check_refusal(answer: &HttpReply, json: Option<&Value>, failure: &Failure) {
    // A failure contains nothing of the body.
    let retry_after = failure.retry_after;
    let bare = Failure {
        retry_after,
        ..Failure::new(failure.code)
    };
    assert_eq!(*failure, bare);
    let said = answer.body.to_ascii_lowercase();
    let says = |signs: &[&str]| signs.iter().any(|sign| said.contains(sign));
    let is_page = answer.body.contains('<') && json.is_none();
    match (failure.code, answer.status) {
        // A gateway's words are not Chakra's.
        (Code::PluginNotFound, status) => {
            assert!(!matches!(status, 401 | 429 | 501 | 503..), "{answer:?}");
            assert!(says(&["plugin"]) && says(&["not"]), "{said}");
        }
        (Code::BackendUnauthorized, 401 | 407 | 419 | 440 | 498 | 511)
        | (Code::BackendForbidden, 403)
        | (Code::BackendNotFound, 404)
        | (Code::BackendRateLimited, 429)
        | (Code::BackendUnavailable, 500..=599) => {}
        (Code::BackendUnauthorized, 200..=299 | 403 | 405) => {
            let words = [
                "40", "41", "44", "49", "511", "auth", "log", "expired", "csrf",
            ];
            assert!(is_page || says(&words), "{said}");
        }
        // The status got lost on the way, but the body still contains it, or says that there was an error.
        (Code::BackendRejected, 200..=299) => {
            let words = [
                "ok",
                "succe",
                "err",
                "status",
                "code",
                "bad",
                "validation",
                "fail",
            ];
            assert!(says(&words), "{said}");
        }
        (Code::BackendForbidden, 200..=299) => {
            assert!(says(&["403", "forbidden", "denied"]), "{said}");
        }
        (Code::BackendNotFound, 200..=299) => assert!(says(&["404", "found"]), "{said}"),
        (Code::BackendRateLimited, 200..=299) => assert!(says(&["429", "rate", "many"]), "{said}"),
        (Code::BackendUnavailable, 200..=299) => {
            assert!(says(&["5", "internal", "gateway", "unavailable"]), "{said}");
        }
        (Code::BackendRejected, status) => {
            assert!(!matches!(status, 401 | 403 | 404 | 429 | 500..=599));
        }
        (Code::BackendEmpty, 200..=299) => {
            assert!(answer.body.replace('\u{feff}', "").trim().is_empty());
        }
        (Code::BackendNotJson, 200..=299) => assert!(json.is_none()),
        other => panic!("{other:?} for {answer:?}"),
    }
    check_wait(answer, json, failure);
}

fn check_wait(answer: &HttpReply, json: Option<&Value>, failure: &Failure) {
    let retry_after = failure.retry_after;
    assert!(retry_after.is_none_or(|wait| wait <= retry_after::LONGEST));
    let header = answer.retry_after.as_deref().unwrap_or_default();
    let date = answer.date.as_deref();
    let (until, now) = (reference(header), date.and_then(reference));
    let is_answer = !matches!(failure.code, Code::BackendEmpty | Code::BackendNotJson);
    if !is_answer {
        assert_eq!(retry_after, None);
    } else if let Ok(seconds @ 0..1_000_000_000) = header.trim().parse() {
        let wanted = Duration::from_secs(seconds).min(retry_after::LONGEST);
        assert_eq!(retry_after, Some(wanted));
    } else if let (Some(until), Some(now)) = (until, now) {
        // Never negative, even for a date that has passed.
        let wanted = Duration::from_secs(until.saturating_sub(now));
        assert_eq!(retry_after, Some(wanted.min(retry_after::LONGEST)));
    } else if header.is_empty() && json.is_some() {
        let wanted = json.and_then(|json| retry_after::in_body(json, date));
        assert_eq!(retry_after, wanted);
    }
}

/// A wait is never invented: the body says "retry", or "again".
fn check_wait_in_body(json: &Value) {
    if let Some(wait) = retry_after::in_body(json, None) {
        let said = json.to_string().to_ascii_lowercase();
        let says = |word: &str| said.contains(word);
        assert!(
            says("retry") || says("again") || says("available in"),
            "{said}"
        );
        assert!(wait <= retry_after::LONGEST, "{said}");
    }
}

fn check_report(payload: &Value) {
    let Ok(report) = Report::from_payload(payload) else {
        return;
    };
    let connection = report.connection;
    if let Some(state) = payload.get("state").filter(|state| !state.is_null()) {
        // The contract's whole word: "disconnected" is not a state.
        let letters = |text: &str| text.to_ascii_lowercase().replace(['_', '-', ' '], "");
        let wanted = letters(State::from(connection).as_str());
        let found = letters(state.as_str().unwrap_or_default());
        let found = found.replace(|other: char| !other.is_ascii_alphanumeric(), "");
        assert_eq!(found, wanted);
    } else if payload.get("connected") == Some(&json!(true)) {
        assert_ne!(connection, Connection::NotConnected);
        assert_eq!(connection.confirms(), !report.numbers.is_empty());
    }
    let ids = report.number_ids();
    assert!(ids.iter().flatten().all(|id| !id.trim().is_empty()));
    assert!(ids.is_none_or(|ids| !ids.is_empty() && report.lists_numbers()));
    assert!(!(connection.confirms() && connection.wants_signup()));
    assert!(!report.is_older_than(&report), "{payload}");
    let other = Report {
        checked_at: Timestamp::parse("2026-11-22T10:00:00Z"),
        ..Report::NOT_CONNECTED
    };
    let (is_older, is_newer) = (report.is_older_than(&other), other.is_older_than(&report));
    assert!(!(is_older && is_newer), "{payload}");
    assert!(!(is_older || is_newer) || report.checked_at.is_some());
}
