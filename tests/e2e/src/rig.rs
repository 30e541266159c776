//! One test's world: the stand-in, the backend, the files, and a browser.

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

/// The key of Chakra's API: at the backend and the stand-in, and nowhere else.
pub const KEY: &str = "e2ekey0123456789e2ekey0123456789";

/// A browser takes a processor of its own; more of them at once only make each other late.
const BROWSERS_AT_ONCE: usize = 2;

/// Everything a test needs. The fields end in this order: first the browser, then what it talks to.
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
    /// The backend as it ships, with the built files, for `sandbox`.
    pub async fn start(sandbox: &Sandbox) -> Self {
        Self::with_policy(sandbox, None).await
    }

    /// The same, with a `Content-Security-Policy` for the files.
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
    /// The built files beside calls of the test's own.
    pub async fn with_calls(calls: Router) -> Self {
        Self::with_headers(calls, &[]).await
    }

    /// The same, with headers for the files and the calls.
    pub async fn with_headers(calls: Router, headers: &[(&'static str, String)]) -> Self {
        Self::build(&[], async |scratch| {
            let folder = scratch.site();
            // The folder in which the examples have the built files.
            let calls = calls.nest_service("/widget", ServeDir::new(&folder));
            with_origin(Site::start(&folder, calls, headers).await)
        })
        .await
    }

    /// The packaged files where the documentation has them, and pages by their names, beside calls of
    /// the test's own.
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
    /// A browser for the pages of `origin`; `server` lives as long.
    pub async fn at(origin: &str, server: S) -> Self {
        Self::with_flags(origin, server, &[]).await
    }

    /// The same, with more flags for the browser.
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

/// A stand-in for Chakra that takes [`KEY`].
pub async fn sandbox() -> Sandbox {
    let options = Options {
        api_key: KEY.to_owned(),
        ..Options::default()
    };
    Sandbox::start(options).await.expect("the stand-in starts")
}

/// The backend for `sandbox`, with the files of a folder if there is one, and their
/// `Content-Security-Policy`. It keeps no status and counts no calls: tests change the stand-in's records behind its
/// back, and all of them are one tenant.
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

/// A backend's calls for `sandbox`, to be nested wherever a test wants them.
pub async fn calls(sandbox: &Sandbox, resolver: impl TenantResolver) -> Router {
    calls_with_sdk(sandbox, resolver, &sandbox.sdk_url()).await
}

/// The same, with another address of the vendor's script.
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
