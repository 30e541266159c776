//! Disconnects: their effect at Chakra, and what is stored afterwards.

use std::path::PathBuf;

use chakra_backend::{ProblemCode, Tenant};
use chakra_backend_server::{Database, Server};
use chakra_sandbox::{Endpoint, Failure, Outcome};
use reqwest::{Method, RequestBuilder};
use serde_json::json;
use tokio::task::JoinHandle;

use crate::rig::{
    Answer, FOR_EVER, KEY, Rig, TENANT_HEADER, TempFolder, client, gone, request, send, serve,
    settings,
};

#[tokio::test]
async fn a_disconnected_tenant_stays_disconnected() {
    let rig = Rig::start().await;
    let first = rig.signed_up("acme", Outcome::Finish).await;
    rig.signed_up("globex", Outcome::Finish).await;
    let answer = rig.disconnect("acme").await;
    assert_eq!(answer.status, 204, "{}", answer.text);
    assert_eq!(answer.headers["cache-control"], "no-store");
    let log = rig.sandbox.log();
    assert_eq!(log.count(Endpoint::UpdatePlugin), 1);
    assert_eq!(log.count(Endpoint::DeletePlugin), 1);
    assert_eq!(rig.state("acme").await, "not_connected");
    assert_eq!(rig.state("globex").await, "connected");

    // Repeated, and by a tenant that was never connected: nothing to do.
    assert_eq!(rig.disconnect("acme").await.status, 204);
    assert_eq!(rig.disconnect("nobody").await.status, 204);
    assert_eq!(rig.sandbox.log().count(Endpoint::DeletePlugin), 1);

    let body = json!({"intent": "connect", "pluginId": first});
    let answer = rig.post("acme", "connect-token", &body).await;
    assert_eq!(answer.problem(), Some("plugin_not_yours"));
    assert_ne!(rig.signed_up("acme", Outcome::Finish).await, first);
    assert_eq!(rig.state("acme").await, "connected");
}

#[tokio::test]
async fn one_successful_call_is_enough_to_disconnect() {
    let rig = Rig::start().await;
    for (tenant, failing) in [
        ("acme", Endpoint::UpdatePlugin),
        ("globex", Endpoint::DeletePlugin),
    ] {
        rig.signed_up(tenant, Outcome::Finish).await;
        rig.fail(failing, Failure::with_status(500));
        assert_eq!(rig.disconnect(tenant).await.status, 204);
        // A plugin that remains at Chakra does not restore the connection.
        assert_eq!(rig.state(tenant).await, "not_connected");
        rig.recover(failing);
    }
}

#[tokio::test]
async fn without_chakra_nothing_is_forgotten() {
    let rig = Rig::start().await;
    rig.signed_up("acme", Outcome::Finish).await;
    rig.fail(Endpoint::UpdatePlugin, Failure::with_status(500));
    rig.fail(Endpoint::DeletePlugin, Failure::with_status(500));
    let answer = rig.disconnect("acme").await;
    assert_eq!(answer.problem(), Some("chakra_unavailable"));
    assert_eq!(rig.state("acme").await, "connected");
}

#[tokio::test]
async fn a_plugin_that_chakra_does_not_have_counts_as_disconnected() {
    let rig = Rig::start().await;
    rig.signed_up("acme", Outcome::Finish).await;
    let mut gone = Failure::with_status(400);
    gone.body = Some(json!({"message": "Plugin x not found"}).to_string());
    rig.fail(Endpoint::UpdatePlugin, gone.clone());
    rig.fail(Endpoint::DeletePlugin, gone);
    assert_eq!(rig.disconnect("acme").await.status, 204);
    assert_eq!(rig.state("acme").await, "not_connected");
}

/// A plugin that is only switched off would keep the customer's authorization at Chakra.
#[tokio::test]
async fn a_plugin_that_could_not_be_deleted_is_deleted_later() {
    let rig = Rig::tidy().await;
    rig.signed_up("acme", Outcome::Finish).await;
    rig.fail(Endpoint::DeletePlugin, Failure::with_status(500));
    assert_eq!(rig.disconnect("acme").await.status, 204);
    assert_eq!(rig.state("acme").await, "not_connected");
    assert_eq!(rig.plugin_count("acme"), 1);
    rig.has_asked(Endpoint::DeletePlugin, 3).await;
    rig.recover(Endpoint::DeletePlugin);
    rig.has_plugins("acme", 0).await;
    assert_eq!(rig.state("acme").await, "not_connected");
}

