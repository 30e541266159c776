//! The compiler for the browser: the user's own toolchain if possible, otherwise the distribution's.

use std::env;
use std::path::PathBuf;

use anyhow::{Result, bail};

use super::distribution::Distribution;
use super::step::{Steps, tell};
use crate::environment::{self, WasmToolchain};
use crate::places::{Places, on_path};
use crate::process;

/// The compilation target of everything for the browser.
pub(crate) const TARGET: &str = "wasm32-unknown-unknown";
/// `rustup` or `distribution` allows only that source.
pub(crate) const WAY: &str = "CHAKRA_WASM_TOOLCHAIN";

/// A compiler that builds for the browser.
pub(crate) fn find_or_install(places: &Places, steps: Steps) -> Result<WasmToolchain> {
    let way = env::var(WAY).unwrap_or_default();
    let (users, distributions) = match way.as_str() {
        "" => (true, true),
        "rustup" => (true, false),
        "distribution" => (false, true),
        other => {
            bail!("{WAY} is \"{other}\"; it can be \"rustup\", \"distribution\", or not set")
        }
    };
    let distribution = Distribution::new(places);
    steps.step(
        &format!("compiler for {TARGET}"),
        &format!(
            "with rustup: rustup target add {TARGET}. \
             Without: your distribution's package of Rust's standard library for WebAssembly. \
             On Debian: {}",
            Distribution::by_hand()
        ),
        || {
            if users && users_toolchain_has_target() {
                return Ok(Some(WasmToolchain::Users));
            }
            Ok(distribution
                .finished()
                .filter(|_| distributions)
                .map(WasmToolchain::Distribution))
        },
        || {
            if users {
                let outcome = rustup_target_add();
                match outcome {
                    Ok(()) if users_toolchain_has_target() => return Ok(WasmToolchain::Users),
                    Ok(()) => {
                        tell("rustup added the target to another toolchain than the one in use");
                    }
                    Err(error) if distributions => {
                        tell(&format!(
                            "that failed ({}); using the distribution's compiler instead",
                            first_line(&error)
                        ));
                    }
                    Err(error) => return Err(error),
                }
            }
            if !distributions {
                bail!("the current toolchain has no {TARGET}");
            }
            distribution.install().map(WasmToolchain::Distribution)
        },
    )
}

fn rustup_target_add() -> Result<()> {
    if on_path(&["rustup"]).is_none() {
        bail!("there is no rustup");
    }
    let mut add = environment::command("rustup");
    add.args(["target", "add", TARGET])
        // The reason should be at the end of the output, not rustup's own call stack.
        .env("RUST_BACKTRACE", "0");
    tell(&process::typed(&add));
    process::quietly(&mut add, "rustup")?;
    Ok(())
}

fn users_toolchain_has_target() -> bool {
    let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    process::output(environment::command(rustc).args(["--print", "sysroot"])).is_some_and(
        |sysroot| {
            PathBuf::from(sysroot.trim())
                .join("lib/rustlib")
                .join(TARGET)
                .join("lib")
                .is_dir()
        },
    )
}

/// The most informative line of a failed command.
fn first_line(error: &anyhow::Error) -> String {
    let text = error.to_string();
    text.lines()
        .find(|line| line.contains("error"))
        .or_else(|| text.lines().next())
        .unwrap_or_default()
        .trim_start_matches([' ', '|'])
        .to_owned()
}
