//! The records of the plugin's accounts: they are read, reading may fail, and the last known records stay in effect.

use chakra_sandbox::{Endpoint, Failure, PluginChange};
use serde_json::{Value, json};

use crate::database::DatabaseFile;
use crate::rig::{Rig, throttled};
use crate::truth::{connected, number_ids, with_database};

fn body(body: &Value) -> Failure {
    Failure {
        body: Some(body.to_string()),
        ..Failure::with_status(200)
    }
}

fn say_of_account(rig: &Rig, plugin_id: &str, word: &str) {
    let change = PluginChange {
        account_chakra_status: Some(word.to_owned()),
        ..PluginChange::default()
    };
    rig.sandbox.change_plugin(plugin_id, &change).unwrap();
}

#[tokio::test]
async fn a_disconnected_account_is_not_reported_as_connected() {
    let rig = Rig::start().await;
    let (plugin_id, number_id) = connected(&rig, "acme").await;
    connected(&rig, "globex").await;
    say_of_account(&rig, &plugin_id, "Disconnected");
    let status = rig.status("acme").await.json;
    assert_eq!(status["state"], "reconnect_needed");
    assert_eq!(number_ids(&status), [number_id]);
    let reason = status["reason"].as_str().unwrap();
    assert!(reason.contains("WhatsApp Business account"), "{reason}");
    assert_eq!(rig.state("globex").await, "connected");
}

#[tokio::test]
async fn the_account_is_requested_and_may_fail() {
    let rig = Rig::impatient().await;
    connected(&rig, "acme").await;
    assert_eq!(rig.sandbox.log().count(Endpoint::ListBusinessAccounts), 1);
    for failure in [
        Failure::with_status(401),
        Failure::with_status(404),
        Failure::with_status(500),
        Failure::with_status(200).cut(),
        body(&json!({"_data": {}})),
        body(&json!({"_data": [], "_errors": ["Plugin not found"]})),
        body(&json!({"_data": [{"id": "1", "chakraStatus": "BANNED"}]})),
        throttled(),
    ] {
        rig.fail(Endpoint::ListBusinessAccounts, failure.clone());
        assert_eq!(rig.state("acme").await, "connected", "{failure:?}");
    }
    rig.recover(Endpoint::ListBusinessAccounts);
    rig.reaches_chakra(async |rig: &Rig| rig.status("acme").await)
        .await;
    rig.delay(Endpoint::ListBusinessAccounts, 60_000);
    assert_eq!(rig.state("acme").await, "connected", "no response at all");
}

/// This backend waits for a call longer than a whole request may take.
#[tokio::test]
async fn an_account_call_without_a_response_delays_nothing() {
    let rig = Rig::start().await;
    connected(&rig, "acme").await;
    rig.delay(Endpoint::ListBusinessAccounts, 60_000);
    assert_eq!(rig.state("acme").await, "connected");
}

/// A ban that was read once is not forgotten when the next call fails, in this process or another.
#[tokio::test]
async fn the_last_known_account_stays_in_effect_until_it_is_read_again() {
    let database = DatabaseFile::new("known-account");
    let first = with_database(&database).await;
    let (plugin_id, _) = connected(&first, "acme").await;
    say_of_account(&first, &plugin_id, "BANNED");
    assert_eq!(first.state("acme").await, "action_needed");
    let next = Rig {
        server: crate::rig::serve(chakra_backend_server::Settings {
            database: database.setting(),
            ..crate::rig::settings(&first.sandbox)
        })
        .await,
        ..first
    };
    for failure in [
        Failure::with_status(500),
        Failure::with_status(403),
        Failure::with_status(200).cut(),
        body(&json!({"_data": []})),
        body(&json!({"_data": [{"id": "1", "chakraStatus": "CONNECTED"}]})),
    ] {
        next.fail(Endpoint::ListBusinessAccounts, failure.clone());
        assert_eq!(next.state("acme").await, "action_needed", "{failure:?}");
    }
    next.recover(Endpoint::ListBusinessAccounts);
    say_of_account(&next, &plugin_id, "CONNECTED");
    assert_eq!(next.state("acme").await, "connected");
    next.fail(Endpoint::ListBusinessAccounts, Failure::with_status(500));
    assert_eq!(next.state("acme").await, "connected");
}

#[tokio::test]
async fn an_account_that_stays_unread_is_reported() {
    let database = DatabaseFile::new("unread-account");
    let rig = with_database(&database).await;
    connected(&rig, "acme").await;
    let issues = async || {
        let status = rig.status("acme").await.json;
        assert_eq!(status["state"], "connected", "{status}");
        status["numbers"][0]["issues"].to_string()
    };
    rig.fail(Endpoint::ListBusinessAccounts, Failure::with_status(500));
    assert_eq!(issues().await, "[]");
    database
        .execute("UPDATE tenant_plugin SET accounts_unread_since = 1767225600000")
        .await;
    for _ in 0..2 {
        let told = issues().await;
        assert!(told.contains("account could not be read"), "{told}");
    }
    rig.recover(Endpoint::ListBusinessAccounts);
    assert_eq!(issues().await, "[]");
}