/// A proxy's sign-in page, with status 200.
fn page() -> Failure {
    Failure {
        body: Some("<!doctype html><title>Sign in</title>".to_owned()),
        content_type: Some("text/html".to_owned()),
        ..Failure::with_status(200)
    }
}

#[tokio::test]
async fn a_web_page_instead_of_a_response_does_not_count_as_a_deletion() {
    let rig = Rig::tidy().await;
    rig.signed_up("acme", Outcome::Finish).await;
    rig.fail(Endpoint::DeletePlugin, page());
    assert_eq!(rig.disconnect("acme").await.status, 204);
    assert_eq!(rig.state("acme").await, "not_connected");
    rig.has_asked(Endpoint::DeletePlugin, 3).await;
    rig.recover(Endpoint::DeletePlugin);
    rig.has_plugins("acme", 0).await;
}

#[tokio::test]
async fn web_pages_instead_of_both_responses_end_no_connection() {
    let rig = Rig::start().await;
    rig.signed_up("acme", Outcome::Finish).await;
    rig.fail(Endpoint::UpdatePlugin, page());
    rig.fail(Endpoint::DeletePlugin, page());
    let answer = rig.disconnect("acme").await;
    assert_eq!(answer.problem(), Some("chakra_bad_answer"));
    assert_eq!(rig.state("acme").await, "connected");
}

/// A token is valid for an hour, for example in another tab: the customer has connected again.
#[tokio::test]
async fn a_signup_on_a_plugin_due_for_deletion_is_detected() {
    let rig = Rig::start().await;
    let plugin_id = rig.signed_up("acme", Outcome::Finish).await;
    rig.fail(Endpoint::DeletePlugin, Failure::with_status(500));
    assert_eq!(rig.disconnect("acme").await.status, 204);
    assert_eq!(rig.state("acme").await, "not_connected");
    rig.sandbox.end_signup(&plugin_id, Outcome::Finish).unwrap();
    assert_eq!(rig.state("acme").await, "connected");
    // The new connection can be disconnected too.
    rig.recover(Endpoint::DeletePlugin);
    assert_eq!(rig.disconnect("acme").await.status, 204);
    assert_eq!(rig.plugin_count("acme"), 0);
}

/// A tenant whose plugin is disconnected, but could not be deleted, and has had a signup with an old token since. Nobody
/// has asked for the status after it. Returns the plugin's id.
async fn signed_up_again(rig: &Rig, tenant: &str) -> String {
    let plugin_id = with_former_plugin_only(rig, tenant).await;
    rig.sandbox.end_signup(&plugin_id, Outcome::Finish).unwrap();
    plugin_id
}

/// Otherwise the next status would report it as connected, and the customer's disconnect would be lost.
#[tokio::test]
async fn a_disconnect_also_ends_a_signup_that_nobody_has_seen_yet() {
    let rig = Rig::start().await;
    signed_up_again(&rig, "acme").await;
    assert_eq!(rig.disconnect("acme").await.status, 204);
    assert_eq!(rig.state("acme").await, "not_connected");

    // The partner closes an account.
    signed_up_again(&rig, "globex").await;
    let globex = Tenant::new("globex", "Globex");
    rig.server.backend().disconnect(&globex).await.unwrap();
    assert_eq!(rig.state("globex").await, "not_connected");
    rig.recover(Endpoint::DeletePlugin);
    rig.server.backend().disconnect(&globex).await.unwrap();
    assert_eq!(rig.state("globex").await, "not_connected");
}

