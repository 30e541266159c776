//! `cargo xtask soak`: many widgets, customers, faults and killed backends, for the requested duration.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context as _, Result, ensure};
use clap::Args;

use crate::environment;
use crate::package::Package;
use crate::places::Places;
use crate::process;
use crate::setup::Setup;
use crate::widget_build::{self, Profile};

/// Options of `cargo xtask soak`.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// Seed of the random numbers.
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// How long to start new rounds, in minutes.
    #[arg(long, value_name = "M", default_value_t = 20)]
    minutes: u64,
    /// Start with this round of the seed, to repeat it without the earlier ones.
    #[arg(long, value_name = "N", default_value_t = 0)]
    round: u64,
    /// Use the widget in dist/ without building it.
    #[arg(long)]
    built: bool,
}

/// `cargo xtask soak`.
pub(crate) fn run(places: &Places, options: &Options) -> Result<()> {
    let (environment, browser) = {
        let setup = Setup::begin(places, false)?;
        setup.postgres()?;
        (setup.widget_tools()?, setup.browser()?)
    };
    if !options.built {
        widget_build::build(places, &environment, Profile::Release)?;
        Package::make(places, &environment)?;
    }
    let mut soak = environment::cargo();
    soak.current_dir(&places.root)
        .args(["test", "--package", "chakra-e2e", "--test", "soak"])
        .env("CHAKRA_BACKEND", backend(places)?)
        .env("CHAKRA_SOAK_SEED", options.seed.to_string())
        .env("CHAKRA_SOAK_MINUTES", options.minutes.to_string())
        .env("CHAKRA_SOAK_ROUND", options.round.to_string())
        .env("CHAKRA_DIST", places.dist())
        .env("CHROMEDRIVER", &browser.driver)
        .env("CHROME", &browser.chromium);
    let status = process::streamed(&mut soak, |_| {}).context("the soak did not start")?;
    ensure!(status.success(), "the soak found a failure: {status}");
    Ok(())
}

/// Builds the backend's binary, which runs as a separate process in the soak.
pub(crate) fn backend(places: &Places) -> Result<PathBuf> {
    let mut build: Command = environment::cargo();
    build.current_dir(&places.root).args([
        "build",
        "--package",
        "chakra-backend-server",
        "--bin",
        "chakra-backend",
    ]);
    let status = process::streamed(&mut build, |_| {}).context("the backend is not built")?;
    ensure!(status.success(), "the backend is not built: {status}");
    let name = format!("chakra-backend{}", std::env::consts::EXE_SUFFIX);
    Ok(places.target.join("debug").join(name))
}
