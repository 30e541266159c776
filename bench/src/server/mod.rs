//! The servers of the benchmark: pages, files and backend on one port, the vendor on another, in this process.

mod backend;
mod files;
mod log;
mod tls;
mod vendor;

use std::collections::HashMap;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::body::HttpBody as _;
use axum::extract::{Request as HttpRequest, State};
use axum::http::StatusCode;
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use tokio::net::TcpListener;

pub(crate) use self::backend::NUMBER;
use self::files::File;
pub(crate) use self::log::{Count, Counts, Kind, Request, counted};
use self::tls::Identity;
use self::vendor::Vendor;

/// Response time of the backend and the vendor.
pub(crate) const THINKING: Duration = Duration::from_millis(60);

/// The servers; clones share them. They end with the runtime.
#[derive(Clone)]
pub(crate) struct Server {
    /// The origin of the pages.
    pub(crate) origin: String,
    /// The same server under the host name of another site.
    pub(crate) elsewhere: String,
    /// The browser flag that trusts their certificate.
    pub(crate) flag: String,
    shared: Shared,
}

#[derive(Clone)]
struct Shared(Arc<Inner>);

struct Inner {
    files: HashMap<String, File>,
    vendor: Vendor,
    vendor_origin: String,
    pages: Mutex<HashMap<String, File>>,
    log: Mutex<Vec<Request>>,
    /// Requests since the log was cleared, answered or not.
    asked: AtomicU64,
    is_connected: AtomicBool,
    thinking_ms: AtomicU64,
}

impl Server {
    /// Starts them, with the packaged files under `/cdn` and the bundled rivals under `/rivals`.
    pub(crate) async fn start(cdn: &Path, rivals: &Path) -> Self {
        let identity = Identity::new();
        let (listener, port) = listen().await;
        let (vendor_listener, vendor_port) = listen().await;
        let mut files = files::below(cdn, "/cdn", &kind_of_widget);
        files.extend(files::below(rivals, "/rivals", &kind_of_rival));
        let shared = Shared(Arc::new(Inner {
            files,
            vendor: Vendor::new(),
            vendor_origin: format!("https://127.0.0.1:{vendor_port}"),
            pages: Mutex::default(),
            log: Mutex::default(),
            asked: AtomicU64::default(),
            is_connected: AtomicBool::default(),
            thinking_ms: AtomicU64::default(),
        }));
        let app = backend::routes().fallback(file);
        for (listener, app) in [(listener, app), (vendor_listener, vendor::routes())] {
            let app = app
                .layer(middleware::from_fn_with_state(shared.clone(), record))
                .with_state(shared.clone());
            tokio::spawn(identity.clone().serve(listener, app));
        }
        Self {
            origin: format!("https://127.0.0.1:{port}"),
            elsewhere: format!("https://localhost:{port}"),
            flag: identity.flag(),
            shared,
        }
    }

    /// Adds a page.
    pub(crate) fn page(&self, path: &str, html: &str) {
        let file = File::new("page.html", Kind::Page, html.as_bytes());
        open(&self.shared.0.pages).insert(path.to_owned(), file);
    }

    /// Clears the log, and sets the response time and whether a number is connected.
    pub(crate) fn begin(&self, is_connected: bool, thinking: Duration) {
        self.shared.set_connected(is_connected);
        let milliseconds = u64::try_from(thinking.as_millis()).unwrap_or(u64::MAX);
        self.shared
            .0
            .thinking_ms
            .store(milliseconds, Ordering::Relaxed);
        self.shared.0.asked.store(0, Ordering::Relaxed);
        open(&self.shared.0.log).clear();
    }

    /// Waits until no request has arrived for `pause`, and none is open.
    pub(crate) async fn is_quiet(&self, pause: Duration) {
        let asked = || self.shared.0.asked.load(Ordering::Relaxed);
        let mut before = asked();
        loop {
            // No event reports that nothing happens.
            tokio::time::sleep(pause).await;
            let now = asked();
            let answered = open(&self.shared.0.log).len();
            if now == before && u64::try_from(answered).is_ok_and(|answered| answered >= now) {
                return;
            }
            before = now;
        }
    }

