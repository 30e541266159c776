//! Intentionally odd records: an account that is not connected, a number without a record.

use chakra_sandbox::{NumberChange, Outcome};
use reqwest::{Method, StatusCode};
use serde_json::json;

use crate::client::{Partner, answer};

#[tokio::test]
async fn the_status_of_a_plugins_account_is_set_from_outside() {
    let partner = Partner::start().await;
    let plugin_id = partner.create_plugin().await;
    partner.sign_up(&plugin_id, Outcome::Finish).await;
    let other = partner.create_plugin().await;
    partner.sign_up(&other, Outcome::Finish).await;

    let change = json!({"pluginId": plugin_id, "accountChakraStatus": "DISCONNECTED"});
    let control = partner.keyless(Method::POST, "/_sandbox/plugin");
    assert_eq!(answer(control.json(&change)).await.0, 204);
    let status = async |id: &str| {
        let path = format!("/v1/ext/whatsapp-business-account?pluginId={id}");
        partner.data(&path).await[0]["chakraStatus"].clone()
    };
    assert_eq!(status(&plugin_id).await, "DISCONNECTED");
    assert_eq!(status(&other).await, "CONNECTED", "nobody else's");
    partner.sign_up(&plugin_id, Outcome::Finish).await;
    assert_eq!(status(&plugin_id).await, "CONNECTED", "a new account");
}

#[tokio::test]
async fn a_record_is_missing_while_the_plugin_lists_the_number() {
    let partner = Partner::start().await;
    let plugin_id = partner.create_plugin().await;
    partner.sign_up(&plugin_id, Outcome::Finish).await;
    let plugin = format!("/plugin/{plugin_id}");
    let listed = partner.data(&plugin).await["serverConfig"]["enabledWhatsappPhoneNumbers"].take();
    let number_id = listed[0].as_str().unwrap();
    let path = format!("/v1/ext/whatsapp-phone-number/{number_id}");
    let missing = |record_missing| NumberChange {
        record_missing: Some(record_missing),
        ..NumberChange::default()
    };
    partner
        .sandbox
        .change_number(number_id, missing(true))
        .unwrap();
    assert_eq!(partner.get(&path).await.0, StatusCode::NOT_FOUND);
    let all = partner.data("/v1/ext/whatsapp-phone-number").await;
    assert!(!all.to_string().contains(number_id), "{all}");
    let after = &partner.data(&plugin).await["serverConfig"]["enabledWhatsappPhoneNumbers"];
    assert_eq!(*after, listed);

    partner
        .sandbox
        .change_number(number_id, missing(false))
        .unwrap();
    assert_eq!(partner.data(&path).await["id"], number_id);
}
