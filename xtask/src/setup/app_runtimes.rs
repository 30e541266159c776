//! The runtimes of the apps of `examples/forward-auth`, and the proxies in front of them: Python, Go, Rails, Laravel,
//! nginx and Caddy.

use std::iter;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

use super::python_tool::PythonTool;
use super::step::Steps;
use super::{apt, named};
use crate::environment;
use crate::places::{Places, on_path};
use crate::process;

/// One environment for the three Python apps, with the versions in their requirements.
const PYTHON_APPS: PythonTool<'_> = PythonTool {
    name: "uvicorn",
    requirements: concat!(
        include_str!("../../../examples/forward-auth/django/requirements.txt"),
        include_str!("../../../examples/forward-auth/fastapi/requirements.txt"),
        include_str!("../../../examples/forward-auth/flask/requirements.txt"),
    ),
};

/// One of the distribution's programs, with the libraries that an app needs.
struct Runtime {
    title: &'static str,
    program: &'static str,
    /// Names another program. The tests read it too.
    variable: &'static str,
    packages: &'static [&'static str],
    /// Succeeds only if the libraries are installed too.
    probe: &'static [&'static str],
}

const RUNTIMES: [Runtime; 5] = [
    Runtime {
        title: "Go",
        program: "go",
        variable: "GO",
        packages: &["golang-go"],
        probe: &["version"],
    },
    Runtime {
        title: "Ruby with Rails",
        program: "ruby",
        variable: "RUBY",
        // Not `rails`, which also installs Node.
        packages: &[
            "ruby",
            "ruby-railties",
            "ruby-actionpack",
            "ruby-activerecord",
            "ruby-sqlite3",
            "puma",
        ],
        probe: &[
            "-e",
            "require 'rails'; require 'action_controller'; require 'active_record'; require 'sqlite3'; require 'puma'",
        ],
    },
    Runtime {
        title: "PHP with Laravel",
        program: "php",
        variable: "PHP",
        packages: &[
            "php-cli",
            "php-mbstring",
            "php-xml",
            "php-laravel-framework",
        ],
        // If the file is missing, PHP prints this on standard output and exits with 255.
        probe: &["-r", "require 'Illuminate/autoload.php';"],
    },
    Runtime {
        title: "nginx",
        program: "nginx",
        variable: "NGINX",
        packages: &["nginx"],
        probe: &["-v"],
    },
    Runtime {
        title: "Caddy",
        program: "caddy",
        variable: "CADDY",
        packages: &["caddy"],
        probe: &["version"],
    },
];

/// Programs, by the variables in which the tests look for them.
#[derive(Debug)]
pub(crate) struct AppRuntimes(Vec<(&'static str, PathBuf)>);

impl AppRuntimes {
    /// Programs named by variables, otherwise those on PATH, otherwise the distribution's and `PyPI`'s.
    pub(crate) fn find_or_install(places: &Places, steps: Steps) -> Result<Self> {
        let uvicorn = PYTHON_APPS.find_or_install(places, steps)?;
        let mut found = vec![("PYTHON", uvicorn.with_file_name("python"))];
        for runtime in &RUNTIMES {
            found.push((runtime.variable, runtime.find_or_install(steps)?));
        }
        Ok(Self(found))
    }

    /// Each variable, with its program.
    pub(crate) fn variables(&self) -> &[(&'static str, PathBuf)] {
        &self.0
    }
}

impl Runtime {
    fn find_or_install(&self, steps: Steps) -> Result<PathBuf> {
        let remedy = format!(
            "install it ({}), or name yours in {}.",
            apt::by_hand(self.packages),
            self.variable
        );
        let present = || Ok(named(self.variable)?.or_else(|| self.find()));
        steps.step(self.title, &remedy, present, || {
            apt::install(self.packages)?;
            self.find().with_context(|| {
                format!(
                    "the packages are installed, but {} does not run",
                    self.title
                )
            })
        })
    }

    /// The first program that has the libraries. The user's own version may come before the distribution's.
    fn find(&self) -> Option<PathBuf> {
        let places = ["/usr/bin", "/usr/sbin"].map(|folder| Path::new(folder).join(self.program));
        let candidates = iter::chain(on_path(&[self.program]), places);
        candidates.into_iter().find(|program| {
            let mut probe = environment::command(program);
            process::output(probe.args(self.probe)).is_some()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_without_its_libraries_is_not_used() {
        let runtime = |probe| Runtime {
            title: "shell",
            program: "sh",
            variable: "NO_SHELL",
            packages: &[],
            probe,
        };
        assert!(runtime(&["-c", "exit 0"]).find().is_some());
        assert_eq!(runtime(&["-c", "exit 255"]).find(), None);
    }

    /// The environment has one version of each package, so only one example may name it.
    #[test]
    fn the_examples_in_python_name_each_package_once() {
        let lines: Vec<_> = PYTHON_APPS.requirements.lines().collect();
        let mut names: Vec<_> = lines
            .iter()
            .filter_map(|it| Some(it.split_once("==")?.0))
            .collect();
        assert_eq!(names.len(), lines.len(), "{lines:?}");
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), lines.len(), "{lines:?}");
    }
}