/// Nobody knows whether there was a signup, so the disconnect may be needed.
#[tokio::test]
async fn a_disconnect_fails_while_the_record_of_a_removed_plugin_cannot_be_read() {
    let rig = Rig::start().await;
    let plugin_id = signed_up_again(&rig, "acme").await;
    rig.fail(Endpoint::GetPlugin, Failure::with_status(503));
    let answer = rig.disconnect("acme").await;
    assert_eq!(answer.problem(), Some("chakra_unavailable"));
    let acme = Tenant::new("acme", "Acme");
    let refused = rig.server.backend().disconnect(&acme).await.unwrap_err();
    assert_eq!(refused.code(), ProblemCode::ChakraUnavailable);
    rig.recover(Endpoint::GetPlugin);
    assert_eq!(rig.disconnect("acme").await.status, 204);
    assert_eq!(rig.state("acme").await, "not_connected");

    // A plugin that Chakra does not have can have no signup.
    rig.fail(Endpoint::GetPlugin, gone(404));
    assert_eq!(rig.disconnect("acme").await.status, 204);
    assert!(rig.plugin_count("acme") == 1, "{plugin_id}");
}

/// The status has read the record before the disconnect, and gets it after.
#[tokio::test]
async fn a_status_under_way_does_not_undo_a_disconnect() {
    let rig = Rig::start().await;
    let plugin_id = signed_up_again(&rig, "acme").await;
    let url = format!("{}/plugin/{plugin_id}", rig.sandbox.api_url());
    let record = send(client().get(url).bearer_auth(KEY)).await;
    assert_eq!(record.status, 200, "{}", record.text);
    let mut late = Failure::with_status(200).times(1);
    late.body = Some(record.text);
    rig.fail(Endpoint::GetPlugin, late);
    let status = held(&rig, rig.request("acme", Method::GET, "status")).await;
    assert_eq!(rig.disconnect("acme").await.status, 204);
    rig.sandbox.release();
    let status = status.await.unwrap();
    assert_eq!(status.json["state"], "not_connected", "{}", status.text);
    assert_eq!(rig.state("acme").await, "not_connected");
}

/// Another process gives the plugin back while this one reads its record, and cannot.
#[tokio::test]
async fn a_signup_that_another_process_has_seen_is_reported() {
    let folder = TempFolder::new("seen-elsewhere");
    let path = folder.0.join("backend.sqlite");
    let rig = Rig::on(&path).await;
    let elsewhere = elsewhere(&rig, path).await;
    signed_up_again(&rig, "acme").await;
    rig.fail(Endpoint::GetPlugin, Failure::with_status(503).times(1));
    let status = held(&rig, rig.request("acme", Method::GET, "status")).await;
    let there = request(&elsewhere, Method::GET, "api/chakra/status");
    let there = send(there.header(TENANT_HEADER, "acme")).await;
    assert_eq!(there.json["state"], "connected", "{}", there.text);
    rig.sandbox.release();
    let status = status.await.unwrap();
    assert_eq!(status.json["state"], "connected", "{}", status.text);
}

/// A plugin with a new signup is not deleted, even while its record cannot be read.
#[tokio::test]
async fn a_plugin_with_a_new_signup_is_not_deleted_later() {
    let rig = Rig::tidy().await;
    let plugin_id = rig.signed_up("acme", Outcome::Finish).await;
    rig.fail(Endpoint::DeletePlugin, Failure::with_status(500));
    assert_eq!(rig.disconnect("acme").await.status, 204);
    rig.fail(Endpoint::GetPlugin, Failure::with_status(503));
    // An attempt that read the record before this has ended.
    let looks = rig.sandbox.log().count(Endpoint::GetPlugin);
    rig.has_asked(Endpoint::GetPlugin, looks + 1).await;
    rig.sandbox.end_signup(&plugin_id, Outcome::Finish).unwrap();
    rig.recover(Endpoint::DeletePlugin);
    let looks = rig.sandbox.log().count(Endpoint::GetPlugin);
    rig.has_asked(Endpoint::GetPlugin, looks + 3).await;
    assert_eq!(rig.plugin_count("acme"), 1);
    rig.recover(Endpoint::GetPlugin);
    let looks = rig.sandbox.log().count(Endpoint::GetPlugin);
    rig.has_asked(Endpoint::GetPlugin, looks + 1).await;
    assert_eq!(rig.state("acme").await, "connected");
    // Later attempts do not delete it either.
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    assert_eq!(rig.plugin_count("acme"), 1);
    assert_eq!(rig.state("acme").await, "connected");
}

