//! The development commands of chakra-connect: `cargo xtask …`.

mod bench;
mod book;
mod changelog;
mod check;
mod checkout;
mod demo;
mod dist;
mod environment;
#[cfg(test)]
mod express_listen;
mod failed_tests;
mod gallery;
#[cfg(test)]
mod linear_patterns;
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
#[cfg(test)]
mod sources;
mod supply_chain;
mod totals;
mod widget_build;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

use crate::places::Places;

/// The development commands of chakra-connect. Each one first installs the tools that it needs.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Install missing tools; fast if nothing is missing.
    ///
    /// By rustup: rustfmt, clippy, the target wasm32-unknown-unknown (or the distribution's compiler for it, if rustup
    /// cannot download it) and the source of the standard library.
    ///
    /// Compiled from crates.io: wasm-bindgen-cli, trunk, cargo-deny and geckodriver. From npm: wasm-opt, esbuild, terser, TypeScript, axe-core,
    /// textlint and the typefaces of the gallery's pictures. From PyPI: schemathesis, and what the apps in Python need.
    ///
    /// From the distribution, as root: Node and Python if they are missing; Chromium, Firefox and WebKitGTK with their drivers,
    /// an X server without a screen, a window manager and xdotool; `PostgreSQL` and `MariaDB`; Go, Rails, Laravel, nginx and Caddy.
    /// A step that needs root announces it first.
    ///
    /// Tools are stored by version in $XDG_CACHE_HOME/chakra-connect (~/.cache/chakra-connect). A command installs only what
    /// it needs: `demo`, `build` and `package` need nothing as root if npm is there. Some commands install more: `book` mdbook,
    /// `package --check` publint and attw, `test` Deno, Bun and a newer Node, `public-api` the Rust that writes the reports.
    ///
    /// Variables: `CHAKRA_WASM_TOOLCHAIN=rustup|distribution` uses only that compiler;
    /// CHROME and CHROMEDRIVER name a browser and its driver; FIREFOX, GECKODRIVER, `WEBKIT_DRIVER`,
    /// `MINI_BROWSER`, XVFB, `WINDOW_MANAGER`, XDOTOOL, `POSTGRES_PROGRAMS`, MARIADBD, GO, RUBY, PHP, NGINX, CADDY and PYTHON
    /// the other programs.
    Setup,
    /// Run the widget, the reference backend and a stand-in for Chakra, and print the address of their page.
    Demo(demo::Options),
    /// Check formatting and lints, and run all tests.
    Test(check::Options),
    /// Build the widget and its playground page into dist/.
    Build(widget_build::Options),
    /// Write pictures of the widget in every state to docs/gallery/.
    Gallery,
    /// Update the generated tables and shown files of the book (docs/book), and build it into target/book/.
    ///
    /// Installs mdbook, which compiles for some minutes the first time.
    Book(book::Options),
    /// Build the files of a release into target/package/, and print their sizes.
    ///
    /// The folder for a web server (cdn/), the npm tarball, the manifest with every file's hash, the bill of
    /// materials.
    Package(package::Options),
    /// Compare the public surface with the reports in api/: the crates, the npm package's types, the element.
    ///
    /// Runs rustdoc on the crates, which compiles their dependencies. Fails if a report differs, or if CHANGELOG.md does not
    /// name a change that breaks users of the last release.
    PublicApi(public_api::Options),
    /// Check everything that a release needs, and print the steps that a person then takes. Publishes nothing.
    ///
    /// Reports all problems together: versions, changelog, checkout, tests, public surface, manifests, licences, sizes,
    /// the packages' content, hashes, the registries' own checks.
    Release(release::Options),
    /// Compare the widget with hand-written versions in React, Lit and plain JavaScript.
    ///
    /// Bytes, times to the painted number and the usable frame, main thread, memory, layout shifts, in Chromium under
    /// three networks. All rounds take an hour; an idle machine gives better figures.
    Bench(bench::Options),
    /// Run twenty widgets of five tenants through faults, popups and killed backends, and check that all of them recover.
    ///
    /// In Chromium, with a database file and with `PostgreSQL`. A failure names the seed and the round; `--round` starts there.
    Soak(soak::Options),
    /// Print the widget's size, and check that link-time optimisation took place.
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
