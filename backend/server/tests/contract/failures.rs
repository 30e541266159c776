//! Chakra's failures: each is a problem with its own code, and none makes the backend forget a connection.

use chakra_backend_server::Settings;
use chakra_sandbox::{Endpoint, Failure, Outcome};
use serde_json::json;

use crate::rig::{KEY, Rig, TENANT_HEADER, gone, request, send, serve, settings};

fn failure(status: u16, content_type: &str, body: &str) -> Failure {
    let mut failure = Failure::with_status(status);
    failure.content_type = Some(content_type.to_owned());
    failure.body = Some(body.to_owned());
    failure
}

#[tokio::test]
async fn each_failure_has_its_code() {
    let rig = Rig::start().await;
    rig.signed_up("acme", Outcome::Finish).await;
    let html = "<html><body>Plugin not found</body></html>";
    let huge = format!("{{\"_data\": \"{}\"}}", "x".repeat(3 * 1024 * 1024));
    for (case, failure, status, code) in [
        ("key", Failure::with_status(401), 502, "chakra_unauthorized"),
        (
            "rights",
            Failure::with_status(403),
            502,
            "chakra_unauthorized",
        ),
        (
            "error",
            Failure::with_status(500),
            503,
            "chakra_unavailable",
        ),
        (
            "gateway",
            failure(502, "text/html", html),
            503,
            "chakra_unavailable",
        ),
        ("refusal", Failure::with_status(422), 502, "chakra_refused"),
        ("redirect", Failure::with_status(302), 502, "chakra_refused"),
        (
            "404 page",
            failure(404, "text/html", html),
            502,
            "chakra_refused",
        ),
        (
            "page",
            failure(200, "text/html", html),
            502,
            "chakra_bad_answer",
        ),
        (
            "nothing",
            failure(200, "application/json", ""),
            502,
            "chakra_bad_answer",
        ),
        (
            "null",
            failure(200, "application/json", "null"),
            502,
            "chakra_bad_answer",
        ),
        (
            "list",
            failure(200, "application/json", "{\"_data\": []}"),
            502,
            "chakra_bad_answer",
        ),
        (
            "other",
            failure(200, "application/json", "{\"id\": \"x\"}"),
            502,
            "chakra_bad_answer",
        ),
        (
            "huge",
            failure(200, "application/json", &huge),
            502,
            "chakra_bad_answer",
        ),
        (
            "refusal with a good status",
            failure(
                200,
                "application/json",
                "{\"_data\": {}, \"_errors\": [\"no\"]}",
            ),
            502,
            "chakra_refused",
        ),
    ] {
        for endpoint in [Endpoint::GetPlugin, Endpoint::CreateConnectToken] {
            rig.fail(endpoint, failure.clone());
            let answer = match endpoint {
                Endpoint::GetPlugin => rig.status("acme").await,
                _ => rig.token("acme").await,
            };
            assert_eq!(answer.status, status, "{case}: {}", answer.text);
            assert_eq!(answer.problem(), Some(code), "{case}");
            assert_eq!(answer.headers["cache-control"], "no-store");
            rig.recover(endpoint);
        }
    }
    assert_eq!(rig.state("acme").await, "connected");
    assert_eq!(rig.plugin_count("acme"), 1);
}

#[tokio::test]
async fn a_number_that_cannot_be_read_is_not_reported_as_connected() {
    let rig = Rig::start().await;
    rig.signed_up("acme", Outcome::Finish).await;
    rig.fail(Endpoint::GetPhoneNumber, Failure::with_status(500));
    let answer = rig.status("acme").await;
    assert_eq!(answer.problem(), Some("chakra_unavailable"));
}

#[tokio::test]
async fn a_wait_is_passed_on() {
    let mut with_header = Failure::with_status(429);
    with_header.retry_after = Some("7".to_owned());
    let in_words = json!({"_errors": ["Throttled: retry after 1500 ms"]}).to_string();
    for (failure, wait) in [
        (with_header, Some("7")),
        (failure(429, "application/json", &in_words), Some("2")),
        (failure(400, "application/json", &in_words), Some("2")),
        (Failure::with_status(429), Some("1")),
    ] {
        let rig = Rig::start().await;
        rig.new_plugin("acme").await;
        rig.fail(Endpoint::CreateConnectToken, failure);
        let answer = rig.token("acme").await;
        assert_eq!(answer.status, 429);
        assert_eq!(answer.problem(), Some("chakra_rate_limited"));
        let header = answer.headers.get("retry-after");
        assert_eq!(header.map(|value| value.to_str().unwrap()), wait);
    }
}

