//! The partner's own code uses connections without HTTP.

use std::path::Path;
use std::sync::Arc;

use chakra_backend::connection_state::ConnectionState;
use chakra_backend::store::{AuditAction, AuditEvent, Store as _, now};
use chakra_backend::{Backend, Client, HeaderConfig, HeaderTenants, SqliteStore, Tenant};
use chakra_sandbox::Outcome;

use crate::rig::{KEY, Rig, TENANT_HEADER, TempFolder};

/// The partner's own backend, on the same database as the rig's.
async fn own(rig: &Rig, path: &Path) -> Backend {
    let chakra = Client::new(rig.sandbox.api_url().parse().unwrap(), KEY.parse().unwrap());
    let tenants = HeaderTenants::new(HeaderConfig::new(TENANT_HEADER).unwrap());
    let store = Arc::new(SqliteStore::open(path).await.unwrap());
    Backend::new(chakra.unwrap(), store, tenants)
}

#[tokio::test]
async fn an_account_that_is_closed_is_disconnected() {
    let folder = TempFolder::new("own-code");
    let path = folder.0.join("backend.sqlite");
    let rig = Rig::on(&path).await;
    rig.signed_up("acme", Outcome::Finish).await;

    let backend = own(&rig, &path).await;
    let tenant = Tenant::new("acme", "Acme");
    let status = backend.status(&tenant).await.unwrap();
    assert_eq!(status.connection.state, ConnectionState::Connected);
    assert_eq!(status.connection.numbers.len(), 1);

    backend.disconnect(&tenant).await.unwrap();
    assert_eq!(rig.state("acme").await, "not_connected");
    assert_eq!(rig.plugin_count("acme"), 0);
    let later = backend.status(&tenant).await.unwrap();
    assert_eq!(later.connection.state, ConnectionState::NotConnected);
    assert!(later.checked_at > status.checked_at);
    // Repeated: nothing to do.
    backend.disconnect(&tenant).await.unwrap();
}

#[tokio::test]
async fn each_action_is_recorded_once() {
    let folder = TempFolder::new("audit");
    let path = folder.0.join("backend.sqlite");
    let rig = Rig::on(&path).await;
    rig.signed_up("acme", Outcome::Finish).await;
    // A widget of the same user on another page.
    rig.token("acme").await;
    rig.disconnect("acme").await;
    // Nothing to do.
    rig.disconnect("acme").await;

    let backend = own(&rig, &path).await;
    let events = backend.events("acme", 10).await.unwrap();
    let actions: Vec<_> = events.iter().map(|event| event.action.as_str()).collect();
    assert_eq!(actions, ["disconnect", "connect"]);
    assert_eq!(backend.events("globex", 10).await.unwrap(), []);
}

#[tokio::test]
async fn an_action_of_a_clock_that_was_ahead_hides_no_other() {
    let folder = TempFolder::new("audit-ahead");
    let path = folder.0.join("backend.sqlite");
    let rig = Rig::on(&path).await;
    let ahead = AuditEvent {
        tenant_id: "acme".to_owned(),
        user_id: None,
        action: AuditAction::Connect,
        at: now() + 365 * 24 * 3_600_000,
    };
    let store = SqliteStore::open(&path).await.unwrap();
    store.record_event(&ahead).await.unwrap();
    for _ in 0..2 {
        rig.token("acme").await;
    }
    assert_eq!(store.events("acme", 10).await.unwrap().len(), 2);
}
