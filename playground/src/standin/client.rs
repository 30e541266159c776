//! Talks to the stand-in's control, and to the partner's backend if that must create a plugin.

use core::fmt;

use gloo_net::http::Request;
use serde_json::{Value, json};

use super::plugin;
use super::scene::{self, Scene};
use crate::address;

/// The setting that makes the popup ask for the outcome.
const ASK: &str = "ask";

/// A stand-in that the page's address names.
#[derive(Clone, Debug)]
pub(crate) struct StandIn {
    origin: String,
}

/// Why something failed.
#[derive(Clone, Debug)]
pub(crate) enum Trouble {
    /// There is no answer.
    Silent,
    /// The answer has this status.
    Refused(u16),
    /// The backend named no plugin.
    NoPlugin,
    /// The stand-in has no plugin with the id that the backend names.
    OtherChakra,
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Silent => f.write_str("The stand-in does not answer."),
            Self::Refused(status) => write!(f, "The stand-in refuses this ({status})."),
            Self::NoPlugin => {
                f.write_str("The backend gave no token, so there is nothing to change.")
            }
            Self::OtherChakra => {
                f.write_str("The backend's plugin is not in this stand-in: the backend uses another one, or Chakra.")
            }
        }
    }
}

impl StandIn {
    /// The stand-in named by the address.
    pub(crate) fn named() -> Option<Self> {
        address::stand_in().map(|origin| Self { origin })
    }

    fn url(&self, path: &str) -> String {
        [&self.origin, "/_sandbox/", path].concat()
    }

    async fn get(&self, path: &str) -> Result<Value, Trouble> {
        let response = Request::get(&self.url(path)).send().await;
        let response = response.map_err(|_| Trouble::Silent)?;
        response
            .json()
            .await
            .map_err(|_| Trouble::Refused(response.status()))
    }

    async fn post(&self, path: &str, body: &Value) -> Result<(), Trouble> {
        // The stand-in accepts only JSON, which a page of another machine may not send.
        let request = Request::post(&self.url(path)).json(body);
        let response = request.map_err(|_| Trouble::Silent)?.send().await;
        let response = response.map_err(|_| Trouble::Silent)?;
        if response.ok() {
            Ok(())
        } else {
            Err(Trouble::Refused(response.status()))
        }
    }

    /// The outcome with which signups end by themselves; `None` if the popup asks.
    pub(crate) async fn outcome(&self) -> Result<Option<String>, Trouble> {
        let settings = self.get("settings").await?;
        let end = settings["signupEnd"].as_str().filter(|end| *end != ASK);
        Ok(end.map(str::to_owned))
    }

    /// Makes signups end by themselves with this outcome, or makes the popup ask.
    pub(crate) async fn settle(&self, outcome: Option<&str>) -> Result<(), Trouble> {
        let end = outcome.unwrap_or(ASK);
        self.post("settings", &json!({"signupEnd": end})).await
    }

    /// Sets the stand-in up for `scene`, and returns the id of the plugin that it has changed. `known` is the id that the
    /// backend named before.
    pub(crate) async fn play(
        &self,
        scene: &Scene,
        backend: &str,
        known: Option<String>,
    ) -> Result<String, Trouble> {
        let (path, body) = scene::healing();
        self.post(path, &body).await?;
        // A backend that still obeys a limit from an earlier scene makes no token.
        let id = match own_plugin(backend).await {
            Ok(id) => id,
            Err(trouble) => {
                let records = self.records().await?;
                let known = known.filter(|id| plugin::plugin_in(&records, id).is_some());
                known.ok_or(trouble)?
            }
        };
        for step in scene.steps {
            // Read again for each step: a step may add numbers, or remove the plugin.
            let records = self.records().await?;
            plugin::plugin_in(&records, &id).ok_or(Trouble::OtherChakra)?;
            let numbers = plugin::numbers_in(&records, &id);
            for (path, body) in step.calls(&id, &numbers) {
                self.post(path, &body).await?;
            }
        }
        invalidate_status(backend).await;
        Ok(id)
    }

    /// All plugins and numbers.
    pub(crate) async fn records(&self) -> Result<Value, Trouble> {
        self.get("records").await
    }
}

/// Asks for a token as the widget would, and returns the id of the tenant's plugin. The backend creates the plugin if
/// there is none.
async fn own_plugin(backend: &str) -> Result<String, Trouble> {
    let request = Request::post(&[backend, "/connect-token"].concat())
        .json(&json!({"intent": "connect"}))
        .map_err(|_| Trouble::NoPlugin)?;
    let response = request.send().await.map_err(|_| Trouble::NoPlugin)?;
    let body: Value = response.json().await.map_err(|_| Trouble::NoPlugin)?;
    let id = body["pluginId"].as_str().map(str::to_owned);
    id.filter(|_| response.ok()).ok_or(Trouble::NoPlugin)
}

/// Makes the backend forget the status that it has cached for two seconds. A failure only delays the new one.
async fn invalidate_status(backend: &str) {
    let hint = json!({"event": "playground"});
    if let Ok(request) = Request::post(&[backend, "/connect-event"].concat()).json(&hint) {
        let _ = request.send().await;
    }
}
