//! Processes of a backend on one store, a stand-in for Chakra, and the partner's address.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::http::Request;
use axum::http::request::Parts;
use chakra_backend::store::Store;
use chakra_backend::{
    Backend, Caller, Client, NotificationConfig, ResolveError, Rights, SqliteStore, Tenant,
    TenantResolver, async_trait,
};
use chakra_sandbox::{Options, Outcome, Sandbox};
use serde_json::Value;
use tokio::task::JoinHandle;
use tower::ServiceExt;

use crate::receiver::{Receiver, Reply};

pub(crate) const KEY: &str = "notifykey0123456789abcdef";
pub(crate) const SECRET: &str = "whsec_bm90aWZ5LXNlY3JldC1ub3RpZnktc2VjcmV0LTE=";
pub(crate) const NEXT_SECRET: &str = "whsec_bm90aWZ5LXNlY3JldC1ub3RpZnktc2VjcmV0LTI=";

/// A header names the tenant.
struct Named;

#[async_trait]
impl TenantResolver for Named {
    async fn resolve(&self, parts: &Parts) -> Result<Caller, ResolveError> {
        let name = parts.headers["x-tenant"].to_str().unwrap();
        Ok(Caller::new(Tenant::new(name, name), Rights::ALL))
    }
}

pub(crate) struct Rig {
    pub(crate) sandbox: Arc<Sandbox>,
    pub(crate) store: Arc<dyn Store>,
    pub(crate) receiver: Receiver,
}

/// A process that runs until it is killed, or until the end of the test.
pub(crate) struct Process {
    pub(crate) backend: Backend,
    maintenance: JoinHandle<()>,
}

impl Process {
    /// Stops sending immediately, as after `kill -9`.
    pub(crate) fn kill(&self) {
        self.maintenance.abort();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.maintenance.abort();
    }
}

impl Rig {
    pub(crate) async fn start(replies: &[Reply]) -> Self {
        let store = SqliteStore::in_memory().await.unwrap();
        Self::on(Arc::new(store), replies).await
    }

    pub(crate) async fn on(store: Arc<dyn Store>, replies: &[Reply]) -> Self {
        let options = Options {
            api_key: KEY.to_owned(),
            ..Options::default()
        };
        Self {
            sandbox: Arc::new(Sandbox::start(options).await.unwrap()),
            store,
            receiver: Receiver::start(replies).await,
        }
    }

    pub(crate) fn config(&self) -> NotificationConfig {
        let config = NotificationConfig::new(&self.receiver.url, SECRET.parse().unwrap());
        config.unwrap().with_first_pause(Duration::from_millis(20))
    }

    /// A backend without its maintenance.
    pub(crate) fn backend(&self, config: Option<NotificationConfig>) -> Backend {
        let url = self.sandbox.api_url().parse().unwrap();
        let chakra = Client::new(url, KEY.parse().unwrap()).unwrap();
        let backend = Backend::new(chakra, Arc::clone(&self.store), Named)
            .with_status_life(Duration::ZERO)
            .with_removal_pause(Duration::from_millis(20));
        match config {
            Some(config) => backend.with_notifications(config).unwrap(),
            None => backend,
        }
    }

    pub(crate) fn process(&self, config: NotificationConfig) -> Process {
        let backend = self.backend(Some(config));
        Process {
            maintenance: tokio::spawn(backend.maintenance()),
            backend,
        }
    }

    /// The tenant's plugin, with a completed signup that nobody has checked yet.
    pub(crate) async fn sign_up(&self, backend: &Backend, tenant: &str) -> String {
        let request = Request::post("/connect-token")
            .header("content-type", "application/json")
            .header("x-tenant", tenant)
            .body(Body::from(r#"{"intent": "connect"}"#));
        let response = backend.clone().router::<()>().oneshot(request.unwrap());
        let body = response.await.unwrap().into_body();
        let body = axum::body::to_bytes(body, 9999).await.unwrap();
        let body: Value = serde_json::from_slice(&body).unwrap();
        let plugin_id = body["pluginId"].as_str().unwrap().to_owned();
        self.sandbox
            .end_signup(&plugin_id, Outcome::Finish)
            .unwrap();
        plugin_id
    }

    /// Waits until nothing is left to send.
    pub(crate) async fn settled(&self) {
        let settled = async {
            while !self.queued().await.is_empty() {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        let is_settled = tokio::time::timeout(Duration::from_secs(20), settled).await;
        assert!(is_settled.is_ok(), "something is left to be sent");
    }

    /// Ids of the queued notifications, the first of each tenant.
    pub(crate) async fn queued(&self) -> Vec<String> {
        let queued = self.store.due_notifications(i64::MAX, 999).await.unwrap();
        queued.into_iter().map(|it| it.id).collect()
    }

    /// The notifications received, in order, without repetitions.
    pub(crate) fn told(&self) -> Vec<(String, String)> {
        let calls = self.receiver.calls();
        let mut told: Vec<_> = calls.iter().map(|it| (it.id(), it.news())).collect();
        told.dedup();
        told.into_iter().map(|(_, news)| news).collect()
    }
}

pub(crate) fn tenant(id: &str) -> Tenant {
    Tenant::new(id, id)
}

pub(crate) fn news(tenant: &str, kind: &str) -> (String, String) {
    (tenant.to_owned(), format!("connection.{kind}"))
}
