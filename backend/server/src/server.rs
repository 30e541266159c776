//! The backend as a standalone server: for the binary, and in-process for tests.

use std::io::ErrorKind;
use std::net::SocketAddr;
use std::path::PathBuf;

use axum::Router;
use axum::extract::Request;
use axum::http::Uri;
use axum::middleware::map_request;
use axum::routing::any_service;
use tokio::net::TcpListener;
use tokio::task::{JoinError, JoinHandle};
use tokio_util::sync::CancellationToken;

use chakra_backend::chakra::ClientSetupError;
use chakra_backend::{Backend, Client, HttpSetupError, StoreError, TenantResolver};

use crate::connections;
use crate::health;
use crate::limits::Limits;
use crate::settings::Settings;
use crate::static_files;

/// Path of the calls.
const MOUNT: &str = "/api/chakra";
/// Path of Chakra's webhook.
const WEBHOOK_MOUNT: &str = "/webhooks/chakra";

/// Why a server did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The client of Chakra's API could not be created.
    #[error(transparent)]
    Chakra(#[from] ClientSetupError),
    /// The client of the partner's address could not be created.
    #[error(transparent)]
    Notifications(#[from] HttpSetupError),
    /// The database could not be opened.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The folder to serve does not exist.
    #[error("{} is not a folder; build the page first, or give another --static-dir", .0.display())]
    NoStaticDir(PathBuf),
    /// The address is in use, or not one of this machine.
    #[error("cannot listen on {address}: {source}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// The system's error.
        source: std::io::Error,
    },
}

impl StartError {
    /// Whether different settings would help, and not another attempt.
    #[must_use]
    pub fn is_misuse(&self) -> bool {
        match self {
            Self::Chakra(ClientSetupError::InsecureUrl | ClientSetupError::HoldsPassword)
            | Self::NoStaticDir(_) => true,
            Self::Chakra(_) | Self::Notifications(_) | Self::Store(_) => false,
            Self::Listen { source, .. } => source.kind() == ErrorKind::AddrNotAvailable,
        }
    }
}

/// A server ended without being stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the server ended by itself (panicked: {panicked}); see the log")]
pub struct ServerEnded {
    panicked: bool,
}

/// A server that runs until it is stopped or dropped.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    stop: CancellationToken,
    backend: Backend,
    limits: Limits,
    serving: JoinHandle<()>,
    maintenance: JoinHandle<()>,
}

impl Server {
    /// Starts the server. When this returns, it answers requests.
    pub async fn start(
        settings: Settings,
        resolver: impl TenantResolver,
    ) -> Result<Self, StartError> {
        let (listen, limits) = (settings.listen, settings.limits);
        let (app, backend) = app(settings, resolver).await?;
        let failed = |source| StartError::Listen {
            address: listen,
            source,
        };
        let listener = TcpListener::bind(listen).await.map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let stop = CancellationToken::new();
        let serving = connections::serve(listener, app, limits, stop.clone());
        Ok(Self {
            address,
            stop,
            maintenance: tokio::spawn(backend.maintenance()),
            backend,
            limits,
            serving: tokio::spawn(serving),
        })
    }

    /// The address that is listened on.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The address as a URL, for example `http://127.0.0.1:8080/`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}/", self.address)
    }

    /// The backend that it serves.
    #[must_use]
    pub fn backend(&self) -> &Backend {
        &self.backend
    }

    /// Waits until the server ends by itself, which is a fault. Must not be called again after that.
    pub async fn ended(&mut self) -> ServerEnded {
        let ended = (&mut self.serving).await;
        ServerEnded {
            panicked: ended.is_err_and(|error: JoinError| error.is_panic()),
        }
    }

    /// Makes `/readyz` return 503, and still accepts requests for [`shutdown_delay`](crate::Limits::shutdown_delay), so
    /// that a load balancer uses another server before this one refuses connections. Then stops as
    /// [`stop_at_once`](Self::stop_at_once) does.
    pub async fn stop(self) {
        self.backend.begin_draining();
        tokio::time::sleep(self.limits.shutdown_delay).await;
        self.stop_at_once().await;
    }

    /// Refuses new connections, answers pending requests, completes their changes at Chakra, and ends, after
    /// [`drain_time`](crate::Limits::drain_time) at the latest.
    pub async fn stop_at_once(mut self) {
        self.backend.begin_draining();
        self.stop.cancel();
        self.maintenance.abort();
        let drained = async {
            if !self.serving.is_finished() {
                // Its result does not matter now.
                let _ = (&mut self.serving).await;
            }
            self.backend.drained().await;
        };
        if tokio::time::timeout(self.limits.drain_time, drained)
            .await
            .is_err()
        {
            tracing::warn!("ended before all requests were answered");
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.serving.abort();
        self.maintenance.abort();
    }
}

