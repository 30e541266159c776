//! Every form in which backends answer: good payloads, errors, and errors in good clothes.

use std::time::Duration;

use chakra_connect::flow::answer::Answer;
use chakra_connect::flow::error::Code;
use chakra_connect::flow::status::{Connection, Report};
use serde_json::{Value, json};

use crate::support::answers::{http, ok, problem, retry_after};

#[test]
fn payloads() {
    let token = json!({ "connectToken": "t" });
    let cases = [
        ("plain", json!({ "connectToken": "t" }), token.clone()),
        (
            "Chakra's envelope",
            json!({ "_data": { "connectToken": "t" }, "_meta": {}, "_errors": [] }),
            token.clone(),
        ),
        (
            "the envelope without the rest",
            json!({ "_data": { "connectToken": "t" } }),
            token.clone(),
        ),
        (
            "errors null",
            json!({ "_data": { "connectToken": "t" }, "_errors": null }),
            token.clone(),
        ),
        (
            "nested data",
            json!({ "ok": true, "data": { "connectToken": "t" } }),
            token.clone(),
        ),
        (
            "success beside",
            json!({ "success": true, "data": { "connectToken": "t" } }),
            token,
        ),
        (
            "ok true, plain",
            json!({ "ok": true, "connectToken": "t" }),
            json!({ "ok": true, "connectToken": "t" }),
        ),
        (
            "data that is no object",
            json!({ "data": "x", "connectToken": "t" }),
            json!({ "data": "x", "connectToken": "t" }),
        ),
        ("a bare text", json!("t"), json!("t")),
    ];
    for (name, body, payload) in cases {
        assert_eq!(ok(&body).payload().unwrap(), payload, "{name}");
    }
}

