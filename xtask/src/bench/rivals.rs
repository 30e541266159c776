//! Installs the rivals' dependencies from their lock file, and bundles them for production.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

use crate::environment::{self, WasmEnvironment};
use crate::package;
use crate::places::Places;
use crate::process;

/// Entry points, and whether the style sheet is bundled into the script.
const ALONE: [(&str, bool); 3] = [
    ("react-page.jsx", false),
    ("lit.js", true),
    ("plain.js", true),
];
/// React pages: without the widget, with it, with the rival.
const IN_REACT: [&str; 3] = [
    "in-react-base.jsx",
    "in-react-ours.jsx",
    "in-react-rival.jsx",
];
/// Language level of the bundles, the same as for the engine's glue.
const LANGUAGE: &str = "--target=es2022";

/// Installs and bundles the rivals. Returns the folder to serve.
pub(super) fn bundle(places: &Places, environment: &WasmEnvironment) -> Result<PathBuf> {
    let work = places.target.join("bench/rivals");
    if work.join("src").exists() {
        fs::remove_dir_all(work.join("src"))?;
    }
    package::copy(&places.root.join("bench/rivals"), &work)?;
    install(&work)?;
    let widget = unpack(places, &work)?;
    let dist = work.join("dist");
    if dist.exists() {
        fs::remove_dir_all(&dist).with_context(|| format!("{} stays", dist.display()))?;
    }
    for (source, has_style_in_script) in ALONE {
        let loader: &[_] = if has_style_in_script {
            &["--loader:.css=text"]
        } else {
            &[]
        };
        esbuild(environment, &work, &[source], loader)?;
    }
    for source in IN_REACT {
        // Dynamic imports become separate files, as in an app.
        let split = ["--splitting", "--chunk-names=[name]-[hash]"];
        esbuild(environment, &work, &[source], &split)?;
    }
    // esbuild does not resolve `new URL("…", import.meta.url)`: the file must be beside the bundle.
    let engine = dist.join("engine");
    fs::create_dir_all(&engine)?;
    let wasm = "engine/chakra-connect_bg.wasm";
    fs::copy(widget.join(wasm), dist.join(wasm)).with_context(|| format!("{wasm} is missing"))?;
    Ok(dist)
}

/// Runs `npm ci`, unless the lock file is unchanged since the last time.
fn install(work: &Path) -> Result<()> {
    let lock = fs::read(work.join("package-lock.json")).context("the rivals have no lock file")?;
    let installed = work.join("node_modules/.installed");
    if fs::read(&installed).is_ok_and(|last| last == lock) {
        return Ok(());
    }
    let mut npm = environment::command("npm");
    npm.current_dir(work)
        .args(["ci", "--no-audit", "--no-fund"]);
    process::quietly(&mut npm, "rivals").context("the rivals' dependencies cannot be installed")?;
    fs::write(installed, lock)?;
    Ok(())
}

/// Unpacks the npm package beside them, as `npm install` of the tarball would.
fn unpack(places: &Places, work: &Path) -> Result<PathBuf> {
    let folder = work.join("node_modules").join(package::NPM_NAME);
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    let mut tar = environment::command("tar");
    tar.arg("xzf")
        .arg(package::tarball(places))
        .args(["--strip-components=1", "-C"])
        .arg(&folder);
    process::quietly(&mut tar, "tar").context("run `cargo xtask package` first")?;
    Ok(folder)
}

fn esbuild(
    environment: &WasmEnvironment,
    work: &Path,
    sources: &[&str],
    more: &[&str],
) -> Result<()> {
    let mut esbuild = environment.command("esbuild");
    esbuild
        .current_dir(work.join("src"))
        .args(sources)
        .args(["--bundle", "--minify", "--format=esm", LANGUAGE])
        .args([
            "--jsx=automatic",
            "--define:process.env.NODE_ENV=\"production\"",
        ])
        .args([
            "--legal-comments=none",
            "--log-level=warning",
            "--outdir=../dist",
        ])
        .args(more);
    process::watched(&mut esbuild, "rivals", |_| true).context("the rivals cannot be bundled")?;
    Ok(())
}
