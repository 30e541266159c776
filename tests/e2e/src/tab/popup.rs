//! A tab's popup: opened by a click in the vendor's frame, and ended by its customer.

use std::fmt;
use std::time::Duration;

use serde_json::Value;
use thirtyfour::error::WebDriverResult;
use thirtyfour::{By, WindowHandle};
use tokio::time::{Instant, sleep};

use super::{INTERVAL, Tab};

/// Time limit for a window to be listed or loaded, and for the popup to close after the outcome is chosen. Each wait
/// usually ends with an event. This limit is for events that never come, for example because the stand-in went down.
const POPUP_TIME: Duration = Duration::from_secs(20);

/// Notes in the vendor's frame which clicks reach it, and whether they open a window, which they do at once or not at all.
const WATCH: &str = "
    if (!globalThis.soakOpened) {
      const opened = globalThis.soakOpened = [];
      const clicks = globalThis.soakClicks = [];
      const open = window.open;
      window.open = (...given) => {
        const popup = open.apply(window, given);
        opened.push(popup !== null);
        return popup;
      };
      const note = ({ type, target, clientX, clientY }) => {
        const { top, bottom, left, right } = document.querySelector('[data-vendor-connect]')?.getBoundingClientRect() ?? {};
        clicks.push(`${type} on ${target.localName} at ${clientX},${clientY}, the button at ${left},${top} to ${right},${bottom}`);
      };
      for (const type of ['pointerdown', 'pointerup', 'click']) addEventListener(type, note, true);
    }
    globalThis.soakOpened.length = 0;
    globalThis.soakClicks.length = 0;";

/// Returns the events that reached the frame, whether a window opened, and the frame's text.
const WATCHED: &str = "return [soakClicks, soakOpened.includes(true), document.body.innerText];";

/// Why there is no popup after a click.
#[derive(Debug)]
pub enum NoPopup {
    /// There was no button, or it disappeared before the click.
    NotClicked(String),
    /// The click opened no window. Contains the frame's text.
    NotOpened(String),
}

impl fmt::Display for NoPopup {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotClicked(why) => write!(formatter, "the button cannot be clicked: {why}"),
            Self::NotOpened(said) => write!(formatter, "the click opens no window: {said:?}"),
        }
    }
}

impl Tab {
    /// Clicks the vendor's button in a widget, and keeps the popup that opens.
    pub async fn open_popup(&mut self, widget: &str) -> Result<(), NoPopup> {
        self.select().await;
        let before = self.windows().await;
        let clicked = self.click_vendor(widget).await;
        let left = self.page.browser.enter_default_frame().await;
        left.expect("back on the page");
        let watched = clicked.map_err(|error| NoPopup::NotClicked(error.to_string()))?;
        // The frame may have gone right after the click: then the window decides.
        let (clicks, opened, said) =
            watched.unwrap_or((Vec::new(), true, "nothing, it has gone".to_owned()));
        if !opened && clicks.is_empty() {
            let why = format!("the click did not reach the frame, which says {said:?}");
            return Err(NoPopup::NotClicked(why));
        }
        let deadline = Instant::now() + POPUP_TIME;
        while opened && Instant::now() < deadline {
            let now = self.windows().await;
            if let Some(opened) = now.into_iter().find(|it| !before.contains(it)) {
                self.popup = Some(opened);
                return Ok(());
            }
            sleep(INTERVAL).await;
        }
        Err(NoPopup::NotOpened(format!("{clicks:?} clicked, {said}")))
    }

    /// The result of [`WATCHED`] after a click; none if the frame has gone.
    async fn click_vendor(
        &self,
        widget: &str,
    ) -> WebDriverResult<Option<(Vec<String>, bool, String)>> {
        let browser = &self.page.browser;
        let selector = format!("#{widget} [slot=vendor] iframe");
        let frame = browser.find(By::Css(selector)).await?;
        frame.enter_frame().await?;
        let button = browser.find(By::Css("[data-vendor-connect]")).await?;
        browser.execute(WATCH, []).await?;
        button.click().await?;
        let watched = browser.execute(WATCHED, []).await;
        Ok(watched.and_then(|it| it.convert()).ok())
    }

    async fn windows(&self) -> Vec<WindowHandle> {
        self.page
            .browser
            .windows()
            .await
            .expect("the driver lists the windows")
    }

    /// Ends the popup with the outcome of this name, or without one by closing it. Also closes it if that outcome
    /// cannot be chosen. Returns whether it was chosen.
    pub async fn end_popup(&mut self, outcome: Option<&str>) -> bool {
        let Some(popup) = self.popup.take() else {
            return false;
        };
        let chosen = match outcome {
            Some(outcome) => self.choose(&popup, outcome).await.unwrap_or(false),
            None => false,
        };
        if self.windows().await.contains(&popup) {
            // Fails if the popup has closed itself in the meantime.
            if self.page.browser.switch_to_window(popup).await.is_ok() {
                let _ = self.page.browser.close_window().await;
            }
        }
        self.select().await;
        chosen
    }

    async fn choose(&self, popup: &WindowHandle, outcome: &str) -> WebDriverResult<bool> {
        let browser = &self.page.browser;
        browser.switch_to_window(popup.clone()).await?;
        // A new window is empty at first. If the page does not load, the browser shows its own error page.
        let loaded = "location.href !== 'about:blank' && document.readyState === 'complete'";
        let deadline = Instant::now() + POPUP_TIME;
        while !self.is_true(loaded).await? && Instant::now() < deadline {
            sleep(INTERVAL).await;
        }
        let selector = format!("[data-outcome={outcome}]");
        browser.find(By::Css(selector)).await?.click().await?;
        let refused = "document.querySelector('#notice:not([hidden])') !== null";
        let deadline = Instant::now() + POPUP_TIME;
        while Instant::now() < deadline {
            if !self.windows().await.contains(popup) {
                return Ok(true);
            }
            // Fails if the popup closes at this moment.
            if self.is_true(refused).await.unwrap_or(false) {
                return Ok(false);
            }
            sleep(INTERVAL).await;
        }
        Ok(false)
    }

    /// Whether an expression is true in the selected window.
    async fn is_true(&self, expression: &str) -> WebDriverResult<bool> {
        let result = self
            .page
            .browser
            .execute(format!("return {expression};"), [])
            .await?;
        Ok(*result.json() == Value::Bool(true))
    }
}
