//! The customer's hand: mouse, keys and windows, through the X server, as from outside the browser.

use std::time::Duration;

use tokio::process::Command;
use tokio::time::{Instant, sleep};

use super::Trouble;
use super::program;

const INTERVAL: Duration = Duration::from_millis(20);
const PATIENCE: Duration = Duration::from_secs(15);

/// Steers one display.
#[derive(Clone, Debug)]
pub struct Hand {
    display: String,
}

impl Hand {
    /// The hand at a display, such as `:1`.
    #[must_use]
    pub fn new(display: &str) -> Self {
        Self {
            display: display.to_owned(),
        }
    }

    /// Moves the mouse to a place on the screen.
    pub async fn moves(&self, (x, y): (f64, f64)) {
        let place = [x, y].map(|it| format!("{it:.0}"));
        self.run(&["mousemove", &place[0], &place[1]]).await;
    }

    /// Presses the left button and lets it go, where the mouse is.
    pub async fn clicks(&self) {
        self.run(&["click", "1"]).await;
    }

    /// Presses a key, such as `Tab` or `alt+Tab`.
    pub async fn presses(&self, key: &str) {
        self.run(&["key", key]).await;
    }

    /// The window that can be seen whose title has this in it, if there is one.
    async fn window(&self, title: &str) -> Option<String> {
        let found = self
            .run(&["search", "--onlyvisible", "--name", title])
            .await;
        found.lines().last().map(str::to_owned)
    }

    /// Waits until a window with this title is there, and has the focus.
    pub async fn sees(&self, title: &str) -> Result<(), Trouble> {
        let what = format!("the window {title:?} is in front");
        self.until(&what, async || {
            // One question: a popup may be gone before a second one is answered.
            let name = self.run(&["getactivewindow", "getwindowname"]).await;
            name.contains(title).then_some(())
        })
        .await
    }

    /// Brings a window to the front, as a click on it in a list of windows does.
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
                return Err(Trouble(format!("waited in vain until {what}")));
            }
            sleep(INTERVAL).await;
        }
    }

    /// The output of `xdotool`; nothing if it fails, as a search without a match does.
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