/// The client of Chakra's API, according to the settings.
pub(crate) fn client(settings: &Settings) -> Result<Client, StartError> {
    let call_time = settings.api_timeout.unwrap_or(Client::CALL_TIME);
    let key = settings.api_key.clone();
    let calls = settings.chakra_calls.unwrap_or(Client::CALLS_AT_ONCE);
    let chakra = Client::with_timeout(settings.api_url.clone(), key.clone(), call_time)?
        .with_calls_at_once(calls, Client::PATIENCE);
    Ok(match &settings.next_api_key {
        Some(next) => chakra.with_keys(key, next.clone()),
        None => chakra,
    })
}

async fn app(
    settings: Settings,
    resolver: impl TenantResolver,
) -> Result<(Router, Backend), StartError> {
    let chakra = client(&settings)?;
    let files = match settings.static_dir {
        Some(folder) if !folder.is_dir() => return Err(StartError::NoStaticDir(folder)),
        Some(folder) => static_files::router(&folder, settings.content_security_policy),
        None => Router::new(),
    };
    let store = settings.database.open().await?;
    let mut backend = Backend::new(chakra, store, resolver)
        .with_namespace(settings.namespace)
        .with_sdk_url(settings.sdk_url)
        .with_body_time(settings.limits.body_time)
        .with_allowed_origins(settings.allowed_origins);
    if let Some(time) = settings.request_time {
        backend = backend.with_request_time(time);
    }
    if let Some(pause) = settings.removal_pause {
        backend = backend.with_removal_pause(pause);
    }
    if let Some(life) = settings.status_life {
        backend = backend.with_status_life(life);
    }
    if let Some(calls) = settings.tenant_calls {
        backend = backend.with_tenant_calls(calls);
    }
    if let Some(config) = settings.notifications {
        backend = backend.with_notifications(config)?;
    }
    let mut calls = files.nest(MOUNT, backend.clone().router());
    if !settings.webhook_secrets.is_empty() {
        let webhook = backend.webhook_router::<()>(settings.webhook_secrets);
        // `nest` has no route for its path with a slash at the end, which some frameworks' proxies add.
        let slashed = any_service(webhook.clone()).layer(map_request(to_root));
        calls = calls
            .nest(WEBHOOK_MOUNT, webhook)
            .route(&format!("{WEBHOOK_MOUNT}/"), slashed);
    }
    Ok((calls.merge(health::router(backend.clone())), backend))
}

/// The request, as if its path was that of the nested router.
async fn to_root(mut request: Request) -> Request {
    *request.uri_mut() = Uri::from_static("/");
    request
}

#[cfg(test)]
mod tests {
    use super::*;
    use chakra_backend::DemoTenant;

    async fn ended(serving: JoinHandle<()>) -> ServerEnded {
        let nobody = "http://127.0.0.1:1".parse().unwrap();
        let settings = Settings::new(nobody, "key".parse().unwrap());
        let mut server = Server::start(settings, DemoTenant).await.unwrap();
        server.serving.abort();
        server.serving = serving;
        let ended = server.ended().await;
        // A later stop neither waits nor fails.
        server.stop().await;
        ended
    }

    #[tokio::test]
    async fn a_server_that_ends_by_itself_is_detected() {
        let panicked = tokio::spawn(async { panic!("a bug") });
        assert_eq!(ended(panicked).await, ServerEnded { panicked: true });
        let returned = tokio::spawn(async {});
        assert_eq!(ended(returned).await, ServerEnded { panicked: false });
    }
}
