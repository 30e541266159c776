//! The engines, each with its driver and a browser with windows.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use serde_json::{Value, json};
use thirtyfour::{Capabilities, WebDriver};
use tokio::process::{Child, Command};
use tokio::time::{Instant, sleep};

use super::Trouble;
use super::display::Display;
use super::program;
use crate::free_address;

const PATIENCE: Duration = Duration::from_mins(3);

const CHROMIUM_FLAGS: [&str; 9] = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--window-position=0,0",
];

/// A family of browsers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// Chromium.
    Chromium,
    /// Firefox ESR.
    Firefox,
    /// WebKitGTK.
    WebKit,
}

impl Engine {
    /// All engines.
    pub const ALL: [Self; 3] = [Self::Chromium, Self::Firefox, Self::WebKit];

    /// The engine that `CHAKRA_ENGINE` names; Chromium by default.
    #[must_use]
    pub fn chosen() -> Self {
        let name = env::var("CHAKRA_ENGINE").unwrap_or_default();
        let named = Self::ALL.into_iter().find(|engine| engine.name() == name);
        match named {
            Some(engine) => engine,
            None if name.is_empty() => Self::Chromium,
            None => panic!("there is no engine {name:?}"),
        }
    }

    /// Its name, such as `firefox`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Chromium => "chromium",
            Self::Firefox => "firefox",
            Self::WebKit => "webkit",
        }
    }

    fn driver(self, port: u16) -> Command {
        let mut driver = match self {
            Self::Chromium => Command::new(program("CHROMEDRIVER", "chromedriver")),
            Self::Firefox => Command::new(program("GECKODRIVER", "geckodriver")),
            Self::WebKit => Command::new(program("WEBKIT_DRIVER", "WebKitWebDriver")),
        };
        driver.arg(format!("--port={port}"));
        if self == Self::Firefox {
            // Otherwise every Firefox would use the same port.
            driver.arg("--websocket-port=0");
        }
        driver
    }

    /// The browser's capabilities: as its users have it, with a popup blocker.
    fn wishes(self, profile: &Path) -> Value {
        match self {
            Self::Chromium => json!({
                "browserName": "chrome",
                "goog:chromeOptions": {
                    "binary": program("CHROME", "chromium"),
                    "args": CHROMIUM_FLAGS.iter().map(|&flag| flag.to_owned())
                        .chain([format!("--user-data-dir={}", profile.display())]).collect::<Vec<_>>(),
                    "excludeSwitches": ["enable-automation", "disable-popup-blocking"],
                },
            }),
            Self::Firefox => json!({
                "browserName": "firefox",
                "webSocketUrl": true,
                "moz:firefoxOptions": {
                    "binary": program("FIREFOX", "firefox-esr"),
                    "prefs": {
                        // Otherwise every window acts as if it had the focus.
                        "focusmanager.testmode": false,
                        "dom.disable_open_during_load": true,
                    },
                },
            }),
            Self::WebKit => json!({
                "webkitgtk:browserOptions": {
                    "binary": program("MINI_BROWSER", "/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser"),
                    "args": ["--automation"],
                },
            }),
        }
    }
}

/// A browser with a window on a display. Everything ends when dropped; end `browser` with `quit`.
#[derive(Debug)]
pub struct Session {
    /// The browser.
    pub browser: WebDriver,
    _driver: Child,
}

impl Session {
    /// Opens the browser, with its profile in `profile` if the engine has profiles.
    pub async fn open(engine: Engine, display: &Display, profile: &Path) -> Result<Self, Trouble> {
        let port = free_address().port();
        let driver = engine
            .driver(port)
            .env("DISPLAY", &display.name)
            // Otherwise a session of another desktop would draw on another screen.
            .env_remove("WAYLAND_DISPLAY")
            // Firefox creates its profile there.
            .env("TMPDIR", temporary(profile))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .map_err(Trouble::starting("the driver"))?;
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = reqwest::Client::builder().no_proxy().timeout(PATIENCE);
        let client = client.build().expect("a client");
        let url = format!("http://127.0.0.1:{port}");
        let deadline = Instant::now() + PATIENCE;
        while client.get(format!("{url}/status")).send().await.is_err() {
            if Instant::now() > deadline {
                return Err(Trouble("the driver does not answer".to_owned()));
            }
            sleep(Duration::from_millis(50)).await;
        }
        let Value::Object(wishes) = engine.wishes(profile) else {
            return Err(Trouble("wishes are an object".to_owned()));
        };
        let browser = WebDriver::builder(url, Capabilities::from(wishes))
            .client(client)
            .await
            .map_err(|error| Trouble(format!("the browser does not start: {error}")))?;
        // Sets the page's window only. A flag of Chromium's would also set the size of popups.
        let sized = browser.set_window_rect(0, 0, 860, 760).await;
        sized.map_err(|error| Trouble(format!("the window has no size: {error}")))?;
        Ok(Self {
            browser,
            _driver: driver,
        })
    }
}

/// The profile's folder if it exists.
fn temporary(profile: &Path) -> PathBuf {
    if profile.is_dir() {
        profile.to_owned()
    } else {
        env::temp_dir()
    }
}
