//! `cargo xtask gallery`: a picture of the widget in every state, taken in Chromium.

use std::env;

use anyhow::{Context as _, Result, ensure};

use crate::environment;
use crate::places::Places;
use crate::process;
use crate::setup::Setup;
use crate::widget_build::{self, Profile};

/// `cargo xtask gallery`.
pub(crate) fn run(places: &Places) -> Result<()> {
    let (environment, browser, typefaces) = {
        let setup = Setup::begin(places, false)?;
        (setup.widget_tools()?, setup.browser()?, setup.typefaces()?)
    };
    widget_build::build(places, &environment, Profile::Release)?;
    let mut gallery = environment::cargo();
    gallery
        .current_dir(&places.root)
        .args(["run", "--quiet", "--package", "chakra-e2e"])
        .args(["--bin", "gallery", "--"])
        .arg(places.root.join("docs/gallery"))
        .env("CHAKRA_DIST", places.dist())
        .env("CHAKRA_TYPEFACES", env::join_paths(typefaces)?)
        .env("CHROMEDRIVER", &browser.driver)
        .env("CHROME", &browser.chromium);
    let status = process::streamed(&mut gallery, |_| {}).context("the pictures are not taken")?;
    ensure!(status.success(), "the pictures are not taken: {status}");
    Ok(())
}
