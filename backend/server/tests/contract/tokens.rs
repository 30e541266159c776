//! Connect tokens: one plugin for each tenant, whatever happens.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use chakra_backend_server::Database;
use chakra_sandbox::{Endpoint, Failure, Outcome, PluginChange};
use serde_json::json;
use tokio::task::JoinSet;

use crate::rig::{FOR_EVER, Rig, TENANT_HEADER, TempFolder, gone, request, send, serve, settings};

#[tokio::test]
async fn every_token_of_a_tenant_is_for_the_same_plugin() {
    let rig = Rig::start().await;
    let first = rig.token("acme").await;
    let plugin_id = first.json["pluginId"].as_str().unwrap();
    assert_eq!(first.status, 200);
    assert_eq!(first.headers["cache-control"], "no-store");
    let token = first.json["connectToken"].as_str().unwrap();
    assert_eq!(token.split('.').count(), 3);
    let lifetime = first.json["expiresInSeconds"].as_u64().unwrap();
    assert!((3598..=3600).contains(&lifetime), "{lifetime}");
    assert_eq!(first.json.get("sdkUrl"), None);

    for body in [
        json!({"intent": "connect"}),
        json!({"intent": "replace"}),
        json!({}),
        json!({"intent": "connect", "pluginId": plugin_id}),
        json!({"intent": "replace", "pluginId": null}),
    ] {
        let answer = rig.post("acme", "connect-token", &body).await;
        assert_eq!(answer.status, 200, "{body}");
        assert_eq!(answer.json["pluginId"], plugin_id, "{body}");
    }
    assert_eq!(rig.plugin_count("acme"), 1);

    assert_ne!(rig.new_plugin("globex").await, plugin_id);
    assert_eq!(rig.plugin_count("globex"), 1);
}

#[tokio::test]
async fn concurrent_first_calls_create_one_plugin() {
    let rig = Rig::start().await;
    rig.delay(Endpoint::CreateConnectToken, 50);
    let mut calls = JoinSet::new();
    for _ in 0..8 {
        let call = rig.request("acme", reqwest::Method::POST, "connect-token");
        calls.spawn(send(call.json(&json!({}))));
    }
    let answers = calls.join_all().await;
    assert_eq!(rig.plugin_count("acme"), 1);
    // No second one was created and deleted in between.
    assert_eq!(rig.sandbox.log().count(Endpoint::DeletePlugin), 0);
    for answer in &answers {
        assert_eq!(answer.status, 200, "{}", answer.text);
        assert_eq!(answer.json["pluginId"], answers[0].json["pluginId"]);
    }
}

#[tokio::test]
async fn a_first_call_abandoned_by_the_browser_is_completed() {
    let rig = Rig::start().await;
    rig.delay(Endpoint::CreateConnectToken, FOR_EVER);
    let call = rig.request("acme", reqwest::Method::POST, "connect-token");
    let given_up = tokio::spawn(send(call.json(&json!({}))));
    rig.has_asked(Endpoint::CreateConnectToken, 1).await;
    given_up.abort();
    assert!(given_up.await.is_err());
    // By its response, the server has seen the end of the first connection.
    rig.status("globex").await;
    rig.sandbox.release();
    rig.delay(Endpoint::CreateConnectToken, 0);
    rig.has_plugins("acme", 1).await;
    let plugin_id = rig.new_plugin("acme").await;
    let statuses: Vec<_> = rig
        .sandbox
        .log()
        .requests
        .iter()
        .map(|it| it.status)
        .collect();
    assert!(statuses.iter().all(|it| *it == Some(200)), "{statuses:?}");
    assert_eq!(rig.plugin_count("acme"), 1);
    assert_eq!(rig.new_plugin("acme").await, plugin_id);
}

#[tokio::test]
async fn two_processes_on_one_database_keep_one_plugin() {
    let rig = Rig::start().await;
    let folder = TempFolder::new("two-processes");
    let mut settings = settings(&rig.sandbox);
    settings.database = Database::File(folder.0.join("backend.sqlite"));
    let servers = [serve(settings.clone()).await, serve(settings).await];
    rig.delay(Endpoint::CreateConnectToken, 500);
    let mut calls = JoinSet::new();
    for server in &servers {
        let call = request(server, reqwest::Method::POST, "api/chakra/connect-token");
        calls.spawn(send(call.header(TENANT_HEADER, "acme").json(&json!({}))));
    }
    let answers = calls.join_all().await;
    assert_eq!(answers[0].status, 200, "{}", answers[0].text);
    assert_eq!(answers[0].json["pluginId"], answers[1].json["pluginId"]);
    // No second one was created and deleted in between.
    assert_eq!(rig.sandbox.log().count(Endpoint::DeletePlugin), 0);
    assert_eq!(rig.plugin_count("acme"), 1);
}

#[tokio::test]
async fn a_restart_forgets_nothing() {
    let rig = Rig::start().await;
    let folder = TempFolder::new("restart");
    let mut settings = settings(&rig.sandbox);
    settings.database = Database::File(folder.0.join("backend.sqlite"));
    let mut plugins = Vec::new();
    for _ in 0..2 {
        let server = serve(settings.clone()).await;
        let call = request(&server, reqwest::Method::POST, "api/chakra/connect-token");
        let answer = send(call.header(TENANT_HEADER, "acme").json(&json!({}))).await;
        plugins.push(answer.json["pluginId"].clone());
        server.stop().await;
    }
    assert!(plugins[0].is_string());
    assert_eq!(plugins[0], plugins[1]);
}

