//! Web pages can't control a developer's stand-in.

use reqwest::{Method, StatusCode};
use serde_json::json;

use crate::client::{Partner, answer};

const ELSEWHERE: &str = "https://elsewhere.example";
const HERE: &str = "http://127.0.0.1:8080";
/// Every control endpoint that changes something.
const CHANGES: [&str; 5] = ["settings", "reset", "number", "plugin", "signup"];

#[tokio::test]
async fn a_page_of_this_machine_may_read_the_answers() {
    let partner = Partner::start().await;
    let allowed = async |origin: &str| {
        let request = partner.keyless(Method::GET, "/_sandbox/records");
        let response = request.header("origin", origin).send().await.unwrap();
        let allowed = response.headers().get("access-control-allow-origin");
        allowed.map(|value| value.to_str().unwrap().to_owned())
    };
    assert_eq!(allowed(HERE).await.as_deref(), Some(HERE));
    assert_eq!(allowed(ELSEWHERE).await, None);
    let api = partner.keyless(Method::GET, "/plugin/unheard-of");
    let response = api.header("origin", HERE).send().await.unwrap();
    let headers = response.headers();
    assert!(
        !headers.contains_key("access-control-allow-origin"),
        "the API is for backends"
    );
}

#[tokio::test]
async fn a_page_of_another_origin_changes_nothing() {
    let partner = Partner::start().await;
    let plugin_id = partner.create_plugin().await;
    for origin in [ELSEWHERE, "null", "http://127.0.0.1.evil.example:80"] {
        for path in CHANGES {
            let request = partner.keyless(Method::POST, &format!("/_sandbox/{path}"));
            let request = request.header("origin", origin).json(&json!({}));
            let (status, body) = answer(request).await;
            assert_eq!(status, StatusCode::FORBIDDEN, "{origin}: {path}: {body}");
        }
    }
    let path = format!("/plugin/{plugin_id}");
    assert_eq!(partner.get(&path).await.0, StatusCode::OK, "not reset");
}

#[tokio::test]
async fn a_form_or_plain_text_changes_nothing() {
    let partner = Partner::start().await;
    let plugin_id = partner.create_plugin().await;
    for content_type in [
        Some("text/plain"),
        Some("application/x-www-form-urlencoded"),
        Some("multipart/form-data; boundary=application/json"),
        None,
    ] {
        for path in CHANGES {
            let mut request = partner.keyless(Method::POST, &format!("/_sandbox/{path}"));
            if let Some(content_type) = content_type {
                request = request.header("content-type", content_type).body("{}");
            }
            let (status, _) = answer(request).await;
            assert_eq!(status, StatusCode::UNSUPPORTED_MEDIA_TYPE, "{path}");
        }
    }
    let path = format!("/plugin/{plugin_id}");
    assert_eq!(partner.get(&path).await.0, StatusCode::OK, "not reset");
}

#[tokio::test]
async fn a_page_of_this_machine_may_change_the_stand_in() {
    let partner = Partner::start().await;
    let preflight = async |origin: &str| {
        let request = partner.keyless(Method::OPTIONS, "/_sandbox/reset");
        let request = request
            .header("origin", origin)
            .header("access-control-request-method", "POST")
            .header("access-control-request-headers", "content-type");
        request.send().await.unwrap()
    };
    let asked = preflight(HERE).await;
    assert_eq!(asked.status(), StatusCode::NO_CONTENT);
    assert_eq!(asked.headers()["access-control-allow-origin"], HERE);
    assert_eq!(
        asked.headers()["access-control-allow-headers"],
        "content-type"
    );
    assert_eq!(preflight(ELSEWHERE).await.status(), StatusCode::FORBIDDEN);

    let request = partner.keyless(Method::POST, "/_sandbox/reset");
    let request = request
        .header("origin", HERE)
        .header("content-type", "application/json; charset=utf-8")
        .body("{}");
    let response = request.send().await.unwrap();
    assert_eq!(response.status(), StatusCode::NO_CONTENT);
    assert_eq!(response.headers()["access-control-allow-origin"], HERE);
}

#[tokio::test]
async fn a_rebound_host_name_is_rejected() {
    let partner = Partner::start().await;
    let ask = async |method: Method, path: &str, host: &str| {
        let request = partner.keyless(method, path).header("host", host);
        // To its browser, a page of that name has the same origin.
        let request = request
            .header("content-type", "application/json")
            .body("{}");
        answer(request).await.0
    };
    for host in [
        "evil.example",
        "evil.example:4801",
        "127.0.0.1.evil.example",
    ] {
        for path in ["/_sandbox/records", "/_sandbox/log"] {
            let status = ask(Method::GET, path, host).await;
            assert_eq!(status, StatusCode::FORBIDDEN, "{host}: {path}");
        }
        let status = ask(Method::POST, "/_sandbox/reset", host).await;
        assert_eq!(status, StatusCode::FORBIDDEN, "{host}");
    }
    for host in ["localhost:4801", "LOCALHOST", "127.0.0.1", "[::1]:4801"] {
        let status = ask(Method::GET, "/_sandbox/records", host).await;
        assert_eq!(status, StatusCode::OK, "{host}");
    }
}
