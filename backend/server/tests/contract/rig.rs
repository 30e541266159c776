//! A backend with a stand-in for Chakra, and the calls of its tenants.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use axum::http::HeaderMap;
use chakra_backend::{HeaderConfig, HeaderTenants};
use chakra_backend_server::{Database, Server, Settings};
use chakra_sandbox::{Endpoint, Failure, Options, Outcome, Sandbox, SettingsChange};
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

pub(crate) const KEY: &str = "rigkey0123456789rigkey0123456789";
pub(crate) const TENANT_HEADER: &str = "x-tenant";

pub(crate) struct Rig {
    pub(crate) sandbox: Sandbox,
    pub(crate) server: Server,
}

pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
    /// Null if the body is not JSON.
    pub(crate) json: Value,
}

pub(crate) async fn sandbox() -> Sandbox {
    let api_key = KEY.to_owned();
    Sandbox::start(Options {
        api_key,
        ..Options::default()
    })
    .await
    .unwrap()
}

/// Settings without cache and quota: tests change the stand-in's records directly, and send more requests for one
/// tenant than any widget.
pub(crate) fn settings(sandbox: &Sandbox) -> Settings {
    Settings {
        status_life: Some(Duration::ZERO),
        tenant_calls: Some(0),
        ..shipped_settings(sandbox)
    }
}

/// The default settings.
pub(crate) fn shipped_settings(sandbox: &Sandbox) -> Settings {
    Settings::new(sandbox.api_url().parse().unwrap(), KEY.parse().unwrap())
}

pub(crate) async fn serve(settings: Settings) -> Server {
    let tenants = HeaderTenants::new(HeaderConfig::new(TENANT_HEADER).unwrap());
    Server::start(settings, tenants).await.unwrap()
}

/// A request to a running server, without a tenant yet.
pub(crate) fn request(server: &Server, method: Method, path: &str) -> RequestBuilder {
    client().request(method, format!("{}{path}", server.url()))
}

/// An HTTP client in the browser's role.
pub(crate) fn client() -> reqwest::Client {
    // Only this client requires a process-wide default. The backend's own must work without one.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder().no_proxy().build().unwrap()
}

pub(crate) async fn send(request: RequestBuilder) -> Answer {
    let response = request.send().await.unwrap();
    let status = response.status().as_u16();
    let headers = response.headers().clone();
    let text = response.text().await.unwrap();
    let json = serde_json::from_str(&text).unwrap_or_default();
    Answer {
        status,
        headers,
        text,
        json,
    }
}