#[tokio::test]
async fn another_tenants_plugin_is_refused() {
    let rig = Rig::start().await;
    let of_globex = rig.new_plugin("globex").await;
    let before = rig.sandbox.log().tokens_minted;
    for known in [false, true] {
        if known {
            rig.new_plugin("acme").await;
        }
        for plugin_id in [of_globex.as_str(), "made-up", ""] {
            let body = json!({"intent": "connect", "pluginId": plugin_id});
            let answer = rig.post("acme", "connect-token", &body).await;
            assert_eq!(answer.status, 403, "{plugin_id}");
            assert_eq!(answer.problem(), Some("plugin_not_yours"));
        }
    }
    // The only new token is acme's own.
    assert_eq!(rig.sandbox.log().tokens_minted, before + 1);
}

#[tokio::test]
async fn a_plugin_deleted_at_chakra_is_recreated_once() {
    let rig = Rig::start().await;
    let first = rig.new_plugin("acme").await;
    let deleted = PluginChange {
        deleted: true,
        ..PluginChange::default()
    };
    rig.sandbox.change_plugin(&first, &deleted).unwrap();
    let second = rig.new_plugin("acme").await;
    assert_ne!(second, first);
    assert_eq!(rig.new_plugin("acme").await, second);

    // If Chakra does not even find a plugin that it should create, the backend stops trying.
    for endpoint in [Endpoint::CreateConnectToken, Endpoint::GetPlugin] {
        rig.fail(endpoint, gone(400));
    }
    let before = rig.sandbox.log().count(Endpoint::CreateConnectToken);
    let answer = rig.token("acme").await;
    assert_eq!(answer.problem(), Some("chakra_plugin_gone"));
    let calls = rig.sandbox.log().count(Endpoint::CreateConnectToken) - before;
    assert_eq!(calls, 2);
}

/// A single endpoint may be wrong: while another one has the plugin, no second one is created.
#[tokio::test]
async fn a_second_look_confirms_that_a_plugin_is_gone() {
    let rig = Rig::start().await;
    let plugin_id = rig.signed_up("acme", Outcome::Finish).await;
    rig.fail(Endpoint::CreateConnectToken, gone(404));
    let answer = rig.token("acme").await;
    assert_eq!(answer.problem(), Some("chakra_plugin_gone"));
    rig.fail(Endpoint::GetPlugin, Failure::with_status(500));
    let answer = rig.token("acme").await;
    assert_eq!(answer.problem(), Some("chakra_unavailable"));
    for endpoint in [Endpoint::CreateConnectToken, Endpoint::GetPlugin] {
        rig.recover(endpoint);
    }
    assert_eq!(rig.state("acme").await, "connected");
    assert_eq!(rig.new_plugin("acme").await, plugin_id);
    assert_eq!(rig.plugin_count("acme"), 1);
}

#[tokio::test]
async fn only_a_connect_token_is_passed_on() {
    let rig = Rig::start().await;
    let known = rig.new_plugin("known").await;
    let payload = "eyJkYXRhIjp7InBsdWdpbklkIjoib3RoZXIifX0"; // {"data":{"pluginId":"other"}}
    for (token, of_new, of_known) in [
        (
            "rigkey0123456789",
            "chakra_bad_answer",
            Some("chakra_bad_answer"),
        ),
        ("", "chakra_bad_answer", Some("chakra_bad_answer")),
        ("aaaa.bbbb.cccc", "chakra_token_unreadable", None),
        (
            &format!("aaaa.{payload}.cccc"),
            "",
            Some("chakra_bad_answer"),
        ),
    ] {
        let mut failure = Failure::with_status(200);
        failure.body = Some(json!({"_data": {"connectToken": token}}).to_string());
        rig.fail(Endpoint::CreateConnectToken, failure);
        if !of_new.is_empty() {
            // A separate tenant each time, because the outcome is unknown and the next call would have to wait.
            let answer = rig.token(&format!("new-{}", token.len())).await;
            assert_eq!(answer.problem(), Some(of_new), "{token}");
        }
        let answer = rig.token("known").await;
        assert_eq!(answer.problem(), of_known, "{token}");
        if of_known.is_none() {
            assert_eq!(answer.json["connectToken"], token);
            assert_eq!(answer.json["pluginId"], *known);
            assert_eq!(answer.json.get("expiresInSeconds"), None);
        }
    }
}

#[tokio::test]
async fn the_sdk_address_is_in_the_response_if_it_is_set() {
    let rig = Rig::start().await;
    let mut settings = settings(&rig.sandbox);
    settings.sdk_url = Some(rig.sandbox.sdk_url().parse().unwrap());
    let server = serve(settings).await;
    let call = request(&server, reqwest::Method::POST, "api/chakra/connect-token");
    let answer = send(call.header(TENANT_HEADER, "acme").json(&json!({}))).await;
    assert_eq!(answer.json["sdkUrl"], rig.sandbox.sdk_url());
}

/// Chakra names another tenant's plugin, which must not be touched.
#[tokio::test]
async fn the_plugin_of_another_tenant_is_left_alone() {
    let rig = Rig::start().await;
    let of_globex = rig.signed_up("globex", Outcome::Finish).await;
    let payload = json!({"data": {"pluginId": of_globex}}).to_string();
    let payload = BASE64_URL_SAFE_NO_PAD.encode(payload);
    let mut named = Failure::with_status(200);
    named.body =
        Some(json!({"_data": {"connectToken": format!("aaaa.{payload}.cccc")}}).to_string());
    rig.fail(Endpoint::CreateConnectToken, named);
    assert_eq!(rig.token("acme").await.status, 502);
    assert_eq!(rig.sandbox.log().count(Endpoint::DeletePlugin), 0);
    assert_eq!(rig.state("globex").await, "connected");
    assert_eq!(rig.state("acme").await, "not_connected");
}
