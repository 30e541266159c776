//! A tool from crates.io at one exact version, in its own folder.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context as _, Result};

use super::step::{Steps, tell};
use super::versions;
use crate::environment;
use crate::places::{Places, on_path};
use crate::process;

/// A tool to install.
#[derive(Debug)]
pub(crate) struct CargoTool<'a> {
    /// Its crate.
    pub(crate) name: &'a str,
    pub(crate) version: &'a str,
    /// Its programs. The first one prints the version.
    pub(crate) programs: &'a [&'a str],
    /// Whether its own lock file can be used.
    pub(crate) locked: bool,
    /// The features to build it with instead of its default ones.
    pub(crate) features: Option<&'a str>,
    pub(crate) work: Work,
}

/// How much a tool computes, and so how long the compiler should take for it.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Work {
    /// It is built without optimisation, in half the time.
    Little,
    /// It processes whole modules, again and again.
    Much,
}

impl Work {
    fn opt_level(self) -> &'static str {
        match self {
            Self::Little => "0",
            Self::Much => "1",
        }
    }
}

impl CargoTool<'_> {
    /// The folder with the tool's programs.
    pub(crate) fn find_or_install(&self, places: &Places, steps: Steps) -> Result<PathBuf> {
        let home = places.tool(self.name, self.version);
        let programs = home.join("bin");
        steps.step(
            &self.title(),
            "read the end of its output above: most often the registry cannot be reached, or the disk is full. \
             What was compiled is kept.",
            || Ok(self.find(places)),
            || {
                self.install(places)?;
                Ok(programs.clone())
            },
        )
    }

    /// Its usual name, for example `trunk 0.21.14`.
    pub(crate) fn title(&self) -> String {
        format!("{} {}", self.name, self.version)
    }

    /// The folder with the tool's programs, if they are there.
    pub(crate) fn find(&self, places: &Places) -> Option<PathBuf> {
        let programs = places.tool(self.name, self.version).join("bin");
        let is_there = |program: &&str| programs.join(program).is_file();
        if self.programs.iter().all(is_there) {
            Some(programs)
        } else {
            self.on_users_path()
        }
    }

    /// The user's own installation, if it has exactly the required version.
    fn on_users_path(&self) -> Option<PathBuf> {
        let first = on_path(&self.programs[..1])?;
        let folder = first.parent()?;
        let all = self
            .programs
            .iter()
            .all(|program| folder.join(program).is_file());
        let printed = process::output(environment::command(&first).arg("--version"))?;
        (all && versions::printed(&printed) == Some(self.version)).then(|| folder.to_path_buf())
    }

    fn install(&self, places: &Places) -> Result<()> {
        let home = places.tool(self.name, self.version);
        let unfinished = places.unfinished(&format!("{}-{}", self.name, self.version));
        let staged = unfinished.join("root");
        fs::create_dir_all(&unfinished)
            .with_context(|| format!("{} cannot be made", unfinished.display()))?;
        let mut install = environment::cargo();
        install
            // Outside the checkout, whose cargo configuration is not meant for tools.
            .current_dir(&unfinished)
            .args(["install", self.name, "--version"])
            .arg(format!("={}", self.version))
            .arg("--root")
            .arg(&staged)
            // Kept if the install fails, so that the next run resumes.
            .env("CARGO_TARGET_DIR", unfinished.join("target"))
            // Fast to build, instead of fast to run.
            .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", self.work.opt_level())
            .env("CARGO_PROFILE_RELEASE_LTO", "false")
            .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
            .env("CARGO_PROFILE_RELEASE_DEBUG", "false")
            .env("CARGO_TERM_PROGRESS_WHEN", "always")
            .env("CARGO_TERM_PROGRESS_WIDTH", "100");
        if self.locked {
            install.arg("--locked");
        }
        if let Some(features) = self.features {
            install.args(["--no-default-features", "--features", features]);
        }
        tell(&format!("cargo install {}@{}", self.name, self.version));
        process::quietly(&mut install, self.name)?;
        replace(&staged, &home)?;
        // No longer needed; a failure does not matter.
        let _ = fs::remove_dir_all(&unfinished);
        Ok(())
    }
}

/// Moves a finished folder to its place, replacing a damaged one.
pub(crate) fn replace(finished: &std::path::Path, place: &std::path::Path) -> Result<()> {
    if place.exists() {
        fs::remove_dir_all(place)
            .with_context(|| format!("{} cannot be removed", place.display()))?;
    }
    if let Some(parent) = place.parent() {
        fs::create_dir_all(parent)
            .with_context(|| format!("{} cannot be made", parent.display()))?;
    }
    fs::rename(finished, place).with_context(|| {
        format!(
            "{} cannot be moved to {}",
            finished.display(),
            place.display()
        )
    })
}
