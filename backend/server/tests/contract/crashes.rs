//! After a lost response, a failing database or the death of a process, nothing at Chakra is unrecorded.

use std::path::Path;

use chakra_backend_server::Database;
use chakra_sandbox::{Endpoint, Failure, Outcome, Sandbox};
use nix::sys::signal::Signal;
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use crate::process::{Binary, command};
use crate::rig::{
    FOR_EVER, Rig, TENANT_HEADER, TempFolder, client, sandbox, send, serve, settings, throttled,
};

/// Chakra does the work, and then responds with this.
fn with_body(status: u16, body: &Value) -> Failure {
    let mut failure = Failure::with_status(status).after_work();
    failure.body = Some(body.to_string());
    failure
}

/// Chakra creates a plugin, but its response is lost. The widget retries by itself, three times within seconds.
#[tokio::test]
async fn retries_after_a_lost_response_create_only_one_plugin() {
    for failure in [
        Failure::with_status(500).after_work(),
        Failure::with_status(502).after_work(),
        Failure::with_status(408).after_work(),
        with_body(500, &json!({"_errors": ["Throttled: retry after 1500 ms"]})),
        with_body(200, &json!({"_data": {}, "_errors": ["a warning"]})),
        // A token without a plugin id.
        with_body(200, &json!({"_data": {"connectToken": "aaaa.bbbb.cccc"}})),
    ] {
        let rig = Rig::start().await;
        rig.fail(Endpoint::CreateConnectToken, failure);
        let first = rig.token("acme").await;
        assert_ne!(first.status, 200);
        for _ in 0..3 {
            let answer = rig.token("acme").await;
            assert_eq!(answer.problem(), Some("plugin_pending"), "{}", answer.text);
            let wait: u64 = answer.headers["retry-after"]
                .to_str()
                .unwrap()
                .parse()
                .unwrap();
            assert!((1..=10).contains(&wait), "{wait}");
        }
        assert_eq!(rig.plugin_count("acme"), 1);
        // Other tenants need not wait.
        rig.recover(Endpoint::CreateConnectToken);
        rig.new_plugin("globex").await;
    }
}

/// Chakra has rejected the request, so there is no plugin, and the next attempt can start immediately.
#[tokio::test]
async fn after_a_rejection_nobody_has_to_wait() {
    let rig = Rig::start().await;
    for failure in [
        Failure::with_status(400),
        Failure::with_status(401),
        Failure::with_status(403),
        Failure::with_status(422),
        throttled(),
    ] {
        rig.fail(Endpoint::CreateConnectToken, failure);
        assert_ne!(rig.token("acme").await.problem(), Some("plugin_pending"));
    }
    rig.recover(Endpoint::CreateConnectToken);
    rig.reaches_chakra(async |rig: &Rig| rig.token("acme").await)
        .await;
    rig.new_plugin("acme").await;
    assert_eq!(rig.plugin_count("acme"), 1);
}

/// The plugin is created, but the database cannot store it, so it is deleted again.
#[tokio::test]
async fn a_plugin_that_cannot_be_stored_is_deleted_again() {
    let folder = TempFolder::new("cannot-keep");
    let path = folder.0.join("backend.sqlite");
    // The database makes the call wait twice.
    let rig = Rig::with(|settings| {
        settings.database = Database::File(path.clone());
        settings.request_time = Some(std::time::Duration::from_mins(1));
    })
    .await;
    rig.delay(Endpoint::CreateConnectToken, FOR_EVER);
    let call = rig.request("acme", Method::POST, "connect-token");
    let call = tokio::spawn(send(call.json(&json!({}))));
    rig.has_asked(Endpoint::CreateConnectToken, 1).await;
    // Another connection holds the write lock.
    let other = sqlx::SqlitePool::connect(&format!("sqlite://{}", path.display()))
        .await
        .unwrap();
    let held = other.begin_with("BEGIN IMMEDIATE").await.unwrap();
    rig.sandbox.release();
    let answer = call.await.unwrap();
    assert_eq!(
        answer.problem(),
        Some("storage_unavailable"),
        "{}",
        answer.text
    );
    assert_eq!(rig.plugin_count("acme"), 0);
    drop(held);
}

