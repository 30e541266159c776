//! `cargo xtask package`: creates all files of a release in target/package/.

mod budgets;
mod bundle;
mod cdn;
mod check;
mod constants;
mod contract_types;
mod editors;
mod events;
mod manifest;
mod npm;
mod reproducible;
mod sbom;
mod server;
mod sizes;
mod tables;
mod testing;
mod types;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result};
use clap::Args;

pub(crate) use self::check::{REGISTRY_CHECKS, users};
pub(crate) use self::constants::{calls, constant};
pub(crate) use self::contract_types::all as body_types;
pub(crate) use self::editors::custom_elements;
pub(crate) use self::manifest::integrity;
pub(crate) use self::npm::{
    NAME as NPM_NAME, declarations, packed_files, source_manifest as npm_manifest, tarball,
};
pub(crate) use self::reproducible::check as check_reproducible;
pub(crate) use self::sbom::check as check_bill;
pub(crate) use self::server::build as build_server;
pub(crate) use self::sizes::check as check_sizes;
use crate::environment::{self, WasmEnvironment};
use crate::places::Places;
use crate::process;
use crate::setup::Setup;
use crate::widget_build::{self, Profile};

/// What to package, and how.
#[derive(Debug, Args)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a switch of the command"
)]
pub(crate) struct Options {
    /// Use the release build in dist/ without building it.
    #[arg(long)]
    built: bool,
    /// Build with only stable features of Rust.
    #[arg(long, conflicts_with = "built")]
    stable: bool,
    /// Check the result: publint, are-the-types-wrong, and a dry run of publishing.
    #[arg(long)]
    check: bool,
    /// Build twice, in two new folders, and compare every byte.
    #[arg(long, conflicts_with_all = ["built", "check"])]
    twice: bool,
}

/// `cargo xtask package`.
pub(crate) fn run(places: &Places, options: &Options) -> Result<()> {
    let environment = Setup::begin(places, false)?.widget_tools()?;
    let profile = if options.stable {
        Profile::StableRelease
    } else {
        Profile::Release
    };
    if options.twice {
        return reproducible::check(places, &environment, profile);
    }
    if !options.built {
        widget_build::build(places, &environment, profile)?;
    }
    let package = Package::make(places, &environment)?;
    pack_crates(places)?;
    sizes::report(places)?;
    println!("\n{}", places.display(&package.folder));
    for file in package.files()? {
        println!("  {}", file.display());
    }
    println!(
        "\nfor npm install: {}\nfor the script tag: {}",
        places.display(&tarball(places)),
        places.display(&package.folder.join("cdn"))
    );
    if options.check {
        check::run(places)?;
        // The dry run of publishing assembles the crates once more.
        remove_leftovers(&package.folder)?;
    }
    Ok(())
}

/// The crates of the widget, dependencies first.
pub(crate) const WIDGET_CRATES: [&str; 2] = ["chakra-connect-contract", "chakra-connect"];

/// All published crates, each after its dependencies. Every other crate has `publish = false`.
pub(crate) const CRATES: [&str; 5] = [
    "chakra-connect-contract",
    "chakra-connect",
    "chakra-backend",
    "chakra-backend-check",
    "chakra-backend-server",
];

/// Packs or publishes some of the crates, from the current files.
pub(crate) fn cargo_on_crates(places: &Places, crates: &[&str], arguments: &[&str]) -> Command {
    let mut cargo = environment::cargo();
    cargo.current_dir(&places.root).args(arguments);
    for name in crates {
        cargo.args(["--package", name]);
    }
    cargo.arg("--allow-dirty");
    cargo
}

/// Packs the crates into the package's folder.
pub(crate) fn pack_crates(places: &Places) -> Result<()> {
    let mut cargo = cargo_on_crates(places, &CRATES, &["package", "--no-verify"]);
    process::quietly(&mut cargo, "crates").context("the crates cannot be packed")?;
    remove_leftovers(&places.package())
}

/// Removes the folders in which cargo assembles crates, and the registry through which these find each other.
fn remove_leftovers(package: &Path) -> Result<()> {
    for name in ["tmp-crate", "tmp-registry"] {
        let left = package.join(name);
        if left.exists() {
            fs::remove_dir_all(&left)
                .with_context(|| format!("{} cannot be removed", left.display()))?;
        }
    }
    Ok(())
}

