//! The programs that a run uses, with their versions: the first thing a bug report needs.

use std::fmt;
use std::path::Path;
use std::process::Command;

use super::browser::{Browser, OLDEST_CHROMIUM};
use super::engines::Engines;
use super::versions;
use crate::environment::{self, WasmEnvironment, WasmToolchain};

/// The oldest Node that most examples run on: its `node:sqlite` needs no flag, and has the option `timeout`.
const OLDEST_NODE: [u32; 2] = [22, 16];

/// A table of names and versions.
#[derive(Debug)]
pub(crate) struct Report {
    rows: Vec<(&'static str, String)>,
}

impl Report {
    /// Starts with the user's own programs: Rust and npm.
    pub(crate) fn new() -> Self {
        let mut report = Self { rows: Vec::new() };
        report.ask("rustc", &mut environment::command("rustc"));
        let node = told(versions::asked(&mut environment::command("node")));
        report.rows.push(("node", with_hint(&node)));
        report.ask("npm", &mut environment::command("npm"));
        report
    }

    /// Adds the tools that build the widget.
    pub(crate) fn widget(mut self, widget: &WasmEnvironment) -> Self {
        let version = told(versions::asked(&mut widget.rustc()));
        let whose = match &widget.toolchain {
            WasmToolchain::Users => "your own".to_owned(),
            WasmToolchain::Distribution(folder) => {
                format!("the distribution's, in {}", folder.display())
            }
        };
        self.rows
            .push(("rustc for the browser", format!("{version} ({whose})")));
        let library = match &widget.std_source {
            Some(_) => "compiled from its source",
            None => "as it came with the compiler",
        };
        self.rows.push(("its std in a release", library.to_owned()));
        for tool in ["wasm-bindgen", "trunk", "wasm-opt", "esbuild", "terser"] {
            self.ask(tool, &mut widget.command(tool));
        }
        self
    }

    /// Adds Chromium and its driver.
    pub(crate) fn browser(mut self, browser: &Browser) -> Self {
        let version = told(versions::of(&browser.chromium));
        let supported = format!("{version} (the tests need {OLDEST_CHROMIUM} or newer)");
        self.rows.push(("Chromium", supported));
        self.add("chromedriver", &browser.driver);
        self
    }

    /// Adds the database of the backend's tests.
    pub(crate) fn postgres(mut self, programs: &Path) -> Self {
        self.add("PostgreSQL", &programs.join("postgres"));
        self
    }

    /// Adds the programs of the headed tests.
    pub(crate) fn engines(mut self, engines: &Engines) -> Self {
        for (name, program) in engines.programs() {
            self.add(name, program);
        }
        self
    }

    fn add(&mut self, name: &'static str, program: &Path) {
        self.rows.push((name, told(versions::of(program))));
    }

    fn ask(&mut self, name: &'static str, program: &mut Command) {
        self.rows.push((name, told(versions::asked(program))));
    }
}

fn told(version: Option<String>) -> String {
    version.unwrap_or_else(|| "version unknown".to_owned())
}

/// An older Node still builds the widget, so it is not an error.
fn with_hint(node: &str) -> String {
    let mut numbers = node.split('.').map_while(|number| number.parse().ok());
    let [major, minor] = OLDEST_NODE;
    match (numbers.next(), numbers.next()) {
        (Some(found), Some(next)) if [found, next] < OLDEST_NODE => {
            format!("{node} (the examples need {major}.{minor} or newer)")
        }
        _ => node.to_owned(),
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "versions in use:")?;
        for (name, version) in &self.rows {
            writeln!(f, "  {name:<22} {version}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_node_too_old_for_the_examples_is_reported() {
        assert_eq!(with_hint("22.16.0"), "22.16.0");
        assert_eq!(with_hint("24.1.0"), "24.1.0");
        assert_eq!(with_hint("version unknown"), "version unknown");
        for old in ["20.19.0", "22.15.1"] {
            assert!(with_hint(old).contains("22.16 or newer"), "{old}");
        }
    }

    #[test]
    fn names_each_program_with_its_version_and_the_oldest_chromium() {
        // Stands in for both, because the output of `sh` is not a version.
        let browser = Browser {
            chromium: "/bin/sh".into(),
            driver: "/no/such/program".into(),
        };
        let report = Report::new().browser(&browser).to_string();
        let row = |name: &str| {
            let row = report.lines().find(|line| line.trim().starts_with(name));
            row.unwrap_or_else(|| panic!("{name}: {report}"))
        };
        assert!(
            row("rustc").contains(|c: char| c.is_ascii_digit()),
            "{report}"
        );
        assert!(row("Chromium").contains(&format!("need {OLDEST_CHROMIUM}")));
        assert!(row("chromedriver").contains("version unknown"));
    }
}
