//! Which changes of a connection are reported.

use std::collections::BTreeMap;

use chakra_sandbox::{Endpoint, Failure, NumberChange, Outcome, Sendability, SettingsChange};
use serde_json::json;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::rig::{NEXT_SECRET, Rig, SECRET, news, tenant};

#[tokio::test]
async fn a_connection_and_its_end_are_reported_with_signatures() {
    let rig = Rig::start(&[]).await;
    let config = rig.config().with_next_secret(NEXT_SECRET.parse().unwrap());
    let process = rig.process(config);
    let backend = &process.backend;
    let plugin_id = rig.sign_up(backend, "acme").await;
    let status = backend.status(&tenant("acme")).await.unwrap();
    let call = rig.receiver.received(1).await.remove(0);
    assert_eq!(call.header("content-type"), "application/json");
    assert!(call.is_signed_with(SECRET) && call.is_signed_with(NEXT_SECRET));
    assert!(!call.is_signed_with("whsec_bm90aWZ5LXNlY3JldC1ub3RpZnktc2VjcmV0LTM="));
    let sent_at: i64 = call.header("webhook-timestamp").parse().unwrap();
    assert!((0..30).contains(&(OffsetDateTime::now_utc().unix_timestamp() - sent_at)));
    let status_json = serde_json::to_value(&status).unwrap();
    let expected = json!({
        "type": "connection.connected",
        "timestamp": status.checked_at.format(&Rfc3339).unwrap(),
        "data": {
            "tenantId": "acme",
            "pluginId": plugin_id,
            "state": "connected",
            "numbers": status_json["numbers"],
        },
    });
    assert_eq!(call.json(), expected);
    assert_eq!(call.json()["data"]["numbers"].as_array().unwrap().len(), 1);

    backend.disconnect(&tenant("acme")).await.unwrap();
    let end = rig.receiver.received(2).await.remove(1);
    assert!(end.is_signed_with(SECRET));
    assert_ne!(end.id(), call.id());
    let data = &end.json()["data"];
    assert_eq!(data["state"], "not_connected");
    assert_eq!(data["pluginId"], plugin_id);
    assert_eq!(data["numbers"], json!([]));
    // The widget sees it too: not a change.
    backend.status(&tenant("acme")).await.unwrap();
    rig.settled().await;
    let expected = [news("acme", "connected"), news("acme", "disconnected")];
    assert_eq!(rig.told(), expected);
}

/// Statuses are requested all day, and a number's state changes back and forth.
#[tokio::test]
async fn each_change_is_reported_once() {
    let rig = Rig::start(&[]).await;
    let process = rig.process(rig.config());
    let backend = &process.backend;
    let look = async || backend.status(&tenant("acme")).await.unwrap();
    // Never connected, and a token does not change that.
    look().await;
    let plugin_id = rig.sign_up(backend, "acme").await;
    let number = look().await.connection.numbers.remove(0).phone_number_id;
    look().await;
    for health in [
        Sendability::Blocked,
        Sendability::Blocked,
        Sendability::Available,
    ] {
        let change = NumberChange {
            health: Some(health),
            ..NumberChange::default()
        };
        rig.sandbox.change_number(&number, change).unwrap();
        look().await;
        look().await;
    }
    // Meta reviews it: nobody has to act.
    rig.sandbox
        .end_signup(&plugin_id, Outcome::InReview)
        .unwrap();
    look().await;
    // An unreadable state is not a change.
    rig.fail(Endpoint::GetPlugin);
    assert!(backend.status(&tenant("acme")).await.is_err());
    rig.settled().await;
    let expected = ["connected", "action_needed", "connected"].map(|kind| news("acme", kind));
    assert_eq!(rig.told(), expected);
}

