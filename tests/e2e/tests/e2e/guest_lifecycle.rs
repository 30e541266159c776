//! A good guest: the element is cached by the browser, prerendered, cloned, adopted, removed at any moment, and mounted
//! a thousand times. It keeps working, and leaves nothing behind.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use axum::extract::Request;
use axum::middleware::{self, Next};
use chakra_backend::DemoTenant;
use chakra_backend_server::Server;
use chakra_e2e::{Call, Page, Reply, Rig, Scripted, Widget, calls, sandbox, until};
use chakra_sandbox::{Endpoint, Sandbox, SettingsChange};
use serde::Deserialize;
use serde_json::{Value, json};

const COUNTED: &str = include_str!("../../scripts/counted.js");

/// Nodes and listeners that the page's scripts have added and not removed.
#[derive(Debug, Deserialize, PartialEq)]
#[serde(rename_all = "camelCase")]
struct Left {
    listeners: Vec<(String, usize)>,
    ever_added: Vec<String>,
    timers: usize,
    observers: i32,
    channels: i32,
    frames: usize,
    styles: usize,
    scripts: usize,
}

async fn left(page: &Page) -> Left {
    page.run("return __left()", &[]).await
}

/// Waits until as much is left as `before`. A status check may still be running.
async fn is_left(page: &Page, before: &Left) {
    let mut rounds = 0..100;
    while rounds.next().is_some() && left(page).await != *before {
        page.settles().await;
    }
    assert_eq!(left(page).await, *before);
}

async fn open<'a>(rig: &'a Rig<Server>, path: &str) -> Widget<'a> {
    rig.page.at_the_start(COUNTED).await;
    rig.page.open(path).await;
    rig.page.widget().becomes("not_connected").await;
    rig.page.widget()
}

async fn is_quiet(page: &Page) {
    let said = page.console().await;
    assert!(said.is_empty(), "{said:#?}");
}

/// The element, kept as `window.removed`, has left nothing on the page.
async fn is_gone(page: &Page) {
    page.settles().await;
    let children: usize = page.run("return removed.children.length", &[]).await;
    let left = left(page).await;
    assert_eq!((children, left.frames), (0, 0), "{left:#?}");
    assert_eq!((left.observers, left.channels), (0, 0), "{left:#?}");
    assert!(left.listeners.is_empty(), "{left:#?}");
    is_quiet(page).await;
}

/// A timer that is due may still fire, in some browser versions later than in others.
async fn no_timer_is_left(page: &Page) {
    page.wait_for(
        "const [done] = arguments;
        const look = () => __left().timers === 0 ? done() : fetch(location.href, { cache: 'no-store' }).then(look);
        look();",
    )
    .await;
}

async fn remove(widget: Widget<'_>) {
    widget.tell("(window.removed = widget).remove()").await;
}

async fn put_back(page: &Page) {
    let put = "document.querySelector('#there').append(removed); return null";
    let _: Value = page.run(put, &[]).await;
}

/// The browser caches the page as it is: no `unload` listener and no open channel prevents it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn restored_from_the_back_forward_cache() {
    let sandbox = sandbox().await;
    let rig = Rig::start(&sandbox).await;
    let page = &rig.page;
    page.at_the_start("addEventListener('pageshow', (event) => (window.__kept = event.persisted))")
        .await;
    let widget = open(&rig, "/moving.html").await;
    page.settles().await;
    let before = left(page).await;
    assert!(!before.ever_added.iter().any(|it| it.contains("unload")));
    page.open("/barriers.html").await;
    page.run::<Value>("history.back(); return null", &[]).await;
    page.shows("window.__kept === true").await;
    page.settles().await;
    widget.becomes("not_connected").await;
    assert_eq!(widget.frames().await, 1);
    is_left(page, &before).await;
    widget.sign_up("finish").await;
    widget.becomes("connected").await;
    assert_eq!(page.outcomes().await.len(), 1);
    is_quiet(page).await;
}

