//! The packaged files on a server that counts requests, and breaks the parts that a test chooses.

use std::collections::HashMap;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Body;
use axum::extract::{Path as UrlPath, State};
use axum::http::header::{
    ACCESS_CONTROL_ALLOW_ORIGIN, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE,
};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::package::Unpacked;

/// A file that the loader fetches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Part {
    /// The script of the page's tag. For the npm package, all modules except the engine.
    Loader,
    /// The engine's JavaScript.
    Glue,
    /// The engine itself.
    Wasm,
    /// The script that sends requests before the engine is loaded.
    Early,
    /// The card that reports a failure.
    Failure,
    /// The texts of a language.
    Language,
}

/// A way to break a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// 404.
    Missing,
    /// 200 and an HTML page, the fallback of servers for single-page apps.
    Html,
    /// One byte is changed.
    Corrupted,
    /// The second half is missing.
    Truncated,
    /// The connection ends after the first half.
    Cut,
    /// An import of the WebAssembly has a different name, as in another version.
    OtherVersion,
    /// An empty WebAssembly module.
    Stranger,
    /// Served with this MIME type.
    Mime(&'static str),
    /// No response until it is mended.
    Silence,
}

#[derive(Debug, Default)]
struct Inner {
    pages: HashMap<String, (String, Option<String>)>,
    faults: HashMap<Part, Fault>,
    asked: Vec<Part>,
}

/// The server. Clones share one state.
#[derive(Clone, Debug)]
pub struct Cdn {
    folder: PathBuf,
    /// Keeps the unpacked package's folder.
    package: Option<Arc<Unpacked>>,
    version: String,
    inner: Arc<Mutex<Inner>>,
    mended: Arc<watch::Sender<u32>>,
}

impl Cdn {
    /// The files that `CHAKRA_CDN` names, or those of the last `cargo xtask package`.
    #[must_use]
    #[expect(clippy::new_without_default, reason = "it reads files")]
    pub fn new() -> Self {
        let folder = cdn_folder();
        let manifest = fs::read_to_string(folder.join("manifest.json")).unwrap_or_else(|error| {
            panic!(
                "{}: {error}; run `cargo xtask package` first",
                folder.display()
            )
        });
        let manifest: serde_json::Value = serde_json::from_str(&manifest).expect("JSON");
        Self {
            version: manifest["version"].as_str().expect("a version").to_owned(),
            folder,
            package: None,
            inner: Arc::default(),
            mended: Arc::new(watch::Sender::new(0)),
        }
    }

    /// Like `new`, with the npm package's files instead of those for the script tag.
    #[must_use]
    pub fn of_package() -> Self {
        let package = Unpacked::new();
        Self {
            folder: package.folder.clone(),
            package: Some(Arc::new(package)),
            ..Self::new()
        }
    }