/// Ten thousand abandoned requests do not cause ten thousand calls to Chakra.
#[tokio::test]
async fn abandoned_requests_are_not_processed() {
    let rig = Rig::start().await;
    rig.delay(Endpoint::CreateConnectToken, 600);
    let mut calls = Vec::new();
    for _ in 0..200 {
        let call = rig.request("acme", Method::POST, "connect-token");
        calls.push(tokio::spawn(send(call.json(&json!({})))));
    }
    rig.has_asked(Endpoint::CreateConnectToken, 1).await;
    for call in &calls {
        call.abort();
    }
    rig.delay(Endpoint::CreateConnectToken, 0);
    // Answered promptly, not after two hundred other requests.
    rig.new_plugin("acme").await;
    rig.new_plugin("acme").await;
    let asked = rig.sandbox.log().count(Endpoint::CreateConnectToken);
    assert!(asked <= 3, "{asked} calls");
}

fn start(sandbox: &Sandbox, database: &Path) -> Binary {
    let mut command = command(sandbox);
    command.args(["--tenant-header", TENANT_HEADER]);
    Binary::start(command.arg("--database").arg(database))
}

fn ask(binary: &Binary, method: Method, call: &str) -> RequestBuilder {
    let call = client().request(method, format!("{}api/chakra/{call}", binary.url));
    call.header(TENANT_HEADER, "acme")
}

fn token(binary: &Binary) -> RequestBuilder {
    ask(binary, Method::POST, "connect-token").json(&json!({}))
}

/// A rig around the stand-in of a binary.
async fn beside(sandbox: Sandbox) -> Rig {
    let server = serve(settings(&sandbox)).await;
    Rig { sandbox, server }
}

/// A server that is told to stop completes its changes at Chakra, even if the browser has disconnected.
#[tokio::test]
async fn a_stop_waits_for_pending_changes() {
    let folder = TempFolder::new("stop");
    let path = folder.0.join("backend.sqlite");
    let sandbox = sandbox().await;
    let first = start(&sandbox, &path);
    let rig = beside(sandbox).await;
    rig.delay(Endpoint::CreateConnectToken, 700);
    let call = tokio::spawn(token(&first).send());
    rig.has_asked(Endpoint::CreateConnectToken, 1).await;
    call.abort();
    assert!(call.await.is_err());
    first.signal(Signal::SIGTERM);
    assert!(first.exited().await.success());
    let next = start(&rig.sandbox, &path);
    let answer = send(token(&next)).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert_eq!(rig.plugin_count("acme"), 1);
}

/// `kill -9` while Chakra creates the plugin: the next process knows that it may exist, and does not immediately create
/// a second one.
#[tokio::test]
async fn a_kill_in_the_middle_of_a_first_connect_is_recorded() {
    let folder = TempFolder::new("kill-connect");
    let path = folder.0.join("backend.sqlite");
    let sandbox = sandbox().await;
    let first = start(&sandbox, &path);
    let rig = beside(sandbox).await;
    // Chakra has created it, but has not responded yet.
    let late = Failure::with_status(500).after_work();
    rig.fail(Endpoint::CreateConnectToken, late);
    rig.delay(Endpoint::CreateConnectToken, FOR_EVER);
    let call = tokio::spawn(token(&first).send());
    rig.has_plugins("acme", 1).await;
    first.killed();
    assert!(call.await.unwrap().is_err());
    rig.recover(Endpoint::CreateConnectToken);
    rig.delay(Endpoint::CreateConnectToken, 0);
    let next = start(&rig.sandbox, &path);
    let answer = send(token(&next)).await;
    assert_eq!(answer.problem(), Some("plugin_pending"), "{}", answer.text);
    assert_eq!(rig.plugin_count("acme"), 1);
    let database = sqlx::SqlitePool::connect(&format!("sqlite://{}", path.display()))
        .await
        .unwrap();
    let (left,): (i64,) =
        sqlx::query_as("SELECT count(*) FROM reservation WHERE tenant_id = 'acme'")
            .fetch_one(&database)
            .await
            .unwrap();
    assert_eq!(left, 1);
}

