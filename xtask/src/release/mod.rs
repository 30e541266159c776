//! `cargo xtask release --dry-run`: checks everything that a release needs, and publishes nothing.

mod changelog_entry;
mod integrity;
mod last_test;
mod manifests;
mod next_steps;
mod repository;
mod step;
mod versions;

use std::process::ExitCode;

use anyhow::Result;
use clap::Args;

pub(crate) use self::last_test::{Checkout, keep as keep_test_results};
use self::step::Step;
use crate::check::cargo_deny;
use crate::environment::WasmEnvironment;
use crate::package::{self, Package};
use crate::places::Places;
use crate::process;
use crate::public_api;
use crate::setup::Setup;
use crate::widget_build::{self, Profile};

/// How to check.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// Check everything and publish nothing. Required, because only a person publishes.
    #[arg(long, required = true)]
    dry_run: bool,
    /// Use the package in target/package/ without building it.
    #[arg(long)]
    built: bool,
    /// Also build twice, in two new folders, and compare every byte.
    #[arg(long)]
    twice: bool,
}

/// `cargo xtask release --dry-run`.
pub(crate) fn run(places: &Places, options: &Options) -> Result<ExitCode> {
    let setup = Setup::begin(places, false)?;
    let widget = setup.widget_tools()?;
    let deny = setup.deny()?;
    // Further steps install what they need themselves.
    drop(setup);
    let mut steps = of_the_sources(places);
    steps.push(Step::new(
        "licences",
        "cargo-deny: licences, sources, banned crates",
        || {
            let mut judge = cargo_deny(&deny);
            process::quietly(judge.current_dir(&places.root), "cargo-deny")?;
            Ok("nothing that deny.toml forbids".to_owned())
        },
    ));
    steps.push(Step::new("build", "the widget and its packages", || {
        build(places, &widget, options.built)
    }));
    steps.extend(of_the_package(places, &widget));
    if options.twice {
        steps.push(Step::new(
            "reproducible",
            "two builds in two folders are identical",
            || {
                package::check_reproducible(places, &widget, Profile::Release)?;
                Ok("they are".to_owned())
            },
        ));
    }
    let is_well = step::run(steps);
    next_steps::print(places, is_well);
    Ok(if is_well {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// The steps that need no build.
fn of_the_sources(places: &Places) -> Vec<Step<'_>> {
    vec![
        Step::new(
            "versions",
            "every manifest, example and page has the workspace's version",
            move || versions::check(places),
        ),
        Step::new(
            "changelog",
            "CHANGELOG.md has the version with a date, and no unreleased entries",
            move || changelog_entry::check(places),
        ),
        Step::new(
            "checkout",
            "everything is committed, and no other commit has the version",
            move || repository::is_committed(places),
        ),
        Step::new(
            "tests",
            "every stage of `cargo xtask test` passed on this commit",
            move || last_test::check(places),
        ),
        Step::new(
            "public surface",
            "the reports in api/ match the code, and the changelog and the version reflect breaking changes",
            move || public_api::check_for_release(places),
        ),
        Step::new(
            "manifests",
            "the registries' requirements for the crates and the npm package, and provenance",
            move || manifests::check(places),
        ),
    ]
}

fn build(places: &Places, widget: &WasmEnvironment, is_built: bool) -> Result<String> {
    if is_built {
        return Ok("taken as it is".to_owned());
    }
    widget_build::build(places, widget, Profile::Release)?;
    Package::make(places, widget)?;
    package::pack_crates(places)?;
    Ok(places.display(&places.package()))
}

/// The steps that need the build.
fn of_the_package<'a>(places: &'a Places, widget: &WasmEnvironment) -> Vec<Step<'a>> {
    let is_std_compiled = widget.std_source.is_some();
    let mut steps = vec![
        Step::new("sizes", "no file weighs more than its budget", move || {
            package::check_sizes(places, is_std_compiled)
        }),
        Step::new(
            "npm files",
            "the package's files and types match api/npm/",
            move || public_api::check_packed(places),
        ),
        Step::new(
            "bill of materials",
            "sbom.cdx.json has this version, and the crates of Cargo.lock",
            move || package::check_bill(places),
        ),
        Step::new(
            "integrity",
            "cdn/manifest.json and the pages have the files' hashes",
            move || integrity::check(places),
        ),
    ];
    for tool in &package::REGISTRY_CHECKS {
        steps.push(Step::new(tool.name, tool.checks, move || {
            let mut command = tool.command(places)?;
            process::quietly(&mut command, tool.name)?;
            Ok("nothing to report".to_owned())
        }));
    }
    steps
}