    /// The HTML that defines the element on a page.
    #[must_use]
    pub fn tag(&self) -> String {
        if self.package.is_none() {
            return format!(r#"<script async src="{}"></script>"#, self.script());
        }
        r#"<script type="importmap">{ "imports": { "chakra-whatsapp-connect/define": "/modules/define.js" } }</script>
<script type="module">import "chakra-whatsapp-connect/define";</script>"#
            .to_owned()
    }

    /// An English page with `head` before the widget's script, and `body`.
    #[must_use]
    pub fn html(&self, head: &str, body: &str) -> String {
        format!(
            r#"<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A page</title><link rel="icon" href="data:,">
{head}{}</head><body>
{body}</body></html>"#,
            self.tag()
        )
    }

    /// The address of the loader, on the pages' own origin.
    #[must_use]
    pub fn script(&self) -> String {
        self.script_in("cdn")
    }

    /// The loader's address in another folder, as another version would have.
    #[must_use]
    pub fn script_in(&self, folder: &str) -> String {
        let version = &self.version;
        format!("/{folder}/{version}/chakra-connect-{version}.js")
    }

    /// Serves `html` as `/pages/{name}`.
    #[must_use]
    pub fn page(self, name: &str, html: String) -> Self {
        self.page_with_policy(name, html, None)
    }

    /// Like `page`, with a `Content-Security-Policy`.
    #[must_use]
    pub fn page_with_policy(self, name: &str, html: String, policy: Option<String>) -> Self {
        {
            let pages = &mut self.inner.lock().expect("nobody panicked").pages;
            pages.insert(name.to_owned(), (html, policy));
        }
        self
    }

    /// Breaks a part from now on.
    pub fn spoil(&self, part: Part, fault: Fault) {
        let mut inner = self.inner.lock().expect("nobody panicked");
        inner.faults.insert(part, fault);
    }

    /// Mends all parts, and answers the requests that are still waiting.
    pub fn mend(&self) {
        self.inner.lock().expect("nobody panicked").faults.clear();
        self.mended.send_modify(|times| *times += 1);
    }

    /// The requests since the last call, in order.
    #[must_use]
    pub fn asked(&self) -> Vec<Part> {
        std::mem::take(&mut self.inner.lock().expect("nobody panicked").asked)
    }

    /// The files, the pages, and a backend that reports a connected number.
    pub fn router(&self) -> Router {
        let status = async || {
            (
                [(CONTENT_TYPE, "application/json")],
                r#"{"state":"connected","numbers":[{"phoneNumberId":"1","displayPhoneNumber":"+1 555 0100","issues":[]}]}"#,
            )
        };
        Router::new()
            .route("/api/status", get(status))
            .route("/pages/{name}", get(page))
            .route("/cdn/{*path}", get(file))
            .route("/another/{*path}", get(file))
            .route("/modules/{*path}", get(file))
            .with_state(self.clone())
    }

    /// Also serves the files on a separate origin, and returns it. That server ends with the test's runtime.
    pub async fn elsewhere(&self) -> String {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let app = self.router();
        tokio::spawn(async move { axum::serve(listener, app).await });
        format!("http://localhost:{}", address.port())
    }

    /// Records a request, and returns how the part is broken, and what tells that it is mended.
    fn ask(&self, part: Part) -> (Option<Fault>, watch::Receiver<u32>) {
        let mut inner = self.inner.lock().expect("nobody panicked");
        inner.asked.push(part);
        // Subscribed before the faults can change.
        (inner.faults.get(&part).copied(), self.mended.subscribe())
    }
}

/// The folder that `CHAKRA_CDN` names, by default the one made by the last `cargo xtask package`.
#[must_use]
pub fn cdn_folder() -> PathBuf {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    env::var_os("CHAKRA_CDN").map_or_else(|| workspace.join("target/package/cdn"), PathBuf::from)
}

async fn page(State(cdn): State<Cdn>, UrlPath(name): UrlPath<String>) -> Response {
    let found = cdn
        .inner
        .lock()
        .expect("nobody panicked")
        .pages
        .get(&name)
        .cloned();
    let Some((html, policy)) = found else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let mut response = Html(html).into_response();
    if let Some(policy) = policy {
        let value = HeaderValue::from_str(&policy).expect("a header");
        response
            .headers_mut()
            .insert(CONTENT_SECURITY_POLICY, value);
    }
    response
}

async fn file(State(cdn): State<Cdn>, UrlPath(path): UrlPath<String>) -> Response {
    let (part, mime) = match path.rsplit('.').next() {
        Some("wasm") => (Part::Wasm, "application/wasm"),
        Some("json") => (Part::Language, "application/json"),
        _ if path.ends_with(&format!("-{}.js", cdn.version)) => (Part::Loader, "text/javascript"),
        _ if path.contains("-early-") => (Part::Early, "text/javascript"),
        _ if path.contains("failure") => (Part::Failure, "text/javascript"),
        _ if path.contains('/') => (Part::Glue, "text/javascript"),
        _ => (Part::Loader, "text/javascript"),
    };
    let (mut fault, mut mended) = cdn.ask(part);
    if fault == Some(Fault::Silence) {
        // An error means that the server is gone, and this request with it.
        let _ = mended.changed().await;
        fault = None;
    }
    let bytes = fs::read(cdn.folder.join(path));
    let (Ok(mut bytes), false) = (bytes, fault == Some(Fault::Missing)) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let mut mime = mime;
    let promised = bytes.len();
    match fault {
        Some(Fault::Html) => return Html("<!doctype html><title>Home</title>").into_response(),
        Some(Fault::Mime(other)) => mime = other,
        // The first byte always matters; a file's last bytes may not.
        Some(Fault::Corrupted) => bytes[0] ^= 1,
        Some(Fault::Truncated | Fault::Cut) => bytes.truncate(bytes.len() / 2),
        Some(Fault::OtherVersion) => {
            let import = b"__wbg_";
            let found = bytes.windows(import.len()).position(|it| it == import);
            let at = found.expect("it imports something") + import.len();
            bytes[at] = if bytes[at] == b'x' { b'y' } else { b'x' };
        }
        Some(Fault::Stranger) => bytes.truncate(8),
        _ => {}
    }
    let headers = [
        (CONTENT_TYPE, mime),
        (ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (
            axum::http::header::CACHE_CONTROL,
            "public, max-age=31536000, immutable",
        ),
    ];
    let mut response = (headers, Body::from(bytes)).into_response();
    if fault == Some(Fault::Cut) {
        let headers = response.headers_mut();
        headers.insert(CONTENT_LENGTH, HeaderValue::from(promised));
    }
    response
}