/// Even before any status request, the next token is for that plugin, and no second one is created.
#[tokio::test]
async fn a_token_after_such_a_signup_is_for_the_same_plugin() {
    let rig = Rig::start().await;
    let plugin_id = rig.signed_up("acme", Outcome::Finish).await;
    rig.fail(Endpoint::DeletePlugin, Failure::with_status(500));
    assert_eq!(rig.disconnect("acme").await.status, 204);
    rig.sandbox.end_signup(&plugin_id, Outcome::Finish).unwrap();
    assert_eq!(rig.new_plugin("acme").await, plugin_id);
    assert_eq!(rig.plugin_count("acme"), 1);
}

/// If the tenant has created another plugin in the meantime, both stay: people must decide.
#[tokio::test]
async fn neither_of_two_plugins_with_a_signup_is_deleted() {
    let rig = Rig::tidy().await;
    let first = rig.signed_up("acme", Outcome::Finish).await;
    rig.fail(Endpoint::DeletePlugin, Failure::with_status(500));
    assert_eq!(rig.disconnect("acme").await.status, 204);
    rig.fail(Endpoint::GetPlugin, Failure::with_status(503));
    let second = rig.signed_up("acme", Outcome::Finish).await;
    assert_ne!(first, second);
    // An attempt that read the record before this has ended.
    let looks = rig.sandbox.log().count(Endpoint::GetPlugin);
    rig.has_asked(Endpoint::GetPlugin, looks + 1).await;
    rig.sandbox.end_signup(&first, Outcome::Finish).unwrap();
    rig.recover(Endpoint::DeletePlugin);
    rig.recover(Endpoint::GetPlugin);
    let looks = rig.sandbox.log().count(Endpoint::GetPlugin);
    rig.has_asked(Endpoint::GetPlugin, looks + 1).await;
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    assert_eq!(rig.plugin_count("acme"), 2);
    assert_eq!(rig.state("acme").await, "connected");
}

/// As above: the customer disconnects, and means both.
#[tokio::test]
async fn a_disconnect_ends_both_of_two_plugins_with_a_signup() {
    let folder = TempFolder::new("both-plugins");
    let path = folder.0.join("backend.sqlite");
    let rig = Rig::on(&path).await;
    let [first, _] = with_former_plugin(&rig).await;
    rig.sandbox.end_signup(&first, Outcome::Finish).unwrap();
    assert_eq!(rig.state("acme").await, "connected");
    assert_eq!(rig.disconnect("acme").await.status, 204);
    assert_eq!(rig.state("acme").await, "not_connected");
    every_plugin_is_off(&rig);
    // One action, although it ended two plugins.
    let events = rig.server.backend().events("acme", 10).await.unwrap();
    let actions: Vec<_> = events.iter().map(|event| event.action.as_str()).collect();
    assert_eq!(actions, ["disconnect", "connect", "disconnect", "connect"]);
}

/// All of the tenant's plugins are switched off at Chakra.
fn every_plugin_is_off(rig: &Rig) {
    for plugin in rig.sandbox.records()["plugins"].as_array().unwrap() {
        if plugin["clientReferenceId"] == "acme" {
            assert_eq!(plugin["isActive"], false, "{plugin}");
        }
    }
}

/// Sends the request of this rig's server. Returns once the record of a plugin is held back at Chakra, for this request
/// only; the stand-in's `release` lets it go.
async fn held(rig: &Rig, request: RequestBuilder) -> JoinHandle<Answer> {
    rig.delay(Endpoint::GetPlugin, FOR_EVER);
    let asked = rig.sandbox.log().count(Endpoint::GetPlugin);
    let answer = tokio::spawn(send(request));
    rig.has_asked(Endpoint::GetPlugin, asked + 1).await;
    rig.delay(Endpoint::GetPlugin, 0);
    answer
}

/// Another process with the same database.
async fn elsewhere(rig: &Rig, database: PathBuf) -> Server {
    let mut settings = settings(&rig.sandbox);
    settings.database = Database::File(database);
    serve(settings).await
}

/// A tenant without a plugin, and with a former one that could not be deleted. Returns its id.
async fn with_former_plugin_only(rig: &Rig, tenant: &str) -> String {
    let former = rig.signed_up(tenant, Outcome::Finish).await;
    rig.fail(Endpoint::DeletePlugin, Failure::with_status(500));
    assert_eq!(rig.disconnect(tenant).await.status, 204);
    former
}

