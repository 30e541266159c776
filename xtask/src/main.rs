//! The development commands of chakra-connect: `cargo xtask …`.

mod bench;
mod book;
mod changelog;
mod check;
mod checkout;
mod demo;
mod dist;
mod environment;
mod gallery;
mod link_proof;
mod minify;
mod package;
mod places;
mod process;
mod progress;
mod public_api;
mod release;
mod server_tables;
mod servers;
mod setup;
mod size;
mod soak;
mod supply_chain;
mod totals;
mod widget_build;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

use crate::places::Places;

/// The development commands of chakra-connect. Each brings the tools it needs first.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Bring every tool that is missing; quick when nothing is.
    ///
    /// The compiler for the browser (by rustup; where rustup cannot download it, the distribution's),
    /// wasm-bindgen-cli, trunk, wasm-opt, esbuild, terser, Chromium, Firefox and WebKitGTK with their drivers, an X server
    /// without a screen, a window manager and xdotool, axe-core, cargo-deny, schemathesis and the typefaces of the gallery's pictures.
    /// Tools go, by version, to $XDG_CACHE_HOME/chakra-connect (~/.cache/chakra-connect). What needs root says so
    /// before it is done.
    ///
    /// Variables: `CHAKRA_WASM_TOOLCHAIN=rustup|distribution` takes that compiler and no other;
    /// CHROME and CHROMEDRIVER name a browser and its driver; FIREFOX, GECKODRIVER, `WEBKIT_DRIVER`,
    /// `MINI_BROWSER`, XVFB, `WINDOW_MANAGER` and XDOTOOL the other programs.
    Setup,
    /// Run the widget, the partner's backend and a stand-in for Chakra; open the printed address.
    Demo(demo::Options),
    /// Check formatting and lints, and run all tests.
    Test(check::Options),
    /// Build the widget and its page into dist/.
    Build(widget_build::Options),
    /// Keep pictures of the widget in every state in docs/gallery/.
    Gallery,
    /// Bring the tables of the book (docs/book) up to date with the code, and build it into target/book/.
    ///
    /// Brings mdbook, which compiles for some minutes the first time and which nothing else needs.
    Book(book::Options),
    /// Make what a release is made of in target/package/, and tell its sizes.
    ///
    /// The folder for a web server (cdn/), the npm tarball, the manifest with every file's hash, the bill of
    /// materials.
    Package(package::Options),
    /// Compare what users can name with the reports in api/: the crates, the npm package's types, the element.
    ///
    /// Rustdoc describes the crates, which compiles what they depend on. Fails where a report is another one, or where
    /// CHANGELOG.md is silent about what breaks users of the last release.
    PublicApi(public_api::Options),
    /// Check all that must be true of a release, and print what a person then does. Publishes nothing.
    ///
    /// All that is wrong is told at once: versions, changelog, checkout, tests, public surface, manifests, licences, sizes,
    /// the packages' content, hashes, the registries' own checks.
    Release(release::Options),
    /// Measure the widget beside what its users would write by hand: React, Lit, plain JavaScript.
    ///
    /// Bytes, times to the painted number and the usable frame, main thread, memory, layout shifts, in Chromium under
    /// three networks. An hour with all rounds; a machine that does nothing else gives better figures.
    Bench(bench::Options),
    /// Let twenty widgets of five tenants run through faults, popups and killed backends, and see that all comes right.
    ///
    /// In Chromium, on a database file and on `PostgreSQL`. A failure names the seed and the round, which `--round` begins with.
    Soak(soak::Options),
    /// Tell how many bytes the widget is, and that link-time optimisation took place.
    Size,
}

fn main() -> ExitCode {
    match run(Arguments::parse()) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: Arguments) -> Result<ExitCode> {
    let places = Places::find()?;
    match arguments.task {
        Task::Setup => setup::everything(&places)?,
        Task::Demo(options) => demo::run(&places, &options)?,
        Task::Test(options) => return check::run(&places, &options),
        Task::Build(options) => widget_build::run(&places, &options)?,
        Task::Gallery => gallery::run(&places)?,
        Task::Book(options) => book::run(&places, &options)?,
        Task::Package(options) => package::run(&places, &options)?,
        Task::PublicApi(options) => public_api::run(&places, &options)?,
        Task::Release(options) => return release::run(&places, &options),
        Task::Bench(options) => bench::run(&places, &options)?,
        Task::Soak(options) => soak::run(&places, &options)?,
        Task::Size => size::run(&places)?,
    }
    Ok(ExitCode::SUCCESS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;

    #[test]
    fn the_command_line_is_sound_and_everything_has_a_help_text() {
        let command = Arguments::command();
        command.clone().debug_assert();
        for task in command.get_subcommands() {
            assert!(task.get_about().is_some(), "{}", task.get_name());
            for argument in task.get_arguments() {
                assert!(argument.get_help().is_some(), "{}", argument.get_id());
            }
        }
    }
}
