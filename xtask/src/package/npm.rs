//! The npm package: only the files that ship, packed by npm itself.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

use super::{Work, bundle, copy, editors, server, tables, testing, types};
use crate::environment;
use crate::places::Places;
use crate::process;

/// Its name, which is also its folder's.
pub(crate) const NAME: &str = "chakra-whatsapp-connect";

/// Stages the package and packs it.
pub(super) fn build(work: &Work<'_>) -> Result<()> {
    let staged = work.folder.join(NAME);
    fs::create_dir_all(&staged)?;
    engine(work, &staged.join("engine"))?;
    tables::write_locales(&work.places.root, &staged.join("locales"))?;
    copy(
        &work.places.root.join("style/presets"),
        &staged.join("presets"),
    )?;
    bundle::modules(work, &staged)?;
    bundle::common(work, &staged)?;
    server::build(work.places, |tool| work.environment.command(tool), &staged)?;
    for (name, text) in modules(work.places)?.into_iter().chain([
        ("package.json", manifest(work)?),
        ("custom-elements.json", editors::custom_elements()?),
        ("web-types.json", editors::web_types(work.version)?),
        ("vscode.json", editors::vscode()?),
    ]) {
        if let Some(name) = name.strip_suffix(".d.ts") {
            let common = types::of_common(&text);
            fs::write(staged.join(format!("{name}.d.cts")), common)?;
        }
        fs::write(staged.join(name), text)?;
    }
    types::write_jsx(&staged.join("types"))?;
    testing::build(work, &staged)?;
    for (from, to) in [
        ("npm/README.md", "README.md"),
        ("CHANGELOG.md", "CHANGELOG.md"),
        ("LICENSE-MIT", "LICENSE-MIT"),
        ("LICENSE-APACHE", "LICENSE-APACHE"),
    ] {
        let from = work.places.root.join(from);
        fs::copy(&from, staged.join(to))
            .with_context(|| format!("{} cannot be copied", from.display()))?;
    }
    pack(work, &staged)
}

/// The generated declarations, by file.
pub(crate) fn declarations(places: &Places) -> Result<Vec<(String, String)>> {
    let modules = modules(places)?.into_iter();
    let mut all: Vec<_> = modules
        .map(|(name, text)| (name.to_owned(), text))
        .collect();
    for (name, text) in types::jsx()? {
        all.push((format!("types/{name}.d.ts"), text));
    }
    Ok(all)
}

fn modules(places: &Places) -> Result<Vec<(&'static str, String)>> {
    let by_hand = types::values_by_hand(&places.root)?;
    Ok(vec![
        ("index.d.ts", types::index(&by_hand)?),
        ("define.d.ts", types::define()),
        ("react.d.ts", types::react()?),
    ])
}

/// The engine, with names that never change. A bundler renames them.
fn engine(work: &Work<'_>, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    bundle::glue(work, &to.join("chakra-connect.js"))?;
    let wasm = "chakra-connect_bg.wasm";
    fs::copy(work.dist().join(wasm), to.join(wasm))?;
    Ok(())
}

/// npm/package.json as written, without a version.
pub(crate) fn source_manifest(places: &Places) -> Result<String> {
    let path = places.root.join("npm/package.json");
    fs::read_to_string(&path).with_context(|| format!("{} cannot be read", path.display()))
}

/// npm/package.json with the version, and with the repository if the workspace names one.
fn manifest(work: &Work<'_>) -> Result<String> {
    let text = source_manifest(work.places)?;
    let placeholder = "\"version\": \"0.0.0\",";
    let mut lines = format!("\"version\": \"{}\",", work.version);
    let repository = env!("CARGO_PKG_REPOSITORY");
    if !repository.is_empty() {
        let _ = write!(
            lines,
            "\n  \"repository\": {{ \"type\": \"git\", \"url\": \"git+{repository}.git\", \"directory\": \"npm\" }},\n  \"homepage\": \"{repository}\","
        );
    }
    anyhow::ensure!(
        text.contains(placeholder),
        "npm/package.json has no {placeholder}"
    );
    Ok(text.replace(placeholder, &lines))
}

fn pack(work: &Work<'_>, staged: &Path) -> Result<()> {
    let tarball = tarball(work.places);
    let folder = tarball.parent().context("the tarball has a folder")?;
    fs::create_dir_all(folder)?;
    let mut npm = environment::command("npm");
    npm.current_dir(staged)
        .args(["pack", "--silent", "--ignore-scripts", "--pack-destination"])
        .arg(folder);
    process::quietly(&mut npm, "npm pack").context("the npm package cannot be packed")
}

/// The packed package.
pub(crate) fn tarball(places: &Places) -> PathBuf {
    // The whole workspace has one version.
    let name = format!("npm/{NAME}-{}.tgz", env!("CARGO_PKG_VERSION"));
    places.package().join(name)
}

/// The files of the packed package with their contents, sorted by path.
pub(crate) fn packed_files(places: &Places) -> Result<Vec<(String, Vec<u8>)>> {
    let tarball = tarball(places);
    anyhow::ensure!(
        tarball.is_file(),
        "{} is not there: run `cargo xtask package` first",
        places.display(&tarball)
    );
    let folder = places.target.join("package-content");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    let mut tar = environment::command("tar");
    // npm puts everything in a folder `package`.
    tar.arg("-xzf").arg(&tarball).arg("--strip-components=1");
    process::quietly(tar.arg("-C").arg(&folder), "tar")?;
    let named = super::all_files(&folder)?.into_iter().map(|path| {
        let name = path.to_str().context("a file name that is no text")?;
        Ok((name.to_owned(), fs::read(folder.join(&path))?))
    });
    named.collect()
}
