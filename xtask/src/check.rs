//! `cargo xtask test`: every check there is, all of them even if one fails, and one line of totals.

use std::process::{Command, ExitCode};
use std::time::Instant;

use anyhow::{Context as _, Result};
use clap::{Args, ValueEnum};

use crate::environment::{self, WasmEnvironment};
use crate::places::Places;
use crate::process;
use crate::setup::{Browser, Setup, WASM_TARGET};
use crate::totals::{self, StageResult};
use crate::widget_build::{self, Profile};

/// What to test.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// Only these stages; may be given more than once.
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    only: Vec<Stage>,
}

/// One kind of check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Stage {
    /// Formatting of all crates
    Fmt,
    /// Lints, warnings being errors, for the host and for the browser
    Clippy,
    /// Tests that need no browser
    Host,
    /// All the ways the world can treat the widget's decisions, for `MODEL_SECONDS` (20)
    Model,
    /// The widget's tests inside Chromium
    Browser,
    /// A customer's way through the release build, in Chromium
    E2e,
}

/// The tools the chosen stages need; the others are not brought.
struct Tools {
    widget: Option<WasmEnvironment>,
    browser: Option<Browser>,
}

impl Tools {
    fn bring(places: &Places, stages: &[Stage]) -> Result<Self> {
        let needs = |wanted: &[Stage]| stages.iter().any(|stage| wanted.contains(stage));
        let setup = Setup::begin(places, false)?;
        if needs(&[Stage::Fmt, Stage::Clippy]) {
            setup.lints()?;
        }
        let widget = needs(&[Stage::Clippy, Stage::Browser, Stage::E2e])
            .then(|| setup.widget_tools())
            .transpose()?;
        let browser = needs(&[Stage::Browser, Stage::E2e])
            .then(|| setup.browser())
            .transpose()?;
        Ok(Self { widget, browser })
    }

    fn widget(&self) -> Result<&WasmEnvironment> {
        self.widget
            .as_ref()
            .context("the widget's tools were not asked for")
    }

    fn browser(&self) -> Result<&Browser> {
        self.browser
            .as_ref()
            .context("the browser was not asked for")
    }
}

