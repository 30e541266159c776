//! Every format in which backends answer: valid payloads, errors, and errors that look like successes.

use std::time::Duration;

use chakra_connect::flow::error::Code;
use chakra_connect::flow::reply::Reply;
use chakra_connect::flow::status::{Connection, Report};
use chakra_connect::flow::timestamp::Timestamp;
use serde_json::{Value, json};

use crate::support::replies::{http, ok, problem, retry_after};

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
fn an_action_demands_no_body() {
    let bodies = [
        "",
        " ",
        "OK",
        "true",
        "null",
        "\"\"",
        "{}",
        "[]",
        "1",
        "<p>Done</p>",
    ];
    for body in bodies {
        for status in [200, 201, 202, 204, 205] {
            assert_eq!(http(status, body).acknowledged(), Ok(()), "{status} {body}");
        }
        let failure = http(500, body).acknowledged().unwrap_err();
        assert_eq!(failure.code, Code::BackendUnavailable);
    }
    for body in [
        r#"{"ok":false,"error":"x"}"#,
        r#"{"error":{"message":"x"}}"#,
        "false",
    ] {
        let failure = http(200, body).acknowledged().unwrap_err();
        assert_eq!(failure.code, Code::BackendRejected, "{body}");
    }
    assert_eq!(
        Reply::TimedOut.acknowledged().unwrap_err().code,
        Code::BackendTimeout
    );
}

#[test]
fn a_payload_may_come_with_any_good_status() {
    for status in [200, 201, 202, 203] {
        assert_eq!(
            http(status, r#"{"connectToken":"t"}"#).payload().unwrap(),
            json!({ "connectToken": "t" })
        );
    }
    for status in [200, 202, 204] {
        let failure = http(status, "").payload().unwrap_err();
        assert_eq!(failure.code, Code::BackendEmpty);
    }
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
        // Errors with status 200.
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
        // "Plugin not found", in any place where a backend puts it.
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
fn bodies_that_are_not_json() {
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
fn no_response_at_all() {
    for (answer, code) in [
        (Reply::TooLarge, Code::BackendTooLarge),
        (Reply::Unreachable, Code::BackendUnreachable),
        (Reply::TimedOut, Code::BackendTimeout),
        (Reply::FunctionFailed, Code::HostFunctionFailed),
    ] {
        assert_eq!(answer.payload().unwrap_err().code, code);
    }
}

#[test]
fn the_backends_texts_are_not_passed_on() {
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
        json!({ "state": "paused" }),
        json!({ "state": "", "connected": true }),
        json!({ "connected": "surely" }),
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
    let time = report.checked_at.map(Timestamp::to_rfc3339);
    assert_eq!(time.as_deref(), Some("2026-11-22T10:00:00Z"));
}

#[test]
fn an_empty_list_of_numbers_is_not_the_same_as_none() {
    let read = |numbers: Value| {
        let body = json!({ "state": "connected", "pluginId": "p", "numbers": numbers });
        Report::from_payload(&body).unwrap()
    };
    for (numbers, is_listed, ids) in [
        (Value::Null, false, None),
        (json!([]), true, None),
        (json!([{ "displayPhoneNumber": "+1" }]), true, None),
        (json!([{ "phoneNumberId": " " }]), true, None),
        (
            json!([{ "phoneNumberId": "n1" }, {}, { "phoneNumberId": 7 }]),
            true,
            Some(vec!["n1".to_owned(), "7".to_owned()]),
        ),
    ] {
        let report = read(numbers.clone());
        assert_eq!(report.lists_numbers(), is_listed, "{numbers}");
        assert_eq!(report.number_ids(), ids, "{numbers}");
        assert_eq!(report.plugin_id.as_deref(), Some("p"));
    }
}
