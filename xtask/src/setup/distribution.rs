//! The distribution's compiler for the browser, for machines where rustup cannot download the target.
//!
//! Debian has a recent enough rustc with the source of its standard library, but without that library compiled for the
//! browser. So set-up compiles it once into a separate system root in the cache; /usr and rustup stay unchanged.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use anyhow::{Context as _, Result, bail};

use super::step::tell;
use super::wasm_target::TARGET;
use super::{apt, versions};
use crate::environment;
use crate::places::Places;
use crate::process;

const PACKAGES: [&str; 6] = [
    "rustc-web",
    "cargo-web",
    "rust-web-src",
    "libstd-rust-web-dev",
    "rust-web-clippy",
    "lld",
];
/// Debian's folder of programs. PATH is not searched, because rustup's programs come first there.
const PROGRAMS: &str = "/usr/bin";
const LIBRARIES: &str = "/usr/lib/rustlib";
/// Written last. Contains the compiler that compiled the library, and the time.
const COMPLETE: &str = ".complete";
const EMPTY_CRATE: &str = "empty-crate";

/// The distribution's compiler with our own standard library.
#[derive(Debug)]
pub(crate) struct Distribution<'a> {
    places: &'a Places,
}

impl<'a> Distribution<'a> {
    pub(crate) fn new(places: &'a Places) -> Self {
        Self { places }
    }

    /// The command with which a person with root installs the packages.
    pub(crate) fn by_hand() -> String {
        apt::by_hand(&PACKAGES)
    }

    /// The toolchain's folder, if it exists and matches the current compiler.
    pub(crate) fn finished(&self) -> Option<PathBuf> {
        let compiler = compiler()?;
        let toolchain = self.folder(&compiler)?;
        let stamp = fs::read_to_string(toolchain.join(COMPLETE)).ok()?;
        stamp.starts_with(&compiler).then_some(toolchain)
    }

    /// Installs the packages, and compiles the library.
    pub(crate) fn install(&self) -> Result<PathBuf> {
        if !packages_present() {
            apt::install(&PACKAGES)?;
        }
        if !packages_present() {
            bail!(
                "the packages are installed, but {PROGRAMS}/rustc, cargo, cargo-clippy, wasm-ld or the source \
                 in {LIBRARIES}/src is still missing"
            );
        }
        let compiler = compiler().with_context(|| format!("{PROGRAMS}/rustc does not run"))?;
        let toolchain = self
            .folder(&compiler)
            .context("rustc does not print its version")?;
        if toolchain.exists() {
            fs::remove_dir_all(&toolchain)
                .with_context(|| format!("{} cannot be removed", toolchain.display()))?;
        }
        lay_out(&toolchain, &host(&compiler)?)?;
        self.compile_library(&toolchain)?;
        let when = SystemTime::now()
            .duration_since(SystemTime::UNIX_EPOCH)
            .map_or(0, |since| since.as_secs());
        fs::write(
            toolchain.join(COMPLETE),
            format!("{compiler}library compiled at: {when}\n"),
        )
        .context("the stamp of the toolchain cannot be written")?;
        Ok(toolchain)
    }

    fn folder(&self, compiler: &str) -> Option<PathBuf> {
        let version = versions::printed(compiler)?;
        Some(self.places.cache.join(format!("toolchain-{version}")))
    }

    fn compile_library(&self, toolchain: &Path) -> Result<()> {
        let folder = self.places.unfinished("standard-library");
        fs::create_dir_all(folder.join("src"))
            .with_context(|| format!("{} cannot be made", folder.display()))?;
        fs::write(folder.join("src/lib.rs"), "")?;
        fs::write(
            folder.join("Cargo.toml"),
            format!(
                "[package]\nname = \"{EMPTY_CRATE}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
                 [workspace]\n\n[profile.release]\npanic = \"abort\"\n"
            ),
        )?;
        let target = folder.join("target");
        let mut build = environment::command(Path::new(PROGRAMS).join("cargo"));
        build
            .current_dir(&folder)
            .args(["build", "--release", "--target", TARGET])
            .arg("-Zbuild-std=std,panic_abort,test")
            .env_remove("RUSTUP_TOOLCHAIN")
            .env_remove("CARGO")
            .env_remove("CARGO_ENCODED_RUSTFLAGS")
            .env("RUSTC", toolchain.join("bin/rustc"))
            .env("RUSTC_BOOTSTRAP", "1")
            // Without bitcode in the library, link-time optimisation fails: "Can't find section .llvmbc".
            .env("RUSTFLAGS", "-Cembed-bitcode=yes")
            .env("CARGO_TARGET_DIR", &target)
            .env("CARGO_TERM_PROGRESS_WHEN", "always")
            .env("CARGO_TERM_PROGRESS_WIDTH", "100");
        tell(&process::typed(&build));
        process::quietly(&mut build, "standard library for the browser")?;
        copy_libraries(
            &target.join(TARGET).join("release/deps"),
            &toolchain.join("lib/rustlib").join(TARGET).join("lib"),
        )?;
        let _ = fs::remove_dir_all(&folder);
        Ok(())
    }
}