/// `cargo xtask test`.
pub(crate) fn run(places: &Places, options: &Options) -> Result<ExitCode> {
    let stages = if options.only.is_empty() {
        Stage::value_variants()
    } else {
        &options.only
    };
    let tools = Tools::bring(places, stages)?;
    let mut results = Vec::new();
    for stage in Stage::value_variants() {
        if stages.contains(stage) {
            run_stage(*stage, places, &tools, &mut results)?;
        }
    }
    println!("\n{}", totals::table(&results));
    let (line, well) = totals::total(&results);
    println!("{line}");
    Ok(if well {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn run_stage(
    stage: Stage,
    places: &Places,
    tools: &Tools,
    results: &mut Vec<StageResult>,
) -> Result<()> {
    match stage {
        Stage::Fmt => {
            let mut fmt = environment::cargo();
            fmt.args(["fmt", "--all", "--check"]);
            results.push(checked("fmt", places, fmt));
        }
        Stage::Clippy => {
            let mut host = environment::cargo();
            host.args(["clippy", "--workspace", "--all-targets"])
                .args(["--", "-D", "warnings"]);
            results.push(checked("clippy host", places, host));
            let mut wasm = tools.widget()?.clippy();
            wasm.args(["--package", "chakra-connect", "--target", WASM_TARGET])
                .args(["--lib", "--bins", "--tests", "--", "-D", "warnings"]);
            results.push(checked("clippy wasm", places, wasm));
        }
        Stage::Host => {
            let mut host = environment::cargo();
            host.args(["test", "--workspace", "--exclude", "chakra-e2e"])
                .arg("--no-fail-fast");
            results.push(tested("host", places, host));
        }
        Stage::Model => {
            let mut model = environment::cargo();
            model.args(["test", "--package", "chakra-connect"]).args([
                "--profile",
                "model",
                "--test",
                "model",
            ]);
            results.push(searched("model", places, model));
        }
        Stage::Browser => {
            let mut browser = tools.widget()?.cargo();
            browser
                .args([
                    "test",
                    "--package",
                    "chakra-connect",
                    "--target",
                    WASM_TARGET,
                ])
                // Not the examples in the documentation: the runner takes wasm-bindgen's tests only.
                .args(["--tests", "--no-fail-fast"])
                .env(
                    "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER",
                    "wasm-bindgen-test-runner",
                )
                .env("CHROMEDRIVER", &tools.browser()?.driver);
            results.push(tested("browser", places, browser));
        }
        Stage::E2e => results.push(end_to_end(places, tools)?),
    }
    Ok(())
}

fn end_to_end(places: &Places, tools: &Tools) -> Result<StageResult> {
    let started = Instant::now();
    if let Err(error) = widget_build::build(places, tools.widget()?, Profile::Release) {
        eprintln!("error: {error:#}");
        return Ok(StageResult {
            name: "e2e",
            passed: 0,
            failed: 1,
            took: started.elapsed(),
            note: Some("the widget does not build".to_owned()),
        });
    }
    let browser = tools.browser()?;
    let mut tests = environment::cargo();
    tests
        .args(["test", "--package", "chakra-e2e", "--no-fail-fast"])
        .env("CHAKRA_DIST", places.dist())
        .env("CHROMEDRIVER", &browser.driver)
        .env("CHROME", &browser.chromium);
    let mut result = tested("e2e", places, tests);
    result.took = started.elapsed();
    Ok(result)
}

/// A stage that is right or wrong as a whole: one check.
fn checked(name: &'static str, places: &Places, command: Command) -> StageResult {
    streamed(name, places, command, |_| {})
}

/// The same for one whose lines tell more.
fn streamed(
    name: &'static str,
    places: &Places,
    mut command: Command,
    seen: impl FnMut(&str),
) -> StageResult {
    announce(name);
    let started = Instant::now();
    let outcome = process::streamed(command.current_dir(&places.root), seen);
    let note = match outcome {
        Ok(status) if status.success() => None,
        Ok(status) => Some(status.to_string()),
        Err(error) => Some(error.to_string()),
    };
    StageResult {
        name,
        passed: u64::from(note.is_none()),
        failed: u64::from(note.is_some()),
        took: started.elapsed(),
        note,
    }
}

/// A stage that runs tests, and counts them.
fn tested(name: &'static str, places: &Places, mut command: Command) -> StageResult {
    announce(name);
    let started = Instant::now();
    let (mut passed, mut failed) = (0, 0);
    let outcome = process::streamed(command.current_dir(&places.root), |line| {
        if let Some((more_passed, more_failed)) = totals::summary(line) {
            passed += more_passed;
            failed += more_failed;
        }
    });
    let note = match outcome {
        Ok(status) if status.success() && passed + failed == 0 => {
            failed = 1;
            Some("not a single test ran".to_owned())
        }
        Ok(status) if status.success() => None,
        // What did not compile, or died, has no summary of its own.
        Ok(status) => {
            failed = failed.max(1);
            Some(status.to_string())
        }
        Err(error) => {
            failed = failed.max(1);
            Some(error.to_string())
        }
    };
    StageResult {
        name,
        passed,
        failed,
        took: started.elapsed(),
        note,
    }
}

/// A stage that searches as far as its time allows, and tells in one line how far that was.
fn searched(name: &'static str, places: &Places, command: Command) -> StageResult {
    let mut reached = None;
    let result = streamed(name, places, command, |line| {
        if let Some(figures) = line.strip_prefix("model: ") {
            reached = Some(figures.to_owned());
        }
    });
    match reached {
        Some(figures) if result.failed == 0 => StageResult {
            note: Some(figures),
            ..result
        },
        None if result.failed == 0 => StageResult {
            passed: 0,
            failed: 1,
            note: Some("it did not tell how far it got".to_owned()),
            ..result
        },
        _ => result,
    }
}

fn announce(name: &str) {
    println!("\n── {name} ──");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tested_by(script: &str) -> StageResult {
        let places = Places::find().unwrap();
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        tested("host", &places, command)
    }

    #[test]
    fn a_stage_without_a_test_fails() {
        let result = tested_by("echo 'test result: ok. 0 passed; 0 failed; 0 ignored'");
        assert_eq!((result.passed, result.failed), (0, 1));
        assert_eq!(tested_by("true").failed, 1);
    }

    #[test]
    fn a_stage_that_does_not_compile_fails() {
        let result = tested_by("echo 'test result: ok. 2 passed; 0 failed; 0 ignored'; exit 101");
        assert_eq!((result.passed, result.failed), (2, 1));
    }

    #[test]
    fn a_search_tells_how_far_it_got() {
        let searched_by = |script: &str| {
            let places = Places::find().unwrap();
            let mut command = Command::new("sh");
            command.args(["-c", script]);
            searched("model", &places, command)
        };
        let result = searched_by("echo 'model: 3 states, 4 transitions, depth 1'");
        assert_eq!((result.passed, result.failed), (1, 0));
        assert_eq!(result.note.unwrap(), "3 states, 4 transitions, depth 1");
        assert_eq!(searched_by("true").failed, 1);
        let broken = searched_by("echo 'model: 3 states'; exit 1");
        assert_eq!((broken.passed, broken.failed), (0, 1));
        assert!(broken.note.unwrap().contains("exit status"));
    }

    #[test]
    fn tests_of_several_programs_are_summed() {
        let result = tested_by(
            "echo 'test result: ok. 2 passed; 0 failed; 0 ignored'; echo 'test result: ok. 3 passed; 0 failed; 0 ignored'",
        );
        assert_eq!((result.passed, result.failed), (5, 0));
    }
}
