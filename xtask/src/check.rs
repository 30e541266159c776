//! `cargo xtask test`: runs every check, even if one fails, and prints the totals.

mod advisories;
mod capabilities;
mod engines;
mod leptos;
mod mariadb;
mod prose;
mod server;
mod stage;
mod steered;
mod tools;

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, ExitCode};
use std::time::Instant;

use anyhow::{Context as _, Result};
use clap::{Args, ValueEnum};

use crate::environment::{self, WasmEnvironment};
use crate::package;
use crate::places::Places;
use crate::public_api;
use crate::release::{Checkout, keep_test_results};
use crate::setup::WASM_TARGET;
use crate::supply_chain;
use crate::totals::{self, StageResult};
use engines::Engine;
use stage::{checked, judged, searched, tested};
use tools::Tools;

/// The stages to run.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// Run only these stages; separated by commas, or repeated.
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    only: Vec<Stage>,
    /// The browser of the stages `e2e` and `faults`; `chromium-120` is the oldest that Debian serves.
    #[arg(long, value_enum, default_value_t = Engine::Chromium)]
    engine: Engine,
}

/// One kind of check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Stage {
    /// Formatting of all crates
    Fmt,
    /// Lints for the host and for the browser; warnings are errors
    Clippy,
    /// Dependencies: licences, sources, banned crates
    Deny,
    /// Lock files, install scripts, and secrets in tracked files
    SupplyChain,
    /// Known vulnerabilities of dependencies, from the `RustSec` database on the network; runs only if named
    Advisories,
    /// The English of the documents, by the rules in docs/prose
    Prose,
    /// The public surface, compared with the reports in api/ and the changelog
    PublicApi,
    /// Tests that need no browser
    Host,
    /// The backend's binary, compared with its OpenAPI document by schemathesis
    Api,
    /// The server package: its tests on Node with each database; the contract on each runtime and database, and of the
    /// reference backend, in one table
    Server,
    /// The widget's decisions in a model of the world, for `MODEL_SECONDS` (20)
    Model,
    /// The widget's tests inside Chromium
    Browser,
    /// The release build end to end, in Chromium
    E2e,
    /// Signups in real windows, in Chromium, Firefox and WebKit
    Engines,
    /// Each fault, its time, and what the customer sees, in Chromium
    Faults,
    /// The npm package: its import in Node, Deno and Bun, and its types in each framework
    Package,
    /// Every example in its framework, built from the packed tarball and run in Chromium
    Frameworks,
    /// Accessibility: axe-core on every state, in Chromium
    Axe,
    /// Random customers, faults and killed backends, in Chromium, for `CHAKRA_SOAK_MINUTES` (10); beside `frameworks`
    Soak,
}

/// Stages that run only if named.
const NAMED_ONLY: [Stage; 1] = [Stage::Advisories];

impl Options {
    /// Whether the stage should run.
    fn asks_for(&self, stage: Stage) -> bool {
        if self.only.is_empty() {
            !NAMED_ONLY.contains(&stage)
        } else {
            self.only.contains(&stage)
        }
    }
}

