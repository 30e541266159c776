//! A headless Chromium of a test's own.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::json;
use thirtyfour::{ChromiumLikeCapabilities, DesiredCapabilities, LoggingPrefsLogLevel, WebDriver};

use crate::chromedriver::Chromedriver;
use crate::presence;

/// The longest that a script in the page may wait for something: longer than any wait of ours.
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
    // Letters and colours that do not depend on the machine's settings.
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

/// Opens a browser that keeps its profile in `profile`, and records from the first moment of every
/// page on what the page hears from its widgets. `flags` come after those of every test, and win.
pub(crate) async fn open(driver: &Chromedriver, profile: &Path, flags: &[String]) -> WebDriver {
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
    // The process-wide default that this client wants; the backend does without.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = reqwest::Client::builder()
        .no_proxy()
        .timeout(SCRIPT_TIME * 2)
        .build()
        .expect("a client");
    let browser = WebDriver::builder(driver.url(), wished)
        .client(client)
        .await
        .unwrap_or_else(|error| panic!("{} does not start: {error}", chrome.display()));
    browser
        .set_script_timeout(SCRIPT_TIME)
        .await
        .expect("a timeout");
    let source = include_str!("../scripts/recorder.js");
    browser
        .cdp()
        .send_raw(
            "Page.addScriptToEvaluateOnNewDocument",
            json!({ "source": source }),
        )
        .await
        .expect("the recorder is taken");
    presence::begin(&browser).await;
    browser
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