/// Chakra gets no request for a page that may never be seen.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn opened_in_the_background() {
    let sandbox = sandbox().await;
    let rig = Rig::start(&sandbox).await;
    let page = &rig.page;
    page.open("/barriers.html").await;
    page.leave().await;
    page.open("/moving.html").await;
    page.settles().await;
    assert_eq!(page.widget().state().await, "loading");
    assert_eq!(sandbox.log().tokens_minted, 0);
    page.come_back().await;
    page.widget().becomes("not_connected").await;
    assert_eq!(sandbox.log().tokens_minted, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn works_when_prerendered() {
    let sandbox = sandbox().await;
    let asked = Arc::new(AtomicUsize::new(0));
    let counted = asked.clone();
    let count = move |request: Request, next: Next| {
        if request.uri().path().ends_with("/status") {
            counted.fetch_add(1, Ordering::Relaxed);
        }
        next.run(request)
    };
    let calls = calls(&sandbox, DemoTenant).await;
    let calls = Router::new().nest("/api/chakra", calls);
    let rig = Rig::with_calls(calls.layer(middleware::from_fn(count))).await;
    let page = &rig.page;
    page.open("/prerender.html").await;
    until("the page that nobody sees asks for the status", || {
        asked.load(Ordering::Relaxed) > 0
    })
    .await;
    page.settles().await;
    assert_eq!(sandbox.log().tokens_minted, 0);
    page.run::<Value>("document.querySelector('#next').click(); return null", &[])
        .await;
    page.shows("location.pathname === '/moving.html' && document.readyState === 'complete'")
        .await;
    page.widget().becomes("not_connected").await;
    let ahead: f64 = page
        .run(
            "return performance.getEntriesByType('navigation')[0].activationStart",
            &[],
        )
        .await;
    assert!(ahead > 0.0, "the page was made ahead of time");
    assert_eq!(page.widget().frames().await, 1);
    assert_eq!(sandbox.log().tokens_minted, 1);
}

/// Cloned with all its children, as pages do that keep a copy of themselves. The copy of the vendor's frame is useless
/// and is removed.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cloned() {
    let sandbox = sandbox().await;
    let rig = Rig::start(&sandbox).await;
    let page = &rig.page;
    let widget = open(&rig, "/moving.html").await;
    let clone = "document.querySelector('#there').append(
        Object.assign(widget.cloneNode(true), { id: 'clone' }))";
    widget.tell(clone).await;
    let copy = page.widget_at("#clone");
    copy.becomes("not_connected").await;
    page.shows("document.querySelector('#clone').shadowRoot.querySelector('.card').dataset.frame === 'ready'")
        .await;
    assert_eq!((widget.frames().await, copy.frames().await), (1, 1));
    assert_eq!(sandbox.log().tokens_minted, 2);
    copy.sign_up("finish").await;
    copy.becomes("connected").await;
    page.settles().await;
    let left = page.widget_at("#clone").frames().await;
    assert_eq!(left, 0);
    is_quiet(page).await;
}

/// Adopted by the document of a frame, and back.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn adopted_by_another_document() {
    let sandbox = sandbox().await;
    let rig = Rig::start(&sandbox).await;
    let page = &rig.page;
    let widget = open(&rig, "/moving.html").await;
    // The frame leaves the vendor's button in view: Firefox's driver does not scroll the page to a button in another
    // origin's frame, and clicks beside the window.
    let styled = "getComputedStyle(root.querySelector('.card')).display";
    let usual: String = widget.ask(styled).await;
    widget
        .tell(
            "(window.frame = Object.assign(document.createElement('iframe'), { width: 600, height: 100 }),
            document.body.prepend(frame), window.taken = widget,
            frame.contentDocument.body.append(widget))",
        )
        .await;
    // The vendor's frame sends its messages to its parent, which does not have the vendor's script here. So the frame
    // never becomes ready there, and the widget gives up after a deadline.
    let there = format!(
        "(() => {{ const root = taken.shadowRoot; return taken.ownerDocument === WHERE
        && taken.querySelectorAll('iframe').length === 1 && FRAME
        && getComputedStyle(root.querySelector('.card')).display === '{usual}'; }})()"
    );
    let there = |document: &str, frame: &str| {
        let frame = format!("root.querySelector('.card').dataset.frame === '{frame}'");
        there.replace("WHERE", document).replace("FRAME", &frame)
    };
    page.shows(&there("frame.contentDocument", "loading")).await;
    page.run::<Value>(
        "document.querySelector('#there').append(taken); return null",
        &[],
    )
    .await;
    page.shows(&there("document", "ready")).await;
    widget.sign_up("finish").await;
    widget.becomes("connected").await;
    page.run::<Value>("frame.remove(); return null", &[]).await;
    is_quiet(page).await;
}