/// Deletes what was built with another copy of the standard library, because cargo does not notice the change.
pub(crate) fn drop_outdated(target: &Path, toolchain: &Path) -> Result<()> {
    let stamp = target.join(".standard-library");
    let now = fs::read_to_string(toolchain.join(COMPLETE))
        .with_context(|| format!("{} has no stamp", toolchain.display()))?;
    if fs::read_to_string(&stamp).is_ok_and(|then| then == now) {
        return Ok(());
    }
    if target.exists() {
        tell(&format!(
            "the standard library has changed: {} is rebuilt",
            target.display()
        ));
        fs::remove_dir_all(target)
            .with_context(|| format!("{} cannot be removed", target.display()))?;
    }
    fs::create_dir_all(target).with_context(|| format!("{} cannot be made", target.display()))?;
    fs::write(&stamp, now).with_context(|| format!("{} cannot be written", stamp.display()))
}

/// The distribution's compiler version, as it prints it.
fn compiler() -> Option<String> {
    process::output(environment::command(Path::new(PROGRAMS).join("rustc")).arg("-vV"))
}

fn host(compiler: &str) -> Result<String> {
    compiler
        .lines()
        .find_map(|line| line.strip_prefix("host: "))
        .map(str::to_owned)
        .context("rustc does not print its host")
}

fn packages_present() -> bool {
    let programs = Path::new(PROGRAMS);
    ["rustc", "cargo", "cargo-clippy", "clippy-driver", "wasm-ld"]
        .iter()
        .all(|program| programs.join(program).is_file())
        && Path::new(LIBRARIES)
            .join("src/rust/library/std/Cargo.toml")
            .is_file()
}

/// A system root like the distribution's, with the library that we add.
fn lay_out(toolchain: &Path, host: &str) -> Result<()> {
    let programs = toolchain.join("bin");
    let libraries = toolchain.join("lib/rustlib");
    fs::create_dir_all(&programs)?;
    fs::create_dir_all(libraries.join(TARGET).join("lib"))?;
    let rustc = programs.join("rustc");
    fs::write(
        &rustc,
        format!(
            "#!/bin/sh\nexec {PROGRAMS}/rustc --sysroot '{}' \"$@\"\n",
            toolchain.display()
        ),
    )?;
    make_executable(&rustc)?;
    for program in ["cargo", "cargo-clippy", "clippy-driver"] {
        link(&Path::new(PROGRAMS).join(program), &programs.join(program))?;
    }
    for part in [host, "src"] {
        link(&Path::new(LIBRARIES).join(part), &libraries.join(part))?;
    }
    Ok(())
}

fn copy_libraries(from: &Path, to: &Path) -> Result<()> {
    let own = format!("lib{}-", EMPTY_CRATE.replace('-', "_"));
    let mut copied = 0;
    for entry in fs::read_dir(from).with_context(|| format!("{} is missing", from.display()))? {
        let path = entry?.path();
        let Some(name) = path.file_name().and_then(OsStr::to_str) else {
            continue;
        };
        if path.extension() == Some(OsStr::new("rlib")) && !name.starts_with(&own) {
            fs::copy(&path, to.join(name))?;
            copied += 1;
        }
    }
    anyhow::ensure!(copied > 0, "{} holds no library", from.display());
    Ok(())
}

#[cfg(unix)]
fn link(original: &Path, link: &Path) -> Result<()> {
    std::os::unix::fs::symlink(original, link)
        .with_context(|| format!("{} cannot be made", link.display()))
}

#[cfg(unix)]
fn make_executable(path: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(path, fs::Permissions::from_mode(0o755))
        .with_context(|| format!("{} cannot be made executable", path.display()))
}

#[cfg(not(unix))]
fn link(_: &Path, _: &Path) -> Result<()> {
    bail!("only Linux distributions have this compiler")
}

#[cfg(not(unix))]
fn make_executable(_: &Path) -> Result<()> {
    bail!("only Linux distributions have this compiler")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_host_of_a_compiler() {
        let told =
            "rustc 1.96.0 (ac68faa20 2026-05-25)\nbinary: rustc\nhost: x86_64-unknown-linux-gnu\n";
        assert_eq!(host(told).unwrap(), "x86_64-unknown-linux-gnu");
        assert!(host("rustc 1.96.0").is_err());
    }

    #[test]
    fn another_library_deletes_earlier_builds() {
        let base = std::env::temp_dir().join(format!("xtask-{}", uuid::Uuid::new_v4()));
        let (target, toolchain) = (base.join("target"), base.join("toolchain"));
        fs::create_dir_all(&toolchain).unwrap();
        fs::write(toolchain.join(COMPLETE), "first").unwrap();
        drop_outdated(&target, &toolchain).unwrap();
        fs::write(target.join("built"), "").unwrap();
        drop_outdated(&target, &toolchain).unwrap();
        assert!(target.join("built").exists());
        fs::write(toolchain.join(COMPLETE), "second").unwrap();
        drop_outdated(&target, &toolchain).unwrap();
        assert!(!target.join("built").exists());
        fs::remove_dir_all(&base).unwrap();
    }
}
