//! The example folders as they are, each with a backend that answers in its own format: a whole signup, and every form
//! of error.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard};

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use chakra_backend::Client;
use chakra_backend::chakra::{ChakraError, NewPlugin, PhoneRecord, PluginRecord};
use chakra_e2e::{KEY, Page};
use chakra_sandbox::Sandbox;
use serde_json::{Value, json};

use super::documented;

mod edge_function;
mod express_backend;

/// A backend's own error message. The page must not show it.
const RAW: &str = "raw words of the backend";

/// A response that replaces the right one for one kind of call, until the backend recovers.
#[derive(Clone, Debug)]
struct Fault {
    call: &'static str,
    status: u16,
    body: Value,
}

/// A partner's backend for one customer: its records and its Chakra client.
#[derive(Clone, Debug)]
struct Books {
    chakra: Client,
    sdk_url: String,
    kept: Arc<Mutex<Kept>>,
}

#[derive(Debug, Default)]
struct Kept {
    plugin: Option<String>,
    chosen: Option<String>,
    fault: Option<Fault>,
    /// The requests received: each call and its data.
    heard: Vec<(&'static str, Value)>,
}

impl Books {
    fn new(sandbox: &Sandbox) -> Self {
        let url = sandbox.api_url().parse().unwrap();
        Self {
            chakra: Client::new(url, KEY.parse().unwrap()).unwrap(),
            sdk_url: sandbox.sdk_url(),
            kept: Arc::default(),
        }
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap()
    }

    fn plugin(&self) -> Option<String> {
        self.kept().plugin.clone()
    }

    /// Records an authorised call. Returns the faulty response if the test has set one.
    fn hear(&self, call: &'static str, with: Value) -> Option<Response> {
        let mut kept = self.kept();
        kept.heard.push((call, with));
        let fault = kept.fault.clone().filter(|fault| fault.call == call)?;
        let status = StatusCode::from_u16(fault.status).unwrap();
        Some((status, Json(fault.body)).into_response())
    }

    /// The data of each call with this name.
    fn heard(&self, call: &str) -> Vec<Value> {
        let kept = self.kept();
        let of_call = kept.heard.iter().filter(|(name, _)| *name == call);
        of_call.map(|(_, with)| with.clone()).collect()
    }

    fn fail(&self, call: &'static str, status: u16, body: &Value) {
        let body = body.clone();
        self.kept().fault = Some(Fault { call, status, body });
    }

    fn recover(&self) {
        self.kept().fault = None;
    }

    /// Creates a token for the plugin. Without a plugin, creates one and stores it.
    async fn token(&self, plugin: Option<String>) -> Result<(String, String), ChakraError> {
        let (token, plugin) = if let Some(plugin) = plugin {
            (self.chakra.connect_token(&plugin).await?, plugin)
        } else {
            let new = NewPlugin {
                name: "Customer",
                client_reference_id: "customer",
                client_name: "Customer",
                client_email: None,
            };
            self.chakra.connect_token_with_new_plugin(new).await?
        };
        self.kept().plugin = Some(plugin.clone());
        Ok((token.text().to_owned(), plugin))
    }

    /// Chakra's records, or nothing without a plugin.
    async fn records(&self) -> Result<Option<(PluginRecord, Vec<PhoneRecord>)>, ChakraError> {
        let Some(id) = self.plugin() else {
            return Ok(None);
        };
        let plugin = self.chakra.plugin(&id).await?;
        let mut phones = Vec::new();
        for number in &plugin.phone_number_ids {
            phones.extend(self.chakra.phone_number(&id, number).await?);
        }
        Ok(Some((plugin, phones)))
    }

    async fn disconnect(&self) -> Result<(), ChakraError> {
        if let Some(plugin) = self.plugin() {
            self.chakra.deactivate_plugin(&plugin).await?;
            self.chakra.delete_plugin(&plugin).await?;
        }
        let mut kept = self.kept();
        (kept.plugin, kept.chosen) = (None, None);
        Ok(())
    }
}

/// The files of an example.
fn folder(name: &str) -> PathBuf {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    workspace.join("examples").join(name)
}

/// Reloads the page, and waits until its widget reports this failure and no other.
async fn tells(page: &Page, path: &str, call: &str, code: &str) {
    page.open(path).await;
    page.has_outcomes(1).await;
    let widget = page.widget();
    widget.becomes("unavailable").await;
    let outcomes = page.outcomes().await;
    assert_eq!(outcomes.len(), 1, "{code}: {outcomes:#?}");
    let told = &outcomes[0];
    assert_eq!(told.name, "chakra-failed", "{code}");
    assert_eq!(
        (told.text("code"), told.text("call")),
        (code, call),
        "{told:?}"
    );
    assert_eq!(widget.shown_code().await, code);
    let section = documented::section(code);
    assert!(section.contains(told.text("message")), "{told:?}");
    let words = widget.words().await;
    assert!(!told.text("message").is_empty() && !words.contains(RAW));
    assert!(!format!("{told:?}").contains(RAW));
    let sentence: String = widget
        .ask("root.querySelector('.sentence').textContent.trim()")
        .await;
    assert_eq!(sentence, documented::sentence(code), "{words}");
}

/// The error message that backends of any format send when Chakra fails.
fn words_of(error: ChakraError) -> String {
    match error {
        ChakraError::PluginNotFound => "Plugin not found".to_owned(),
        error => error.to_string(),
    }
}

fn json_answer(status: u16, body: &Value) -> Response {
    let status = StatusCode::from_u16(status).unwrap();
    let no_store = [("cache-control", "no-store")];
    (status, no_store, Json(body.clone())).into_response()
}

/// The JSON of a request, or an empty object if it has none.
fn read_body(bytes: &[u8]) -> Value {
    serde_json::from_slice(bytes).unwrap_or_else(|_| json!({}))
}
