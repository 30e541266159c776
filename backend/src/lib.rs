//! Reference partner backend: holds the Chakra API key and answers the four calls of the widget.
//!
//! Mount it in your own axum app with your own way to tell the tenant of a request:
//!
//! ```no_run
//! use axum::http::request::Parts;
//! use std::sync::Arc;
//! use chakra_backend::{
//!     ApiKey, Backend, Caller, Client, ResolveError, SqliteStore, TenantResolver, async_trait,
//! };
//!
//! struct MySessions;
//!
//! #[async_trait]
//! impl TenantResolver for MySessions {
//!     async fn resolve(&self, parts: &Parts) -> Result<Caller, ResolveError> {
//!         // Whatever your session middleware left in the request.
//!         parts.extensions.get::<Caller>().cloned().ok_or(ResolveError::NotSignedIn)
//!     }
//! }
//!
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let key: ApiKey = std::env::var("CHAKRA_API_KEY")?.parse()?;
//! let chakra = Client::new("https://api.chakrahq.com".parse()?, key)?;
//! let store = Arc::new(SqliteStore::open("chakra.sqlite").await?);
//! let backend = Backend::new(chakra, store, MySessions);
//! // Repeats failed deletions at Chakra, and sends notifications to your app.
//! tokio::spawn(backend.maintenance());
//! let drained = backend.drained();
//! let app: axum::Router = axum::Router::new().nest("/api/chakra", backend.router());
//! // … serve it. When your server has stopped, wait for this, 15 s at most:
//! drained.await;
//! # Ok(())
//! # }
//! ```
#![cfg_attr(
    not(test),
    warn(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing
    )
)]

pub mod chakra;
pub mod connection_state;
pub mod store;

mod backend;
mod chakra_webhook;
mod changes;
mod connection;
mod cors;
mod cross_site;
mod deadline;
mod doubling;
mod flights;
mod guard;
#[cfg(test)]
mod keep_alive_tests;
#[cfg(test)]
mod linear_tests;
mod namespace;
mod notifications;
mod origin;
mod outbound;
mod panic_response;
mod problem;
mod readiness;
#[cfg(test)]
mod redirects_tests;
mod request_trace;
mod routes;
#[cfg(test)]
mod secrecy_tests;
mod status_cache;
mod supervised;
mod telemetry;
mod tenant_locks;
mod tenant_quota;
mod who_asks;

/// Needed to implement [`TenantResolver`].
pub use async_trait::async_trait;
pub use backend::Backend;
pub use chakra::{ApiKey, Client};
pub use chakra_connect_contract as contract;
pub use chakra_webhook::{WebhookSecret, WebhookSecretError};
pub use connection::Status;
pub use namespace::{Namespace, NamespaceError};
pub use notifications::{NotificationConfig, NotificationSecret, NotificationSecretError};
pub use origin::{Origin, OriginError};
pub use outbound::{AddressError, HttpSetupError};
pub use problem::{Problem, ProblemCode};
pub use readiness::NotReady;
#[cfg(feature = "postgres")]
pub use store::PostgresStore;
#[cfg(feature = "sqlite")]
pub use store::SqliteStore;
pub use store::{Store, StoreError};
pub use telemetry::{METRICS, Metric, MetricKind, describe_metrics};
pub use who_asks::{
    Caller, DemoTenant, ForwardAuth, ForwardAuthConfig, ForwardAuthConfigError, HeaderConfig,
    HeaderConfigError, HeaderNameError, HeaderTenants, ResolveError, Right, Rights, Tenant,
    TenantResolver, trusted_header,
};
#[cfg(feature = "jwt")]
pub use who_asks::{JwtConfig, JwtConfigError, JwtKeys, JwtTenants};

/// The calls as an OpenAPI 3.1 document: `openapi().to_pretty_json()`.
#[cfg(feature = "openapi")]
#[must_use]
pub fn openapi() -> contract::openapi::OpenApi {
    contract::openapi::document()
}
