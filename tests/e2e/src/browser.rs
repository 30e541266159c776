//! One test's browser: a headless Chromium, or another engine with windows.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::Duration;

use thirtyfour::{ChromiumLikeCapabilities, DesiredCapabilities, LoggingPrefsLogLevel, WebDriver};

use crate::chromedriver::Chromedriver;
use crate::page::Page;
use crate::windows::{Display, Engine, Session};

/// How long a script in the page may wait: longer than any wait of the tests.
const SCRIPT_TIME: Duration = Duration::from_mins(1);

const FLAGS: [&str; 13] = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--window-size=1000,1200",
    // Text and colours independent of the machine's settings.
    "--font-render-hinting=none",
    "--disable-lcd-text",
    "--force-color-profile=srgb",
];

const NAMES: [&str; 4] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
];

/// Processes that run as long as the browser. They end when dropped.
#[derive(Debug)]
pub(crate) struct Running {
    _headless: Option<Chromedriver>,
    _windowed: Option<(Session, Display)>,
}

/// Opens a browser with its profile in `profile` and a page of `origin`. From the start of every page, records the
/// events that the page gets from its widgets. `flags` are for Chromium; they follow those of every test, and override
/// them.
pub(crate) async fn open(profile: &Path, flags: &[String], origin: String) -> (Page, Running) {
    let engine = Engine::chosen();
    let (browser, running) = if engine == Engine::Chromium {
        let driver = Chromedriver::start().await;
        let browser = headless(&driver, profile, flags).await;
        let running = Running {
            _headless: Some(driver),
            _windowed: None,
        };
        (browser, running)
    } else {
        assert!(flags.is_empty(), "only Chromium has the flags {flags:?}");
        std::fs::create_dir_all(profile).expect("a folder for the profile");
        let display = Display::start().await.expect("a screen");
        let session = Session::open(engine, &display, profile).await;
        let session = session.expect("the browser starts");
        let browser = session.browser.clone();
        let sized = browser.set_window_rect(0, 0, 1000, 980).await;
        sized.expect("the window has a size");
        let running = Running {
            _headless: None,
            _windowed: Some((session, display)),
        };
        (browser, running)
    };
    browser
        .set_script_timeout(SCRIPT_TIME)
        .await
        .expect("a timeout");
    let page = Page::new(engine, browser, origin).await;
    page.at_the_start(include_str!("../scripts/recorder.js"))
        .await;
    page.begin().await;
    (page, running)
}

async fn headless(driver: &Chromedriver, profile: &Path, flags: &[String]) -> WebDriver {
    let mut wished = DesiredCapabilities::chrome();
    for flag in FLAGS.into_iter().chain(flags.iter().map(String::as_str)) {
        wished.add_arg(flag).expect("a flag");
    }
    let profile = format!("--user-data-dir={}", profile.display());
    wished.add_arg(&profile).expect("a flag");
    let chrome = chrome();
    wished
        .set_binary(&chrome.to_string_lossy())
        .expect("a path");
    wished
        .set_browser_log_level(LoggingPrefsLogLevel::All)
        .expect("a log level");
    // This client requires a process-wide default; the backend does not.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = reqwest::Client::builder()
        .no_proxy()
        .timeout(SCRIPT_TIME * 2)
        .build()
        .expect("a client");
    WebDriver::builder(driver.url(), wished)
        .client(client)
        .await
        .unwrap_or_else(|error| panic!("{} does not start: {error}", chrome.display()))
}

/// The browser that `CHROME` names, or one on `PATH`.
fn chrome() -> PathBuf {
    if let Some(path) = env::var_os("CHROME").filter(|path| !path.is_empty()) {
        return path.into();
    }
    let path: OsString = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path)
        .flat_map(|folder| NAMES.map(|name| folder.join(name)))
        .find(|candidate| candidate.is_file())
        .expect("Chromium is on PATH, or named in CHROME; `cargo xtask setup` brings it")
}
