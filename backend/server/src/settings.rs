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
    /// The key that is to take its place.
    pub next_api_key: Option<ApiKey>,
    /// Prefix of a tenant's id at Chakra.
    pub namespace: Option<Namespace>,
    /// The longest a call to Chakra may take; 6 s unless set.
    pub api_timeout: Option<Duration>,
    /// The longest a whole request may take; 12 s unless set.
    pub request_time: Option<Duration>,
    /// The wait before a plugin that could not be deleted at Chakra is tried again; 30 s unless set.
    pub removal_pause: Option<Duration>,
    /// Time for which a status is cached; 2 s unless set, zero to switch it off.
    pub status_life: Option<Duration>,
    /// Calls that a tenant may make at once, and then in a minute; 60 unless set, zero for any number.
    pub tenant_calls: Option<u32>,
    /// Calls to Chakra at once; 32 unless set.
    pub chakra_calls: Option<u16>,
    /// Limits on connections.
    pub limits: Limits,
    /// The address from which the widget loads the vendor's SDK, if not its own default.
    pub sdk_url: Option<Url>,
    /// Other origins whose pages may call.
    pub allowed_origins: Vec<Origin>,
    /// Receiver of notifications when a tenant's connection changes.
    pub notifications: Option<NotificationConfig>,
    /// The secrets of Chakra's webhook; without any it is not taken in.
    pub webhook_secrets: Vec<WebhookSecret>,
    /// A folder of files to serve at the root.
    pub static_dir: Option<PathBuf>,
    /// The `Content-Security-Policy` of those files.
    pub content_security_policy: Option<HeaderValue>,
}

impl Settings {
    /// A server on any free port of this machine that forgets everything when it ends.
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
