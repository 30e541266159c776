//! A page in the browser, as a test uses it.

use std::env;
use std::path::PathBuf;
use std::sync::Arc;

use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use thirtyfour::{BrowserLogEntry, By, WebDriver, WindowHandle};

use crate::bidi::Console;
use crate::recorded::Recorded;
use crate::widget::Widget;
use crate::windows::Engine;

/// How long a script in the page waits.
const PATIENCE_MS: u32 = 30_000;

/// The browser's first window, with a page of the site.
#[derive(Debug)]
pub struct Page {
    /// The browser's engine.
    pub(crate) engine: Engine,
    pub(crate) browser: WebDriver,
    pub(crate) window: WindowHandle,
    pub(crate) origin: String,
    /// Set if the browser's driver does not record console messages.
    console: Option<Arc<Console>>,
}

impl Page {
    pub(crate) async fn new(engine: Engine, browser: WebDriver, origin: String) -> Self {
        let window = browser.window().await.expect("there is a window");
        let console = match engine {
            Engine::Firefox => Some(Arc::new(Console::new(&browser).await)),
            Engine::Chromium | Engine::WebKit => None,
        };
        Self {
            engine,
            browser,
            window,
            origin,
            console,
        }
    }

    /// The origin of its server, for example `http://127.0.0.1:8080`.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Opens a page of the site, for example `/`.
    pub async fn open(&self, path: &str) {
        let url = format!("{}{path}", self.origin);
        self.browser.goto(url).await.expect("the page opens");
    }

    /// Reloads the page.
    pub async fn reload(&self) {
        self.browser.refresh().await.expect("the page loads again");
    }

    /// Enters a frame of the same origin. What follows happens in the frame.
    pub async fn enter(&self, selector: &str) {
        let frame = self.browser.find(By::Css(selector)).await;
        let frame = frame.expect("the frame is there");
        frame.enter_frame().await.expect("the frame can be entered");
    }

