//! The records of the plugin's accounts: they are read, and they may fail.

use chakra_sandbox::{Endpoint, Failure, PluginChange};
use serde_json::{Value, json};

use crate::rig::{Rig, throttled};
use crate::truth::{connected, number_ids};

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
async fn an_account_that_is_disconnected_is_not_connected() {
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
async fn the_account_is_asked_about_and_may_fail() {
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
    assert_eq!(rig.state("acme").await, "connected", "no answer at all");
}

/// The calls of this backend wait longer than a whole request may take.
#[tokio::test]
async fn an_account_without_an_answer_holds_nothing_up() {
    let rig = Rig::start().await;
    connected(&rig, "acme").await;
    rig.delay(Endpoint::ListBusinessAccounts, 60_000);
    assert_eq!(rig.state("acme").await, "connected");
}