#[test]
fn an_answer_without_content_has_none() {
    for status in [202, 204] {
        assert_eq!(http(status, "").payload().unwrap(), Value::Null);
    }
    assert_eq!(
        http(201, r#"{"connectToken":"t"}"#).payload().unwrap(),
        json!({ "connectToken": "t" })
    );
}

#[test]
fn errors() {
    let cases = [
        (
            401,
            json!({ "message": "Unauthorized", "error": "x" }),
            Code::BackendUnauthorized,
        ),
        (401, Value::Null, Code::BackendUnauthorized),
        (
            403,
            json!({ "code": "FORBIDDEN", "message": "no", "traceId": "1" }),
            Code::BackendForbidden,
        ),
        (
            404,
            json!({ "message": "no such route" }),
            Code::BackendNotFound,
        ),
        (
            409,
            json!({ "ok": false, "error": "phone_selection_required" }),
            Code::BackendRejected,
        ),
        (
            400,
            json!({ "code": "VALIDATION_FAILED", "message": "x" }),
            Code::BackendRejected,
        ),
        (302, Value::Null, Code::BackendRejected),
        (
            429,
            json!({ "message": "retry after 900 ms" }),
            Code::BackendRateLimited,
        ),
        (
            500,
            json!({ "_errors": ["boom"] }),
            Code::BackendUnavailable,
        ),
        (
            502,
            json!({ "ok": false, "error": "chakra_token_missing" }),
            Code::BackendUnavailable,
        ),
        (599, Value::Null, Code::BackendUnavailable),
        // Errors that come with 200.
        (
            200,
            json!({ "ok": false, "error": "phone_selection_required" }),
            Code::BackendRejected,
        ),
        (
            200,
            json!({ "_data": {}, "_errors": ["boom"] }),
            Code::BackendRejected,
        ),
        (
            200,
            json!({ "_errors": [{ "message": "boom" }] }),
            Code::BackendRejected,
        ),
        // "Plugin not found", wherever a backend passes it on.
        (
            404,
            json!({ "code": "plugin_not_found" }),
            Code::PluginNotFound,
        ),
        (
            404,
            json!({ "message": "Plugin not found" }),
            Code::PluginNotFound,
        ),
        (
            500,
            json!({ "error": "chakra_404:plugin 12 was Not Found" }),
            Code::PluginNotFound,
        ),
        (
            500,
            json!({ "error": { "message": "plugin not found", "code": 404 } }),
            Code::PluginNotFound,
        ),
        (
            502,
            json!({ "_errors": ["Plugin abc not found"] }),
            Code::PluginNotFound,
        ),
        (
            502,
            json!({ "_errors": [{ "message": "Plugin abc not found" }] }),
            Code::PluginNotFound,
        ),
        (
            200,
            json!({ "_errors": ["Plugin abc not found"] }),
            Code::PluginNotFound,
        ),
        (
            400,
            json!({ "detail": "the plugin was not found" }),
            Code::PluginNotFound,
        ),
        // Only one of the two words.
        (
            404,
            json!({ "message": "route not found" }),
            Code::BackendNotFound,
        ),
        (
            500,
            json!({ "message": "plugin crashed" }),
            Code::BackendUnavailable,
        ),
    ];
    for (status, body, code) in cases {
        let failure = http(status, &body).payload().unwrap_err();
        assert_eq!(failure.code, code, "{status} {body}");
    }
}

#[test]
fn bodies_that_are_no_json() {
    for (body, code) in [
        ("", Code::BackendEmpty),
        ("  \n", Code::BackendEmpty),
        ("<!doctype html>", Code::BackendNotJson),
        ("{\"connectToken\":", Code::BackendNotJson),
        ("undefined", Code::BackendNotJson),
    ] {
        assert_eq!(
            http(200, body).payload().unwrap_err().code,
            code,
            "{body:?}"
        );
    }
}

#[test]
fn no_answer_at_all() {
    for (answer, code) in [
        (Answer::TooLarge, Code::BackendTooLarge),
        (Answer::Unreachable, Code::BackendUnreachable),
        (Answer::TimedOut, Code::BackendTimeout),
        (Answer::FunctionFailed, Code::HostFunctionFailed),
    ] {
        assert_eq!(answer.payload().unwrap_err().code, code);
    }
}

#[test]
fn no_text_of_the_backends_is_passed_on() {
    let told = problem(500, "internal").payload().unwrap_err();
    assert_eq!((told.vendor_code, told.vendor_message), (None, None));
    let leaky = http(500, json!({ "error": "Bearer 0123456789abcdef" }))
        .payload()
        .unwrap_err();
    assert!(!format!("{leaky:?} {leaky}").contains("0123456789"));
}

#[test]
fn retry_after_is_kept() {
    let wait = |header| retry_after(429, header).payload().unwrap_err().retry_after;
    assert_eq!(wait("12"), Some(Duration::from_secs(12)));
    assert_eq!(wait("soon"), None);
    assert_eq!(wait("-1"), None);
}

#[test]
fn statuses() {
    let read = |body: Value| Report::from_payload(&body);
    for (text, connection) in [
        ("not_connected", Connection::NotConnected),
        ("connected", Connection::Connected),
        (
            "connected_without_number",
            Connection::ConnectedWithoutNumber,
        ),
        ("choose_number", Connection::ChooseNumber),
        ("in_review", Connection::InReview),
        ("action_needed", Connection::ActionNeeded),
        ("reconnect_needed", Connection::ReconnectNeeded),
    ] {
        let report = read(json!({ "state": text })).unwrap();
        assert_eq!(report.connection, connection);
        assert!(report.numbers.is_empty());
        assert_ne!(
            connection.wants_signup(),
            connection.confirms() || text == "connected_without_number"
        );
    }
    assert_eq!(
        read(json!({ "connected": false })).unwrap().connection,
        Connection::NotConnected
    );
    assert_eq!(
        read(json!({ "connected": true })).unwrap().connection,
        Connection::ConnectedWithoutNumber
    );
    let plain = read(json!({ "connected": true, "whatsappPhoneNumberId": "7" })).unwrap();
    assert_eq!(plain.connection, Connection::Connected);
    for body in [
        json!({}),
        json!([]),
        json!("connected"),
        Value::Null,
        json!({ "state": "Connected" }),
        json!({ "state": "paused" }),
        json!({ "state": null, "connected": true }),
        json!({ "connected": "true" }),
        json!({ "state": "connected", "numbers": "n" }),
    ] {
        assert_eq!(
            read(body.clone()).unwrap_err(),
            Code::BackendMalformed,
            "{body}"
        );
    }
}

#[test]
fn a_whole_report() {
    let report = Report::from_payload(&json!({
        "state": "action_needed",
        "reason": "blocked",
        "numbers": [{
            "phoneNumberId": "n1", "displayPhoneNumber": "+91 1", "verifiedName": "Shop", "qualityRating": "GREEN",
            "messagingLimitTier": "TIER_1K", "unknownField": 1,
            "issues": [{ "code": "141010", "message": "m", "solution": "s" }, { "message": "only this" }],
        }, {}],
        "checkedAt": "2026-11-22T10:00:00Z",
    })).unwrap();
    let number = &report.numbers[0];
    assert_eq!(number.verified_name.as_deref(), Some("Shop"));
    assert_eq!(number.quality_rating.as_deref(), Some("GREEN"));
    assert_eq!(number.messaging_limit_tier.as_deref(), Some("TIER_1K"));
    assert_eq!(number.issues[0].code.as_deref(), Some("141010"));
    assert_eq!(number.issues[1].solution, None);
    assert_eq!(report.reason.as_deref(), Some("blocked"));
    assert_eq!(report.checked_at.as_deref(), Some("2026-11-22T10:00:00Z"));
}