/// Waits until the stand-in has received this many requests. It may not have responded yet.
pub(crate) async fn asked(sandbox: &Sandbox, endpoint: Endpoint, times: u64) {
    let asked = async {
        while sandbox.log().count(endpoint) < times {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    let is_asked = tokio::time::timeout(Duration::from_secs(20), asked).await;
    assert!(
        is_asked.is_ok(),
        "{endpoint:?} was not called {times} times"
    );
}

/// A 429. After it, the backend makes no call for a second.
pub(crate) fn throttled() -> Failure {
    Failure::with_status(429)
}

/// A failure with this status and the message for a deleted plugin.
pub(crate) fn gone(status: u16) -> Failure {
    let mut failure = Failure::with_status(status);
    failure.body = Some(json!({"_errors": ["Upstream: plugin service not found"]}).to_string());
    failure
}

impl Answer {
    /// The code, if the response is a complete problem.
    pub(crate) fn problem(&self) -> Option<&str> {
        let is_whole = self.headers.get("content-type")? == "application/problem+json"
            && self.json["status"] == self.status
            && ["type", "title", "detail"]
                .iter()
                .all(|name| self.json[name].is_string());
        is_whole.then(|| self.json["code"].as_str())?
    }
}

impl Rig {
    pub(crate) async fn start() -> Self {
        Self::with(|_| {}).await
    }

    /// A rig with changed settings.
    pub(crate) async fn with(change: impl FnOnce(&mut Settings)) -> Self {
        let sandbox = sandbox().await;
        let mut settings = settings(&sandbox);
        change(&mut settings);
        let server = serve(settings).await;
        Self { sandbox, server }
    }

    /// A rig with the default cache and quota.
    pub(crate) async fn shipped() -> Self {
        Self::with(|settings| {
            settings.status_life = None;
            settings.tenant_calls = None;
        })
        .await
    }

    /// A rig with its database in this file.
    pub(crate) async fn on(database: &Path) -> Self {
        Self::with(|settings| settings.database = Database::File(database.to_owned())).await
    }

    /// A rig that waits only two seconds for Chakra.
    pub(crate) async fn impatient() -> Self {
        Self::with(|settings| settings.api_timeout = Some(Duration::from_secs(2))).await
    }

    /// A rig that answers each request within two seconds.
    pub(crate) async fn prompt() -> Self {
        Self::with(|settings| settings.request_time = Some(Duration::from_secs(2))).await
    }

    /// A rig that retries failed deletions almost immediately.
    pub(crate) async fn tidy() -> Self {
        Self::with(|settings| settings.removal_pause = Some(Duration::from_millis(20))).await
    }

    /// Waits until the stand-in has received this many requests.
    pub(crate) async fn has_asked(&self, endpoint: Endpoint, times: u64) {
        asked(&self.sandbox, endpoint, times).await;
    }

    pub(crate) fn request(&self, tenant: &str, method: Method, call: &str) -> RequestBuilder {
        request(&self.server, method, &format!("api/chakra/{call}")).header(TENANT_HEADER, tenant)
    }

    pub(crate) async fn post(&self, tenant: &str, call: &str, body: &Value) -> Answer {
        send(self.request(tenant, Method::POST, call).json(body)).await
    }

    pub(crate) async fn token(&self, tenant: &str) -> Answer {
        let body = json!({"intent": "connect"});
        self.post(tenant, "connect-token", &body).await
    }

    /// Requests a token. Returns the plugin's id.
    pub(crate) async fn new_plugin(&self, tenant: &str) -> String {
        let answer = self.token(tenant).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.json["pluginId"].as_str().unwrap().to_owned()
    }

    /// Signs up a tenant with this outcome. Returns the plugin's id.
    pub(crate) async fn signed_up(&self, tenant: &str, outcome: Outcome) -> String {
        let plugin_id = self.new_plugin(tenant).await;
        self.sandbox.end_signup(&plugin_id, outcome).unwrap();
        plugin_id
    }

    pub(crate) async fn status(&self, tenant: &str) -> Answer {
        send(self.request(tenant, Method::GET, "status")).await
    }

    pub(crate) async fn state(&self, tenant: &str) -> String {
        let answer = self.status(tenant).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.json["state"].as_str().unwrap().to_owned()
    }

    pub(crate) async fn disconnect(&self, tenant: &str) -> Answer {
        send(self.request(tenant, Method::POST, "disconnect")).await
    }

    /// Number of the tenant's plugins at Chakra, which also has plugins of the partner's other customers.
    pub(crate) fn plugin_count(&self, tenant: &str) -> usize {
        let records = self.sandbox.records();
        let plugins = records["plugins"].as_array().unwrap().iter();
        plugins
            .filter(|plugin| plugin["clientReferenceId"] == tenant)
            .count()
    }

    /// Waits until `call` reaches Chakra again after a 429.
    pub(crate) async fn reaches_chakra(&self, call: impl AsyncFn(&Self) -> Answer) {
        let reached = async {
            while call(self).await.problem() == Some("chakra_rate_limited") {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        };
        let is_reached = tokio::time::timeout(Duration::from_secs(20), reached).await;
        assert!(is_reached.is_ok(), "no call reaches Chakra again");
    }

    /// Waits until Chakra has this many plugins of a tenant.
    pub(crate) async fn has_plugins(&self, tenant: &str, count: usize) {
        let held = async {
            while self.plugin_count(tenant) != count {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        let is_held = tokio::time::timeout(Duration::from_secs(20), held).await;
        assert!(
            is_held.is_ok(),
            "Chakra does not have {count} plugins of {tenant}"
        );
    }

    pub(crate) fn fail(&self, endpoint: Endpoint, failure: Failure) {
        let failures = BTreeMap::from([(endpoint, Some(failure))]);
        self.configure(SettingsChange {
            failures,
            ..SettingsChange::default()
        });
    }

    pub(crate) fn recover(&self, endpoint: Endpoint) {
        let failures = BTreeMap::from([(endpoint, None)]);
        self.configure(SettingsChange {
            failures,
            ..SettingsChange::default()
        });
    }

    pub(crate) fn delay(&self, endpoint: Endpoint, milliseconds: u64) {
        let latency_ms = BTreeMap::from([(endpoint, milliseconds)]);
        self.configure(SettingsChange {
            latency_ms,
            ..SettingsChange::default()
        });
    }

    fn configure(&self, change: SettingsChange) {
        self.sandbox.configure(change).unwrap();
    }
}

/// A delay of the stand-in that outlasts every test, in milliseconds. [`Sandbox::release`] ends it.
pub(crate) const FOR_EVER: u64 = 3_600_000;

/// A separate folder, deleted on drop.
pub(crate) struct TempFolder(pub(crate) PathBuf);

impl TempFolder {
    pub(crate) fn new(name: &str) -> Self {
        let name = format!("chakra-backend-{}-{name}", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }
}

impl Drop for TempFolder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
