//! Chromium and its driver: with the same major version, and not too old for the tests.

use std::path::PathBuf;

use anyhow::{Context as _, Result, bail};

use super::step::{Steps, tell};
use super::{apt, named, versions};
use crate::places::on_path;

/// The oldest Chromium that all tests run with: Debian 12 served it in May 2026, so images of that time install it
/// where the package lists cannot be refreshed. See `old_chromium` for an older one.
pub(crate) const OLDEST_CHROMIUM: u32 = 148;
const CHROMIUM: [&str; 5] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
];
const PACKAGES: [&str; 2] = ["chromium", "chromium-driver"];

/// A browser and its driver.
#[derive(Debug, Clone)]
pub(crate) struct Browser {
    pub(crate) chromium: PathBuf,
    pub(crate) driver: PathBuf,
}

/// The browser named by `CHROME` and `CHROMEDRIVER`, otherwise the one on PATH, otherwise the distribution's.
pub(crate) fn find_or_install(steps: Steps) -> Result<Browser> {
    steps.step(
        "Chromium with its driver",
        &format!(
            "install Chromium {OLDEST_CHROMIUM} or newer and the chromedriver of the same version ({}), \
             or name yours in CHROME and CHROMEDRIVER.",
            apt::by_hand(&PACKAGES)
        ),
        || {
            let Some((browser, is_named)) = find()? else {
                return Ok(None);
            };
            match browser.check() {
                Ok(()) => Ok(Some(browser)),
                // If the named browser and driver do not match, do not install a third version.
                Err(unfit) if is_named => match unfit {
                    Unfit::TooOld(_) => {
                        tell(&format!("{unfit}, but named in CHROME: going on"));
                        Ok(Some(browser))
                    }
                    Unfit::Apart(..) => bail!("{unfit}"),
                },
                Err(unfit) => {
                    tell(&format!("{unfit}: bringing what the distribution serves now"));
                    Ok(None)
                }
            }
        },
        || {
            apt::install(&PACKAGES)?;
            let (browser, _) = find()?
                .context("the packages are installed, but chromium or chromedriver is still not on PATH")?;
            match browser.check() {
                Ok(()) => Ok(browser),
                Err(unfit) => bail!("{unfit}, also after the packages were installed"),
            }
        },
    )
}

/// Why a browser is not suitable for tests.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
enum Unfit {
    #[error("Chromium {0} is older than {OLDEST_CHROMIUM}, the oldest that all tests run with")]
    TooOld(u32),
    #[error(
        "Chromium {0} and chromedriver {1} are of different major versions, and do not work together"
    )]
    Apart(u32, u32),
}

impl Browser {
    fn check(&self) -> Result<(), Unfit> {
        fit(
            versions::of(&self.chromium).as_deref(),
            versions::of(&self.driver).as_deref(),
        )
    }
}

/// Checks that browser and driver versions are suitable. An unknown version is accepted.
fn fit(chromium: Option<&str>, driver: Option<&str>) -> Result<(), Unfit> {
    let major = |version: Option<&str>| version?.split('.').next()?.parse::<u32>().ok();
    let (chromium, driver) = (major(chromium), major(driver));
    match (chromium, driver) {
        (Some(chromium), Some(driver)) if chromium != driver => Err(Unfit::Apart(chromium, driver)),
        (Some(chromium), _) if chromium < OLDEST_CHROMIUM => Err(Unfit::TooOld(chromium)),
        _ => Ok(()),
    }
}

/// The browser, and whether variables name it.
fn find() -> Result<Option<(Browser, bool)>> {
    let (chromium, driver) = (named("CHROME")?, named("CHROMEDRIVER")?);
    let is_named = chromium.is_some() || driver.is_some();
    let chromium = chromium.or_else(|| on_path(&CHROMIUM));
    let driver = driver.or_else(|| on_path(&["chromedriver"]));
    Ok(chromium
        .zip(driver)
        .map(|(chromium, driver)| (Browser { chromium, driver }, is_named)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_and_a_driver_are_of_one_major_version() {
        assert_eq!(fit(Some("156.0.8078.108"), Some("156.0.1.2")), Ok(()));
        let apart = fit(Some("148.0.7778.167"), Some("156.0.8078.108"));
        assert_eq!(apart, Err(Unfit::Apart(148, 156)));
        let told = apart.unwrap_err().to_string();
        assert!(told.contains("148") && told.contains("156"), "{told}");
    }

    #[test]
    fn one_that_is_too_old_is_refused() {
        let version = |major: u32| format!("{major}.0.1.2");
        let (oldest, older) = (version(OLDEST_CHROMIUM), version(OLDEST_CHROMIUM - 1));
        assert_eq!(fit(Some(&oldest), Some(&oldest)), Ok(()));
        let refused = fit(Some(&older), Some(&older)).unwrap_err();
        assert_eq!(refused, Unfit::TooOld(OLDEST_CHROMIUM - 1));
        assert!(refused.to_string().contains(&OLDEST_CHROMIUM.to_string()));
    }

    #[test]
    fn an_unknown_version_is_accepted() {
        assert_eq!(fit(None, Some("156.0.8078.108")), Ok(()));
        assert_eq!(fit(Some("unknown"), None), Ok(()));
    }
}
