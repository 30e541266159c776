//! The setup of one test: the stand-in, the backend, the files, and a browser.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use chakra_backend::{Backend, Client, DemoTenant, SqliteStore, TenantResolver};
use chakra_backend_server::{Server, Settings};
use chakra_sandbox::{Options, Sandbox};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tower_http::services::ServeDir;

use crate::browser::{self, Running};
use crate::page::Page;
use crate::scratch::Scratch;
use crate::site::Site;

/// The key of Chakra's API. Only the backend and the stand-in know it.
pub const KEY: &str = "e2ekey0123456789e2ekey0123456789";

/// Each browser uses a whole processor, so more of them would only slow each other down.
const BROWSERS_AT_ONCE: usize = 2;

/// Everything that a test needs. The fields are dropped in this order: the browser before the servers that it uses.
#[derive(Debug)]
pub struct Rig<S> {
    /// The browser's window.
    pub page: Page,
    _running: Running,
    /// The server of the page.
    pub server: S,
    _scratch: Scratch,
    _turn: OwnedSemaphorePermit,
}

impl Rig<Server> {
    /// The backend as it ships, with the built files, using `sandbox`.
    pub async fn start(sandbox: &Sandbox) -> Self {
        Self::with_policy(sandbox, None).await
    }

    /// Like `start`, with a `Content-Security-Policy` for the files.
    pub async fn with_policy(sandbox: &Sandbox, policy: Option<&str>) -> Self {
        Self::build(&[], async |scratch| {
            let server = backend(sandbox, Some(scratch.site()), policy).await;
            let origin = server.url().trim_end_matches('/').to_owned();
            (server, origin)
        })
        .await
    }
}

impl Rig<Site> {
    /// The built files, with the test's own calls.
    pub async fn with_calls(calls: Router) -> Self {
        Self::with_headers(calls, &[]).await
    }

    /// Like `with_calls`, with headers for the files and the calls.
    pub async fn with_headers(calls: Router, headers: &[(&'static str, String)]) -> Self {
        Self::build(&[], async |scratch| {
            let folder = scratch.site();
            // The examples expect the built files in this folder.
            let calls = calls.nest_service("/widget", ServeDir::new(&folder));
            with_origin(Site::start(&folder, calls, headers).await)
        })
        .await
    }

    /// The packaged files at their documented places, and pages by name, with the test's own calls.
    pub async fn as_documented(pages: &[(String, String)], calls: Router) -> Self {
        Self::build(&[], async |scratch| {
            with_origin(Site::start(&scratch.documented(pages), calls, &[]).await)
        })
        .await
    }
}

fn with_origin(site: Site) -> (Site, String) {
    let origin = site.origin.clone();
    (site, origin)
}

impl<S> Rig<S> {
    /// A browser for the pages of `origin`. `server` is kept alive as long.
    pub async fn at(origin: &str, server: S) -> Self {
        Self::with_flags(origin, server, &[]).await
    }

    /// Like `at`, with more flags for the browser.
    pub async fn with_flags(origin: &str, server: S, flags: &[String]) -> Self {
        Self::build(flags, async |_| (server, origin.to_owned())).await
    }

    async fn build(flags: &[String], serve: impl AsyncFnOnce(&Scratch) -> (S, String)) -> Self {
        static TURNS: std::sync::LazyLock<Arc<Semaphore>> =
            std::sync::LazyLock::new(|| Arc::new(Semaphore::new(BROWSERS_AT_ONCE)));
        let turn = TURNS.clone().acquire_owned().await.expect("never closed");
        let scratch = Scratch::new();
        let (server, origin) = serve(&scratch).await;
        let profile = scratch.profile();
        let opened = Box::pin(browser::open(&profile, flags, origin));
        let (page, running) = opened.await;
        Self {
            page,
            _running: running,
            server,
            _scratch: scratch,
            _turn: turn,
        }
    }
}

/// A stand-in for Chakra that accepts [`KEY`].
pub async fn sandbox() -> Sandbox {
    let options = Options {
        api_key: KEY.to_owned(),
        ..Options::default()
    };
    Sandbox::start(options).await.expect("the stand-in starts")
}

/// The backend for `sandbox`, with the files of a folder, if given, and their `Content-Security-Policy`. It caches no
/// status and has no quota, because tests change the stand-in's records directly and all use one tenant.
pub async fn backend(sandbox: &Sandbox, folder: Option<PathBuf>, policy: Option<&str>) -> Server {
    let mut settings = Settings::new(
        sandbox.api_url().parse().expect("an address"),
        KEY.parse().expect("a key"),
    );
    settings.sdk_url = Some(sandbox.sdk_url().parse().expect("an address"));
    settings.status_life = Some(Duration::ZERO);
    settings.tenant_calls = Some(0);
    settings.static_dir = folder;
    settings.content_security_policy = policy.map(|policy| policy.parse().expect("a header"));
    let server = Server::start(settings, DemoTenant).await;
    server.expect("the backend starts")
}

/// A backend's calls for `sandbox`, for a test to nest anywhere.
pub async fn calls(sandbox: &Sandbox, resolver: impl TenantResolver) -> Router {
    calls_with_sdk(sandbox, resolver, &sandbox.sdk_url()).await
}

/// Like `calls`, with another address of the vendor's script.
pub async fn calls_with_sdk(
    sandbox: &Sandbox,
    resolver: impl TenantResolver,
    sdk_url: &str,
) -> Router {
    let url = sandbox.api_url().parse().expect("an address");
    let client = Client::new(url, KEY.parse().expect("a key")).expect("a client");
    let store = SqliteStore::in_memory().await.expect("a store");
    Backend::new(client, Arc::new(store), resolver)
        .with_status_life(Duration::ZERO)
        .with_tenant_calls(0)
        .with_sdk_url(Some(sdk_url.parse().expect("an address")))
        .router()
}