/// Switched off but not deleted yet; the maintenance does that later.
#[tokio::test]
async fn a_half_finished_disconnect_is_reported_once() {
    let rig = Rig::start(&[]).await;
    let process = rig.process(rig.config());
    let backend = &process.backend;
    rig.sign_up(backend, "acme").await;
    backend.status(&tenant("acme")).await.unwrap();
    rig.fail(Endpoint::DeletePlugin);
    backend.disconnect(&tenant("acme")).await.unwrap();
    rig.receiver.received(2).await;
    rig.recover(Endpoint::DeletePlugin);
    rig.all_removed().await;
    rig.settled().await;
    let expected = [news("acme", "connected"), news("acme", "disconnected")];
    assert_eq!(rig.told(), expected);
}

/// With a token from before the disconnect, in another tab. Nobody requests the status afterwards.
#[tokio::test]
async fn a_signup_on_a_plugin_due_for_deletion_is_reported() {
    let rig = Rig::start(&[]).await;
    let process = rig.process(rig.config());
    let backend = &process.backend;
    let plugin_id = rig.sign_up(backend, "acme").await;
    backend.status(&tenant("acme")).await.unwrap();
    rig.fail(Endpoint::DeletePlugin);
    backend.disconnect(&tenant("acme")).await.unwrap();
    rig.sandbox.end_signup(&plugin_id, Outcome::Finish).unwrap();
    rig.receiver.received(3).await;
    let expected = ["connected", "disconnected", "connected"].map(|kind| news("acme", kind));
    assert_eq!(rig.told(), expected);
}

/// It died after Chakra had switched the plugin off, before recording anything else.
#[tokio::test]
async fn a_disconnect_whose_process_died_is_reported_by_the_next() {
    let rig = Rig::start(&[]).await;
    let backend = rig.backend(Some(rig.config()));
    let plugin_id = rig.sign_up(&backend, "acme").await;
    backend.status(&tenant("acme")).await.unwrap();
    rig.store
        .begin_removal("acme", &plugin_id, 1, 2)
        .await
        .unwrap();
    let _process = rig.process(rig.config());
    rig.receiver.received(2).await;
    rig.all_removed().await;
    let expected = [news("acme", "connected"), news("acme", "disconnected")];
    assert_eq!(rig.told(), expected);
}

#[tokio::test]
async fn a_completely_failed_disconnect_is_not_reported() {
    let rig = Rig::start(&[]).await;
    let process = rig.process(rig.config());
    let backend = &process.backend;
    rig.sign_up(backend, "acme").await;
    backend.status(&tenant("acme")).await.unwrap();
    rig.fail(Endpoint::UpdatePlugin);
    rig.fail(Endpoint::DeletePlugin);
    assert!(backend.disconnect(&tenant("acme")).await.is_err());
    rig.settled().await;
    assert_eq!(rig.told(), [news("acme", "connected")]);
}

#[tokio::test]
async fn without_an_address_nothing_is_queued() {
    let rig = Rig::start(&[]).await;
    let backend = rig.backend(None);
    rig.sign_up(&backend, "acme").await;
    backend.status(&tenant("acme")).await.unwrap();
    backend.disconnect(&tenant("acme")).await.unwrap();
    assert!(rig.queued().await.is_empty());
}

impl Rig {
    fn set(&self, endpoint: Endpoint, failure: Option<Failure>) {
        let failures = BTreeMap::from([(endpoint, failure)]);
        let change = SettingsChange {
            failures,
            ..SettingsChange::default()
        };
        self.sandbox.configure(change).unwrap();
    }

    fn fail(&self, endpoint: Endpoint) {
        self.set(endpoint, Some(Failure::with_status(500)));
    }

    fn recover(&self, endpoint: Endpoint) {
        self.set(endpoint, None);
    }

    async fn all_removed(&self) {
        let removed = async {
            while !self
                .store
                .due_removals(i64::MAX, 9)
                .await
                .unwrap()
                .is_empty()
            {
                tokio::time::sleep(std::time::Duration::from_millis(5)).await;
            }
        };
        let is_removed = tokio::time::timeout(std::time::Duration::from_secs(20), removed).await;
        assert!(is_removed.is_ok(), "a plugin is left");
    }
}
