//! The conditions of a page's visitor and machine: focus, visibility and network. Browsers and machines differ in
//! these, so each test sets what it needs.

use serde_json::{Value, json};
use thirtyfour::WebDriver;

use crate::page::Page;
use crate::waiting::eventually;
use crate::windows::Engine;

impl Page {
    /// Makes a new window focused, visible and online.
    pub(crate) async fn begin(&self) {
        self.in_front().await;
        eventually("the window has the focus", || async {
            let focused = self.browser.execute("return document.hasFocus()", []).await;
            focused
                .is_ok_and(|focused| focused.json() == &json!(true))
                .then_some(())
        })
        .await;
        if self.engine == Engine::Chromium {
            online(&self.browser).await;
        }
    }

    /// Chromium 156 opens a headless window with the focus, Chromium 150 without.
    async fn in_front(&self) {
        if self.engine == Engine::Chromium {
            self.cdp("Page.bringToFront", json!({})).await;
            return;
        }
        let activated = self.bidi().await;
        let activated = activated.browsing_context().activate(self.context()).await;
        activated.expect("the window comes to the front");
    }

    /// Hides the page from the customer.
    ///
    /// In headless Chromium every window keeps the focus: `document.hasFocus()` stays true in the page behind a popup.
    /// So this minimises the window, which removes both focus and visibility, as on a phone, where the popup is a tab
    /// in front of the page.
    pub async fn leave(&self) {
        self.minimise().await;
        self.holds("!document.hasFocus()", Value::Null).await;
    }

    /// Like `leave`, for one of several windows: it may keep the focus until another window takes it.
    pub(crate) async fn minimise(&self) {
        self.set_window("minimized").await;
        self.holds("document.visibilityState === 'hidden'", Value::Null)
            .await;
    }

    /// Shows the page again.
    pub async fn come_back(&self) {
        self.set_window("normal").await;
        self.in_front().await;
        self.holds(
            "document.visibilityState === 'visible' && document.hasFocus()",
            Value::Null,
        )
        .await;
    }

    async fn set_window(&self, state: &str) {
        if self.engine != Engine::Chromium {
            let changed = match state {
                "minimized" => self.browser.minimize_window().await,
                _ => self.browser.set_window_rect(0, 0, 1000, 980).await,
            };
            return changed.expect("the window changes");
        }
        let window = self.cdp("Browser.getWindowForTarget", json!({})).await;
        let bounds = json!({"windowId": window["windowId"], "bounds": {"windowState": state}});
        self.cdp("Browser.setWindowBounds", bounds).await;
    }

    /// Disconnects the page from its network.
    pub async fn goes_offline(&self) {
        assert_eq!(
            self.engine,
            Engine::Chromium,
            "only Chromium's network can be cut"
        );
        conditions(&self.browser, true).await;
    }

    /// Connects the page to its network again.
    pub async fn goes_online(&self) {
        online(&self.browser).await;
    }
}

async fn online(browser: &WebDriver) {
    conditions(browser, false).await;
    // A machine whose only interface is the loopback is offline to Chromium, although every server of a test answers
    // there. A latency of zero would withdraw the override.
    let state =
        json!({ "offline": false, "latency": 1, "downloadThroughput": -1, "uploadThroughput": -1 });
    let overridden = browser
        .cdp()
        .send_raw("Network.overrideNetworkState", state.clone())
        .await;
    if overridden.is_err() {
        // Older Chromiums have one command for both.
        send(browser, "Network.emulateNetworkConditions", state).await;
    }
}

async fn conditions(browser: &WebDriver, offline: bool) {
    send(browser, "Network.enable", json!({})).await;
    let conditions = json!({ "offline": offline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1 });
    send(browser, "Network.emulateNetworkConditions", conditions).await;
}

async fn send(browser: &WebDriver, method: &str, parameters: Value) {
    let sent = browser.cdp().send_raw(method, parameters).await;
    sent.unwrap_or_else(|error| panic!("{method}: {error}"));
}
