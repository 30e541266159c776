//! The npm package: only what ships, packed by npm itself.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

use super::{Work, bundle, copy, editors, server, tables, testing, types};
use crate::environment;
use crate::places::Places;
use crate::process;

/// Its name, and that of its folder.
pub(crate) const NAME: &str = "chakra-whatsapp-connect";

/// Stages the package and packs it; gives the tarball.
pub(super) fn build(work: &Work<'_>) -> Result<PathBuf> {
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
    let by_hand = types::values_by_hand(&work.places.root)?;
    for (name, text) in [
        ("package.json", manifest(work)?),
        ("index.d.ts", types::index(&by_hand)?),
        ("define.d.ts", types::define()),
        ("react.d.ts", types::react()?),
        ("custom-elements.json", editors::custom_elements()?),
        ("web-types.json", editors::web_types(work.version)?),
        ("vscode.json", editors::vscode()?),
    ] {
        if let Some(name) = name.strip_suffix(".d.ts") {
            let common = types::of_common(&text);
            fs::write(staged.join(format!("{name}.d.cts")), common)?;
        }
        fs::write(staged.join(name), text)?;
    }
    types::write_jsx(&staged.join("types"))?;
    testing::build(work, &staged, &types::index(&by_hand)?)?;
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

/// The engine by names that never change: a bundler gives it others.
fn engine(work: &Work<'_>, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    bundle::glue(work, &to.join("chakra-connect.js"))?;
    let wasm = "chakra-connect_bg.wasm";
    fs::copy(work.dist().join(wasm), to.join(wasm))?;
    Ok(())
}

/// npm/package.json with the version, and the repository where the workspace names one.
fn manifest(work: &Work<'_>) -> Result<String> {
    let path = work.places.root.join("npm/package.json");
    let text =
        fs::read_to_string(&path).with_context(|| format!("{} cannot be read", path.display()))?;
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
        "{} has no {placeholder}",
        path.display()
    );
    Ok(text.replace(placeholder, &lines))
}

fn pack(work: &Work<'_>, staged: &Path) -> Result<PathBuf> {
    let tarball = tarball(work.places);
    let folder = tarball.parent().context("the tarball has a folder")?;
    fs::create_dir_all(folder)?;
    let mut npm = environment::command("npm");
    npm.current_dir(staged)
        .args(["pack", "--silent", "--ignore-scripts", "--pack-destination"])
        .arg(folder);
    process::quietly(&mut npm, "npm pack").context("the npm package cannot be packed")?;
    Ok(tarball)
}

/// The packed package.
pub(crate) fn tarball(places: &Places) -> PathBuf {
    // The workspace has one version.
    let name = format!("npm/{NAME}-{}.tgz", env!("CARGO_PKG_VERSION"));
    places.package().join(name)
}
