//! Checks of a request before it has any effect: a tenant, and JSON.

use reqwest::Method;
use serde_json::json;

use crate::rig::{Rig, TENANT_HEADER, request, send};

#[tokio::test]
async fn without_a_tenant_nothing_happens() {
    let rig = Rig::start().await;
    for (method, call) in [
        (Method::POST, "connect-token"),
        (Method::GET, "status"),
        (Method::POST, "connect-event"),
        (Method::POST, "disconnect"),
    ] {
        let bare = || {
            let request = request(&rig.server, method.clone(), &format!("api/chakra/{call}"));
            request.json(&json!({"event": "x"}))
        };
        for request in [bare(), bare().header(TENANT_HEADER, " ")] {
            let answer = send(request).await;
            assert_eq!(answer.status, 401, "{call}");
            assert_eq!(answer.problem(), Some("unauthorized"), "{call}");
            assert_eq!(answer.headers["cache-control"], "no-store");
        }
    }
    assert_eq!(rig.sandbox.log().requests.len(), 0);
}

#[tokio::test]
async fn bodies_must_be_json_of_the_contract() {
    let rig = Rig::start().await;
    let long = format!("{{\"event\": \"{}\"}}", "x".repeat(100_000));
    for (call, content_type, body, status, code) in [
        (
            "connect-token",
            "text/plain",
            "{}",
            415,
            "unsupported_media_type",
        ),
        (
            "connect-token",
            "application/x-www-form-urlencoded",
            "a=b",
            415,
            "unsupported_media_type",
        ),
        ("connect-token", "application/json", "{", 400, "bad_request"),
        ("connect-token", "application/json", "", 400, "bad_request"),
        (
            "connect-token",
            "application/json",
            "{\"intent\": \"steal\"}",
            400,
            "bad_request",
        ),
        (
            "connect-token",
            "application/json",
            "{\"pluginId\": 1}",
            400,
            "bad_request",
        ),
        (
            "connect-token",
            "application/json",
            "[]",
            400,
            "bad_request",
        ),
        (
            "connect-event",
            "application/json",
            "[\"106540352242922\", null, null]",
            400,
            "bad_request",
        ),
        (
            "connect-event",
            "application/json",
            "{}",
            400,
            "bad_request",
        ),
        (
            "connect-event",
            "application/json",
            "{\"event\": \"a\", \"phoneNumberId\": \"b\"}",
            400,
            "bad_request",
        ),
        (
            "connect-event",
            "application/json",
            &long,
            413,
            "body_too_large",
        ),
    ] {
        let request = rig.request("acme", Method::POST, call);
        let request = request
            .header("content-type", content_type)
            .body(body.to_owned());
        let answer = send(request).await;
        assert_eq!(answer.problem(), Some(code), "{call} {}", answer.text);
        assert_eq!(answer.status, status, "{call}");
    }
    for (method, call, code) in [
        (Method::GET, "connect-token", "method_not_allowed"),
        (Method::POST, "status", "method_not_allowed"),
        (Method::GET, "nothing", "not_found"),
        (Method::GET, "status/more", "not_found"),
    ] {
        let answer = send(rig.request("acme", method, call)).await;
        assert_eq!(answer.problem(), Some(code), "{call}");
    }
    assert_eq!(rig.sandbox.log().requests.len(), 0);
}
