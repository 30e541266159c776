//! The backend's answers: what counts as good, which failure it is otherwise, what is waited for,
//! and what a status report makes of it.
//!
//! An input is four parts, a line each but the last: the HTTP status, the header `Retry-After`,
//! the header `Date` (both may be empty), and the body.

use std::time::Duration;

use chakra_connect::flow::State;
use chakra_connect::flow::answer::{Answer, HttpAnswer};
use chakra_connect::flow::error::{Code, Failure};
use chakra_connect::flow::retry_after;
use chakra_connect::flow::status::{Connection, Report};
use serde_json::{Value, json};

use super::http_date::reference;

pub fn check(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let mut parts = text.splitn(4, '\n');
    let status = parts.next().and_then(|line| line.trim().parse().ok());
    let header = |part: Option<&str>| part.filter(|line| !line.is_empty()).map(str::to_owned);
    let answer = HttpAnswer {
        status: status.unwrap_or(200),
        retry_after: header(parts.next()),
        date: header(parts.next()),
        body: parts.next().unwrap_or_default().to_owned(),
    };
    let json = serde_json::from_str::<Value>(&answer.body).ok();
    if let Some(json) = &json {
        check_wait_in_body(json);
    }
    match Answer::Http(answer.clone()).payload() {
        Ok(payload) => {
            check_good(&answer, json, &payload);
            check_report(&payload);
        }
        Err(failure) => check_refusal(&answer, json.as_ref(), &failure),
    }
}

fn check_good(answer: &HttpAnswer, json: Option<Value>, payload: &Value) {
    assert!(matches!(answer.status, 200..=299), "{answer:?}");
    match json {
        None => assert!(
            matches!(answer.status, 202 | 204) && payload.is_null(),
            "{answer:?}"
        ),
        Some(json) if matches!(answer.status, 202 | 204) => assert_eq!(*payload, json),
        Some(json) => {
            assert_ne!(json.get("ok"), Some(&json!(false)), "{answer:?}");
            let errors = json.get("_errors").and_then(Value::as_array);
            assert!(errors.is_none_or(Vec::is_empty), "{answer:?}");
            let forms = [Some(&json), json.get("_data"), json.get("data")];
            assert!(forms.contains(&Some(payload)), "{answer:?}");
        }
    }
    // Both are read from the same text: a long fraction may change when it is written again.
    let (bare, wrapped) = (
        payload.to_string(),
        json!({ "_data": payload, "_errors": [] }),
    );
    let wrapped = HttpAnswer {
        status: 200,
        body: wrapped.to_string(),
        ..HttpAnswer::default()
    };
    // One envelope more may be too deep for the reader.
    if payload.is_object() && serde_json::from_str::<Value>(&wrapped.body).is_ok() {
        let bare = serde_json::from_str(&bare).ok();
        assert_eq!(Answer::Http(wrapped).payload().ok(), bare, "in an envelope");
    }
}