/// The contents of target/package/.
pub(crate) struct Package {
    folder: PathBuf,
}

impl Package {
    /// Packages the release build that is in dist/.
    pub(crate) fn make(places: &Places, environment: &WasmEnvironment) -> Result<Self> {
        let folder = places.package();
        if folder.exists() {
            fs::remove_dir_all(&folder)
                .with_context(|| format!("{} cannot be removed", folder.display()))?;
        }
        let work = Work::prepare(places, environment)?;
        cdn::build(&work)?;
        npm::build(&work)?;
        fs::write(
            folder.join("sbom.cdx.json"),
            sbom::bill(places, environment)?,
        )?;
        fs::remove_dir_all(&work.folder)?;
        Ok(Self { folder })
    }

    /// Every file, with its path below the folder.
    fn files(&self) -> Result<Vec<PathBuf>> {
        all_files(&self.folder)
    }
}

/// The folder in which scripts are assembled: our sources, and the tables generated from the code.
struct Work<'a> {
    places: &'a Places,
    environment: &'a WasmEnvironment,
    folder: PathBuf,
    version: &'static str,
}

impl<'a> Work<'a> {
    fn prepare(places: &'a Places, environment: &'a WasmEnvironment) -> Result<Self> {
        let work = Self {
            places,
            environment,
            folder: places.package().join("work"),
            // The workspace has one version.
            version: env!("CARGO_PKG_VERSION"),
        };
        fs::create_dir_all(&work.folder)?;
        copy(&places.root.join("npm/src"), &work.folder)?;
        let write = |name: &str, text: String| fs::write(work.folder.join(name), text);
        let class = places.root.join("src/element/class.js");
        fs::copy(&class, work.folder.join("class.js"))
            .with_context(|| format!("{} cannot be copied", class.display()))?;
        // Otherwise a package.json above the checkout decides whether these scripts are modules.
        write("package.json", "{ \"type\": \"module\" }\n".to_owned())?;
        write("tables.js", tables::module(&bundle::waiting_style(&work)?)?)?;
        write("card.js", tables::card(&bundle::failure_style(&work)?)?)?;
        write("languages.js", tables::languages())?;
        write("locales.js", tables::locales())?;
        write("defaults.js", tables::defaults())?;
        Ok(work)
    }

    fn dist(&self) -> PathBuf {
        self.places.dist()
    }
}

/// Copies a folder with everything in it.
pub(crate) fn copy(from: &Path, to: &Path) -> Result<()> {
    for file in all_files(from)? {
        let target = to.join(&file);
        if let Some(folder) = target.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::copy(from.join(&file), &target)
            .with_context(|| format!("{} cannot be copied", file.display()))?;
    }
    Ok(())
}

/// The files below `folder`, with their paths relative to it, sorted.
pub(crate) fn all_files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut left = vec![PathBuf::new()];
    while let Some(below) = left.pop() {
        let path = folder.join(&below);
        let entries =
            fs::read_dir(&path).with_context(|| format!("{} cannot be read", path.display()))?;
        for entry in entries {
            let entry = entry?;
            let path = below.join(entry.file_name());
            if entry.file_type()?.is_dir() {
                left.push(path);
            } else {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cargo_leaves_behind_is_removed_and_the_crates_stay() {
        let folder = std::env::temp_dir().join(format!("xtask-{}", uuid::Uuid::new_v4()));
        for name in ["tmp-crate/a", "tmp-registry/index", "cdn"] {
            fs::create_dir_all(folder.join(name)).unwrap();
        }
        for name in ["tmp-crate/a/a.crate", "tmp-registry/index/a", "a.crate"] {
            fs::write(folder.join(name), "").unwrap();
        }
        remove_leftovers(&folder).unwrap();
        assert_eq!(all_files(&folder).unwrap(), [Path::new("a.crate")]);
        // Also if nothing is there.
        remove_leftovers(&folder).unwrap();
        fs::remove_dir_all(&folder).unwrap();
    }
}
