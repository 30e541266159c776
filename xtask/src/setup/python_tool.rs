//! A tool from PyPI with all its dependencies at exact versions, in its own virtual environment.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

use super::apt;
use super::step::{Steps, tell};
use crate::environment;
use crate::places::{Places, on_path};
use crate::process;

const PYTHON_PACKAGES: [&str; 2] = ["python3", "python3-venv"];
/// Written last, because a finished environment cannot be moved to its place.
const FINISHED: &str = "finished";

/// A tool to install.
#[derive(Debug)]
pub(crate) struct PythonTool<'a> {
    /// The name of its package and program.
    pub(crate) name: &'a str,
    /// Lines of `name==version`, including the tool's own.
    pub(crate) requirements: &'a str,
}

impl PythonTool<'_> {
    /// The tool's program.
    pub(crate) fn find_or_install(&self, places: &Places, steps: Steps) -> Result<PathBuf> {
        let version = self.version()?;
        let home = places.tool(self.name, version);
        let program = home.join("bin").join(self.name);
        // A change of its dependencies requires a new installation.
        let is_present = || {
            let kept = fs::read_to_string(home.join(FINISHED));
            program.is_file() && kept.is_ok_and(|kept| kept == self.requirements)
        };
        steps.step(
            &format!("{} {version}", self.name),
            "read the end of its output above: most often PyPI cannot be reached.",
            || Ok(is_present().then(|| program.clone())),
            || {
                self.install(places, &home)?;
                anyhow::ensure!(is_present(), "pip succeeded, but {} is missing", self.name);
                Ok(program.clone())
            },
        )
    }

    /// The version that the requirements name.
    fn version(&self) -> Result<&str> {
        let mut lines = self.requirements.lines();
        let named = lines.find_map(|line| line.strip_prefix(self.name)?.strip_prefix("=="));
        named.with_context(|| format!("the requirements do not name {}", self.name))
    }

    fn install(&self, places: &Places, home: &Path) -> Result<()> {
        if home.exists() {
            fs::remove_dir_all(home)
                .with_context(|| format!("{} cannot be removed", home.display()))?;
        }
        let python = python()?;
        let mut make = environment::command(&python);
        make.args(["-m", "venv"]).arg(home);
        tell("python3 -m venv");
        process::quietly(&mut make, "venv")?;
        let list = places.unfinished(&format!("{}.txt", self.name));
        if let Some(folder) = list.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(&list, self.requirements)
            .with_context(|| format!("{} cannot be written", list.display()))?;
        let mut install = environment::command(home.join("bin/python"));
        install
            .args(["-m", "pip", "install", "--no-input"])
            .args(["--disable-pip-version-check", "--requirement"])
            .arg(&list);
        tell(&format!("pip install {}=={}", self.name, self.version()?));
        process::quietly(&mut install, "pip")?;
        fs::rename(&list, home.join(FINISHED))?;
        Ok(())
    }
}

/// A Python that can create virtual environments, for which Debian's needs an additional package.
fn python() -> Result<PathBuf> {
    let found = || {
        let candidates = [on_path(&["python3"]), Some("/usr/bin/python3".into())];
        let mut candidates = candidates.into_iter().flatten();
        candidates.find(|python| {
            let able = "import ensurepip, sys, venv; assert sys.version_info >= (3, 10)";
            process::output(environment::command(python).args(["-c", able])).is_some()
        })
    };
    if let Some(python) = found() {
        return Ok(python);
    }
    tell("a Python of 3.10 or newer with venv is missing");
    apt::install(&PYTHON_PACKAGES)?;
    found().context("python3 and python3-venv are installed, but no Python 3.10 with venv is found")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_is_the_one_that_the_requirements_name() {
        let tool = |requirements| PythonTool {
            name: "tool",
            requirements,
        };
        let all = tool("# Both.\ntool_more==1\ntool==4.32.5\n");
        assert_eq!(all.version().unwrap(), "4.32.5");
        assert!(tool("toolbox==1\n").version().is_err());
    }
}
