//! The control endpoints, and the end of a stand-in.

use chakra_sandbox::{Endpoint, NumberChange, Options, Outcome, Sandbox, Sendability};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::client::{Partner, answer};

async fn control(partner: &Partner, path: &str, body: Value) -> (StatusCode, Value) {
    let path = format!("/_sandbox/{path}");
    answer(partner.keyless(Method::POST, &path).json(&body)).await
}

/// A plugin connected through the control endpoint, and its number.
async fn connected(partner: &Partner) -> (String, String) {
    let plugin_id = partner.create_plugin().await;
    let end = json!({"pluginId": plugin_id, "outcome": "finish"});
    let (status, body) = control(partner, "signup", end).await;
    assert_eq!(status, StatusCode::OK, "{body}");
    let number_id = body["callbacks"][0]["data"]["phone_number_id"].clone();
    (plugin_id, number_id.as_str().unwrap().to_owned())
}

#[tokio::test]
async fn a_number_is_blocked_and_freed() {
    let partner = Partner::start().await;
    let (_, number_id) = connected(&partner).await;
    let path = format!("/v1/ext/whatsapp-phone-number/{number_id}");
    let block = json!({"phoneNumberId": number_id, "health": "BLOCKED", "errorCode": 141_000, "nameStatus": "DECLINED"});
    let (status, _) = control(&partner, "number", block).await;
    assert_eq!(status, StatusCode::NO_CONTENT);
    let number = partner.data(&path).await;
    let entity = &number["healthStatus"]["entities"][0];
    assert_eq!(entity["entity_type"], "PHONE_NUMBER");
    assert_eq!(entity["can_send_message"], "BLOCKED");
    assert_eq!(entity["errors"][0]["error_code"], 141_000);
    assert!(entity["errors"][0]["possible_solution"].is_string());
    assert_eq!(number["nameStatus"], "DECLINED");

    let free = NumberChange {
        health: Some(Sendability::Available),
        ..NumberChange::default()
    };
    partner.sandbox.change_number(&number_id, free).unwrap();
    let entity = partner.data(&path).await["healthStatus"]["entities"][0].clone();
    assert_eq!(entity["can_send_message"], "AVAILABLE");
    assert_eq!(entity["errors"], json!([]));
}

#[tokio::test]
async fn a_plugin_is_switched_off_and_deleted_from_outside() {
    let partner = Partner::start().await;
    let (plugin_id, _) = connected(&partner).await;
    let path = format!("/plugin/{plugin_id}");
    control(
        &partner,
        "plugin",
        json!({"pluginId": plugin_id, "isActive": false}),
    )
    .await;
    assert_eq!(partner.data(&path).await["isActive"], false);
    control(
        &partner,
        "plugin",
        json!({"pluginId": plugin_id, "deleted": true}),
    )
    .await;
    assert_eq!(partner.get(&path).await.0, StatusCode::NOT_FOUND);
    let (status, _) = control(&partner, "plugin", json!({"pluginId": plugin_id})).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    let (status, _) = control(&partner, "plugin", json!({"isActive": true})).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_plugins_account_and_numbers_are_removed_and_the_plugin_stays() {
    let partner = Partner::start().await;
    let (plugin_id, number_id) = connected(&partner).await;
    let sign_off = json!({"pluginId": plugin_id, "signedOff": true});
    let (status, _) = control(&partner, "plugin", sign_off).await;
    assert_eq!(status, StatusCode::NO_CONTENT);
    let plugin = partner.data(&format!("/plugin/{plugin_id}")).await;
    assert_eq!(plugin["auth"], json!({}));
    assert_eq!(plugin["isActive"], true);
    let path = format!("/v1/ext/whatsapp-phone-number/{number_id}");
    assert_eq!(partner.get(&path).await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_log_counts_and_a_reset_clears_it() {
    let partner = Partner::start().await;
    let (plugin_id, number_id) = connected(&partner).await;
    partner.token(&plugin_id).await;
    partner.get("/plugin/unheard-of?secret=1").await;
    let (_, log) = answer(partner.keyless(Method::GET, "/_sandbox/log")).await;
    assert_eq!(log["tokensMinted"], 1);
    assert_eq!(
        log["counts"],
        json!({"create-plugin": 1, "create-connect-token": 1, "get-plugin": 1})
    );
    let last = log["requests"].as_array().unwrap().last().unwrap();
    let expected = json!({"endpoint": "get-plugin", "method": "GET", "path": "/plugin/unheard-of", "status": 404});
    assert_eq!(*last, expected);

    let (status, _) = control(&partner, "reset", json!({})).await;
    assert_eq!(status, StatusCode::NO_CONTENT);
    assert_eq!(partner.sandbox.log().count(Endpoint::CreateConnectToken), 0);
    assert_eq!(partner.sandbox.log().tokens_minted, 0);
    assert_eq!(
        partner.get(&format!("/plugin/{plugin_id}")).await.0,
        StatusCode::NOT_FOUND
    );
    let (_, after) = connected(&partner).await;
    assert_ne!(after, number_id, "ids of before the reset do not come back");
}

#[tokio::test]
async fn signup_ends_can_be_set_in_advance() {
    let partner = Partner::start().await;
    let settled = async || {
        let sdk_url = partner.sandbox.sdk_url();
        let url = sdk_url.replace("sdk.js", "outcome");
        let (_, body) = answer(
            reqwest::Client::builder()
                .no_proxy()
                .build()
                .unwrap()
                .get(url),
        )
        .await;
        body["signupEnd"].clone()
    };
    assert_eq!(settled().await, "ask");
    control(&partner, "settings", json!({"signupEnd": "coexistence"})).await;
    assert_eq!(settled().await, "coexistence");
    control(&partner, "settings", json!({"coexistenceDelayMs": 1})).await;
    assert_eq!(settled().await, "coexistence", "what is absent stays");
    let (status, _) = control(&partner, "settings", json!({"signupEnd": "unheard-of"})).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    control(&partner, "settings", json!({"signupEnd": "ask"})).await;
    assert_eq!(settled().await, "ask");
    assert_eq!(partner.sandbox.log().count(Endpoint::ChooseOutcome), 0);
}

#[tokio::test]
async fn both_servers_end_when_dropped() {
    let first = Sandbox::start(Options::default()).await.unwrap();
    let port = |url: String| url.rsplit(':').next().unwrap().parse::<u16>().unwrap();
    let options = Options {
        api_port: port(first.api_url()),
        embed_port: port(first.embed_url()),
        ..Options::default()
    };
    assert_ne!(options.api_port, options.embed_port);
    assert!(first.end_signup("unheard-of", Outcome::Finish).is_err());
    assert!(
        Sandbox::start(options.clone()).await.is_err(),
        "the ports are taken"
    );
    drop(first);
    let second = async {
        loop {
            if let Ok(sandbox) = Sandbox::start(options.clone()).await {
                break sandbox;
            }
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(10), second)
        .await
        .unwrap();
}
