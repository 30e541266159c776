//! The stages that steer a browser through the release build.

use std::process::Command;
use std::thread::{self, JoinHandle};
use std::time::Instant;

use anyhow::{Result, anyhow};

use super::engines::{self, Engine};
use super::stage::{searched, tested};
use super::tools::Tools;
use super::{Stage, leptos, not_built};
use crate::environment;
use crate::places::Places;
use crate::setup::AppRuntimes;
use crate::soak;
use crate::totals::StageResult;

/// Runs `e2e`, `engines`, `faults` or `axe`.
pub(super) fn run(
    stage: Stage,
    engine: Engine,
    places: &Places,
    tools: &Tools,
) -> Result<StageResult> {
    let (name, targets): (_, &[&str]) = match stage {
        Stage::E2e => ("e2e", &["--lib", "--bins", "--test", "e2e"]),
        Stage::Engines => ("engines", &["--test", "engines"]),
        Stage::Faults => ("faults", &["--test", "faults"]),
        _ => ("axe", &["--test", "axe"]),
    };
    let started = Instant::now();
    let command = on_release_build(targets, places, tools)?;
    Ok(steered(name, started, command, |command| match stage {
        Stage::E2e => tested(name, places, engines::end_to_end(engine, command)),
        Stage::Engines => tested(name, places, command),
        Stage::Faults => tested(name, places, engines::faults(engine, command)),
        _ => searched(name, places, command),
    }))
}

/// Every example in its framework.
pub(super) fn frameworks(places: &Places, tools: &Tools) -> Result<StageResult> {
    let started = Instant::now();
    let command = on_release_build(&["--test", "frameworks"], places, tools)?;
    Ok(steered("frameworks", started, command, |mut command| {
        match tools.widget().and_then(|it| leptos::build(places, it)) {
            Ok(built) => drop(command.env("CHAKRA_LEPTOS", built)),
            // Its test fails; the others still run.
            Err(error) => eprintln!("error: {error:#}"),
        }
        tested("frameworks", places, command)
    }))
}

/// Starts the short soak, and doesn't wait for its end.
pub(super) fn begin_soak(places: &Places, tools: &Tools) -> Result<JoinHandle<StageResult>> {
    let started = Instant::now();
    let command = on_release_build(&["--test", "soak"], places, tools)?;
    let places = places.clone();
    Ok(thread::spawn(move || {
        let Some(mut command) = command else {
            return not_built("soak", started);
        };
        match soak::backend(&places) {
            Ok(built) => drop(command.env("CHAKRA_BACKEND", built)),
            // Without it, the soak fails.
            Err(error) => eprintln!("error: {error:#}"),
        }
        searched("soak", &places, command)
    }))
}

/// Waits for the end of the soak.
pub(super) fn ended(soak: JoinHandle<StageResult>) -> Result<StageResult> {
    let result = soak.join();
    result.map_err(|_| anyhow!("the soak's thread panicked; its message is above"))
}

/// Tests that steer a browser through the release build; `None` if it doesn't build.
fn on_release_build(targets: &[&str], places: &Places, tools: &Tools) -> Result<Option<Command>> {
    if !tools.build(places)? {
        return Ok(None);
    }
    let browser = tools.browser()?;
    let mut tests = environment::cargo();
    tests
        .args(["test", "--package", "chakra-e2e", "--no-fail-fast"])
        .args(targets)
        .env("CHAKRA_DIST", places.dist())
        .env("CHAKRA_CDN", places.package().join("cdn"))
        .env("CHAKRA_PACKAGE", places.package())
        .env("CHROMEDRIVER", &browser.driver)
        .env("CHROME", &browser.chromium);
    if let Some(engines) = &tools.engines {
        tests
            .env("FIREFOX", &engines.firefox)
            .env("GECKODRIVER", &engines.geckodriver)
            .env("MINI_BROWSER", &engines.mini_browser)
            .env("WEBKIT_DRIVER", &engines.webkit_driver)
            .env("XVFB", &engines.xvfb)
            .env("WINDOW_MANAGER", &engines.window_manager)
            .env("XDOTOOL", &engines.xdotool);
    }
    for (variable, program) in tools.app_runtimes.iter().flat_map(AppRuntimes::variables) {
        tests.env(variable, program);
    }
    for (name, folder) in &tools.server_runtimes {
        tests.env(name.to_uppercase(), folder.join(name));
    }
    if let Some(axe) = &tools.axe {
        tests.env("CHAKRA_AXE", axe);
    }
    Ok(Some(tests))
}

/// Runs tests of the release build; the time includes the build.
fn steered(
    name: &'static str,
    started: Instant,
    tests: Option<Command>,
    run: impl FnOnce(Command) -> StageResult,
) -> StageResult {
    let Some(tests) = tests else {
        return not_built(name, started);
    };
    let mut result = run(tests);
    result.took = started.elapsed();
    result
}
