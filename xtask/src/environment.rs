//! The environment of the programs we start, for the host and for the browser's toolchain.

use std::env;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::Command;

/// A program for the host, with the user's own toolchain.
///
/// `cargo run` describes xtask itself in environment variables. Build scripts that depend on these variables, such as
/// ring's, would then run again on every switch between `cargo xtask` and plain `cargo`.
pub(crate) fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    for (name, _) in env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("CARGO_PKG_")
            || text.starts_with("CARGO_MANIFEST_")
            || matches!(
                &*text,
                "CARGO_BIN_NAME" | "CARGO_CRATE_NAME" | "CARGO_PRIMARY_PACKAGE" | "OUT_DIR"
            )
        {
            command.env_remove(&name);
        }
    }
    match library_path() {
        Some(kept) if !kept.is_empty() => command.env("LD_LIBRARY_PATH", kept),
        _ => command.env_remove("LD_LIBRARY_PATH"),
    };
    command
}

/// The user's cargo: the one that started us.
pub(crate) fn cargo() -> Command {
    command(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// `LD_LIBRARY_PATH` without the entries of rustup and `cargo run`: another compiler must not load these libraries.
fn library_path() -> Option<OsString> {
    let toolchain = env::var_os("CARGO")
        .map(PathBuf::from)
        .and_then(|cargo| cargo.ancestors().nth(2).map(Path::to_path_buf));
    let target = env::current_exe()
        .ok()
        .and_then(|exe| exe.ancestors().nth(2).map(Path::to_path_buf));
    let ours = [toolchain, target];
    let value = env::var_os("LD_LIBRARY_PATH")?;
    let kept = env::split_paths(&value).filter(|entry| {
        !ours
            .iter()
            .flatten()
            .any(|folder| entry.starts_with(folder))
    });
    env::join_paths(kept).ok()
}

/// The compiler for wasm32-unknown-unknown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum WasmToolchain {
    /// The user's own toolchain has the target.
    Users,
    /// The distribution's compiler with a standard library that we built, in this folder of the cache.
    Distribution(PathBuf),
}

/// The environment of every build and test for the browser.
#[derive(Debug, Clone)]
pub(crate) struct WasmEnvironment {
    pub(crate) toolchain: WasmToolchain,
    /// Folders of trunk, wasm-bindgen, wasm-opt, esbuild and terser: the user's own if they are suitable, otherwise
    /// ours.
    pub(crate) tools: Vec<PathBuf>,
    pub(crate) target: PathBuf,
    /// The source of the standard library, for builds that also compile it.
    pub(crate) std_source: Option<PathBuf>,
}

impl WasmEnvironment {
    /// A program that builds for the browser.
    pub(crate) fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = command(program);
        let mut path = Vec::new();
        if let WasmToolchain::Distribution(toolchain) = &self.toolchain {
            path.push(toolchain.join("bin"));
            // Set by rustup's proxies for the toolchain that runs xtask.
            for name in ["RUSTUP_TOOLCHAIN", "CARGO", "RUSTDOC"] {
                command.env_remove(name);
            }
            command
                .env("RUSTC", toolchain.join("bin/rustc"))
                // clippy-driver takes the standard library from here.
                .env("SYSROOT", toolchain)
                // The distribution's compiler does not include rust-lld.
                .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", "wasm-ld");
        }
        path.extend(self.tools.iter().cloned());
        if let Some(users) = env::var_os("PATH") {
            path.extend(env::split_paths(&users));
        }
        if let Ok(joined) = env::join_paths(path) {
            command.env("PATH", joined);
        }
        // Trunk 0.21 accepts only "true" or "false", and fails on the usual "1".
        if env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty()) {
            command.env("NO_COLOR", "true");
        } else {
            command.env_remove("NO_COLOR");
        }
        command.env("CARGO_TARGET_DIR", &self.target);
        command
    }

    /// The cargo that builds for the browser.
    pub(crate) fn cargo(&self) -> Command {
        match &self.toolchain {
            WasmToolchain::Users => {
                self.command(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
            }
            WasmToolchain::Distribution(toolchain) => self.command(toolchain.join("bin/cargo")),
        }
    }

    /// The compiler of the same toolchain.
    pub(crate) fn rustc(&self) -> Command {
        match &self.toolchain {
            WasmToolchain::Users => {
                self.command(env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()))
            }
            WasmToolchain::Distribution(toolchain) => self.command(toolchain.join("bin/rustc")),
        }
    }

    /// Clippy of the same toolchain. Through cargo, rustup's clippy would come first on PATH.
    pub(crate) fn clippy(&self) -> Command {
        match &self.toolchain {
            WasmToolchain::Users => {
                let mut command = self.cargo();
                command.arg("clippy");
                command
            }
            WasmToolchain::Distribution(toolchain) => {
                let mut command = self.command(toolchain.join("bin/cargo-clippy"));
                command.arg("clippy");
                command
            }
        }
    }
}
