//! A customer's visit to the partner's page: what they do with mouse and keyboard.

use std::time::Duration;

use chakra_e2e::Hand;
use chakra_sandbox::{Outcome as End, Sandbox, SettingsChange, SignupEnd};
use serde_json::{Value, json};
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep};

use crate::desk::{ANOTHER, PAGE, POPUP};
use crate::story::{LATE, Trouble};
use crate::told::{PATIENCE, Told};

/// Longer than the interval at which the page reports positions.
const STILL: Duration = Duration::from_millis(150);

/// One opened page, with its own backend.
pub(crate) struct Visit {
    hand: Hand,
    sandbox: Sandbox,
    pub(crate) told: Told,
    server: JoinHandle<()>,
}

impl Drop for Visit {
    fn drop(&mut self) {
        self.server.abort();
    }
}

impl Visit {
    pub(crate) fn new(hand: Hand, sandbox: Sandbox, told: Told, server: JoinHandle<()>) -> Self {
        Self {
            hand,
            sandbox,
            told,
            server,
        }
    }

    pub(crate) fn hand(&self) -> &Hand {
        &self.hand
    }

    /// Fails the story unless `is_so`.
    pub(crate) fn claim(&self, is_so: bool, what: impl FnOnce() -> String) -> Result<(), Trouble> {
        if is_so {
            return Ok(());
        }
        let what = what();
        Err(Trouble(format!("{what}\n      {}", self.told.summary())))
    }

    /// Waits until the frame has become clickable `times` times.
    pub(crate) async fn hears_ready(&self, times: usize) -> Result<(), Trouble> {
        self.told
            .until(&format!("the frame is ready ({times})"), |told| {
                (told.events("chakra-ready").len() >= times).then_some(())
            })
            .await
    }

    /// Moves the mouse until the page sees it. Only then is the page's position on the screen known.
    pub(crate) async fn finds_the_page(&self) -> Result<(), Trouble> {
        let deadline = Instant::now() + PATIENCE;
        for step in (0..20_u8).cycle() {
            if Instant::now() > deadline {
                break;
            }
            let offset = f64::from(step) * 5.0;
            self.hand.moves((560.0 + offset, 600.0 + offset)).await;
            let seen = self.told.sees_mouse();
            if tokio::time::timeout(Duration::from_millis(200), seen)
                .await
                .is_ok()
            {
                return Ok(());
            }
        }
        self.claim(false, || "the page sees no mouse".to_owned())
    }

    /// Clicks on the page, beside the widget.
    pub(crate) async fn clicks_the_page(&self) -> Result<(), Trouble> {
        self.clicks_at(&json!({"x": 540, "y": 500, "width": 40, "height": 20}))
            .await
    }

    /// Waits until the page is in front and has the focus.
    pub(crate) async fn is_back(&self) -> Result<(), Trouble> {
        self.hand.sees(PAGE).await?;
        self.told
            .until("the page has the focus", |told| {
                (told.last("focus")["focused"] == true).then_some(())
            })
            .await
    }

    /// Switches to the page and back with Alt+Tab, with a pause at each.
    pub(crate) async fn goes_back_and_forth(&self, title: &str) -> Result<(), Trouble> {
        self.hand.presses("alt+Tab").await;
        self.is_back().await?;
        sleep(LATE).await;
        self.hand.presses("alt+Tab").await;
        self.hand.sees(title).await?;
        sleep(LATE).await;
        Ok(())
    }

    /// Clicks in the middle of a box of the page.
    async fn clicks_at(&self, place: &Value) -> Result<(), Trouble> {
        self.points_at(place).await?;
        // A person moves the mouse, pauses, then clicks.
        sleep(Duration::from_millis(60)).await;
        self.hand.clicks().await;
        Ok(())
    }

    async fn points_at(&self, place: &Value) -> Result<(), Trouble> {
        let mouse = self.told.all("mouse").pop().unwrap_or_default();
        let middle = |start: &str, length: &str| {
            let number = |field: &str| place[field].as_f64().unwrap_or_default();
            mouse[start].as_f64().unwrap_or_default() + number(start) + number(length) / 2.0
        };
        let middle = (middle("x", "width"), middle("y", "height"));
        self.hand.moves(middle).await;
        Ok(())
    }

    /// Moves the mouse over the vendor's frame, once the frame stops moving.
    pub(crate) async fn points_at_frame(&self) -> Result<(), Trouble> {
        let mut frame = self.told.last("frame");
        loop {
            sleep(STILL).await;
            let now = self.told.last("frame");
            if now == frame {
                break;
            }
            frame = now;
        }
        let height = frame["height"].as_f64().unwrap_or_default();
        self.claim(height > 10.0, || "no frame can be clicked".to_owned())?;
        self.points_at(&frame).await
    }

    /// Clicks in one of the partner's own frames, in the widget.
    pub(crate) async fn clicks_the_help(&self) -> Result<(), Trouble> {
        let help = |told: &Told| {
            let help = told.last("help");
            (help["height"].as_f64()? > 10.0).then_some(help)
        };
        let place = self.told.until("there is help", help).await?;
        self.clicks_at(&place).await
    }

    /// Waits until a frame has the focus.
    pub(crate) async fn is_in_a_frame(&self) -> Result<(), Trouble> {
        self.told
            .until("a frame has the focus", |told| {
                (told.last("focus")["active"] == "iframe").then_some(())
            })
            .await
    }

