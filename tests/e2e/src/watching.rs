//! Changes of a page that no event reports: layout shifts, and the widgets' announcements for screen readers.

use serde::Deserialize;
use serde_json::Value;

use crate::page::Page;

/// One layout shift, as reported by the browser.
#[derive(Clone, Debug, Deserialize)]
pub struct Shift {
    /// The part of the screen that moved, times the distance: its share of the cumulative layout shift.
    pub value: f64,
    /// The time, in milliseconds since the page was opened.
    pub at: f64,
    /// The elements that moved, with both positions.
    pub moved: Vec<String>,
}

/// The text of a live region after a change.
#[derive(Clone, Debug, Deserialize)]
pub struct Spoken {
    /// The `id` of the widget.
    pub widget: String,
    /// Its state then.
    pub state: String,
    /// The number of the region.
    pub region: u32,
    /// The whole text, as a screen reader announces it.
    pub text: String,
}

impl Page {
    /// Records each layout shift in pages that are opened from now on.
    pub async fn watch_layout(&self) {
        self.at_the_start(include_str!("../scripts/shifts.js"))
            .await;
    }

    /// The shifts since the page was opened.
    pub async fn shifts(&self) -> Vec<Shift> {
        self.is_drawn().await;
        self.run("return window.__shifts()", &[]).await
    }

    /// Records announcements in pages that are opened from now on.
    pub async fn listen(&self) {
        self.at_the_start(include_str!("../scripts/spoken.js"))
            .await;
    }

    /// Announcements since the page was opened.
    pub async fn spoken(&self) -> Vec<Spoken> {
        self.is_drawn().await;
        self.run("return window.__spoken", &[]).await
    }

    /// Discards the announcements so far.
    pub async fn forget_spoken(&self) {
        let _: Value = self
            .run("window.__spoken.length = 0; return null", &[])
            .await;
    }
}