/// Kills a process while Chakra performs this step of a disconnect. Returns the rig, and the plugin's id.
async fn killed_in_disconnect(step: Endpoint, database: &Path) -> (Rig, String) {
    let sandbox = sandbox().await;
    let first = start(&sandbox, database);
    let rig = beside(sandbox).await;
    let made = send(token(&first)).await.json;
    let plugin_id = made["pluginId"].as_str().unwrap().to_owned();
    rig.sandbox.end_signup(&plugin_id, Outcome::Finish).unwrap();
    rig.delay(step, FOR_EVER);
    let call = tokio::spawn(ask(&first, Method::POST, "disconnect").send());
    rig.has_asked(step, 1).await;
    first.killed();
    assert!(call.await.unwrap().is_err());
    rig.delay(step, 0);
    (rig, plugin_id)
}

/// `kill -9` in the middle of a disconnect: the next process completes it, even without any request.
#[tokio::test]
async fn maintenance_finishes_the_disconnect_of_a_process_that_died() {
    let folder = TempFolder::new("kill-maintenance");
    for step in [Endpoint::UpdatePlugin, Endpoint::DeletePlugin] {
        let path = folder.0.join(format!("{step:?}.sqlite"));
        let (rig, _) = killed_in_disconnect(step, &path).await;
        assert_eq!(rig.plugin_count("acme"), 1);
        // As if the dead process's time limit had passed.
        let database = sqlx::SqlitePool::connect(&format!("sqlite://{}", path.display()))
            .await
            .unwrap();
        let due = sqlx::query("UPDATE removal SET due = 0").execute(&database);
        assert_eq!(due.await.unwrap().rows_affected(), 1, "{step:?}");
        let mut settings = settings(&rig.sandbox);
        settings.database = Database::File(path);
        settings.removal_pause = Some(std::time::Duration::from_millis(20));
        let next = serve(settings).await;
        rig.has_plugins("acme", 0).await;
        next.stop().await;
    }
}

/// As above, with a status request in between: the customer wanted the disconnect, and is not asked to reconnect.
#[tokio::test]
async fn a_half_finished_disconnect_is_reported_as_not_connected() {
    let folder = TempFolder::new("kill-status");
    let path = folder.0.join("backend.sqlite");
    let (rig, _) = killed_in_disconnect(Endpoint::DeletePlugin, &path).await;
    assert_eq!(rig.plugin_count("acme"), 1);
    let next = start(&rig.sandbox, &path);
    let status = send(ask(&next, Method::GET, "status")).await;
    assert_eq!(status.json["state"], "not_connected", "{}", status.text);
}

/// As above, with an immediate token request.
#[tokio::test]
async fn a_disconnect_is_completed_after_a_kill() {
    let folder = TempFolder::new("kill-disconnect");
    let path = folder.0.join("backend.sqlite");
    for step in [Endpoint::UpdatePlugin, Endpoint::DeletePlugin] {
        let (rig, plugin_id) = killed_in_disconnect(step, &path).await;
        // It must not return a token for a plugin that will be deleted.
        let next = start(&rig.sandbox, &path);
        let again = send(token(&next)).await;
        assert_eq!(again.status, 200, "{}", again.text);
        assert_ne!(again.json["pluginId"], plugin_id, "{step:?}");
        assert_eq!(rig.plugin_count("acme"), 1, "{step:?}");
        let status = send(ask(&next, Method::GET, "status")).await;
        assert_eq!(status.json["state"], "not_connected", "{step:?}");
        let done = send(ask(&next, Method::POST, "disconnect")).await;
        assert_eq!(done.status, 204);
    }
}
