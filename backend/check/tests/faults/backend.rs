//! A small correct backend with a switch for each fault.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex, MutexGuard};

use axum::Router;
use axum::extract::{Request, State};
use axum::http::header::{COOKIE, HeaderMap};
use axum::response::Response;
use chakra_backend_check::{Options, Report, Target, check};
use tokio::net::TcpListener;
use tokio::sync::Barrier;
use tokio::task::JoinHandle;

use crate::calls;

/// The browser's cookies for the tenant and for a second one.
pub(crate) const COOKIES: [&str; 2] = ["Cookie: session=acme", "Cookie: session=birch"];
/// The partner's key of Chakra's API.
pub(crate) const KEY: &str = "chakra-key-0123456789";
/// The page's origin, for a backend on another origin.
pub(crate) const APP: &str = "https://app.example";

pub(crate) struct Backend {
    pub(crate) port: u16,
    pub(crate) world: Arc<World>,
    server: JoinHandle<()>,
}

pub(crate) struct World {
    /// The rule that this backend breaks.
    fault: String,
    plugins: Mutex<Plugins>,
    /// Makes the first token requests meet, so that they run at the same time.
    pub(crate) meeting: Barrier,
}

/// Each tenant's plugin, and a faulty backend's wrong beliefs.
#[derive(Default)]
pub(crate) struct Plugins {
    pub(crate) kept: BTreeMap<String, String>,
    pub(crate) made: u32,
    pub(crate) met: u32,
    pub(crate) disconnects: u32,
    pub(crate) asked: u32,
    pub(crate) hinted: bool,
}

impl World {
    pub(crate) fn has(&self, fault: &str) -> bool {
        self.fault == fault
    }

    pub(crate) fn plugins(&self) -> MutexGuard<'_, Plugins> {
        self.plugins.lock().unwrap()
    }
}

impl Backend {
    /// A backend that breaks this rule; a correct one if no rule has this name.
    pub(crate) async fn with(fault: &str) -> Self {
        let world = Arc::new(World {
            fault: fault.to_owned(),
            plugins: Mutex::default(),
            meeting: Barrier::new(4),
        });
        let listener = TcpListener::bind((Ipv4Addr::UNSPECIFIED, 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let app = Router::new().fallback(answer).with_state(world.clone());
        let serving = axum::serve(listener, app);
        let server = tokio::spawn(async { serving.await.unwrap() });
        Self {
            port,
            world,
            server,
        }
    }

    pub(crate) fn target(&self) -> Target {
        target_at(&format!("http://127.0.0.1:{}/api/chakra", self.port))
    }
}

impl Drop for Backend {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn answer(State(world): State<Arc<World>>, request: Request) -> Response {
    calls::answer(&world, request).await
}

/// A target with both tenants.
pub(crate) fn target_at(base: &str) -> Target {
    let [acme, birch] = COOKIES;
    let target = Target::new(base).unwrap().with_header(acme).unwrap();
    target.with_other_header(birch).unwrap()
}

pub(crate) fn options() -> Options {
    Options {
        changes: true,
        secrets: vec![KEY.to_owned()],
        ..Options::default()
    }
}

/// The report on a backend that breaks this rule.
pub(crate) async fn report_of(fault: &str) -> Report {
    let backend = Backend::with(fault).await;
    check(&backend.target(), &options()).await.unwrap()
}

pub(crate) fn tenant(headers: &HeaderMap) -> Option<String> {
    let cookie = headers.get(COOKIE)?.to_str().ok()?;
    Some(cookie.strip_prefix("session=")?.to_owned())
}
