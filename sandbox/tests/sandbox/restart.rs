//! A stand-in that goes down and comes back.

use std::time::Duration;

use chakra_sandbox::{Endpoint, SettingsChange};
use reqwest::Method;
use serde_json::json;

use crate::client::{Partner, TOKEN_PATH};

#[tokio::test]
async fn the_stand_in_stops_and_restarts_with_its_records() {
    let partner = Partner::start().await;
    let (api, sdk) = (partner.sandbox.api_url(), partner.sandbox.sdk_url());
    let plugin_id = partner.create_plugin().await;
    let token = partner.token(&plugin_id).await;
    for _ in 0..3 {
        partner.sandbox.stop().await;
        partner.sandbox.stop().await;
        let path = format!("/plugin/{plugin_id}");
        let error = partner.request(Method::GET, &path).send().await;
        assert!(error.unwrap_err().is_connect());
        assert!(std::net::TcpStream::connect(api.trim_start_matches("http://")).is_err());

        partner.sandbox.start_again().unwrap();
        partner.sandbox.start_again().unwrap();
        assert_eq!(partner.data(&path).await["id"], plugin_id.as_str());
        assert_eq!(partner.sandbox.api_url(), api);
        assert_eq!(partner.sandbox.sdk_url(), sdk);
        assert_eq!(partner.embed_page("sdk.js").await.status(), 200);
        assert_eq!(partner.open_session(&token).await.0, 200);
    }
}

#[tokio::test]
async fn its_ports_stay_bound_while_it_is_stopped() {
    let partner = Partner::start().await;
    partner.sandbox.stop().await;
    for url in [partner.sandbox.api_url(), partner.sandbox.embed_url()] {
        let address = url.trim_start_matches("http://").parse().unwrap();
        let stranger = tokio::net::TcpSocket::new_v4().unwrap();
        let error = stranger.bind(address).unwrap_err();
        assert_eq!(error.kind(), std::io::ErrorKind::AddrInUse);
    }
    partner.sandbox.start_again().unwrap();
    assert_eq!(partner.embed_page("sdk.js").await.status(), 200);
}

#[tokio::test]
async fn pending_requests_are_cut_off_and_not_carried_out() {
    let partner = Partner::start().await;
    let slow = |milliseconds| SettingsChange {
        latency_ms: [(Endpoint::CreateConnectToken, milliseconds)].into(),
        ..SettingsChange::default()
    };
    partner.sandbox.configure(slow(60_000)).unwrap();
    let body = json!({"newPluginName": "cut", "clientReferenceId": "1", "clientName": "Acme"});
    let request = partner.request(Method::POST, TOKEN_PATH).json(&body);
    let asked = tokio::spawn(async { request.send().await.unwrap().text().await });
    while partner.sandbox.log().count(Endpoint::CreateConnectToken) == 0 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    partner.sandbox.stop().await;
    assert!(asked.await.unwrap().is_err(), "no answer");
    let records = partner.sandbox.records();
    let mut plugins = records["plugins"].as_array().unwrap().iter();
    assert!(plugins.all(|plugin| plugin["name"] != "cut"), "{records}");
}
