//! A partner's function reads the error's JSON and loses its status: `(await fetch(…)).json()`. The customer still sees
//! what happened.

use chakra_connect::flow::error::{Code, Retry};
use serde_json::{Value, json};

use crate::support::replies::{http, ok};

#[test]
fn an_error_body_with_status_200_reveals_the_status() {
    let cases = [
        // Several routes: the older format, and the newer one.
        (
            json!({ "message": "Sign in first", "error": "Unauthorized" }),
            Code::BackendUnauthorized,
        ),
        (
            json!({ "code": "UNAUTHORIZED", "message": "Sign in first", "traceId": "7" }),
            Code::BackendUnauthorized,
        ),
        (
            json!({ "code": "FORBIDDEN", "message": "No", "traceId": "7" }),
            Code::BackendForbidden,
        ),
        (
            json!({ "code": "INTERNAL_ERROR", "message": "Oops", "traceId": "7" }),
            Code::BackendUnavailable,
        ),
        (
            json!({ "code": "VALIDATION_FAILED", "message": "No", "traceId": "7" }),
            Code::BackendRejected,
        ),
        (
            json!({ "message": "Could not connect", "error": "socket hang up" }),
            Code::BackendRejected,
        ),
        // One POST with `action`.
        (
            json!({ "ok": false, "error": "unauthorized" }),
            Code::BackendUnauthorized,
        ),
        (
            json!({ "ok": false, "error": "chakra_not_configured" }),
            Code::BackendRejected,
        ),
        (
            json!({ "ok": false, "error": "chakra_404:Plugin p not found" }),
            Code::PluginNotFound,
        ),
        // The reference backend's format, and other frameworks'.
        (
            json!({ "type": "about:blank", "title": "No", "status": 403, "code": "x" }),
            Code::BackendForbidden,
        ),
        (
            json!({ "statusCode": 429, "message": "Slow down", "error": "Too Many Requests" }),
            Code::BackendRateLimited,
        ),
        (
            json!({ "data": null, "error": { "message": "No" } }),
            Code::BackendRejected,
        ),
    ];
    for (body, code) in cases {
        // 204 stands for a function without a result.
        for status in [200, 204] {
            let failure = http(status, &body).payload().unwrap_err();
            assert_eq!(failure.code, code, "{status} {body}");
        }
    }
}

/// So the widget retries after a server's brief failure, as if the status were there.
#[test]
fn a_temporary_failure_is_retried() {
    let body = json!({ "code": "INTERNAL_ERROR", "message": "Oops", "traceId": "7" });
    let failure = ok(&body).payload().unwrap_err();
    assert_eq!(failure.code.retry(), Retry::Automatic);
}

#[test]
fn an_actual_status_takes_precedence() {
    let body = json!({ "ok": false, "error": "unauthorized", "status": 503 });
    let failure = http(403, &body).payload().unwrap_err();
    assert_eq!(failure.code, Code::BackendForbidden);
}

/// Successful responses with a field that errors also have.
#[test]
fn a_successful_response_stays_successful() {
    for body in [
        json!({ "connected": true, "error": "of the last sync" }),
        json!({ "state": "connected", "status": 404 }),
        json!({ "connectToken": "t", "code": "forbidden" }),
        json!({ "ok": true, "error": null }),
        json!({ "ok": true, "error": "" }),
        json!({ "data": { "connected": false }, "error": "none" }),
        json!({ "status": 200 }),
        json!({ "status": "connected", "code": "DONE" }),
        Value::Null,
    ] {
        assert!(ok(&body).payload().is_ok(), "{body}");
    }
}
