//! Settings of a server.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use axum::http::HeaderValue;
use chakra_backend::{ApiKey, Namespace, NotificationConfig, Origin, WebhookSecret};
use url::Url;

use crate::database::Database;
use crate::limits::Limits;

/// The settings of a server.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The address to listen on; port 0 takes any free one.
    pub listen: SocketAddr,
    /// The database of tenants' plugins.
    pub database: Database,
    /// Chakra's API.
    pub api_url: Url,
    /// The key of Chakra's API.
    pub api_key: ApiKey,
    /// The key that will replace it.
    pub next_api_key: Option<ApiKey>,
    /// Prefix of a tenant's id at Chakra.
    pub namespace: Option<Namespace>,
    /// Time limit for a call to Chakra; 6 s by default.
    pub api_timeout: Option<Duration>,
    /// Time limit for a whole request; 12 s by default.
    pub request_time: Option<Duration>,
    /// The wait before a failed deletion of a plugin at Chakra is retried; 30 s by default.
    pub removal_pause: Option<Duration>,
    /// Time for which a status is cached; 2 s by default, zero to disable it.
    pub status_life: Option<Duration>,
    /// Number of calls that a tenant may make at once, and then per minute; 60 by default, zero for no limit.
    pub tenant_calls: Option<u32>,
    /// Number of concurrent calls to Chakra; 32 by default.
    pub chakra_calls: Option<u16>,
    /// Limits on connections.
    pub limits: Limits,
    /// The address from which the widget loads the vendor's SDK, if not its own default.
    pub sdk_url: Option<Url>,
    /// Other origins whose pages may call the backend.
    pub allowed_origins: Vec<Origin>,
    /// Receiver of notifications when a tenant's connection changes.
    pub notifications: Option<NotificationConfig>,
    /// The secrets of Chakra's webhook. Without any, the webhook is not received.
    pub webhook_secrets: Vec<WebhookSecret>,
    /// A folder of files to serve at the root.
    pub static_dir: Option<PathBuf>,
    /// The `Content-Security-Policy` of those files.
    pub content_security_policy: Option<HeaderValue>,
}

impl Settings {
    /// A server on any free port of this machine that keeps its data in memory.
    #[must_use]
    pub fn new(api_url: Url, api_key: ApiKey) -> Self {
        Self {
            listen: (Ipv4Addr::LOCALHOST, 0).into(),
            database: Database::InMemory,
            api_url,
            api_key,
            next_api_key: None,
            namespace: None,
            api_timeout: None,
            request_time: None,
            removal_pause: None,
            status_life: None,
            tenant_calls: None,
            chakra_calls: None,
            limits: Limits::default(),
            sdk_url: None,
            allowed_origins: Vec::new(),
            notifications: None,
            webhook_secrets: Vec::new(),
            static_dir: None,
            content_security_policy: None,
        }
    }
}
