//! The same sources give the same bytes in any folder.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};

use super::{Package, manifest};
use crate::environment::{self, WasmEnvironment};
use crate::places::Places;
use crate::process;
use crate::widget_build::{self, Profile};

/// Builds in two new folders, whose paths also differ in length, and compares the hashes.
pub(crate) fn check(
    places: &Places,
    environment: &WasmEnvironment,
    profile: Profile,
) -> Result<()> {
    let base = places.target.join("reproducible");
    if base.exists() {
        fs::remove_dir_all(&base)?;
    }
    let folders = ["a", "another-checkout"].map(|name| base.join(name));
    // Both copies first, because files may change in the meantime.
    for folder in &folders {
        copy_sources(&places.root, folder)?;
    }
    let mut builds = Vec::new();
    for folder in &folders {
        builds.push(build(places, environment, folder, profile)?);
    }
    let [first, second] = &*builds else {
        anyhow::bail!("there are not two builds");
    };
    let mut different = Vec::new();
    for (file, hash) in first {
        println!("{hash}  {file}");
        if second.get(file) != Some(hash) {
            different.push(file.as_str());
        }
    }
    ensure!(
        different.is_empty() && first.len() == second.len(),
        "the second build differs in: {}",
        different.join(", ")
    );
    println!("two builds in new folders: {} identical files", first.len());
    fs::remove_dir_all(&base)?;
    Ok(())
}

/// Hashes of all files of a release built from the copy of the sources in `folder`.
fn build(
    places: &Places,
    environment: &WasmEnvironment,
    folder: &Path,
    profile: Profile,
) -> Result<BTreeMap<String, String>> {
    let places = Places {
        root: folder.to_path_buf(),
        target: folder.join("target"),
        cache: places.cache.clone(),
    };
    let environment = WasmEnvironment {
        target: places.wasm_target(),
        ..environment.clone()
    };
    widget_build::build(&places, &environment, profile)?;
    let package = Package::make(&places, &environment)?;
    let mut hashes = BTreeMap::new();
    for file in package.files()? {
        let bytes = fs::read(package.folder.join(&file))?;
        hashes.insert(file.display().to_string(), manifest::integrity(&bytes));
    }
    Ok(hashes)
}

/// Copies the files that git would commit, without ignored or deleted ones.
fn copy_sources(from: &Path, to: &Path) -> Result<()> {
    let mut git = environment::command("git");
    git.current_dir(from)
        .args(["ls-files", "--cached", "--others", "--exclude-standard"]);
    let listed = process::output(&mut git).context("git does not list the sources")?;
    for file in listed.lines().map(PathBuf::from) {
        let source = from.join(&file);
        if !source.is_file() {
            continue;
        }
        let target = to.join(&file);
        if let Some(folder) = target.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::copy(&source, &target)
            .with_context(|| format!("{} cannot be copied", file.display()))?;
    }
    Ok(())
}