    /// Clicks one of the widget's own buttons, or one of the page's.
    pub(crate) async fn clicks_button(&self, label: &str) -> Result<(), Trouble> {
        let found = |told: &Told| {
            let buttons = told.last("buttons");
            let mut buttons = buttons.as_array()?.iter();
            let starts = |button: &&Value| {
                let label_of = button["label"].as_str();
                label_of.is_some_and(|it| it.starts_with(label))
            };
            buttons.find(starts).cloned()
        };
        let what = format!("there is a button {label:?}");
        self.told.until(&what, found).await?;
        sleep(STILL).await;
        let place = self.told.until(&what, found).await?;
        self.clicks_at(&place).await
    }

    /// Opens one of the partner's own windows.
    pub(crate) async fn opens_another_window(&self) -> Result<(), Trouble> {
        self.clicks_button(ANOTHER).await?;
        self.hand.sees(ANOTHER).await?;
        self.told
            .until("the other window has the focus", |told| {
                told.all("another").pop().map(drop)
            })
            .await
    }

    /// Closes a window that is behind others.
    pub(crate) async fn closes(&self, title: &str) -> Result<(), Trouble> {
        self.hand.comes_to_front(title).await;
        self.hand.sees(title).await?;
        self.hand.presses("alt+F4").await;
        self.hand.misses(title).await
    }

    /// Sets how the next popups end. With `None`, their own buttons decide.
    pub(crate) fn popups_end(&self, end: Option<End>) {
        let change = SettingsChange {
            signup_end: Some(end.map_or(SignupEnd::Ask, SignupEnd::Settled)),
            ..SettingsChange::default()
        };
        self.sandbox.configure(change).expect("settings are taken");
    }

    /// Clicks the vendor's button and completes the popup, which ends with `end` and closes. Checks that the page saw
    /// attempt number `times` begin before the popup ended.
    pub(crate) async fn signs_up(&self, end: End, times: usize) -> Result<(), Trouble> {
        self.popups_end(Some(end));
        self.points_at_frame().await?;
        sleep(Duration::from_millis(60)).await;
        self.signs_up_again(end, times).await
    }

    /// Signs up again without moving the mouse.
    pub(crate) async fn signs_up_again(&self, end: End, times: usize) -> Result<(), Trouble> {
        self.popups_end(Some(end));
        self.hand.clicks().await;
        self.sees_popup().await?;
        let frame = self.told.last("frame");
        self.hand.misses(POPUP).await?;
        self.told.has_started(times).await?;
        // If the vendor's frame sends no message, only the page's own polling can detect the click. If it does, the
        // polling must have been faster.
        let is_in_time = self.told.head_start().is_none_or(|seconds| seconds > 0.3);
        self.claim(is_in_time, || "the click was not noticed".to_owned())?;
        let now = self.told.last("frame");
        // After a connection, the frame is no longer needed.
        let is_kept = now.is_null() || now["number"] == frame["number"];
        self.claim(is_kept, || {
            "the frame was replaced under the popup".to_owned()
        })
    }

    async fn sees_popup(&self) -> Result<(), Trouble> {
        let seen = self.hand.sees(POPUP).await;
        seen.or_else(|Trouble(what)| self.claim(false, || what))
    }

    /// Opens a popup that stays open. Returns the frame it came from.
    pub(crate) async fn opens_popup(&self) -> Result<Value, Trouble> {
        self.popups_end(None);
        self.points_at_frame().await?;
        sleep(Duration::from_millis(60)).await;
        self.hand.clicks().await;
        self.sees_popup().await?;
        self.told.has_started(1).await?;
        self.is_left().await?;
        Ok(self.told.last("frame"))
    }

    /// Waits until the page has lost the focus, and checks what has it. Firefox hands over the focus half a second
    /// after the window manager. A page that comes back in between receives "focus" without having it.
    async fn is_left(&self) -> Result<(), Trouble> {
        self.told
            .until("the page has lost the focus", |told| {
                (told.last("focus")["focused"] == false).then_some(())
            })
            .await?;
        sleep(LATE).await;
        Ok(())
    }

    /// Checks that the frame is still the same.
    pub(crate) fn frame_is_kept(&self, frame: &Value) -> Result<(), Trouble> {
        let now = self.told.last("frame");
        let is_same = !now.is_null() && now["number"] == frame["number"];
        self.claim(is_same, || "the frame is gone under the popup".to_owned())
    }

    /// Ends the signup in the front popup, using the keyboard.
    pub(crate) async fn chooses(&self, end: End) -> Result<(), Trouble> {
        // No customer reads a signup faster. Also, a window that has just come to the front does not accept keys
        // immediately.
        sleep(LATE).await;
        let number = End::ALL.iter().position(|it| *it == end);
        for _ in 0..=number.expect("it is one of all") {
            self.hand.presses("Tab").await;
        }
        self.hand.presses("Return").await;
        self.hand.misses(POPUP).await
    }

    /// Presses Tab until the vendor's frame has the focus.
    pub(crate) async fn tabs_to_the_frame(&self) -> Result<(), Trouble> {
        for _ in 0..8 {
            let before = self.told.last("focus");
            self.hand.presses("Tab").await;
            // For a moment, Firefox has the focus on no element.
            let moved = |told: &Told| {
                let now = told.last("focus");
                (now != before && now["active"] != "body").then_some(now)
            };
            let now = self.told.until("the focus moves", moved).await?;
            if now["active"] == "iframe" {
                return Ok(());
            }
        }
        self.claim(false, || "no Tab leads into the frame".to_owned())
    }

    /// Checks that nobody clicked and no attempt was reported.
    pub(crate) fn began_nothing(&self) -> Result<(), Trouble> {
        let began = self.told.started().len() + self.told.times_connecting();
        let ended = self.told.outcomes().len();
        self.claim(began + ended == 0, || {
            "an attempt that nobody began".to_owned()
        })
    }
}
