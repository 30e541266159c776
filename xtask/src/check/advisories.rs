//! Known vulnerabilities of the project's dependencies. Distinguishes an unreachable database from its verdict.

use std::path::Path;

use anyhow::{Result, bail, ensure};
use serde_json::Value;

use crate::checkout;
use crate::environment;
use crate::places::Places;
use crate::supply_chain::is_npm_lock;

/// `folder` contains cargo-deny.
pub(super) fn check(places: &Places, folder: &Path) -> Result<String> {
    let run = |arguments: &[&str]| {
        let mut deny = environment::command(folder.join("cargo-deny"));
        deny.args(arguments).current_dir(&places.root).status()
    };
    if !run(&["fetch", "db"])?.success() {
        bail!(
            "nothing was checked: RustSec's database (https://github.com/RustSec/advisory-db) could not be fetched; run this where that address can be reached"
        );
    }
    if !run(&["check", "--disable-fetch", "advisories"])?.success() {
        bail!("there are advisories for dependencies of the project; see above");
    }
    let judged = check_npm(places)?;
    Ok(format!(
        "no advisories except those explained in deny.toml, and no high npm advisories in {judged} lock files"
    ))
}

/// Checks npm's advisories for the packages in the lock files. Returns the number of files.
fn check_npm(places: &Places) -> Result<usize> {
    let mut locks = checkout::tracked(places)?;
    locks.retain(|path| is_npm_lock(path));
    let mut faults = Vec::new();
    for path in &locks {
        let folder = places.root.join(path);
        let mut npm = environment::command("npm");
        npm.args([
            "audit",
            "--json",
            "--package-lock-only",
            "--audit-level=high",
        ]);
        let told = npm
            .current_dir(folder.parent().unwrap_or(&places.root))
            .output()?;
        faults.extend(npm_faults(path, &String::from_utf8_lossy(&told.stdout))?);
    }
    ensure!(faults.is_empty(), "{}", faults.join("\n"));
    Ok(locks.len())
}

/// The packages with a high or critical vulnerability, from the output of `npm audit`.
fn npm_faults(path: &str, told: &str) -> Result<Vec<String>> {
    let report: Value = serde_json::from_str(told).unwrap_or_default();
    // An error report has no such field, and its message is in one of several places.
    let Some(found) = report["vulnerabilities"].as_object() else {
        bail!(
            "{path}: nothing was judged: npm's registry gave no advisories (a mirror may have none); run it where https://registry.npmjs.org is asked"
        );
    };
    let is_grave = |fault: &Value| {
        ["high", "critical"]
            .iter()
            .any(|grave| fault["severity"] == *grave)
    };
    let grave = found.iter().filter(|(_, fault)| is_grave(fault));
    Ok(grave
        .map(|(name, fault)| format!("{path}: {name} has a fault that is {}", fault["severity"]))
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_registry_without_advisories_gives_no_verdict() {
        for told in [
            "",
            "{}",
            r#"{"message":"404 Not Found","method":"POST"}"#,
            r#"{"error":{"code":"ENOAUDIT"}}"#,
        ] {
            let error = npm_faults("a/package-lock.json", told)
                .unwrap_err()
                .to_string();
            assert!(error.contains("nothing was judged"), "{error}");
        }
    }

    #[test]
    fn high_and_critical_vulnerabilities_are_faults() {
        let report = |severity: &str| {
            format!(r#"{{"vulnerabilities":{{"a":{{"severity":"{severity}"}}}}}}"#)
        };
        for (severity, count) in [("low", 0), ("moderate", 0), ("high", 1), ("critical", 1)] {
            let faults = npm_faults("package-lock.json", &report(severity)).unwrap();
            assert_eq!(faults.len(), count, "{severity}");
        }
        assert!(
            npm_faults("package-lock.json", r#"{"vulnerabilities":{}}"#)
                .unwrap()
                .is_empty()
        );
    }
}
