//! Builds the widget and its page with Trunk.

use std::env;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result};
use clap::Args;

use crate::environment::WasmEnvironment;
use crate::link_proof;
use crate::minify;
use crate::places::Places;
use crate::process;
use crate::progress::duration;
use crate::setup::{Setup, WASM_TARGET};

/// What to build.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// Build quickly, without optimisation.
    #[arg(long)]
    dev: bool,
    /// Build the release with only stable features of Rust.
    #[arg(long, conflicts_with = "dev")]
    stable: bool,
}

/// How to build.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Profile {
    /// As shipped: with the standard library compiled from source, if available, and with panics that end the module
    /// without a message. Both need unstable features of the compiler.
    Release,
    /// Like `Release`, with stable features only.
    StableRelease,
    Dev,
}

/// `cargo xtask build`.
pub(crate) fn run(places: &Places, options: &Options) -> Result<()> {
    let environment = Setup::begin(places, false)?.widget_tools()?;
    let profile = match options {
        Options { dev: true, .. } => Profile::Dev,
        Options { stable: true, .. } => Profile::StableRelease,
        _ => Profile::Release,
    };
    build(places, &environment, profile)
}

/// Builds the page into dist/.
pub(crate) fn build(
    places: &Places,
    environment: &WasmEnvironment,
    profile: Profile,
) -> Result<()> {
    let started = std::time::Instant::now();
    let _turn = turn(places)?;
    eprintln!("building the widget …");
    let std_source = match profile {
        Profile::Release => environment.std_source.as_deref(),
        Profile::StableRelease | Profile::Dev => None,
    };
    fetch_crates(places, environment, std_source.is_some())?;
    let mut trunk = environment.command("trunk");
    trunk
        .current_dir(&places.root)
        // Trunk must not download other versions of tools. What cargo needs is already fetched.
        .args(["build", "--offline"])
        .env("CARGO_TERM_PROGRESS_WHEN", "always")
        .env("CARGO_TERM_PROGRESS_WIDTH", "100")
        // The compiler's command lines, which show how the widget was linked.
        .env("CARGO_TERM_VERBOSE", "true");
    if profile != Profile::Dev {
        trunk.arg("--release");
        trunk.env("CARGO_ENCODED_RUSTFLAGS", release_flags(places, std_source));
    }
    if std_source.is_some() {
        compiles_std(&mut trunk);
    }
    let mut link = None;
    process::watched(&mut trunk, "widget", |line| {
        if let Some(command) = link_proof::link_command(line) {
            link = Some(command.to_owned());
        }
        !is_routine(line)
    })
    .context("the widget does not build")?;
    if profile != Profile::Dev {
        if let Some(command) = link {
            link_proof::remember(environment, &command)?;
        }
        minify::scripts(&places.dist(), environment)?;
    }
    eprintln!(
        "built {} in {}",
        places.display(&places.dist()),
        duration(started.elapsed())
    );
    Ok(())
}

/// Held during a build, because a second one would replace files that the first is using.
fn turn(places: &Places) -> Result<File> {
    fs::create_dir_all(&places.target)?;
    let path = places.target.join("widget-build.lock");
    let lock =
        File::create(&path).with_context(|| format!("{} cannot be written", path.display()))?;
    if lock.try_lock().is_err() {
        eprintln!("waiting for another build of the widget …");
        lock.lock()
            .with_context(|| format!("{} cannot be locked", path.display()))?;
    }
    Ok(lock)
}

/// Makes cargo compile the standard library too, for the target and for size.
fn compiles_std(cargo: &mut Command) {
    cargo
        // Makes a stable compiler accept the unstable options.
        .env("RUSTC_BOOTSTRAP", "1")
        .env("CARGO_UNSTABLE_BUILD_STD", "std,panic_abort")
        .env("CARGO_UNSTABLE_BUILD_STD_FEATURES", "optimize_for_size");
}

/// The compiler's flags, so that no path of this machine gets into the module: panics contain paths, which would make
/// the module longer, and different on each machine. With its own standard library, a panic has no message at all.
pub(crate) fn release_flags(places: &Places, std_source: Option<&Path>) -> String {
    let users = env::var("RUSTFLAGS").unwrap_or_default();
    let mut flags: Vec<_> = users.split_whitespace().map(str::to_owned).collect();
    let cargo = env::var_os("CARGO_HOME").map(PathBuf::from);
    let cargo = cargo.or_else(|| env::home_dir().map(|home| home.join(".cargo")));
    let registries = cargo.map(|cargo| cargo.join("registry/src"));
    let registries = registries.and_then(|folder| fs::read_dir(folder).ok());
    let registries = registries.into_iter().flatten().flatten();
    let folders = registries.map(|entry| entry.path());
    let library = std_source.map(Path::to_path_buf);
    for folder in folders.chain([places.root.clone()]).chain(library) {
        flags.push(format!("--remap-path-prefix={}=.", folder.display()));
    }
    if std_source.is_some() {
        flags.extend(["-Zunstable-options", "-Cpanic=immediate-abort"].map(str::to_owned));
    }
    // The separator at which cargo splits the flags.
    flags.join("\u{1f}")
}

/// Downloads the crates of the widget, and those of the standard library if it is compiled, unless they are present.
fn fetch_crates(
    places: &Places,
    environment: &WasmEnvironment,
    is_std_compiled: bool,
) -> Result<()> {
    let mut fetch = environment.cargo();
    if is_std_compiled {
        compiles_std(&mut fetch);
    }
    fetch
        .current_dir(&places.root)
        .args(["fetch", "--target", WASM_TARGET]);
    process::quietly(&mut fetch, "crates of the widget")
        .context("the crates of the widget cannot be downloaded")
}

/// Whether cargo or Trunk prints this line on success, so that it is neither a warning nor an error.
pub(crate) fn is_routine(line: &str) -> bool {
    let line = without_colours(line);
    let line = line.trim_start();
    [
        "Blocking ",
        "Building [",
        "Compiling ",
        "Dirty ",
        "Finished ",
        "Fresh ",
        "Running ",
    ]
    .iter()
    .any(|start| line.starts_with(start))
        // Trunk's own log: a time, a level, a message.
        || line.contains(" INFO ")
}

fn without_colours(line: &str) -> String {
    let mut text = String::with_capacity(line.len());
    let mut rest = line;
    while let Some((before, after)) = rest.split_once('\x1b') {
        text.push_str(before);
        rest = after
            .split_once(|c: char| c.is_ascii_alphabetic())
            .map_or("", |(_, after)| after);
    }
    text.push_str(rest);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_a_person_should_read_is_shown() {
        assert!(is_routine("   Compiling leptos v0.8.23"));
        assert!(is_routine(
            "\x1b[1m\x1b[32m       Fresh\x1b[0m serde v1.0.0"
        ));
        assert!(is_routine(
            "2026-01-01T00:00:00Z  INFO applying new distribution"
        ));
        assert!(!is_routine(
            "error[E0583]: file not found for module `view`"
        ));
        assert!(!is_routine("\x1b[33mwarning\x1b[0m: unused variable"));
    }
}
