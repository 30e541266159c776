//! What the partner's own code may do with a connection, without HTTP.

use std::sync::Arc;

use chakra_backend::connection_state::ConnectionState;
use chakra_backend::{Backend, Client, HeaderConfig, HeaderTenants, SqliteStore, Tenant};
use chakra_sandbox::Outcome;

use crate::rig::{KEY, Rig, TENANT_HEADER, TempFolder};

#[tokio::test]
async fn an_account_that_is_closed_is_disconnected() {
    let folder = TempFolder::new("own-code");
    let path = folder.0.join("backend.sqlite");
    let rig = Rig::on(&path).await;
    rig.signed_up("acme", Outcome::Finish).await;

    let chakra = Client::new(rig.sandbox.api_url().parse().unwrap(), KEY.parse().unwrap());
    let tenants = HeaderTenants::new(HeaderConfig::new(TENANT_HEADER).unwrap());
    let store = Arc::new(SqliteStore::open(path).await.unwrap());
    let backend = Backend::new(chakra.unwrap(), store, tenants);
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
    // Once more: done already.
    backend.disconnect(&tenant).await.unwrap();
}
