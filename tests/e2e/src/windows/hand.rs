//! The customer's hand: mouse, keyboard and windows, through the X server and thus from outside the browser.

use std::time::Duration;

use tokio::process::Command;
use tokio::time::{Instant, sleep};

use super::Trouble;
use super::program;

const INTERVAL: Duration = Duration::from_millis(20);
const PATIENCE: Duration = Duration::from_secs(15);

/// Controls the input of one display.
#[derive(Clone, Debug)]
pub struct Hand {
    display: String,
}

impl Hand {
    /// The hand at a display, for example `:1`.
    #[must_use]
    pub fn new(display: &str) -> Self {
        Self {
            display: display.to_owned(),
        }
    }

    /// Moves the mouse to a position on the screen.
    pub async fn moves(&self, (x, y): (f64, f64)) {
        let place = [x, y].map(|it| format!("{it:.0}"));
        self.run(&["mousemove", &place[0], &place[1]]).await;
    }

    /// Clicks the left button where the mouse is. As with a person's hand, the button stays down for a tenth of a second:
    /// what moves away meanwhile does not get the click.
    pub async fn clicks(&self) {
        self.run(&["mousedown", "1", "sleep", "0.1", "mouseup", "1"])
            .await;
    }

    /// Presses a key or key combination, for example `Tab` or `alt+Tab`.
    pub async fn presses(&self, key: &str) {
        self.run(&["key", key]).await;
    }

    /// The visible window whose title contains `title`, if any.
    async fn window(&self, title: &str) -> Option<String> {
        let found = self
            .run(&["search", "--onlyvisible", "--name", title])
            .await;
        found.lines().last().map(str::to_owned)
    }

    /// Waits until a window with this title exists and has the focus.
    pub async fn sees(&self, title: &str) -> Result<(), Trouble> {
        let what = format!("the window {title:?} is in front");
        self.until(&what, async || {
            // One query, because a popup may close before a second one.
            let name = self.run(&["getactivewindow", "getwindowname"]).await;
            name.contains(title).then_some(())
        })
        .await
    }

    /// Brings a window to the front, as a click in a task bar does.
    pub async fn comes_to_front(&self, title: &str) {
        if let Some(window) = self.window(title).await {
            self.run(&["windowactivate", &window]).await;
        }
    }

    /// Waits until no window has this title any more.
    pub async fn misses(&self, title: &str) -> Result<(), Trouble> {
        let what = format!("the window {title:?} is gone");
        self.until(&what, async || {
            self.window(title).await.is_none().then_some(())
        })
        .await
    }

    /// Waits for the window manager.
    pub async fn finds_manager(&self) -> Result<(), Trouble> {
        self.until("the window manager is there", async || {
            let desktops = self.run(&["get_num_desktops"]).await;
            desktops.trim().parse::<u32>().ok().map(drop)
        })
        .await
    }

    async fn until<T>(&self, what: &str, look: impl AsyncFn() -> Option<T>) -> Result<T, Trouble> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Some(found) = look().await {
                return Ok(found);
            }
            if Instant::now() > deadline {
                return Err(Trouble(format!("timed out waiting until {what}")));
            }
            sleep(INTERVAL).await;
        }
    }

    /// The output of `xdotool`, empty if it fails, as for a search without a match.
    async fn run(&self, arguments: &[&str]) -> String {
        let output = Command::new(program("XDOTOOL", "xdotool"))
            .args(arguments)
            .env("DISPLAY", &self.display)
            .output()
            .await;
        let output = output.unwrap_or_else(|error| panic!("xdotool does not start: {error}"));
        String::from_utf8_lossy(&output.stdout).into_owned()
    }
}
