//! A tool or a library from npm at one exact version, in its own folder.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context as _, Result, bail};

use super::cargo_tool::replace;
use super::step::{Steps, tell};
use super::{apt, versions};
use crate::environment;
use crate::places::{Places, on_path};
use crate::process;

const NPM_PACKAGES: [&str; 2] = ["nodejs", "npm"];
const REMEDY: &str =
    "read the end of its output above: most often npm's registry cannot be reached.";

/// A tool to install.
#[derive(Debug)]
pub(crate) struct NpmTool<'a> {
    /// Its package.
    pub(crate) name: &'a str,
    pub(crate) version: &'a str,
    pub(crate) program: &'a str,
}

impl NpmTool<'_> {
    /// The folder with the tool's program.
    pub(crate) fn find_or_install(&self, places: &Places, steps: Steps) -> Result<PathBuf> {
        let home = places.tool(self.name, self.version);
        let programs = home.join("node_modules/.bin");
        let title = if self.program == self.name {
            format!("{} {}", self.name, self.version)
        } else {
            format!("{} ({} {})", self.program, self.name, self.version)
        };
        steps.step(
            &title,
            REMEDY,
            || {
                Ok(if programs.join(self.program).exists() {
                    Some(programs.clone())
                } else {
                    self.on_users_path()
                })
            },
            || {
                self.install(places)?;
                Ok(programs.clone())
            },
        )
    }

    /// The user's own installation, if it has the same version.
    fn on_users_path(&self) -> Option<PathBuf> {
        let program = on_path(&[self.program])?;
        let printed = process::output(environment::command(&program).arg("--version"))?;
        names_version(versions::printed(&printed)?, self.version)
            .then(|| program.parent().map(PathBuf::from))?
    }

    fn install(&self, places: &Places) -> Result<()> {
        install(places, self.name, self.version)
    }
}

/// A package whose files are used without running a program.
#[derive(Debug)]
pub(crate) struct NpmLibrary<'a> {
    /// Its package.
    pub(crate) name: &'a str,
    pub(crate) version: &'a str,
    /// The files that are used.
    pub(crate) files: &'a [&'a str],
}

impl NpmLibrary<'_> {
    /// The folder of its files.
    pub(crate) fn find_or_install(&self, places: &Places, steps: Steps) -> Result<Vec<PathBuf>> {
        let home = places.tool(self.name, self.version);
        let package = home.join("node_modules").join(self.name);
        let files: Vec<_> = self.files.iter().map(|file| package.join(file)).collect();
        let missing = || files.iter().find(|file| !file.is_file());
        steps.step(
            &format!("{} {}", self.name, self.version),
            REMEDY,
            || Ok(missing().is_none().then(|| files.clone())),
            || {
                install(places, self.name, self.version)?;
                if let Some(file) = missing() {
                    bail!("npm succeeded, but {} is missing", file.display());
                }
                Ok(files.clone())
            },
        )
    }
}

fn install(places: &Places, name: &str, version: &str) -> Result<()> {
    if on_path(&["npm"]).is_none() {
        tell("npm is missing");
        apt::install(&NPM_PACKAGES)?;
    }
    let staged = places.unfinished(&format!("{name}-{version}"));
    fs::create_dir_all(&staged).with_context(|| format!("{} cannot be made", staged.display()))?;
    let mut install = environment::command("npm");
    install
        .current_dir(&staged)
        .args(["install", "--no-audit", "--no-fund", "--prefix"])
        .arg(&staged)
        .arg(format!("{name}@{version}"));
    tell(&format!("npm install {name}@{version}"));
    process::quietly(&mut install, "npm")?;
    replace(&staged, &places.tool(name, version))
}

/// Whether the output of a program names that version. wasm-opt prints only the first number.
fn names_version(printed: &str, version: &str) -> bool {
    version
        .strip_prefix(printed)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_printed_in_full_or_as_its_first_number() {
        assert!(names_version("0.28.2", "0.28.2"));
        assert!(names_version("132", "132.0.0"));
        assert!(!names_version("13", "132.0.0"));
        assert!(!names_version("0.28.20", "0.28.2"));
    }
}