    /// The page's only widget.
    #[must_use]
    pub fn widget(&self) -> Widget<'_> {
        self.widget_at("chakra-whatsapp-connect")
    }

    /// The first widget that matches a selector.
    #[must_use]
    pub fn widget_at<'a>(&'a self, selector: &'a str) -> Widget<'a> {
        Widget {
            page: self,
            selector,
        }
    }

    /// Runs the body of a function in the page with these `arguments`, and returns its result.
    pub async fn run<T: DeserializeOwned>(&self, body: &str, arguments: &[Value]) -> T {
        let returned = self.browser.execute(body, arguments.to_vec()).await;
        let returned = returned.unwrap_or_else(|error| panic!("the script fails: {error}\n{body}"));
        returned
            .convert()
            .unwrap_or_else(|error| panic!("the script returns something else: {error}\n{body}"))
    }

    /// Runs a statement in the page.
    pub async fn does(&self, statement: &str) {
        let _: Value = self.run(&format!("{statement}; return null"), &[]).await;
    }

    /// Waits in the page until `condition` (an expression that may use `given`) holds. Evaluates it now, after each of
    /// the widgets' events, and after each change of the page's visibility and focus.
    pub async fn holds(&self, condition: &str, given: Value) {
        let script = format!(
            "const [given, patience, done] = arguments;
            const names = ['statechange', 'ready', 'connected', 'cancelled', 'failed', 'disconnected'];
            const holds = () => {{ try {{ return {condition}; }} catch {{ return false; }} }};
            // After the recorder, which also listens on the window.
            const look = () => queueMicrotask(() => holds() && end(true));
            const around = [[document, 'visibilitychange'], [window, 'focus'], [window, 'blur']];
            for (const [target, name] of around) target.addEventListener(name, look);
            const end = (result) => {{
              for (const name of names) window.removeEventListener(`chakra-${{name}}`, look);
              for (const [target, name] of around) target.removeEventListener(name, look);
              clearTimeout(timer);
              done(result);
            }};
            const timer = setTimeout(() => end(false), patience);
            if (holds()) return end(true);
            for (const name of names) window.addEventListener(`chakra-${{name}}`, look);"
        );
        let arguments = vec![given.clone(), json!(PATIENCE_MS)];
        let result = self.browser.execute_async(script, arguments).await;
        let held = result.is_ok_and(|result| result.json() == &json!(true));
        if !held {
            let events = self.events().await;
            let console = self.console().await;
            panic!(
                "timed out waiting for `{condition}`, given {given}; heard: {events:#?}; \
                 the console: {console:#?}"
            );
        }
    }

    /// Runs a script that calls its last argument when it is done.
    pub async fn wait_for(&self, script: &str) {
        let ended = self.browser.execute_async(script, Vec::new()).await;
        ended.unwrap_or_else(|error| panic!("the script does not end: {error}\n{script}"));
    }

    /// All events since the page was opened.
    pub async fn events(&self) -> Vec<Recorded> {
        self.run("return window.__heard", &[]).await
    }

    /// The outcomes of attempts only.
    pub async fn outcomes(&self) -> Vec<Recorded> {
        let events = self.events().await;
        events.into_iter().filter(Recorded::is_outcome).collect()
    }

    /// Waits until `count` outcomes have arrived.
    pub async fn has_outcomes(&self, count: usize) {
        self.holds(
            "__heard.filter(({ name }) => /-(connected|failed|cancelled)$/.test(name)).length >= given",
            json!(count),
        )
        .await;
    }

    /// Waits until `count` events of this name have arrived.
    pub async fn has_heard(&self, name: &str, count: usize) {
        self.holds(
            "__heard.filter(({ name }) => name === given.name).length >= given.count",
            json!({ "name": name, "count": count }),
        )
        .await;
    }

    /// Waits until everything on its way to the page, such as a message or a short request, has been handled: the page
    /// sends its server a few requests, one after another.
    pub async fn settles(&self) {
        self.wait_for(
            "const [done] = arguments;
            const turn = () => new Promise((resolve) => setTimeout(resolve));
            const ask = () => fetch(location.href, { cache: 'no-store' }).then((answer) => answer.text());
            (async () => { for (let i = 0; i < 5; i++) { await turn(); await ask(); await turn(); } done(); })();",
        )
        .await;
    }

    /// Sends a command of Chromium's own protocol (CDP).
    pub async fn cdp(&self, method: &str, parameters: Value) -> Value {
        assert_eq!(self.engine, Engine::Chromium, "{method} is Chromium's");
        let sent = self.browser.cdp().send_raw(method, parameters).await;
        sent.unwrap_or_else(|error| panic!("{method}: {error}"))
    }

    /// The same page in another window.
    pub(crate) fn in_window(&self, window: WindowHandle) -> Self {
        Self {
            engine: self.engine,
            browser: self.browser.clone(),
            window,
            origin: self.origin.clone(),
            console: self.console.clone(),
        }
    }

    /// The console's messages since the last call.
    pub async fn console(&self) -> Vec<BrowserLogEntry> {
        if let Some(console) = &self.console {
            return console.entries().await;
        }
        self.browser.browser_log().await.expect("there is a log")
    }

    /// Like `console`, without Chromium's warning that the preload of an address with `part` is not used, which it logs
    /// a few seconds after a page's load.
    pub async fn console_apart_from_preload(&self, part: &str) -> Vec<BrowserLogEntry> {
        const UNUSED: &str = "was preloaded using link preload but not used";
        let mut said = self.console().await;
        said.retain(|line| !(line.message.contains(UNUSED) && line.message.contains(part)));
        said
    }

    /// Saves a screenshot in the folder that `CHAKRA_E2E_SHOTS` names, if set.
    pub async fn shot(&self, name: &str) {
        let Some(folder) = env::var_os("CHAKRA_E2E_SHOTS") else {
            return;
        };
        let path = PathBuf::from(folder).join(format!("{name}.png"));
        self.browser
            .screenshot(&path)
            .await
            .expect("the picture can be kept");
    }
}
