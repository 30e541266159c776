//! Chromium and its driver.

use std::env;
use std::path::PathBuf;

use anyhow::{Context as _, Result};

use super::apt;
use super::step::Steps;
use crate::places::on_path;

const CHROMIUM: [&str; 5] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
];
const PACKAGES: [&str; 2] = ["chromium", "chromium-driver"];

/// A browser and the program that drives it.
#[derive(Debug, Clone)]
pub(crate) struct Browser {
    pub(crate) chromium: PathBuf,
    pub(crate) driver: PathBuf,
}

/// The browser named by `CHROME` and `CHROMEDRIVER`, else the one on PATH, else the distribution's.
pub(crate) fn find_or_install(steps: Steps) -> Result<Browser> {
    steps.step(
        "Chromium with its driver",
        &format!(
            "install Chromium and the chromedriver of the same version ({}), or name yours in CHROME and CHROMEDRIVER.",
            apt::by_hand(&PACKAGES)
        ),
        find,
        || {
            apt::install(&PACKAGES)?;
            find()?.context("the packages are installed, but chromium or chromedriver is still not on PATH")
        },
    )
}

fn find() -> Result<Option<Browser>> {
    let chromium = named("CHROME")?.or_else(|| on_path(&CHROMIUM));
    let driver = named("CHROMEDRIVER")?.or_else(|| on_path(&["chromedriver"]));
    Ok(chromium
        .zip(driver)
        .map(|(chromium, driver)| Browser { chromium, driver }))
}

fn named(variable: &str) -> Result<Option<PathBuf>> {
    let Some(path) = env::var_os(variable).filter(|value| !value.is_empty()) else {
        return Ok(None);
    };
    let path = PathBuf::from(path);
    anyhow::ensure!(
        path.is_file(),
        "{variable} names {}, which is no file",
        path.display()
    );
    Ok(Some(path))
}
