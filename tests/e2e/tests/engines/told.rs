//! The page's reports to the test's server, in order.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::routing::post;
use serde_json::Value;
use tokio::sync::watch;
use tokio::time::timeout;

use crate::story::Trouble;

/// Longer than any delay of the widget that a story waits for.
pub(crate) const PATIENCE: Duration = Duration::from_secs(25);

/// Clones share one list.
#[derive(Clone, Debug)]
pub(crate) struct Told {
    entries: Arc<Mutex<Vec<Value>>>,
    count: Arc<watch::Sender<usize>>,
}

/// The outcome of an attempt, as the page received it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Outcome {
    pub(crate) name: String,
    pub(crate) attempt: String,
    pub(crate) is_late: bool,
    /// The reason of a cancelled attempt, or the code of a failed one.
    pub(crate) why: String,
}

impl Told {
    pub(crate) fn new() -> Self {
        Self {
            entries: Arc::default(),
            count: Arc::new(watch::Sender::new(0)),
        }
    }

    /// Receives the pages' reports.
    pub(crate) fn router(&self) -> Router {
        let take = async |State(told): State<Self>, body: String| {
            let entries: Vec<Value> = serde_json::from_str(&body).unwrap_or_default();
            told.add(entries);
        };
        Router::new()
            .route("/told", post(take))
            .with_state(self.clone())
    }

    /// Adds new entries. A page repeats its entries if the response is lost.
    fn add(&self, more: Vec<Value>) {
        let mut entries = self.entries.lock().expect("nobody panicked");
        for entry in more {
            let is_known = |known: &Value| known["id"].is_string() && known["id"] == entry["id"];
            if !entries.iter().any(is_known) {
                entries.push(entry);
            }
        }
        self.count.send_replace(entries.len());
    }

    /// All entries of one kind.
    pub(crate) fn all(&self, kind: &str) -> Vec<Value> {
        let entries = self.entries.lock().expect("nobody panicked");
        let found = entries.iter().filter(|entry| entry["kind"] == kind);
        found.cloned().collect()
    }

    /// The latest value of something that changes.
    pub(crate) fn last(&self, kind: &str) -> Value {
        let last = self.all(kind).pop();
        last.map(|entry| entry["value"].clone()).unwrap_or_default()
    }

    /// The events with this name.
    pub(crate) fn events(&self, name: &str) -> Vec<Value> {
        let mut events = self.all("event");
        events.retain(|event| event["name"] == name);
        events
    }

    /// Number of times that an attempt was shown as open.
    pub(crate) fn times_connecting(&self) -> usize {
        let mut changes = self.events("chakra-statechange");
        changes.retain(|event| event["detail"]["state"] == "connecting");
        changes.len()
    }

    /// The outcomes of attempts, in order.
    pub(crate) fn outcomes(&self) -> Vec<Outcome> {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let outcome = |event: &Value| {
            let name = text(&event["name"]);
            let name = name.strip_prefix("chakra-")?.to_owned();
            let detail = &event["detail"];
            matches!(&*name, "connected" | "cancelled" | "failed").then(|| Outcome {
                attempt: text(&detail["attemptId"]),
                is_late: detail["late"] == true,
                why: [text(&detail["reason"]), text(&detail["code"])].concat(),
                name,
            })
        };
        self.all("event").iter().filter_map(outcome).collect()
    }

    /// Waits until `look` finds something. `what` names it in the error message.
    pub(crate) async fn until<T>(
        &self,
        what: &str,
        look: impl Fn(&Self) -> Option<T>,
    ) -> Result<T, Trouble> {
        let mut count = self.count.subscribe();
        let wait = async {
            loop {
                count.borrow_and_update();
                if let Some(found) = look(self) {
                    return found;
                }
                count.changed().await.expect("the sender lives in self");
            }
        };
        let found = timeout(PATIENCE, wait).await;
        found.map_err(|_| {
            Trouble(format!(
                "timed out waiting until {what}\n      {}",
                self.summary()
            ))
        })
    }

    /// Waits until `count` attempts have ended.
    pub(crate) async fn has_outcomes(&self, count: usize) -> Result<Vec<Outcome>, Trouble> {
        self.until(&format!("{count} attempts have ended"), |told| {
            let outcomes = told.outcomes();
            (outcomes.len() >= count).then_some(outcomes)
        })
        .await
    }

    /// The ids of the attempts that began, in order.
    pub(crate) fn started(&self) -> Vec<String> {
        let attempt = |event: &Value| event["detail"]["attemptId"].as_str().map(str::to_owned);
        self.events("chakra-started")
            .iter()
            .filter_map(attempt)
            .collect()
    }

    /// Waits until `times` attempts have begun, and one of them was shown to the customer.
    pub(crate) async fn has_started(&self, times: usize) -> Result<(), Trouble> {
        self.until(&format!("an attempt begins ({times})"), |told| {
            (told.started().len() >= times && told.times_connecting() > 0).then_some(())
        })
        .await
    }

    /// Seconds from the page's detection of the last attempt to the vendor frame's first message about it.
    pub(crate) fn head_start(&self) -> Option<f64> {
        let first = |name: &str, attempt: &Value| {
            let events = self.events(name);
            let event = events
                .iter()
                .find(|it| it["detail"]["attemptId"] == *attempt);
            event.and_then(|event| event["at"].as_f64())
        };
        let attempt = Value::from(self.started().pop()?);
        let started = first("chakra-started", &attempt)?;
        Some((first("chakra-progress", &attempt)? - started) / 1000.0)
    }

    /// Waits, without a time limit, until the mouse has been seen.
    pub(crate) async fn sees_mouse(&self) {
        let mut count = self.count.subscribe();
        while self.all("mouse").is_empty() {
            count.changed().await.expect("the sender lives in self");
        }
    }

    /// A short form of the page's reports, with the seconds since it was opened.
    pub(crate) fn summary(&self) -> String {
        let entries = self.entries.lock().expect("nobody panicked");
        let first = entries.first().and_then(|entry| entry["at"].as_f64());
        let short = |entry: &Value| {
            let kind = entry["kind"].as_str().unwrap_or_default();
            let text = match kind {
                "event" => {
                    let name = entry["name"].as_str().unwrap_or_default();
                    let detail = &entry["detail"];
                    let mut fields = ["state", "reason", "code", "event"].iter();
                    let field = fields.find_map(|field| detail[field].as_str());
                    let attempt = detail["attemptId"].as_str().unwrap_or_default();
                    let attempt = attempt.get(..4).unwrap_or_default();
                    format!("{name} {} {attempt}", field.unwrap_or_default())
                }
                "window" => format!("{} {}", entry["name"], entry["focused"]),
                "focus" => {
                    let value = &entry["value"];
                    format!("focus {} {}", value["active"], value["focused"])
                }
                "frame" => format!("frame {}", entry["value"]["number"]),
                "error" => format!("error {}", entry["message"]),
                _ => return None,
            };
            let seconds = (entry["at"].as_f64()? - first?) / 1000.0;
            Some(format!("{seconds:.2} {text}"))
        };
        let mut lines: Vec<_> = entries.iter().filter_map(short).collect();
        lines.dedup();
        lines.join("\n      ")
    }
}