    /// The requests answered since [`Self::begin`].
    pub(crate) fn log(&self) -> Vec<Request> {
        open(&self.shared.0.log).clone()
    }

    /// The address of the vendor's script.
    pub(crate) fn sdk_url(&self) -> String {
        self.shared.sdk_url()
    }
}

impl Shared {
    async fn thinks(&self) {
        let milliseconds = self.0.thinking_ms.load(Ordering::Relaxed);
        if milliseconds > 0 {
            tokio::time::sleep(Duration::from_millis(milliseconds)).await;
        }
    }

    fn is_connected(&self) -> bool {
        self.0.is_connected.load(Ordering::Relaxed)
    }

    fn set_connected(&self, is_connected: bool) {
        self.0.is_connected.store(is_connected, Ordering::Relaxed);
    }

    fn sdk_url(&self) -> String {
        format!("{}/sdk.js", self.0.vendor_origin)
    }

    fn vendor(&self) -> &Vendor {
        &self.0.vendor
    }

    fn kind(&self, path: &str) -> Kind {
        match path {
            "/api/status" => Kind::Status,
            "/api/connect-token" => Kind::Token,
            "/sdk.js" => Kind::Sdk,
            "/frame" => Kind::Frame,
            _ if path.starts_with("/api/") => Kind::Call,
            _ => self.0.files.get(path).map_or(Kind::Page, |file| file.kind),
        }
    }
}

async fn listen() -> (TcpListener, u16) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    (listener, port)
}

async fn file(State(shared): State<Shared>, request: HttpRequest) -> Response {
    let path = request.uri().path();
    if let Some(file) = shared.0.files.get(path) {
        return file.response("public, max-age=31536000, immutable");
    }
    let page = open(&shared.0.pages).get(path).cloned();
    page.map_or_else(
        || StatusCode::NOT_FOUND.into_response(),
        |page| page.response("no-cache"),
    )
}

async fn record(State(shared): State<Shared>, request: HttpRequest, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    shared.0.asked.fetch_add(1, Ordering::Relaxed);
    let response = next.run(request).await;
    let record = Request {
        kind: shared.kind(&path),
        path,
        bytes: u32::try_from(response.body().size_hint().lower()).unwrap_or(u32::MAX),
    };
    open(&shared.0.log).push(record);
    response
}

/// The part of the widget at a path below `/cdn`.
fn kind_of_widget(path: &str) -> Kind {
    let name = path.rsplit('/').next().unwrap_or_default();
    // The loader has its version in its name (`chakra-connect-0.1.0.js`), the others have a hash.
    let hash = name.rsplit('-').next().unwrap_or_default();
    match extension(name) {
        "wasm" => Kind::Wasm,
        "js" if name.contains("-failure-") => Kind::Spare,
        "js" if name.contains("-early-") => Kind::Early,
        "js" if hash.matches('.').count() > 1 => Kind::Loader,
        "js" => Kind::Glue,
        _ => Kind::Spare,
    }
}

/// The kind of a bundle below `/rivals`, which also contains the npm package's parts.
fn kind_of_rival(path: &str) -> Kind {
    match extension(path) {
        "css" => Kind::Css,
        "wasm" => Kind::Wasm,
        _ if path.contains("/chakra-connect-") => Kind::Glue,
        _ if path.contains("/early-") => Kind::Early,
        _ => Kind::Js,
    }
}

fn extension(path: &str) -> &str {
    path.rsplit('.').next().unwrap_or_default()
}

fn open<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_of_a_release_are_distinguished() {
        let kinds = [
            ("/cdn/0.1.0/chakra-connect-0.1.0.js", Kind::Loader),
            ("/cdn/0.1.0/chakra-connect-7cf0cefb.js", Kind::Glue),
            ("/cdn/0.1.0/chakra-connect-early-bff1a46f.js", Kind::Early),
            ("/cdn/0.1.0/chakra-connect-failure-1fb0df23.js", Kind::Spare),
            ("/cdn/0.1.0/chakra-connect_bg-24636ed2.wasm", Kind::Wasm),
            ("/cdn/0.1.0/locales/ar.json", Kind::Spare),
        ];
        for (path, kind) in kinds {
            assert_eq!(kind_of_widget(path), kind, "{path}");
        }
    }
}
