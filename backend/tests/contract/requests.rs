//! What is asked of a request before anything is done: a tenant, an own page, JSON.

use reqwest::Method;
use serde_json::json;

use crate::rig::{Answer, Rig, TENANT_HEADER, request, send, serve, settings};

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

async fn disconnect_from(rig: &Rig, headers: &[(&str, &str)]) -> Answer {
    let mut request = rig.request("acme", Method::POST, "disconnect");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    send(request).await
}

#[tokio::test]
async fn pages_of_other_sites_are_refused() {
    let rig = Rig::start().await;
    let own = rig.server.url();
    let own = own.trim_end_matches('/');
    for headers in [
        &[
            ("sec-fetch-site", "cross-site"),
            ("origin", "https://evil.example"),
        ][..],
        &[
            ("sec-fetch-site", "same-site"),
            ("origin", "https://evil.example"),
        ],
        &[("origin", "https://evil.example")],
        &[("origin", "null")],
    ] {
        let answer = disconnect_from(&rig, headers).await;
        assert_eq!(answer.status, 403, "{headers:?}");
        assert_eq!(answer.problem(), Some("cross_site"), "{headers:?}");
        let allowed = answer.headers.get("access-control-allow-origin");
        assert_eq!(allowed, None);
    }
    for headers in [
        &[][..],
        &[("sec-fetch-site", "same-origin"), ("origin", own)],
        &[("origin", own)],
    ] {
        let answer = disconnect_from(&rig, headers).await;
        assert_eq!(answer.status, 204, "{headers:?}");
    }
}

#[tokio::test]
async fn allowed_origins_may_call_with_cookies() {
    let mut rig = Rig::start().await;
    let mut settings = settings(&rig.sandbox);
    let app = "https://app.example";
    settings.allowed_origins = vec![app.parse().unwrap()];
    rig.server = serve(settings).await;

    let from_app = [("sec-fetch-site", "cross-site"), ("origin", app)];
    let answer = disconnect_from(&rig, &from_app).await;
    assert_eq!(answer.status, 204);
    assert_eq!(answer.headers["access-control-allow-origin"], app);
    assert_eq!(answer.headers["access-control-allow-credentials"], "true");

    let from_evil = [
        ("sec-fetch-site", "cross-site"),
        ("origin", "https://evil.example"),
    ];
    let answer = disconnect_from(&rig, &from_evil).await;
    assert_eq!(answer.problem(), Some("cross_site"));
    assert_eq!(answer.headers.get("access-control-allow-origin"), None);

    // Preflights come without a session.
    let preflight = request(&rig.server, Method::OPTIONS, "api/chakra/connect-token")
        .header("origin", app)
        .header("access-control-request-method", "POST")
        .header("access-control-request-headers", "content-type,x-csrf");
    let answer = send(preflight).await;
    assert_eq!(answer.status, 200);
    assert_eq!(
        answer.headers["access-control-allow-headers"],
        "content-type,x-csrf"
    );
}