/// `cargo xtask test`.
pub(crate) fn run(places: &Places, options: &Options) -> Result<ExitCode> {
    let all = Stage::value_variants().iter().copied();
    let stages: Vec<_> = all.filter(|stage| options.asks_for(*stage)).collect();
    engines::allow(options.engine, &stages)?;
    let tools = Tools::bring(places, &stages, options.engine)?;
    let checkout = Checkout::now(places);
    let mut results = Vec::new();
    let mut passed = BTreeMap::new();
    let mut soak = None;
    for &stage in &stages {
        let before = results.len();
        // The soak mostly waits, and the frameworks mostly compile.
        if stage == Stage::Frameworks && stages.contains(&Stage::Soak) {
            soak = Some(steered::begin_soak(places, &tools)?);
        }
        match soak.take_if(|_| stage == Stage::Soak) {
            Some(begun) => results.push(steered::ended(begun)?),
            None => run_stage(stage, options.engine, places, &tools, &mut results)?,
        }
        let of_stage = results.iter().skip(before);
        passed.insert(
            name(stage),
            of_stage.clone().all(|it| it.failed == 0) && of_stage.count() > 0,
        );
    }
    keep_test_results(places, checkout.as_ref(), &passed)?;
    println!("\n{}", totals::failures(&results));
    println!("{}", totals::table(&results));
    print!("{}", totals::reasons(&results));
    let (line, well) = totals::total(&results);
    println!("{line}");
    Ok(if well {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// The names of all stages, as `--only` accepts them.
pub(crate) fn stage_names() -> Vec<String> {
    Stage::value_variants().iter().copied().map(name).collect()
}

/// A value as written on the command line.
fn name(value: impl ValueEnum + Copy) -> String {
    let value = value.to_possible_value();
    value.map_or_else(String::new, |value| value.get_name().to_owned())
}

fn run_stage(
    stage: Stage,
    engine: Engine,
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
            results.push(checked("clippy host", places, clippy_on_host()));
            let on_wasm = clippy_on_wasm(tools.widget()?);
            results.push(checked("clippy wasm", places, on_wasm));
        }
        Stage::Deny => {
            let folder = tools.deny.as_ref();
            let folder = folder.context("cargo-deny was not asked for")?;
            results.push(checked("deny", places, cargo_deny(folder)));
        }
        Stage::SupplyChain => {
            results.push(judged("supply-chain", || supply_chain::check(places)));
        }
        Stage::Advisories => {
            let folder = tools.deny.as_ref();
            let folder = folder.context("cargo-deny was not asked for")?;
            results.push(judged("advisories", || advisories::check(places, folder)));
        }
        Stage::Prose => {
            let folder = tools.textlint.as_ref();
            let folder = folder.context("textlint was not asked for")?;
            results.push(judged("prose", || prose::check(places, folder)));
        }
        Stage::PublicApi => {
            results.push(judged("public-api", || public_api::check(places)));
        }
        Stage::Host => {
            let mut host = environment::cargo();
            host.args(["test", "--workspace", "--exclude", "chakra-e2e"])
                .arg("--no-fail-fast");
            results.push(tested("host", places, host));
        }
        Stage::Api => {
            results.push(searched("api", places, on_document(tools)?));
        }
        Stage::Server => {
            let started = Instant::now();
            let mut result = match server::prepare(places, tools.server()?) {
                Ok(tests) => tested("server", places, tests.command),
                Err(error) => not_begun("server", started, format!("{error:#}")),
            };
            result.took = started.elapsed();
            results.push(result);
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
            results.push(tested("browser", places, in_browser(places, tools)?));
        }
        Stage::E2e | Stage::Engines | Stage::Faults | Stage::Axe => {
            results.push(steered::run(stage, engine, places, tools)?);
        }
        Stage::Package => {
            packaged(places, tools, results)?;
        }
        Stage::Frameworks => {
            results.push(steered::frameworks(places, tools)?);
        }
        Stage::Soak => {
            results.push(steered::ended(steered::begin_soak(places, tools)?)?);
        }
    }
    Ok(())
}

/// Checks the project's dependencies against deny.toml. `folder` contains cargo-deny.
pub(crate) fn cargo_deny(folder: &Path) -> Command {
    let mut deny = environment::command(folder.join("cargo-deny"));
    deny.args(["check", "bans", "licenses", "sources"]);
    deny
}

fn clippy_on_host() -> Command {
    let mut clippy = environment::cargo();
    clippy
        .args(["clippy", "--workspace", "--all-targets"])
        .args(["--", "-D", "warnings"]);
    clippy
}

fn clippy_on_wasm(widget: &WasmEnvironment) -> Command {
    let mut clippy = widget.clippy();
    clippy
        .args(["--package", "chakra-connect"])
        .args(["--package", "chakra-playground", "--target", WASM_TARGET])
        .args(["--lib", "--bins", "--tests", "--", "-D", "warnings"]);
    clippy
}

/// Compares the binary with its OpenAPI document.
fn on_document(tools: &Tools) -> Result<Command> {
    let schemathesis = tools.schemathesis.as_ref();
    let mut tests = environment::cargo();
    tests
        .args(["test", "--package", "chakra-backend-server"])
        .args(["--test", "schemathesis", "--", "--ignored", "--nocapture"])
        .env(
            "SCHEMATHESIS",
            schemathesis.context("schemathesis was not asked for")?,
        );
    Ok(tests)
}

/// The widget's tests inside Chromium.
fn in_browser(places: &Places, tools: &Tools) -> Result<Command> {
    let browser = tools.browser()?;
    let capabilities = capabilities::write(places, &browser.chromium)?;
    let mut tests = tools.widget()?.cargo();
    tests
        .args([
            "test",
            "--package",
            "chakra-connect",
            "--target",
            WASM_TARGET,
        ])
        // Without the documentation's examples, because the runner accepts only wasm-bindgen's tests.
        .args(["--tests", "--no-fail-fast"])
        .env(
            "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER",
            "wasm-bindgen-test-runner",
        )
        // For all tests together. The runner's default is 20 s, and 5 s for the driver's start.
        .env("WASM_BINDGEN_TEST_TIMEOUT", "600")
        .env("WASM_BINDGEN_TEST_DRIVER_TIMEOUT", "60")
        .env(capabilities::VARIABLE, capabilities)
        .env("CHROMEDRIVER", &browser.driver);
    Ok(tests)
}

/// The checks of the package that need no browser.
fn packaged(places: &Places, tools: &Tools, results: &mut Vec<StageResult>) -> Result<()> {
    if !tools.build(places)? {
        results.push(not_built("package", Instant::now()));
        return Ok(());
    }
    let is_std_compiled = tools.widget()?.std_source.is_some();
    results.push(judged("sizes", || {
        package::check_sizes(places, is_std_compiled)
    }));
    results.push(judged("package files", || public_api::check_packed(places)));
    let users = package::users(places)?;
    for (name, command) in users.runtimes {
        results.push(tested(name, places, command));
    }
    for compiler in users.compilers {
        results.push(checked("types", places, compiler));
    }
    Ok(())
}

fn not_built(name: &'static str, started: Instant) -> StageResult {
    not_begun(name, started, "the widget does not build".to_owned())
}

/// A stage whose tools or files are missing.
fn not_begun(name: &'static str, started: Instant, why: String) -> StageResult {
    StageResult {
        name,
        passed: 0,
        failed: 1,
        took: started.elapsed(),
        note: Some(why),
        failed_tests: Vec::new(),
        output_end: Vec::new(),
    }
}
