//! The version of each tool, in one table, and the one version that Cargo.lock determines.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result};

use crate::environment;
use crate::process;

/// Builds and bundles. 0.22 needs a newer compiler than the workspace.
pub(crate) const TRUNK: &str = "0.21.14";
/// Checks the project's dependencies.
pub(crate) const DENY: &str = "0.20.2";
/// Builds the book.
pub(crate) const MDBOOK: &str = "0.5.4";
/// wasm-opt. Distributions' versions are often too old for the output of current rustc.
pub(crate) const BINARYEN: &str = "132.0.0";
/// Minifies scripts.
pub(crate) const ESBUILD: &str = "0.28.2";
/// Minifies shipped scripts further.
pub(crate) const TERSER: &str = "5.51.4";

/// Checks our TypeScript and generates its declarations: the server package, and the entries for tests.
pub(crate) const TYPESCRIPT: &str = "5.9.3";

/// Controls Firefox.
pub(crate) const GECKODRIVER: &str = "0.37.1";

/// Finds accessibility barriers in a page.
pub(crate) const AXE: &str = "4.14.1";
/// The typefaces of the gallery's pictures: Inter, and Noto Sans for other scripts.
pub(crate) const TYPEFACES: &str = "5.3.0";

/// Checks the documents.
pub(crate) const TEXTLINT: &str = "15.8.0";

/// Finds problems in an npm package.
pub(crate) const PUBLINT: &str = "0.3.25";
/// Finds problems in the types of an npm package.
pub(crate) const ARE_THE_TYPES_WRONG: &str = "0.18.5";
/// The compiler whose rustdoc describes the public surface. `public-api` in xtask/Cargo.toml reads its output.
pub(crate) const REPORT_RUST: &str = "1.95.0";

/// Runtimes besides Node that may import the package.
pub(crate) const DENO: &str = "2.9.6";
pub(crate) const BUN: &str = "1.4.5";
/// Node for the frameworks that need a newer version than distributions have.
pub(crate) const NODE: &str = "24.21.0";

/// The version of a crate in Cargo.lock.
pub(crate) fn locked(root: &Path, name: &str) -> Result<String> {
    let path = root.join("Cargo.lock");
    let text =
        fs::read_to_string(&path).with_context(|| format!("{} cannot be read", path.display()))?;
    in_lock_file(&text, name).with_context(|| format!("{} does not name {name}", path.display()))
}

fn in_lock_file(text: &str, name: &str) -> Option<String> {
    let lock: toml::Table = text.parse().ok()?;
    lock.get("package")?
        .as_array()?
        .iter()
        .find(|package| package.get("name").and_then(toml::Value::as_str) == Some(name))?
        .get("version")?
        .as_str()
        .map(str::to_owned)
}

/// The version in the output of `--version`: `trunk 0.21.14`, `wasm-opt version 132 (version_132)`.
pub(crate) fn printed(output: &str) -> Option<&str> {
    output
        .split_whitespace()
        .map(|word| word.strip_prefix('v').unwrap_or(word))
        .find(|word| word.starts_with(|c: char| c.is_ascii_digit()))
}

/// The version that a program prints, or that of its package in the distribution.
pub(crate) fn of(program: &Path) -> Option<String> {
    asked(&mut environment::command(program)).or_else(|| packaged(program))
}

/// The version that a program prints.
pub(crate) fn asked(program: &mut Command) -> Option<String> {
    let output = process::output(program.arg("--version"))?;
    printed(&output).map(str::to_owned)
}

/// Some programs, such as WebKitGTK's, do not print one.
fn packaged(program: &Path) -> Option<String> {
    let owner = process::output(
        environment::command("dpkg-query")
            .arg("--search")
            .arg(program),
    )?;
    let (package, _) = owner.split_once(": ")?;
    let version = process::output(environment::command("dpkg-query").args([
        "--show",
        "--showformat=${Version}",
        package,
    ]))?;
    (!version.is_empty()).then_some(version)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_a_crate_in_a_lock_file() {
        let lock = "version = 4\n\n[[package]]\nname = \"a\"\nversion = \"1.0.0\"\n\n[[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\n";
        assert_eq!(
            in_lock_file(lock, "wasm-bindgen").as_deref(),
            Some("0.2.130")
        );
        assert_eq!(in_lock_file(lock, "bindgen"), None);
        assert_eq!(in_lock_file("not toml at all [", "a"), None);
    }

    #[test]
    fn reads_what_tools_print() {
        assert_eq!(printed("trunk 0.21.14\n"), Some("0.21.14"));
        assert_eq!(printed("wasm-opt version 132 (version_132)"), Some("132"));
        assert_eq!(
            printed("rustc 1.96.0 (ac68faa20 2026-05-25) (built from a source tarball)"),
            Some("1.96.0")
        );
        assert_eq!(printed("v20.20.2\n"), Some("20.20.2"));
        assert_eq!(printed("no version"), None);
    }
}
