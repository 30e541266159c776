//! `cargo xtask bench`: the widget compared with what its users would write by hand, measured in Chromium.

mod rivals;

use anyhow::{Context as _, Result, ensure};
use clap::Args;

use crate::environment;
use crate::package::Package;
use crate::places::Places;
use crate::process;
use crate::setup::Setup;
use crate::widget_build::{self, Profile};

/// Names of the suites in bench/src/suites.
const SUITES: [&str; 6] = ["visits", "react", "hundred", "idle", "parents", "mounts"];

/// Options of `cargo xtask bench`.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// Number of rounds; the tables have medians.
    #[arg(long, value_name = "N", default_value_t = 9)]
    rounds: usize,
    /// Run only these suites; may be given more than once.
    #[arg(long, value_name = "NAME", value_delimiter = ',', value_parser = SUITES)]
    only: Vec<String>,
    /// Write the report to BENCHMARKS.md and its pictures to docs/bench/.
    #[arg(long)]
    write: bool,
    /// Measure the release in target/package/ without building it.
    #[arg(long)]
    built: bool,
    /// Report the last measurements of this release without new ones.
    #[arg(long, requires = "built")]
    report: bool,
}

/// `cargo xtask bench`.
pub(crate) fn run(places: &Places, options: &Options) -> Result<()> {
    let (environment, browser) = {
        let setup = Setup::begin(places, false)?;
        (setup.widget_tools()?, setup.browser()?)
    };
    if !options.built {
        widget_build::build(places, &environment, Profile::Release)?;
        Package::make(places, &environment)?;
    }
    let rivals = rivals::bundle(places, &environment)?;
    let mut bench = environment::cargo();
    bench
        .current_dir(&places.root)
        .args(["run", "--quiet", "--package", "chakra-bench", "--"])
        .args(["--rounds", &options.rounds.to_string()])
        .arg("--cdn")
        .arg(places.package().join("cdn"))
        .arg("--rivals")
        .arg(rivals)
        .arg("--rows")
        .arg(places.target.join("bench"))
        .env("CHROMEDRIVER", &browser.driver)
        .env("CHROME", &browser.chromium);
    for name in &options.only {
        bench.args(["--only", name]);
    }
    if options.report {
        bench.arg("--report");
    }
    if options.write {
        bench.arg("--write").arg(&places.root);
    }
    let status = process::streamed(&mut bench, |_| {}).context("nothing was measured")?;
    ensure!(status.success(), "the measurement ended early: {status}");
    Ok(())
}
