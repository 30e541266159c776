//! The source of Rust's standard library. A release compiles it for size, like the rest.

use std::path::PathBuf;

use anyhow::{Context as _, ensure};

use super::step::{Steps, tell};
use crate::environment::{self, WasmEnvironment, WasmToolchain};
use crate::process;

/// The folder of the source; none if it is not available. A release then uses the compiler's own library, and is larger
/// by one fifteenth.
pub(crate) fn find_or_install(environment: &WasmEnvironment, steps: Steps) -> Option<PathBuf> {
    let found = steps.step(
        "source of the standard library",
        "rustup component add rust-src",
        || Ok(folder(environment)),
        || {
            ensure!(
                environment.toolchain == WasmToolchain::Users,
                "the distribution's package of the source is incomplete"
            );
            let mut add = environment::command("rustup");
            add.args(["component", "add", "rust-src"]);
            tell(&process::typed(&add));
            process::quietly(&mut add, "rustup")?;
            folder(environment).context("rustup added it to a different toolchain")
        },
    );
    found
        .inspect_err(|error| {
            eprintln!(
                "{error:#}\n  going on with the compiled library, with which a release is larger"
            );
        })
        .ok()
}

fn folder(environment: &WasmEnvironment) -> Option<PathBuf> {
    let sysroot = process::output(environment.rustc().args(["--print", "sysroot"]))?;
    let library = PathBuf::from(sysroot.trim()).join("lib/rustlib/src/rust/library");
    library.join("std/Cargo.toml").is_file().then_some(library)
}
