//! Firefox over `WebDriver` `BiDi`, the protocol that several engines share.

use futures_util::{FutureExt as _, StreamExt as _};
use serde_json::{Map, Value};
use thirtyfour::bidi::events::LogEntryAdded;
use thirtyfour::bidi::modules::log::LogLevel;
use thirtyfour::bidi::{BiDi, BrowsingContextId, EventStream};
use thirtyfour::{BrowserLogEntry, WebDriver};
use tokio::sync::Mutex;

use crate::page::Page;

/// The console messages since the last call.
#[derive(Debug)]
pub(crate) struct Console {
    bidi: BiDi,
    entries: Mutex<EventStream<LogEntryAdded>>,
}

impl Console {
    pub(crate) async fn new(browser: &WebDriver) -> Self {
        let bidi = browser.bidi().await.expect("it has BiDi");
        let entries = bidi.subscribe().await.expect("the console can be heard");
        let entries = Mutex::new(entries);
        Self { bidi, entries }
    }

    /// The messages in the format of Chromium's driver.
    pub(crate) async fn entries(&self) -> Vec<BrowserLogEntry> {
        // A response arrives after every entry that was sent before it.
        self.bidi.session().status().await.expect("it answers");
        let mut stream = self.entries.lock().await;
        let mut entries = Vec::new();
        while let Some(Some(entry)) = stream.next().now_or_never() {
            let level = match entry.level {
                LogLevel::Debug => "DEBUG",
                LogLevel::Info => "INFO",
                LogLevel::Warn => "WARNING",
                LogLevel::Error | LogLevel::Unknown(_) => "SEVERE",
            };
            let is_console = entry.entry_type == "console";
            let source = if is_console {
                "console-api"
            } else {
                "javascript"
            };
            entries.push(BrowserLogEntry {
                level: level.to_owned(),
                message: entry.text.unwrap_or_default(),
                timestamp: i64::try_from(entry.timestamp).unwrap_or_default(),
                source: Some(source.to_owned()),
            });
        }
        entries
    }
}

impl Page {
    pub(crate) async fn bidi(&self) -> BiDi {
        let bidi = self.browser.bidi().await;
        bidi.unwrap_or_else(|error| panic!("{} has no BiDi: {error}", self.engine.name()))
    }

    /// The page's window in the protocol's own type.
    pub(crate) fn context(&self) -> BrowsingContextId {
        self.window.to_string().into()
    }

    /// The value of an expression, or of its promise. If it throws, the error.
    pub(crate) async fn evaluate_by_bidi(&self, expression: &str) -> Value {
        let bidi = self.bidi().await;
        let result = bidi.script();
        let result = result.evaluate(self.context(), expression, true).await;
        let result = result.expect("an expression can be evaluated");
        result
            .ok_value()
            .map_or_else(|| format!("{result:?}").into(), plain)
    }
}

/// The JSON that a value in the protocol's format stands for.
fn plain(remote: &Value) -> Value {
    let value = &remote["value"];
    match (remote["type"].as_str(), value) {
        (Some("array"), Value::Array(items)) => items.iter().map(plain).collect(),
        (Some("object"), Value::Array(fields)) => {
            let field = |field: &Value| Some((field[0].as_str()?.to_owned(), plain(&field[1])));
            Value::Object(fields.iter().filter_map(field).collect::<Map<_, _>>())
        }
        _ => value.clone(),
    }
}
