//! The documentation's snippets, pasted as a reader would: each makes a page that offers the signup, or receives the
//! event that it listens for.

use std::fs;
use std::io::Write as _;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::routing::post;
use chakra_backend::DemoTenant;
use chakra_e2e::{Cdn, Page, Rig, Unpacked, calls, cdn_folder, sandbox};
use serde_json::Value;
use tower_http::services::ServeDir;

macro_rules! documents {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("../../../../", $name)))),*]
    };
}

/// A document: its path and its text.
type Document = (&'static str, &'static str);

const WITH_TAGS: &[Document] = documents![
    "README.md",
    "npm/README.md",
    "docs/book/src/index.md",
    "docs/book/src/quick-start/script-tag.md",
    "docs/book/src/quick-start/import-map.md",
    "docs/book/src/quick-start/htmx-turbo.md",
    "docs/book/src/reference/attributes.md",
];
const WITH_IMPORTS: &[Document] = documents![
    "README.md",
    "npm/README.md",
    "docs/book/src/reference/npm.md",
    "docs/book/src/reference/properties.md",
];
const SCRIPT_TAG: &[Document] = documents!["docs/book/src/quick-start/script-tag.md"];
const OF_FAILURES: &[Document] = documents![
    "docs/book/src/going-live.md",
    "docs/book/src/troubleshooting.md",
    "docs/book/src/reference/events.md",
];

const SCRIPT: &str = concat!("chakra-connect-", env!("CARGO_PKG_VERSION"), ".js");
const TAG: &str = r#"<chakra-whatsapp-connect backend="/api/chakra"></chakra-whatsapp-connect>"#;

/// The text without the examples' files that it shows. Each example has tests of its own.
fn without_files(text: &str) -> String {
    let mut parts = text.split("<!-- generated: file ");
    let first = parts.next().unwrap().to_owned();
    parts.fold(first, |before, part| {
        let (_, after) = part.split_once("<!-- end -->").expect("the block ends");
        before + after
    })
}

/// The fenced blocks in this language. Every document has at least one.
fn blocks(
    documents: &[Document],
    language: &str,
    is_meant: impl Fn(&str) -> bool,
) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for (document, text) in documents {
        let before = found.len();
        let text = without_files(text);
        let fenced = text.split("\n```").skip(1).step_by(2);
        let of_language =
            fenced.filter_map(|block| block.strip_prefix(language)?.strip_prefix('\n'));
        for block in of_language.filter(|block| is_meant(block)) {
            let place = format!("{document} {}", found.len() - before + 1);
            found.push((place, block.to_owned()));
        }
        assert!(found.len() > before, "{document} has no such snippet");
    }
    found
}

/// The blocks as pages: each with its address and its place in the docs.
fn pages(blocks: Vec<(String, String)>, body: impl Fn(String) -> String) -> Vec<(String, String)> {
    let page = |(index, (_, block)): (usize, (String, String))| {
        let html = format!(
            r#"<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A page</title><link rel="icon" href="data:,"></head><body>
{}
</body></html>"#,
            body(block)
        );
        (format!("{index}.html"), html)
    };
    blocks.into_iter().enumerate().map(page).collect()
}

