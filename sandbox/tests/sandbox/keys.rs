//! The bearer key: every endpoint of the API requires it, and none reveals it.

use reqwest::{Method, StatusCode};
use serde_json::json;

use crate::client::{KEY, Partner, TOKEN_PATH, answer};

#[tokio::test]
async fn every_endpoint_of_the_api_requires_the_key() {
    let partner = Partner::start().await;
    let plugin_id = partner.create_plugin().await;
    let plugin = format!("/plugin/{plugin_id}");
    let config = format!("/v1/ext/plugin/whatsapp/{plugin_id}/config");
    let update_config = format!("/v1/ext/plugin/whatsapp/{plugin_id}/update-config");
    let endpoints = [
        (Method::POST, TOKEN_PATH),
        (Method::GET, &config),
        (Method::POST, &update_config),
        (Method::POST, "/plugin"),
        (Method::GET, &plugin),
        (Method::PUT, &plugin),
        (Method::DELETE, &plugin),
        (Method::GET, "/v1/ext/whatsapp-phone-number"),
        (Method::GET, "/v1/ext/whatsapp-phone-number/1"),
        (Method::GET, "/v1/ext/whatsapp-business-account"),
    ];
    for (method, path) in endpoints {
        let keyless = partner.keyless(method.clone(), path);
        let wrong = partner.keyless(method.clone(), path).bearer_auth("wrong");
        for request in [keyless, wrong] {
            let (status, body) = answer(request.json(&json!({}))).await;
            assert_eq!(status, StatusCode::UNAUTHORIZED, "{method} {path}");
            assert_eq!(body["_errors"], json!(["Unauthorized"]), "{method} {path}");
        }
    }
    // Not even the DELETE had an effect.
    assert_eq!(partner.data(&plugin).await["id"], plugin_id.as_str());
}

#[tokio::test]
async fn the_log_holds_neither_key_nor_token() {
    let partner = Partner::start().await;
    let plugin_id = partner.create_plugin().await;
    let token = partner.token(&plugin_id).await;
    partner.open_session(&token).await;
    let (_, log) = answer(partner.keyless(Method::GET, "/_sandbox/log")).await;
    let log = log.to_string();
    assert!(log.contains("create-connect-token"), "{log}");
    assert!(!log.contains(KEY), "{log}");
    assert!(!log.contains(&token), "{log}");
    assert!(!format!("{:?}", partner.sandbox.log()).contains(KEY));
}