/// One customer's bad request must not block the requests of all others.
#[tokio::test]
async fn a_message_about_a_wait_affects_only_its_own_request() {
    let rig = Rig::start().await;
    rig.new_plugin("acme").await;
    rig.signed_up("globex", Outcome::Finish).await;
    let in_words = json!({"_errors": ["Throttled: retry after 30000 ms"]}).to_string();
    for status in [400, 403, 409, 422] {
        let failure = failure(status, "application/json", &in_words);
        rig.fail(Endpoint::CreateConnectToken, failure);
        let answer = rig.token("acme").await;
        assert_eq!(answer.problem(), Some("chakra_rate_limited"), "{status}");
        assert_eq!(answer.headers["retry-after"], "30");
        assert_eq!(rig.state("globex").await, "connected", "{status}");
    }
}

#[tokio::test]
async fn a_silent_chakra_is_a_timeout() {
    let rig = Rig::impatient().await;
    rig.new_plugin("acme").await;
    rig.delay(Endpoint::GetPlugin, 60_000);
    let answer = rig.status("acme").await;
    assert_eq!(answer.status, 504);
    assert_eq!(answer.problem(), Some("chakra_timeout"));
}

#[tokio::test]
async fn calls_within_their_limits_can_exceed_that_of_the_request() {
    let rig = Rig::prompt().await;
    rig.signed_up("acme", Outcome::Finish).await;
    for endpoint in [Endpoint::GetPlugin, Endpoint::GetPhoneNumber] {
        rig.delay(endpoint, 1_500);
    }
    let answer = rig.status("acme").await;
    assert_eq!(answer.status, 504);
    assert_eq!(answer.problem(), Some("chakra_timeout"));
}

#[tokio::test]
async fn a_token_that_comes_too_late_is_a_timeout_for_the_browser() {
    let rig = Rig::prompt().await;
    rig.delay(Endpoint::CreateConnectToken, 60_000);
    let answer = rig.token("acme").await;
    assert_eq!(answer.problem(), Some("chakra_timeout"));
}

#[tokio::test]
async fn an_absent_chakra_is_unreachable() {
    let rig = Rig::start().await;
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let nobody = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let server = serve(Settings::new(nobody.parse().unwrap(), KEY.parse().unwrap())).await;
    let call = request(&server, reqwest::Method::POST, "api/chakra/connect-token");
    let answer = send(call.header(TENANT_HEADER, "acme").json(&json!({}))).await;
    assert_eq!(answer.status, 502);
    assert_eq!(answer.problem(), Some("chakra_unreachable"));

    let mut wrong_key = settings(&rig.sandbox);
    wrong_key.api_key = "wrong".parse().unwrap();
    let server = serve(wrong_key).await;
    let call = request(&server, reqwest::Method::POST, "api/chakra/connect-token");
    let answer = send(call.header(TENANT_HEADER, "acme").json(&json!({}))).await;
    assert_eq!(answer.problem(), Some("chakra_unauthorized"));
}

/// "Not found" in a gateway's error says nothing about the plugin; and even where it does, it may be wrong.
#[tokio::test]
async fn no_message_makes_the_backend_forget_a_plugin() {
    let rig = Rig::start().await;
    let plugin_id = rig.signed_up("acme", Outcome::Finish).await;
    for status in [401, 403, 409, 422, 500, 502, 503, 429] {
        rig.fail(Endpoint::GetPlugin, gone(status));
        assert_ne!(rig.status("acme").await.status, 200, "{status}");
    }
    rig.recover(Endpoint::GetPlugin);
    rig.reaches_chakra(async |rig: &Rig| rig.status("acme").await)
        .await;
    for status in [400, 404, 410] {
        rig.fail(Endpoint::GetPlugin, gone(status));
        assert_eq!(rig.state("acme").await, "not_connected", "{status}");
        rig.recover(Endpoint::GetPlugin);
        assert_eq!(rig.state("acme").await, "connected", "{status}");
    }
    assert_eq!(rig.new_plugin("acme").await, plugin_id);
    assert_eq!(rig.plugin_count("acme"), 1);
}