fn check_refusal(answer: &HttpAnswer, json: Option<&Value>, failure: &Failure) {
    // Nothing of the body goes into a failure.
    let retry_after = failure.retry_after;
    let bare = Failure {
        retry_after,
        ..Failure::new(failure.code)
    };
    assert_eq!(*failure, bare);
    let said = json.map(Value::to_string).unwrap_or_default();
    let said = said.to_ascii_lowercase();
    let says = |signs: &[&str]| signs.iter().any(|sign| said.contains(sign));
    match (failure.code, answer.status) {
        (Code::PluginNotFound, _) => {
            assert!(said.contains("plugin") && said.contains("not"), "{said}");
        }
        (Code::BackendUnauthorized, 401)
        | (Code::BackendForbidden, 403)
        | (Code::BackendNotFound, 404)
        | (Code::BackendRateLimited, 429)
        | (Code::BackendUnavailable, 500..=599) => {}
        // The status got lost on the way, and the body still tells it, or that there was an error.
        (Code::BackendRejected, 200..=299) => {
            assert!(
                says(&["ok", "err", "status", "bad", "validation"]),
                "{said}"
            );
        }
        (Code::BackendUnauthorized, 200..=299) => assert!(says(&["401", "unauth"]), "{said}"),
        (Code::BackendForbidden, 200..=299) => assert!(says(&["403", "forbidden"]), "{said}"),
        (Code::BackendNotFound, 200..=299) => assert!(says(&["404"]), "{said}"),
        (Code::BackendRateLimited, 200..=299) => assert!(says(&["429", "rate", "many"]), "{said}"),
        (Code::BackendUnavailable, 200..=299) => assert!(says(&["\":5", "internal"]), "{said}"),
        (Code::BackendRejected, status) => {
            assert!(!matches!(status, 401 | 403 | 404 | 429 | 500..=599));
        }
        (Code::BackendEmpty, 200..=299) => assert!(answer.body.trim().is_empty()),
        (Code::BackendNotJson, 200..=299) => assert!(json.is_none()),
        other => panic!("{other:?} for {answer:?}"),
    }
    let header = answer.retry_after.as_deref().unwrap_or_default();
    let until = reference(header);
    let now = answer.date.as_deref().and_then(reference);
    if matches!(failure.code, Code::BackendEmpty | Code::BackendNotJson) {
        assert_eq!(retry_after, None);
    } else if let Ok(seconds) = header.trim().parse() {
        assert_eq!(retry_after, Some(Duration::from_secs(seconds)));
    } else if let (Some(until), Some(now)) = (until, now) {
        // Never less than nothing, of a date that has passed either.
        assert_eq!(
            retry_after,
            Some(Duration::from_secs(until.saturating_sub(now)))
        );
    } else if header.is_empty() || answer.date.is_none() {
        // A date tells nothing without the server's own.
        assert_eq!(retry_after, json.and_then(retry_after::in_body));
    }
}

/// A wait is never made up: its number stands in the body.
fn check_wait_in_body(json: &Value) {
    if let Some(wait) = retry_after::in_body(json) {
        let said = json.to_string();
        assert!(said.to_ascii_lowercase().contains("retry"), "{said}");
        let (millis, seconds) = (wait.as_millis().to_string(), wait.as_secs().to_string());
        assert!(said.contains(&millis) || said.contains(&seconds), "{said}");
    }
}

fn check_report(payload: &Value) {
    let Ok(report) = Report::from_payload(payload) else {
        return;
    };
    let connection = report.connection;
    if let Some(state) = payload.get("state") {
        // Exactly the word of the contract: "disconnected" is no state.
        assert_eq!(state.as_str(), Some(State::from(connection).as_str()));
    } else {
        let is_connected = payload.get("connected") == Some(&json!(true));
        assert_eq!(is_connected, connection != Connection::NotConnected);
        assert_eq!(connection.confirms(), !report.numbers.is_empty());
        let mut ids = report.numbers.iter().map(|number| &number.phone_number_id);
        assert!(ids.all(|id| !id.trim().is_empty()), "{payload}");
    }
    assert!(!(connection.confirms() && connection.wants_signup()));
    assert!(!report.is_older_than(&report), "{payload}");
    let other = Report {
        checked_at: Some("2026-11-22T10:00:00Z".to_owned()),
        ..Report::NOT_CONNECTED
    };
    let (is_older, is_newer) = (report.is_older_than(&other), other.is_older_than(&report));
    assert!(!(is_older && is_newer), "{payload}");
    if is_older || is_newer {
        let said = report.checked_at.as_deref().unwrap_or_default();
        assert!(is_utc_time(said), "{said:?} is no time to compare");
    }
}

/// Whether it begins as a time of RFC 3339 does, and ends as one in UTC.
fn is_utc_time(text: &str) -> bool {
    let shape: String = text
        .chars()
        .map(|character| match character {
            '0'..='9' => '0',
            other => other,
        })
        .collect();
    shape.starts_with("0000-00-00T00:00:00") && shape.ends_with('Z')
}
