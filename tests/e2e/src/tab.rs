//! Several windows of one browser, each with a page of the site and at most one open popup.

mod popup;

use std::time::Duration;

pub use popup::NoPopup;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use thirtyfour::WindowHandle;
use tokio::time::{Instant, sleep};

use crate::page::Page;

const INTERVAL: Duration = Duration::from_millis(50);

/// A window, and its customer's open popup. The driver works in one window at a time, so each method selects the right
/// one first.
#[derive(Debug)]
pub struct Tab {
    page: Page,
    popup: Option<WindowHandle>,
}

/// Counts of objects in a window's process after a garbage collection.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// Bytes of the JavaScript heap in use. It also holds what the driver and the developer tools keep: the results of
    /// scripts, and the bodies of responses.
    pub heap: u64,
    /// Objects of the page, which its own code keeps.
    pub objects: u64,
    /// Nodes of the DOM.
    pub nodes: u64,
    /// Listeners that JavaScript has added.
    pub listeners: u64,
    /// Documents.
    pub documents: u64,
    /// Frames.
    pub frames: u64,
}

impl Page {
    /// Opens windows until there are `count`. The first is this page's own.
    pub async fn tabs(&self, count: usize) -> Vec<Tab> {
        let mut tabs = Vec::new();
        for nth in 0..count {
            let window = if nth == 0 {
                self.window.clone()
            } else {
                let opened = self.browser.new_window().await;
                opened.expect("another window opens")
            };
            let tab = Tab {
                page: self.in_window(window),
                popup: None,
            };
            tab.select().await;
            if nth > 0 {
                self.at_the_start(include_str!("../scripts/recorder.js"))
                    .await;
                tab.page.begin().await;
            }
            let sized = self.browser.set_window_rect(0, 0, 1000, 1400).await;
            sized.expect("the window has a size");
            tabs.push(tab);
        }
        tabs
    }
}

impl Tab {
    async fn select(&self) {
        let selected = self
            .page
            .browser
            .switch_to_window(self.page.window.clone())
            .await;
        selected.expect("the window is there");
    }

    /// Whether its customer has a popup open.
    #[must_use]
    pub fn has_popup(&self) -> bool {
        self.popup.is_some()
    }

    /// Opens an address.
    pub async fn open(&self, url: &str) {
        self.select().await;
        self.page.browser.goto(url).await.expect("the page opens");
    }

    /// Reloads its page.
    pub async fn reload(&self) {
        self.select().await;
        self.page.reload().await;
    }

    /// The value of an expression in its page.
    pub async fn ask<T: DeserializeOwned>(&self, expression: &str, given: &Value) -> T {
        self.select().await;
        let body = format!("const given = arguments[0]; return {expression};");
        self.page.run(&body, std::slice::from_ref(given)).await
    }

    /// Waits until an expression in its page is true.
    pub async fn comes_true(&self, expression: &str) {
        let is_true = async || self.ask::<bool>(expression, &Value::Null).await;
        let deadline = Instant::now() + Duration::from_mins(1);
        while !is_true().await {
            assert!(
                Instant::now() < deadline,
                "timed out waiting until {expression}"
            );
            sleep(INTERVAL).await;
        }
    }

    /// Hides the page from its customer.
    pub async fn leave(&self) {
        self.select().await;
        self.page.minimise().await;
    }

    /// Shows the page again.
    pub async fn come_back(&self) {
        self.select().await;
        self.page.come_back().await;
    }

    /// Object counts in its process, after a garbage collection.
    pub async fn figures(&self) -> Figures {
        self.select().await;
        // The second collection frees the objects that the first one finalises.
        for _ in 0..2 {
            self.page
                .cdp("HeapProfiler.collectGarbage", json!({}))
                .await;
        }
        self.page.cdp("Performance.enable", json!({})).await;
        let metrics = self.page.cdp("Performance.getMetrics", json!({})).await;
        self.page.cdp("Performance.disable", json!({})).await;
        let metrics = metrics["metrics"].as_array().expect("metrics");
        let of = |name: &str| {
            let found = metrics.iter().find(|it| it["name"] == name);
            let value = found.and_then(|it| it["value"].as_f64());
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a count"
            )]
            value.map_or_else(|| panic!("no metric {name}"), |it| it as u64)
        };
        Figures {
            heap: of("JSHeapUsedSize"),
            objects: self.live_objects().await,
            nodes: of("Nodes"),
            listeners: of("JSEventListeners"),
            documents: of("Documents"),
            frames: of("Frames"),
        }
    }

    /// The objects that inherit from the page's `Object.prototype`: functions, promises, maps and nodes, too.
    async fn live_objects(&self) -> u64 {
        const GROUP: &str = "figures";
        let page = &self.page;
        let prototype = json!({ "expression": "Object.prototype", "objectGroup": GROUP });
        let prototype = page.cdp("Runtime.evaluate", prototype).await;
        let all =
            json!({ "prototypeObjectId": prototype["result"]["objectId"], "objectGroup": GROUP });
        let all = page.cdp("Runtime.queryObjects", all).await;
        let length = json!({
            "objectId": all["objects"]["objectId"],
            "functionDeclaration": "function () { return this.length; }",
            "returnByValue": true,
        });
        let length = page.cdp("Runtime.callFunctionOn", length).await;
        let group = json!({ "objectGroup": GROUP });
        page.cdp("Runtime.releaseObjectGroup", group).await;
        length["result"]["value"].as_u64().expect("a length")
    }
}