fn script_tag() -> String {
    let version = env!("CARGO_PKG_VERSION");
    format!(r#"<script async src="/widget/{version}/{SCRIPT}"></script>"#)
}

/// The signup is offered, once.
async fn is_offered(page: &Page, place: &str) {
    // Written directly to stdout, past libtest's capture, and before a failure: the last snippet named is the one that
    // failed.
    let row = format!("snippets    {place}\n");
    std::io::stdout().write_all(row.as_bytes()).unwrap();
    let widget = page.widget();
    widget.becomes("not_connected").await;
    page.is_drawn().await;
    // The page has `start="click"`.
    if widget.buttons().await == ["Connect WhatsApp"] {
        widget.click("Connect WhatsApp").await;
    }
    page.has_heard("chakra-ready", 1).await;
    page.settles().await;
    assert!(widget.offers_signup().await, "{place}");
    assert_eq!(widget.frames().await, 1, "{place}");
    let widgets: usize = page
        .run(
            "return document.querySelectorAll('chakra-whatsapp-connect').length",
            &[],
        )
        .await;
    assert_eq!(widgets, 1, "{place}");
}

/// The script's hash, from the file that the book's page names.
fn integrity() -> String {
    let named = SCRIPT_TAG[0]
        .1
        .split('`')
        .find(|it| it.ends_with("manifest.json"));
    let named = named
        .and_then(|it| it.strip_prefix("cdn/"))
        .expect("the page names the file");
    let path = cdn_folder().join(named);
    let manifest = fs::read_to_string(&path)
        .unwrap_or_else(|error| panic!("{}, which the book names: {error}", path.display()));
    let manifest: Value = serde_json::from_str(&manifest).unwrap();
    let mut files = manifest["files"].as_object().unwrap().iter();
    let (_, file) = files.find(|(name, _)| name.ends_with(SCRIPT)).unwrap();
    file["integrity"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_tag_offers_the_signup() {
    let has_tag = |block: &str| block.contains("<chakra-whatsapp-connect");
    let blocks = blocks(WITH_TAGS, "html", |block| {
        has_tag(block) || block.contains(SCRIPT)
    });
    let places: Vec<_> = blocks.iter().map(|(place, _)| place.clone()).collect();
    let cdn = Cdn::new();
    let elsewhere = format!("{}/cdn", cdn.elsewhere().await);
    let pages = pages(blocks, |block| {
        let mut body = block.replace("https://cdn.example", &elsewhere);
        if body.contains("sha384-…") {
            body = body.replace("sha384-…", &integrity());
        }
        if !body.contains("<script") {
            body.insert_str(0, &script_tag());
        }
        if !has_tag(&body) && !body.contains("data-backend") {
            body += TAG;
        }
        body
    });
    let sandbox = sandbox().await;
    let calls = Router::new().nest("/api/chakra", calls(&sandbox, DemoTenant).await);
    let rig = Rig::as_documented(&pages, calls).await;
    for ((address, _), place) in pages.iter().zip(&places) {
        rig.page.open(&format!("/{address}")).await;
        is_offered(&rig.page, place).await;
        let said = rig.page.console().await;
        assert!(said.is_empty(), "{place}: {said:#?}");
    }
}

/// The page around the snippets.
const AROUND: &str = r#"<script type="importmap">{ "imports": {
  "chakra-whatsapp-connect": "/modules/chakra-whatsapp-connect/index.js",
  "chakra-whatsapp-connect/define": "/modules/chakra-whatsapp-connect/define.js"
} }</script><main></main><script>
  const settings = document.querySelector("main");
  const headers = { "Content-Type": "application/json" };
  const answer = async (path, options) => ({ data: await (await fetch("/api/chakra" + path, options)).json() });
  const api = {
    post: (_, body) => answer("/connect-token", { method: "POST", headers, body: JSON.stringify({ intent: "connect", ...body }) }),
    get: () => answer("/status"),
  };
</script>"#;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_import_brings_the_widget() {
    let blocks = blocks(WITH_IMPORTS, "js", |block| block.contains("import "));
    let places: Vec<_> = blocks.iter().map(|(place, _)| place.clone()).collect();
    let pages = pages(blocks, |block| {
        let tag = if block.contains("createElement") {
            ""
        } else {
            TAG
        };
        format!(r#"{AROUND}{tag}<script type="module">{block}</script>"#)
    });
    let package = Unpacked::new();
    let sandbox = sandbox().await;
    let calls = Router::new()
        .nest("/api/chakra", calls(&sandbox, DemoTenant).await)
        .nest_service("/assets/chakra", ServeDir::new(&package.folder));
    let rig = Rig::as_documented(&pages, calls).await;
    for ((address, _), place) in pages.iter().zip(&places) {
        rig.page.open(&format!("/{address}")).await;
        is_offered(&rig.page, place).await;
        let mut said = rig.page.console().await;
        said.retain(|line| line.level != "INFO");
        assert!(said.is_empty(), "{place}: {said:#?}");
    }
}

fn listens(block: &str) -> bool {
    block.contains(r#"addEventListener("chakra-"#)
}

fn with_listener(block: &str) -> String {
    format!("{}{TAG}<script>{block}</script>", script_tag())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_listener_receives_a_connection() {
    let pages = pages(blocks(SCRIPT_TAG, "js", listens), |block| {
        with_listener(&block)
    });
    for (address, _) in &pages {
        let sandbox = sandbox().await;
        let calls = Router::new().nest("/api/chakra", calls(&sandbox, DemoTenant).await);
        let rig = Rig::as_documented(&pages, calls).await;
        rig.page.open(&format!("/{address}")).await;
        is_offered(&rig.page, SCRIPT_TAG[0].0).await;
        assert!(rig.page.console().await.is_empty());
        rig.page.widget().sign_up("finish").await;
        rig.page.has_heard("chakra-connected", 1).await;
        let said = rig.page.console().await;
        let is_verified = said.iter().any(|line| line.message.contains("true"));
        assert!(is_verified && said.len() == 1, "{said:#?}");
    }
}

/// A page without a backend. The first run has no listener, to check that nothing else reports the failure.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_listener_receives_a_failure() {
    let mut blocks = blocks(OF_FAILURES, "js", listens);
    blocks.push(("nothing".to_owned(), String::new()));
    let places: Vec<_> = blocks.iter().map(|(place, _)| place.clone()).collect();
    let pages = pages(blocks, |block| with_listener(&block));
    let log = Arc::<Mutex<Vec<String>>>::default();
    let kept = Arc::clone(&log);
    let keep = async move |line: String| kept.lock().unwrap().push(line);
    let rig = Rig::as_documented(&pages, Router::new().route("/log", post(keep))).await;
    for ((address, _), place) in pages.iter().zip(&places) {
        rig.page.open(&format!("/{address}")).await;
        rig.page.has_heard("chakra-failed", 1).await;
        rig.page.settles().await;
        let said = rig.page.console().await;
        let mut told: Vec<_> = said.into_iter().map(|line| line.message).collect();
        told.append(&mut log.lock().unwrap());
        told.retain(|line| line.contains("backend_not_found"));
        let expected = usize::from(place != "nothing");
        assert_eq!(told.len(), expected, "{place}: {told:#?}");
    }
}
