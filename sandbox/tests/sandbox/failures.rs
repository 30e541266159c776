//! Failures and delays that a test scripts.

use std::time::{Duration, Instant};

use chakra_sandbox::{Endpoint, Failure, SettingsChange};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::client::{Partner, TOKEN_PATH, answer};

async fn configure(partner: &Partner, change: Value) -> (StatusCode, Value) {
    answer(
        partner
            .keyless(Method::POST, "/_sandbox/settings")
            .json(&change),
    )
    .await
}

#[tokio::test]
async fn a_scripted_failure_occurs_the_given_number_of_times() {
    let partner = Partner::start().await;
    let plugin_id = partner.create_plugin().await;
    let failure = json!({
        "status": 503, "times": 2, "body": "<h1>Away</h1>",
        "contentType": "text/html", "retryAfter": "7",
    });
    let (status, _) = configure(
        &partner,
        json!({"failures": {"create-connect-token": failure}}),
    )
    .await;
    assert_eq!(status, StatusCode::OK);
    for _ in 0..2 {
        let response = partner
            .request(Method::POST, TOKEN_PATH)
            .json(&json!({"pluginId": plugin_id}))
            .send()
            .await
            .unwrap();
        assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(response.headers()["content-type"], "text/html");
        assert_eq!(response.headers()["retry-after"], "7");
        assert_eq!(response.text().await.unwrap(), "<h1>Away</h1>");
    }
    partner.token(&plugin_id).await;
    let log = partner.sandbox.log();
    assert_eq!(log.count(Endpoint::CreateConnectToken), 3);
    assert_eq!(log.tokens_minted, 1);
    let statuses: Vec<Option<u16>> = log
        .requests
        .iter()
        .filter(|request| request.endpoint == Endpoint::CreateConnectToken)
        .map(|request| request.status)
        .collect();
    assert_eq!(statuses, [Some(503), Some(503), Some(200)]);
}

#[tokio::test]
async fn a_failure_without_a_limit_lasts_until_removed() {
    let partner = Partner::start().await;
    let plugin_id = partner.create_plugin().await;
    let path = format!("/plugin/{plugin_id}");
    let failing = SettingsChange {
        failures: [(Endpoint::GetPlugin, Some(Failure::with_status(429)))].into(),
        ..SettingsChange::default()
    };
    partner.sandbox.configure(failing).unwrap();
    for _ in 0..3 {
        let (status, body) = partner.get(&path).await;
        assert_eq!(status, StatusCode::TOO_MANY_REQUESTS);
        assert!(body["_errors"][0].is_string());
    }
    configure(&partner, json!({"failures": {"get-plugin": null}})).await;
    assert_eq!(partner.data(&path).await["id"], plugin_id.as_str());
}

#[tokio::test]
async fn pages_of_the_embed_origin_can_fail_too() {
    let partner = Partner::start().await;
    let once = Failure::with_status(500).times(1);
    let failing = SettingsChange {
        failures: [(Endpoint::Sdk, Some(once))].into(),
        ..SettingsChange::default()
    };
    partner.sandbox.configure(failing).unwrap();
    assert_eq!(partner.embed_page("sdk.js").await.status(), 500);
    assert_eq!(partner.embed_page("sdk.js").await.status(), 200);
}

#[tokio::test]
async fn latency_delays_a_response() {
    let partner = Partner::start().await;
    configure(&partner, json!({"latencyMs": {"list-phone-numbers": 150}})).await;
    let asked = Instant::now();
    partner.data("/v1/ext/whatsapp-phone-number").await;
    assert!(asked.elapsed() >= Duration::from_millis(150));
}

#[tokio::test]
async fn mistakes_in_a_script_are_reported_and_change_nothing() {
    let partner = Partner::start().await;
    for mistake in [
        json!({"tokenLifetime": 5}),
        json!({"latencyMs": {"create-conect-token": 5}}),
        json!({"tokenLifetimeSeconds": 1, "failures": {"sdk": {"status": 42}}}),
        json!({"failures": {"sdk": {"status": 500, "retryAfter": "7\n"}}}),
        json!({"failures": {"sdk": {"stauts": 500}}}),
    ] {
        let (status, body) = configure(&partner, mistake.clone()).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{mistake}");
        assert!(body["_errors"][0].is_string(), "{body}");
    }
    let (_, settings) = answer(partner.keyless(Method::GET, "/_sandbox/settings")).await;
    assert_eq!(settings["tokenLifetimeSeconds"], 3600);
    assert_eq!(settings["failures"], json!({}));
}
