//! Packages that run code when they are installed: each one is listed with its reason.

use std::collections::BTreeSet;

use super::Tracked;
use super::lock_files::{is_npm_lock, packages};

/// The packages that may run code, with the reason. All of them are tools of tests and examples; the published packages
/// have no dependencies at all.
pub(super) const ALLOWED: &[(&str, &str)] = &[
    (
        "@parcel/watcher",
        "compiles its watcher of files where it brings none; a bundler's",
    ),
    (
        "@swc/core",
        "checks that the compiler it brings runs here; a bundler's",
    ),
    (
        "better-sqlite3",
        "fetches or compiles SQLite; a store of the server package's tests",
    ),
    (
        "esbuild",
        "checks that the program it brings runs here, else fetches it",
    ),
    (
        "lmdb",
        "compiles its database where it brings none; a bundler's cache",
    ),
    (
        "msgpackr-extract",
        "compiles its decoder where it brings none; a bundler's cache",
    ),
    (
        "sharp",
        "checks that the library it brings runs here; optional to Astro and miniflare",
    ),
    (
        "workerd",
        "checks that the program it brings runs here; the server package's tests",
    ),
];

/// Scripts that are not allowed, and permissions without a script.
pub(super) fn faults(files: &[Tracked], allowed: &[(&str, &str)]) -> Vec<String> {
    let mut faults = Vec::new();
    let mut seen = BTreeSet::new();
    for file in files.iter().filter(|file| is_npm_lock(&file.path)) {
        for (path, package) in packages(&file.text) {
            let name = path.rsplit("node_modules/").next().unwrap_or_default();
            if package["hasInstallScript"] != true {
                continue;
            }
            seen.insert(name.to_owned());
            if !allowed.iter().any(|(known, _)| *known == name) {
                faults.push(format!(
                    "{}: {name} runs a script when it is installed",
                    file.path
                ));
            }
        }
    }
    let unused = allowed.iter().filter(|(known, _)| !seen.contains(*known));
    faults.extend(
        unused.map(|(known, _)| {
            format!("{known} may run a script when it is installed, and has none")
        }),
    );
    faults
}

#[cfg(test)]
mod tests {
    use super::super::file;
    use super::*;

    #[test]
    fn an_unlisted_script_and_an_unused_permission_are_found() {
        let entry = |name: &str| {
            format!("\"node_modules/x/node_modules/{name}\":{{\"hasInstallScript\":true}}")
        };
        let lock = |name: &str| {
            file(
                "a/package-lock.json",
                &format!("{{\"packages\":{{{}}}}}", entry(name)),
            )
        };
        let allowed = [("@a/known", "a reason")];
        assert_eq!(faults(&[lock("@a/known")], &allowed), [""; 0]);
        assert_eq!(faults(&[lock("known")], &allowed).len(), 2);
        assert_eq!(faults(&[], &allowed).len(), 1);
    }

    #[test]
    fn each_permission_has_its_reason() {
        assert!(ALLOWED.iter().all(|(_, reason)| reason.len() > 20));
        assert!(ALLOWED.is_sorted());
    }
}
