//! A server that stops answers its pending requests and completes its changes.

use std::time::Duration;

use chakra_backend_server::Database;
use chakra_sandbox::{Endpoint, Outcome};
use serde_json::json;

use crate::rig::{Answer, Rig, TENANT_HEADER, TempFolder, client, sandbox, send, serve, settings};

fn spawn_token(rig: &Rig) -> tokio::task::JoinHandle<Answer> {
    let call = rig.request("acme", reqwest::Method::POST, "connect-token");
    tokio::spawn(send(call.json(&json!({}))))
}

#[tokio::test]
async fn a_pending_request_is_answered_before_the_end() {
    let mut rig = Rig::start().await;
    rig.delay(Endpoint::CreateConnectToken, 300);
    let under_way = spawn_token(&rig);
    rig.has_asked(Endpoint::CreateConnectToken, 1).await;
    let next = serve(settings(&rig.sandbox)).await;
    std::mem::replace(&mut rig.server, next).stop().await;
    let answer = under_way.await.unwrap();
    assert_eq!(answer.status, 200, "{}", answer.text);
}

/// A load balancer sends requests here until its next check of `/readyz`.
#[tokio::test]
async fn requests_are_accepted_until_the_load_balancer_has_noticed() {
    let sandbox = sandbox().await;
    let mut settings = settings(&sandbox);
    settings.limits.shutdown_delay = Duration::from_secs(3);
    let server = serve(settings).await;
    let url = server.url();
    let ask = async |path: &str| {
        // Uses a new connection each time.
        let call = client().get(format!("{url}{path}"));
        call.header(TENANT_HEADER, "acme").send().await
    };
    assert_eq!(ask("readyz").await.unwrap().status(), 200);
    let stop = tokio::spawn(server.stop());
    while ask("readyz").await.unwrap().status() != 503 {}
    assert_eq!(ask("api/chakra/status").await.unwrap().status(), 200);
    stop.await.unwrap();
    assert!(ask("readyz").await.unwrap_err().is_connect());
}

#[tokio::test]
async fn an_unattended_change_is_completed_before_the_end() {
    let mut rig = Rig::start().await;
    let folder = TempFolder::new("unwatched-change");
    let mut settings = settings(&rig.sandbox);
    settings.database = Database::File(folder.0.join("backend.sqlite"));
    rig.server = serve(settings.clone()).await;
    rig.delay(Endpoint::CreateConnectToken, 300);
    let given_up = spawn_token(&rig);
    rig.has_asked(Endpoint::CreateConnectToken, 1).await;
    given_up.abort();
    assert!(given_up.await.is_err());
    let next = serve(settings).await;
    std::mem::replace(&mut rig.server, next).stop().await;
    let request = rig.sandbox.log().requests.pop_back().unwrap();
    assert_eq!(
        request.status,
        Some(200),
        "the call to Chakra was not completed"
    );
    rig.new_plugin("acme").await;
    assert_eq!(rig.plugin_count("acme"), 1);
}

#[tokio::test]
async fn an_unattended_choice_is_completed_before_the_end() {
    let mut rig = Rig::start().await;
    let folder = TempFolder::new("unwatched-choice");
    let mut settings = settings(&rig.sandbox);
    settings.database = Database::File(folder.0.join("backend.sqlite"));
    rig.server = serve(settings.clone()).await;
    rig.signed_up("acme", Outcome::SeveralNumbers).await;
    let number = rig.status("acme").await.json["numbers"][1]["phoneNumberId"].clone();
    let asked = rig.sandbox.log().count(Endpoint::GetPlugin);
    rig.delay(Endpoint::GetPlugin, 300);
    let call = rig.request("acme", reqwest::Method::POST, "connect-event");
    let given_up = tokio::spawn(send(call.json(&json!({ "phoneNumberId": number }))));
    rig.has_asked(Endpoint::GetPlugin, asked + 1).await;
    given_up.abort();
    assert!(given_up.await.is_err());
    let next = serve(settings).await;
    std::mem::replace(&mut rig.server, next).stop().await;
    assert_eq!(rig.state("acme").await, "connected");
    let events = rig.server.backend().events("acme", 1).await.unwrap();
    assert_eq!(events[0].action.as_str(), "choose");
}

#[tokio::test]
async fn the_end_is_not_delayed_forever() {
    let mut rig = Rig::start().await;
    let mut hasty = settings(&rig.sandbox);
    hasty.limits.drain_time = Duration::from_millis(200);
    rig.server = serve(hasty.clone()).await;
    rig.delay(Endpoint::CreateConnectToken, 60_000);
    let call = rig.request("acme", reqwest::Method::POST, "connect-token");
    let under_way = tokio::spawn(call.json(&json!({})).send());
    rig.has_asked(Endpoint::CreateConnectToken, 1).await;
    let next = serve(hasty).await;
    let end = std::mem::replace(&mut rig.server, next).stop();
    let ended = tokio::time::timeout(Duration::from_secs(3), end).await;
    assert!(ended.is_ok());
    assert!(under_way.await.unwrap().is_err());
}