fn slow(sandbox: &Sandbox, endpoint: Endpoint, milliseconds: u64) {
    let change = SettingsChange {
        latency_ms: [(endpoint, milliseconds)].into(),
        ..SettingsChange::default()
    };
    sandbox.configure(change).expect("the stand-in can be slow");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn removed_while_a_function_of_the_page_is_at_work() {
    let sandbox = sandbox().await;
    let rig = Rig::start(&sandbox).await;
    let page = &rig.page;
    for name in ["fetchStatus", "fetchToken"] {
        open(&rig, "/moving.html").await;
        // A second element, whose function never resolves.
        let swap = format!(
            "window.signals = [];
            const other = document.createElement('chakra-whatsapp-connect');
            other.setAttribute('backend', '/api/chakra');
            other.{name} = ({{ signal }}) => (signals.push(signal), new Promise(() => {{}}));
            document.querySelector('chakra-whatsapp-connect').replaceWith(other); return null"
        );
        page.run::<Value>(&swap, &[]).await;
        page.shows("signals.length === 1").await;
        remove(page.widget()).await;
        page.shows("signals[0].aborted").await;
        is_gone(page).await;
        no_timer_is_left(page).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn removed_while_the_vendor_loads() {
    let sandbox = sandbox().await;
    let rig = Rig::start(&sandbox).await;
    let page = &rig.page;
    page.at_the_start(COUNTED).await;
    for endpoint in [Endpoint::Sdk, Endpoint::Frame, Endpoint::OpenSession] {
        slow(&sandbox, endpoint, 1000);
        let asked = sandbox.log().count(endpoint);
        page.open("/moving.html").await;
        until("the vendor is asked", || {
            sandbox.log().count(endpoint) > asked
        })
        .await;
        remove(page.widget()).await;
        slow(&sandbox, endpoint, 0);
        is_gone(page).await;
        put_back(page).await;
        page.widget().becomes("not_connected").await;
        page.has_heard("chakra-ready", 1).await;
        assert_eq!(page.widget().frames().await, 1);
    }
    page.widget().sign_up("finish").await;
    page.widget().becomes("connected").await;
    is_quiet(page).await;
}

/// The page's own `remove` needs a parent element, which the card in its shadow root does not have.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn removed_from_a_page_with_its_own_remove() {
    let sandbox = sandbox().await;
    let rig = Rig::start(&sandbox).await;
    let page = &rig.page;
    page.at_the_start(
        "Element.prototype.remove = function () { this.parentElement.removeChild(this) }",
    )
    .await;
    let widget = open(&rig, "/moving.html").await;
    remove(widget).await;
    is_gone(page).await;
    let drawn: usize = page
        .run("return removed.shadowRoot.children.length", &[])
        .await;
    assert_eq!(drawn, 0);
    no_timer_is_left(page).await;
    put_back(page).await;
    page.widget().becomes("not_connected").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn removed_while_confirming() {
    let sandbox = sandbox().await;
    let change = SettingsChange {
        coexistence_delay_ms: Some(3_600_000),
        ..SettingsChange::default()
    };
    sandbox.configure(change).expect("a slow number");
    let rig = Rig::start(&sandbox).await;
    let page = &rig.page;
    let widget = open(&rig, "/moving.html").await;
    widget.sign_up("coexistence").await;
    widget.becomes("confirming").await;
    remove(widget).await;
    is_gone(page).await;
    no_timer_is_left(page).await;
    assert!(page.outcomes().await.is_empty());
    put_back(page).await;
    widget.becomes("connected_without_number").await;
    is_quiet(page).await;
}

/// The browser's counters, after a garbage collection.
#[derive(Debug)]
struct Metrics {
    nodes: f64,
    listeners: f64,
    documents: f64,
    heap: f64,
    wasm: f64,
    left: Left,
}

impl Metrics {
    /// What grew more than chance explains, from `self` to `late`, by 1,000 mounts.
    fn grown(&self, late: &Self) -> Vec<String> {
        [
            ("nodes", self.nodes, late.nodes, 20.0),
            ("listeners", self.listeners, late.listeners, 5.0),
            ("documents", self.documents, late.documents, 1.0),
            // A leak of one kilobyte per mount would add up to 1 MB.
            ("heap", self.heap, late.heap, 200_000.0),
            // The allocator may take one more page. A leak of one kilobyte per mount would add 15.
            ("WebAssembly memory", self.wasm, late.wasm, 65_536.0),
        ]
        .into_iter()
        .filter(|(_, early, late, most)| late > &(early + most))
        .map(|(name, early, late, _)| format!("{name}: {early} before, {late} after"))
        .collect()
    }
}

async fn measure(page: &Page) -> Metrics {
    page.is_drawn().await;
    for _ in 0..3 {
        page.cdp("HeapProfiler.collectGarbage", json!({})).await;
        page.is_drawn().await;
    }
    let metrics = page.cdp("Performance.getMetrics", json!({})).await;
    let metric = |name: &str| {
        let mut all = metrics["metrics"].as_array().into_iter().flatten();
        let found = all.find(|it| it["name"] == name);
        found.and_then(|it| it["value"].as_f64()).expect("a metric")
    };
    Metrics {
        nodes: metric("Nodes"),
        listeners: metric("JSEventListeners"),
        documents: metric("Documents"),
        heap: metric("JSHeapUsedSize"),
        wasm: page.run("return memory.buffer.byteLength", &[]).await,
        left: left(page).await,
    }
}

async fn mount(page: &Page, times: usize) {
    for _ in 0..times / 100 {
        page.wait_for(
            "const [done] = arguments;
            mounts(100).catch((error) => (window.stuck = error.message)).then(done)",
        )
        .await;
        let stuck: Option<String> = page.run("return window.stuck ?? null", &[]).await;
        assert_eq!(stuck, None);
    }
}

/// Compared are two states after the engines' own warm-up: compiled code, and the tables that grow to their size.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_times() {
    let fine = json!({ "state": "not_connected", "numbers": [] });
    let scripted = Scripted::default().on("fine", Call::Status, [Reply::Json(fine)]);
    let rig = Rig::with_calls(scripted.router()).await;
    let page = &rig.page;
    page.at_the_start(COUNTED).await;
    page.cdp("Performance.enable", json!({})).await;
    page.open("/mounts.html").await;
    page.shows("window.memory !== undefined").await;
    let first = measure(page).await;
    mount(page, 600).await;
    no_timer_is_left(page).await;
    let early = measure(page).await;
    mount(page, 1000).await;
    no_timer_is_left(page).await;
    let mut late = measure(page).await;
    // The last widget, or its frame, may need more than one collection.
    for _ in 0..10 {
        if !early.grown(&late).is_empty() {
            late = measure(page).await;
        }
    }

    for (name, metrics) in [("600", &early), ("1,600", &late)] {
        assert_eq!(metrics.left.listeners, first.left.listeners, "after {name}");
        assert_eq!(metrics.left.timers, first.left.timers, "after {name}");
        assert_eq!(metrics.left.observers, 0, "after {name}");
        assert_eq!(metrics.left.channels, 0, "after {name}");
        assert_eq!(metrics.left.frames, 0, "after {name}");
        assert_eq!(metrics.left.styles, first.left.styles, "after {name}");
        assert_eq!(metrics.left.scripts, first.left.scripts, "after {name}");
    }
    let grown = early.grown(&late);
    assert!(grown.is_empty(), "{grown:?} {early:?} {late:?}");
    is_quiet(page).await;
}
