//! Events that a page has received from its widgets.

use serde::Deserialize;
use serde_json::Value;

/// One event, as recorded.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_excessive_bools, reason = "an event has these flags")]
pub struct Recorded {
    /// Its name.
    pub name: String,
    /// The `id` of the element it came from.
    pub widget: String,
    /// Its detail.
    #[serde(default)]
    pub detail: Value,
    /// Whether it bubbles.
    pub bubbles: bool,
    /// Whether it crosses shadow roots.
    pub composed: bool,
    /// Whether the page can cancel it.
    pub cancelable: bool,
    /// Whether the page has cancelled it.
    pub default_prevented: bool,
}

impl Recorded {
    /// Whether it reports how an attempt ended.
    #[must_use]
    pub fn is_outcome(&self) -> bool {
        matches!(
            self.name.as_str(),
            "chakra-connected" | "chakra-failed" | "chakra-cancelled"
        )
    }

    /// A text field of the detail, or an empty text.
    #[must_use]
    pub fn text(&self, field: &str) -> &str {
        self.detail[field].as_str().unwrap_or_default()
    }
}

/// The names alone, for comparisons.
#[must_use]
pub fn names(events: &[Recorded]) -> Vec<&str> {
    events.iter().map(|event| event.name.as_str()).collect()
}