/// A tenant with a plugin, and a former one that could not be deleted. Returns the ids of both, the former one first.
async fn with_former_plugin(rig: &Rig) -> [String; 2] {
    let former = with_former_plugin_only(rig, "acme").await;
    let current = rig.signed_up("acme", Outcome::Finish).await;
    assert_ne!(former, current);
    [former, current]
}

/// Another process creates it while the disconnect checks a former one for a signup: after the plugin has ended, or if
/// there was none.
#[tokio::test]
async fn a_disconnect_leaves_the_plugin_of_a_later_token() {
    for has_plugin in [true, false] {
        leaves_the_plugin_of_a_later_token(has_plugin).await;
    }
}

async fn leaves_the_plugin_of_a_later_token(has_plugin: bool) {
    let folder = TempFolder::new(&format!("later-token-{has_plugin}"));
    let path = folder.0.join("backend.sqlite");
    let rig = Rig::on(&path).await;
    let elsewhere = elsewhere(&rig, path).await;
    let earlier = if has_plugin {
        with_former_plugin(&rig).await.to_vec()
    } else {
        vec![with_former_plugin_only(&rig, "acme").await]
    };
    let disconnect = held(&rig, rig.request("acme", Method::POST, "disconnect")).await;
    let token = request(&elsewhere, Method::POST, "api/chakra/connect-token");
    let token = token.header(TENANT_HEADER, "acme");
    let token = send(token.json(&json!({"intent": "connect"}))).await;
    assert_eq!(token.status, 200, "{}", token.text);
    let later = token.json["pluginId"].as_str().unwrap();
    assert!(!earlier.iter().any(|id| id == later), "{later}");
    rig.sandbox.release();
    assert_eq!(disconnect.await.unwrap().status, 204);
    assert_eq!(rig.new_plugin("acme").await, later);
    rig.sandbox.end_signup(later, Outcome::Finish).unwrap();
    assert_eq!(rig.state("acme").await, "connected");
}

/// Another process sees the signup on the former plugin, and returns it to the tenant as soon as there is no other.
#[tokio::test]
async fn a_disconnect_ends_a_former_plugin_that_another_process_returns_meanwhile() {
    let folder = TempFolder::new("returned");
    let path = folder.0.join("backend.sqlite");
    let rig = Rig::on(&path).await;
    let [former, current] = with_former_plugin(&rig).await;
    rig.sandbox.end_signup(&former, Outcome::Finish).unwrap();
    let url = format!("sqlite://{}", path.display());
    let database = sqlx::SqlitePool::connect(&url).await.unwrap();
    let trigger = format!(
        "CREATE TRIGGER returned AFTER DELETE ON tenant_plugin WHEN old.plugin_id = '{current}'
         BEGIN
             INSERT INTO tenant_plugin (tenant_id, plugin_id, created_at) VALUES ('acme', '{former}', 0);
             DELETE FROM removal WHERE plugin_id = '{former}';
         END"
    );
    let trigger = sqlx::query(sqlx::AssertSqlSafe(trigger));
    trigger.execute(&database).await.unwrap();
    assert_eq!(rig.disconnect("acme").await.status, 204);
    assert_eq!(rig.state("acme").await, "not_connected");
    every_plugin_is_off(&rig);
}

/// One response that reports a missing plugin does not end a connection: both calls must report it. The plugin's id
/// stays stored.
#[tokio::test]
async fn one_not_found_message_does_not_disconnect() {
    let rig = Rig::start().await;
    let plugin_id = rig.signed_up("acme", Outcome::Finish).await;
    rig.fail(Endpoint::UpdatePlugin, Failure::with_status(401));
    rig.fail(Endpoint::DeletePlugin, gone(404));
    assert_ne!(rig.disconnect("acme").await.status, 204);
    rig.recover(Endpoint::UpdatePlugin);
    rig.recover(Endpoint::DeletePlugin);
    assert_eq!(rig.state("acme").await, "connected");
    assert_eq!(rig.new_plugin("acme").await, plugin_id);
}
