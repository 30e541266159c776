//! The backend as a server of its own: for the binary, and in-process for tests.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use axum::Router;
use axum::http::HeaderValue;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use url::Url;

use crate::backend::Backend;
use crate::chakra::{ApiKey, Client, ClientSetupError};
use crate::origin::Origin;
use crate::static_files;
use crate::store::{Store, StoreError};
use crate::tenants::Tenants;

/// Where the calls are.
const MOUNT: &str = "/api/chakra";

/// What a server is started with.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The address to listen on; port 0 takes any free one.
    pub listen: SocketAddr,
    /// Where tenants' plugins are remembered.
    pub database: Database,
    /// Chakra's API.
    pub api_url: Url,
    /// The key of Chakra's API.
    pub api_key: ApiKey,
    /// The longest a call to Chakra may take; 30 s unless set.
    pub api_timeout: Option<Duration>,
    /// The longest a whole request may take; 12 s unless set.
    pub request_time: Option<Duration>,
    /// The wait before a plugin that could not be deleted at Chakra is tried again; 30 s unless set.
    pub removal_pause: Option<Duration>,
    /// Where the widget loads the vendor's SDK from, if not from its own default.
    pub sdk_url: Option<Url>,
    /// Other origins whose pages may call.
    pub allowed_origins: Vec<Origin>,
    /// A folder of files to serve at the root.
    pub static_dir: Option<PathBuf>,
    /// The `Content-Security-Policy` of those files.
    pub content_security_policy: Option<HeaderValue>,
}

/// Where tenants' plugins are remembered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Database {
    /// In an `SQLite` file, made if missing.
    File(PathBuf),
    /// Nowhere beyond the life of the server.
    InMemory,
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
            api_timeout: None,
            request_time: None,
            removal_pause: None,
            sdk_url: None,
            allowed_origins: Vec::new(),
            static_dir: None,
            content_security_policy: None,
        }
    }
}

/// Why a server did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The client of Chakra's API could not be made.
    #[error(transparent)]
    Chakra(#[from] ClientSetupError),
    /// The database could not be opened.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The folder to serve is not there.
    #[error("{} is not a folder; build the page first, or give another --static-dir", .0.display())]
    NoStaticDir(PathBuf),
    /// The address is taken, or not one of this machine.
    #[error("cannot listen on {address}: {source}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// What the system said.
        source: std::io::Error,
    },
}

/// A server that runs until it is stopped or dropped.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    task: JoinHandle<std::io::Result<()>>,
    maintenance: JoinHandle<()>,
    backend: Backend,
}

impl Server {
    /// Starts; when this returns, requests are answered.
    pub async fn start(settings: Settings, tenants: impl Tenants) -> Result<Self, StartError> {
        let listen = settings.listen;
        let (app, backend) = app(settings, tenants).await?;
        let failed = |source| StartError::Listen {
            address: listen,
            source,
        };
        let listener = TcpListener::bind(listen).await.map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let (stop, stopped) = oneshot::channel();
        let serve = axum::serve(listener, app).with_graceful_shutdown(async {
            // An error means that the sender is gone, which ends the server as well.
            let _ = stopped.await;
        });
        Ok(Self {
            address,
            stop: Some(stop),
            task: tokio::spawn(async move { serve.await }),
            maintenance: tokio::spawn(backend.maintenance()),
            backend,
        })
    }

    /// The address that is listened on.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The address as a page's address, such as `http://127.0.0.1:8080/`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}/", self.address)
    }

    /// Waits for requests under way, a few seconds at most, and ends.
    pub async fn stop(mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
        // Browsers keep connections open; they shall not keep the process.
        let patience = Duration::from_secs(5);
        if tokio::time::timeout(patience, &mut self.task)
            .await
            .is_err()
        {
            tracing::warn!("some connections were still open");
        }
        self.maintenance.abort();
        // Longer than any call to Chakra, and than the database waits.
        let patience = Duration::from_secs(15);
        if tokio::time::timeout(patience, self.backend.drained())
            .await
            .is_err()
        {
            tracing::error!("something that was begun at Chakra has not ended");
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
        self.maintenance.abort();
    }
}

async fn app(settings: Settings, tenants: impl Tenants) -> Result<(Router, Backend), StartError> {
    let chakra = match settings.api_timeout {
        Some(timeout) => Client::with_timeout(settings.api_url, settings.api_key, timeout)?,
        None => Client::new(settings.api_url, settings.api_key)?,
    };
    let files = match settings.static_dir {
        Some(folder) if !folder.is_dir() => return Err(StartError::NoStaticDir(folder)),
        Some(folder) => static_files::router(&folder, settings.content_security_policy),
        None => Router::new(),
    };
    let store = match settings.database {
        Database::File(path) => Store::open(path).await?,
        Database::InMemory => Store::in_memory().await?,
    };
    let mut backend = Backend::new(chakra, store, tenants)
        .with_sdk_url(settings.sdk_url)
        .with_allowed_origins(settings.allowed_origins);
    if let Some(time) = settings.request_time {
        backend = backend.with_request_time(time);
    }
    if let Some(pause) = settings.removal_pause {
        backend = backend.with_removal_pause(pause);
    }
    Ok((files.nest(MOUNT, backend.clone().router()), backend))
}
