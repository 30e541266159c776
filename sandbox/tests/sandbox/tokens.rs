//! Connect tokens: their format, their two forms, and the iframe's check.

use chakra_sandbox::SettingsChange;
use jsonwebtoken::dangerous::insecure_decode;
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::client::{Partner, TOKEN_PATH};

fn new_plugin() -> Value {
    json!({
        "newPluginName": "Salon Aurora",
        "clientReferenceId": "tenant-7",
        "clientName": "Aurora Ltd",
        "clientEmail": "owner@aurora.example",
    })
}

#[tokio::test]
async fn a_token_has_the_documented_shape() {
    let partner = Partner::start().await;
    let (status, body) = partner.post(TOKEN_PATH, &new_plugin()).await;
    assert_eq!(status, StatusCode::OK, "{body}");
    let token = insecure_decode::<Value>(body["_data"]["connectToken"].as_str().unwrap()).unwrap();
    assert_eq!(json!(token.header.alg), "HS256");
    let claims = token.claims;
    let issued = claims["iat"].as_f64().unwrap();
    assert!(claims["iat"].is_f64(), "iat is fractional: {claims}");
    let lifetime = claims["exp"].as_f64().unwrap() - issued;
    assert!(claims["exp"].is_i64(), "exp is whole: {claims}");
    assert!(lifetime > 3599.0 && lifetime <= 3600.0, "{lifetime}");
    assert_eq!(claims["data"]["clientReferenceId"], "tenant-7");
    assert!(claims["data"]["teamId"].is_string() && claims["randomString"].is_string());
    let plugin_id = claims["data"]["pluginId"].as_str().unwrap();
    let plugin = partner.data(&format!("/plugin/{plugin_id}")).await;
    assert_eq!(plugin["name"], "Salon Aurora");
    assert_eq!(plugin["clientName"], "Aurora Ltd");

    let again = insecure_decode::<Value>(partner.token(plugin_id).await).unwrap();
    assert_eq!(again.claims["data"], claims["data"]);
    assert_ne!(again.claims["randomString"], claims["randomString"]);
    assert_eq!(partner.sandbox.log().tokens_minted, 2);
}

#[tokio::test]
async fn a_new_name_makes_a_new_plugin_every_time() {
    let partner = Partner::start().await;
    let before = partner.sandbox.records()["plugins"]
        .as_array()
        .unwrap()
        .len();
    partner.post(TOKEN_PATH, &new_plugin()).await;
    partner.post(TOKEN_PATH, &new_plugin()).await;
    let after = partner.sandbox.records()["plugins"]
        .as_array()
        .unwrap()
        .len();
    assert_eq!(after, before + 2);
}

#[tokio::test]
async fn incomplete_and_unknown_requests_are_rejected() {
    let partner = Partner::start().await;
    let (status, body) = partner
        .post(
            TOKEN_PATH,
            &json!({"pluginId": "d83e1d23-50b8-4d87-8f92-842a0ac516f6"}),
        )
        .await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    assert_eq!(body["_errors"], json!(["Plugin not found"]));
    let mut nameless = new_plugin();
    nameless["clientName"] = json!(" ");
    let mut both = new_plugin();
    both["pluginId"] = json!("x");
    for body in [
        json!({}),
        nameless,
        both,
        json!("text"),
        json!({"pluginId": 1}),
    ] {
        let (status, answer) = partner.post(TOKEN_PATH, &body).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{body}");
        assert!(answer["_errors"][0].is_string(), "{answer}");
    }
    assert_eq!(partner.sandbox.log().tokens_minted, 0);
}

#[tokio::test]
async fn the_frame_accepts_a_valid_token_and_rejects_others() {
    let partner = Partner::start().await;
    let plugin_id = partner.create_plugin().await;
    let (status, session) = partner.open_session(&partner.token(&plugin_id).await).await;
    assert_eq!(status, StatusCode::OK);
    let expires_in = session["expiresInMs"].as_u64().unwrap();
    assert!(
        (3_590_000..=3_600_000).contains(&expires_in),
        "{expires_in}"
    );

    let expired = SettingsChange {
        token_lifetime_seconds: Some(-1),
        ..SettingsChange::default()
    };
    partner.sandbox.configure(expired).unwrap();
    let (status, body) = partner.open_session(&partner.token(&plugin_id).await).await;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
    assert!(
        body["_errors"][0].as_str().unwrap().contains("expired"),
        "{body}"
    );

    let stranger = Partner::start().await;
    let foreign = stranger.token(&stranger.create_plugin().await).await;
    for token in [foreign.as_str(), "akeyfortests0123456789", ""] {
        let (status, body) = partner.open_session(token).await;
        assert_eq!(status, StatusCode::UNAUTHORIZED);
        assert!(
            body["_errors"][0]
                .as_str()
                .unwrap()
                .contains("not a connect token"),
            "{body}"
        );
    }
}

#[tokio::test]
async fn a_token_of_a_deleted_plugin_is_rejected() {
    let partner = Partner::start().await;
    let plugin_id = partner.create_plugin().await;
    let token = partner.token(&plugin_id).await;
    let deleted = chakra_sandbox::PluginChange {
        deleted: true,
        ..Default::default()
    };
    partner.sandbox.change_plugin(&plugin_id, &deleted).unwrap();
    let (status, body) = partner.open_session(&token).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    assert_eq!(body["_errors"], json!(["Plugin not found"]));
}
