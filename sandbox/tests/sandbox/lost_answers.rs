//! Failures after the work, and responses that break off.

use std::time::Duration;

use chakra_sandbox::{Endpoint, Failure, SettingsChange};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::client::{Partner, TOKEN_PATH, answer};

fn fail(partner: &Partner, endpoint: Endpoint, failure: Failure) {
    let change = SettingsChange {
        failures: [(endpoint, Some(failure))].into(),
        ..SettingsChange::default()
    };
    partner.sandbox.configure(change).unwrap();
}

/// The plugins with this name.
fn plugins_named(partner: &Partner, name: &str) -> usize {
    let records = partner.sandbox.records();
    let plugins = records["plugins"].as_array().unwrap().iter();
    plugins.filter(|plugin| plugin["name"] == name).count()
}

fn new_plugin(name: &str) -> Value {
    json!({"newPluginName": name, "clientReferenceId": "1", "clientName": "Acme"})
}

#[tokio::test]
async fn a_failure_after_the_work_leaves_its_effects() {
    let partner = Partner::start().await;
    let once = Failure::with_status(503).times(1);
    fail(&partner, Endpoint::CreateConnectToken, once.clone());
    let (status, _) = partner.post(TOKEN_PATH, &new_plugin("before")).await;
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(plugins_named(&partner, "before"), 0);

    fail(&partner, Endpoint::CreateConnectToken, once.after_work());
    let (status, body) = partner.post(TOKEN_PATH, &new_plugin("after")).await;
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(!body.to_string().contains("connectToken"), "{body}");
    assert_eq!(plugins_named(&partner, "after"), 1);

    // Such a failure can also be set over HTTP.
    let failure = json!({"status": 200, "body": "<p>Hello</p>", "times": 1, "afterWork": true});
    let change = json!({"failures": {"delete-plugin": failure}});
    let settings = partner.keyless(Method::POST, "/_sandbox/settings");
    assert_eq!(answer(settings.json(&change)).await.0, StatusCode::OK);
    let plugin = format!("/plugin/{}", partner.create_plugin().await);
    let (status, body) = answer(partner.request(Method::DELETE, &plugin)).await;
    assert_eq!((status, body), (StatusCode::OK, json!("<p>Hello</p>")));
    assert_eq!(partner.get(&plugin).await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_failure_after_the_work_is_delayed_after_the_work() {
    let partner = Partner::start().await;
    let failure = Failure::with_status(504).after_work();
    let change = SettingsChange {
        failures: [(Endpoint::CreateConnectToken, Some(failure))].into(),
        latency_ms: [(Endpoint::CreateConnectToken, 60_000)].into(),
        ..SettingsChange::default()
    };
    partner.sandbox.configure(change).unwrap();
    let request = partner.request(Method::POST, TOKEN_PATH);
    let request = request.timeout(Duration::from_millis(300));
    let error = request.json(&new_plugin("late")).send().await.unwrap_err();
    assert!(error.is_timeout(), "{error}");
    assert_eq!(plugins_named(&partner, "late"), 1);
}

#[tokio::test]
async fn a_response_breaks_off_before_or_after_the_work() {
    let partner = Partner::start().await;
    let cut = Failure::with_status(200).cut();
    for (name, failure, plugins) in [("before", cut.clone(), 0), ("after", cut.after_work(), 1)] {
        fail(&partner, Endpoint::CreateConnectToken, failure);
        let request = partner.request(Method::POST, TOKEN_PATH);
        let response = request.json(&new_plugin(name)).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::OK, "the headers arrive");
        assert!(response.text().await.is_err(), "the body does not");
        assert_eq!(plugins_named(&partner, name), plugins, "{name}");
    }
    assert_eq!(partner.sandbox.log().count(Endpoint::CreateConnectToken), 2);
}
