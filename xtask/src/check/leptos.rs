//! Builds examples/leptos as its reader would: outside the repository, from the packed crate.

use std::env;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

use crate::environment::{self, WasmEnvironment};
use crate::package::{self, WIDGET_CRATES};
use crate::places::Places;
use crate::process;
use crate::progress::duration;
use crate::setup::WASM_TARGET;
use crate::widget_build;

/// The built app.
pub(super) fn build(places: &Places, environment: &WasmEnvironment) -> Result<PathBuf> {
    let started = std::time::Instant::now();
    eprintln!("building examples/leptos …");
    // Always the same folder, so that cargo reuses earlier builds.
    let folder = env::temp_dir().join("chakra-connect-leptos");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    let example = places.root.join("examples/leptos");
    for file in ["Cargo.toml", "index.html", "src/main.rs"] {
        copy(&example.join(file), &folder.join(file))?;
    }
    unpack(places, &folder)?;
    // The registry does not have this version yet.
    let mut patch = String::from("[patch.crates-io]\n");
    for name in WIDGET_CRATES {
        let source = unpacked(&folder, name);
        // Writing to a string cannot fail.
        let _ = writeln!(patch, "{name} = {{ path = '{}' }}", source.display());
    }
    fs::create_dir_all(folder.join(".cargo"))?;
    fs::write(folder.join(".cargo/config.toml"), patch)?;
    // The same versions as in all other tests.
    copy(&places.root.join("Cargo.lock"), &folder.join("Cargo.lock"))?;

    let mut fetch = environment.cargo();
    fetch
        .current_dir(&folder)
        .args(["fetch", "--target", WASM_TARGET]);
    process::quietly(&mut fetch, "crates of examples/leptos")?;
    let mut trunk = environment.command("trunk");
    trunk
        .current_dir(&folder)
        .args(["build", "--release", "--offline"])
        .env(
            "CARGO_ENCODED_RUSTFLAGS",
            widget_build::release_flags(places, None),
        );
    process::watched(&mut trunk, "leptos", |line| !widget_build::is_routine(line))
        .context("examples/leptos does not build")?;

    let dist = folder.join("dist");
    // As the example's README says.
    for entry in fs::read_dir(unpacked(&folder, "chakra-connect").join("locales"))? {
        let file = entry?;
        copy(&file.path(), &dist.join("locales").join(file.file_name()))?;
    }
    eprintln!("built examples/leptos in {}", duration(started.elapsed()));
    Ok(dist)
}

/// Packs the crates and unpacks them into `folder`.
fn unpack(places: &Places, folder: &Path) -> Result<()> {
    let packed = folder.join("packed");
    let mut pack = package::cargo_on_crates(places, &WIDGET_CRATES, &["package", "--no-verify"]);
    pack.arg("--target-dir").arg(&packed);
    process::quietly(&mut pack, "cargo package")?;
    for name in WIDGET_CRATES {
        let archive = unpacked(&packed.join("package"), name).with_added_extension("crate");
        let mut tar = environment::command("tar");
        tar.current_dir(folder).arg("xzf").arg(archive);
        process::quietly(&mut tar, "tar")?;
    }
    Ok(())
}

/// The folder of an unpacked crate.
fn unpacked(folder: &Path, name: &str) -> PathBuf {
    folder.join(format!("{name}-{}", env!("CARGO_PKG_VERSION")))
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::copy(from, to).with_context(|| format!("{} cannot be copied", from.display()))?;
    Ok(())
}
