//! A plugin's life: created, read, configured, connected, switched off, deleted.

use chakra_sandbox::Outcome;
use reqwest::{Method, StatusCode};
use serde_json::json;

use crate::client::{Partner, answer};

#[tokio::test]
async fn a_new_plugin_is_not_connected() {
    let partner = Partner::start().await;
    let plugin_id = partner.create_plugin().await;
    let plugin = partner.data(&format!("/plugin/{plugin_id}")).await;
    assert_eq!(plugin["type"], "whatsapp");
    assert_eq!(plugin["isActive"], true);
    assert_eq!(plugin["auth"], json!({}));
    assert_eq!(plugin["serverConfig"], json!({}));
    let (status, body) = partner
        .post("/plugin", &json!({"type": "sms", "name": "x"}))
        .await;
    assert_eq!(status, StatusCode::BAD_REQUEST, "{body}");
}

#[tokio::test]
async fn a_plugin_is_switched_off_and_on_by_its_partner() {
    let partner = Partner::start().await;
    let plugin_id = partner.create_plugin().await;
    partner.sign_up(&plugin_id, Outcome::Finish).await;
    let path = format!("/plugin/{plugin_id}");
    let connected = partner.data(&path).await;

    let off = json!({"pluginId": plugin_id, "isActive": false});
    let (status, body) = answer(partner.request(Method::PUT, &path).json(&off)).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(body["_data"]["isActive"], false);
    assert_eq!(partner.data(&path).await["auth"], connected["auth"]);

    // A new signup switches it on again, with another number.
    partner.sign_up(&plugin_id, Outcome::Finish).await;
    let again = partner.data(&path).await;
    assert_eq!(again["isActive"], true);
    let enabled =
        |plugin: &serde_json::Value| plugin["serverConfig"]["enabledWhatsappPhoneNumbers"].clone();
    assert_eq!(enabled(&again).as_array().unwrap().len(), 1);
    assert_ne!(enabled(&again), enabled(&connected));

    let (status, _) = answer(
        partner
            .request(Method::PUT, &path)
            .json(&json!({"pluginId": "another", "isActive": false})),
    )
    .await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn server_config_is_replaced_as_a_whole() {
    let partner = Partner::start().await;
    let plugin_id = partner.create_plugin().await;
    partner.sign_up(&plugin_id, Outcome::SeveralNumbers).await;
    let path = format!("/plugin/{plugin_id}");
    let mut config = partner.data(&path).await["serverConfig"].clone();
    let numbers = config["enabledWhatsappPhoneNumbers"]
        .as_array_mut()
        .unwrap();
    assert_eq!(numbers.len(), 2);
    numbers.pop();
    let update = json!({"pluginId": plugin_id, "serverConfig": config});
    let (status, body) = answer(partner.request(Method::PUT, &path).json(&update)).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(body["_data"]["serverConfig"], config);
    assert_eq!(partner.data(&path).await["serverConfig"], config);
}

#[tokio::test]
async fn webhook_settings_are_kept_beside_the_numbers() {
    let partner = Partner::start().await;
    let plugin_id = partner.create_plugin().await;
    partner.sign_up(&plugin_id, Outcome::Finish).await;
    let base = format!("/v1/ext/plugin/whatsapp/{plugin_id}");
    let before = partner.data(&format!("{base}/config")).await;
    assert!(before["passThroughWebhookUrl"].is_null(), "{before}");
    let url = "https://partner.example/hook";
    let update = json!({"passThroughWebhookUrl": url, "unheardOf": 1});
    let (status, body) = partner
        .post(&format!("{base}/update-config"), &update)
        .await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(body["_data"]["success"], true);
    assert_eq!(
        partner.data(&format!("{base}/config")).await["passThroughWebhookUrl"],
        url
    );
    let server_config = partner.data(&format!("/plugin/{plugin_id}")).await["serverConfig"].clone();
    assert_eq!(
        server_config["enabledWhatsappPhoneNumbers"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    assert!(server_config.get("unheardOf").is_none());
}

#[tokio::test]
async fn a_deleted_plugin_is_gone_with_its_numbers() {
    let partner = Partner::start().await;
    let plugin_id = partner.create_plugin().await;
    partner.sign_up(&plugin_id, Outcome::Finish).await;
    let path = format!("/plugin/{plugin_id}");
    let (status, _) = answer(partner.request(Method::DELETE, &path)).await;
    assert_eq!(status, StatusCode::OK);
    for method in [Method::GET, Method::DELETE] {
        let (status, body) = answer(partner.request(method, &path)).await;
        assert_eq!(status, StatusCode::NOT_FOUND);
        assert_eq!(body["_errors"], json!(["Plugin not found"]));
    }
    let numbers = partner.data("/v1/ext/whatsapp-phone-number").await;
    assert!(!numbers.to_string().contains(&plugin_id), "{numbers}");
}

#[tokio::test]
async fn lists_hold_other_customers_too() {
    let partner = Partner::start().await;
    let plugin_id = partner.create_plugin().await;
    let others = partner.data("/v1/ext/whatsapp-phone-number").await;
    assert_eq!(others.as_array().unwrap().len(), 1, "{others}");
    partner.sign_up(&plugin_id, Outcome::Finish).await;
    let numbers = partner.data("/v1/ext/whatsapp-phone-number").await;
    assert_eq!(numbers.as_array().unwrap().len(), 2);
    let team = partner.data("/v1/ext/whatsapp-business-account").await;
    assert_eq!(team.as_array().unwrap().len(), 2);
    let own = partner
        .data(&format!(
            "/v1/ext/whatsapp-business-account?pluginId={plugin_id}"
        ))
        .await;
    assert_eq!(own.as_array().unwrap().len(), 1);
    assert_eq!(own[0]["chakraStatus"], "CONNECTED");
}
