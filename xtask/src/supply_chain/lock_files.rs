//! Lock files: every package comes from an expected registry, and is exactly the locked file.

use serde_json::Value;

use super::Tracked;

/// The only source of crates.
const CRATES: &str = "registry+https://github.com/rust-lang/crates.io-index";
/// The registry of npm's packages, if a lock file names one. Most don't: each machine then uses the registry of its own
/// settings, and the hash decides.
const NPM: &str = "https://registry.npmjs.org/";
/// The hash that npm itself writes; SHA-1 is broken.
const HASH: &str = "sha512-";

/// Whether the path is that of an npm lock file.
pub(crate) fn is_npm_lock(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    matches!(name, "package-lock.json" | "npm-shrinkwrap.json")
}

fn is_cargo(file: &Tracked) -> bool {
    file.path.rsplit('/').next() == Some("Cargo.lock")
}

/// The number of lock files, and of entries in them.
pub(super) fn count(files: &[Tracked]) -> (usize, usize) {
    let npm = files
        .iter()
        .filter(|file| is_npm_lock(&file.path))
        .map(|file| packages(&file.text).len());
    let cargo = files
        .iter()
        .filter(|file| is_cargo(file))
        .map(|file| crates(&file.text).len());
    npm.chain(cargo)
        .fold((0, 0), |(files, all), entries| (files + 1, all + entries))
}

/// The faults of the lock files. Lock files of other tools are faults too, because nothing checks them.
pub(super) fn faults(files: &[Tracked]) -> Vec<String> {
    let of = |file: &Tracked| {
        let found = match file.path.rsplit('/').next().unwrap_or_default() {
            _ if is_npm_lock(&file.path) => npm_faults(&file.text),
            _ if is_cargo(file) => cargo_faults(&file.text),
            "yarn.lock" | "pnpm-lock.yaml" | "bun.lock" | "bun.lockb" => {
                vec!["is a lock file that is not checked here: use npm's".to_owned()]
            }
            ".npmrc" if file.text.contains("_auth") || file.text.contains("registry") => {
                vec!["names a registry, or who signs in there".to_owned()]
            }
            _ => Vec::new(),
        };
        let told = found
            .into_iter()
            .map(|fault| format!("{}: {fault}", file.path));
        told.collect::<Vec<_>>()
    };
    files.iter().flat_map(of).collect()
}

/// The packages in npm's lock file, without the project itself and links.
pub(super) fn packages(text: &str) -> Vec<(String, Value)> {
    let lock: Value = serde_json::from_str(text).unwrap_or_default();
    let all = lock["packages"].as_object().cloned().unwrap_or_default();
    let is_foreign = |(path, package): &(String, Value)| {
        path.contains("node_modules/") && package["link"] != true
    };
    all.into_iter().filter(is_foreign).collect()
}

fn npm_faults(text: &str) -> Vec<String> {
    let lock: Value = serde_json::from_str(text).unwrap_or_default();
    if lock["lockfileVersion"] != 3 {
        return vec!["is not of version 3: write it with npm 7 or newer".to_owned()];
    }
    let fault = |(path, package): (String, Value)| {
        let is_elsewhere = match &package["resolved"] {
            Value::Null => false,
            Value::String(address) => !address.starts_with(NPM),
            _ => true,
        };
        if is_elsewhere {
            return Some(format!("{path} comes from {}", package["resolved"]));
        }
        // Contained in another package's archive, whose hash covers it too.
        if package["inBundle"] == true {
            return None;
        }
        let is_pinned = package["integrity"]
            .as_str()
            .is_some_and(|hash| hash.starts_with(HASH));
        (!is_pinned).then(|| format!("{path} has no {HASH}… as its integrity"))
    };
    packages(text).into_iter().filter_map(fault).collect()
}

/// The crates that are not the workspace's own.
fn crates(text: &str) -> Vec<toml::Table> {
    let lock: toml::Table = text.parse().unwrap_or_default();
    let all = lock
        .get("package")
        .and_then(toml::Value::as_array)
        .cloned()
        .unwrap_or_default();
    let tables = all
        .into_iter()
        .filter_map(|package| package.as_table().cloned());
    tables
        .filter(|package| package.contains_key("source"))
        .collect()
}

fn cargo_faults(text: &str) -> Vec<String> {
    if text.parse::<toml::Table>().is_err() {
        return vec!["cannot be read".to_owned()];
    }
    let fault = |package: toml::Table| {
        let field = |name: &str| {
            package
                .get(name)
                .and_then(toml::Value::as_str)
                .unwrap_or_default()
        };
        let (name, source) = (field("name"), field("source"));
        if source != CRATES {
            return Some(format!("{name} comes from {source}"));
        }
        (field("checksum").len() != 64).then(|| format!("{name} has no checksum"))
    };
    crates(text).into_iter().filter_map(fault).collect()
}

#[cfg(test)]
mod tests {
    use super::super::file;
    use super::*;

    fn npm(entry: &str) -> Vec<String> {
        let text = format!(
            "{{\"lockfileVersion\":3,\"packages\":{{\"\":{{}},\"node_modules/a\":{entry}}}}}"
        );
        assert_eq!(count(&[file("x/package-lock.json", &text)]).0, 1);
        faults(&[file("x/package-lock.json", &text)])
    }

    #[test]
    fn a_package_from_elsewhere_or_without_its_hash_is_found() {
        for good in [
            r#"{"integrity":"sha512-AAAA"}"#,
            r#"{"integrity":"sha512-AAAA","resolved":"https://registry.npmjs.org/a/-/a-1.0.0.tgz"}"#,
            r#"{"inBundle":true}"#,
            r#"{"link":true,"resolved":"../a"}"#,
        ] {
            assert_eq!(npm(good), [""; 0], "{good}");
        }
        for bad in [
            "{}",
            r#"{"integrity":"sha1-AAAA"}"#,
            r#"{"integrity":"sha512-AAAA","resolved":"https://registry.npmjs.org.evil.example/a.tgz"}"#,
            r#"{"integrity":"sha512-AAAA","resolved":"http://registry.npmjs.org/a/-/a-1.0.0.tgz"}"#,
            r#"{"integrity":"sha512-AAAA","resolved":"git+ssh://git@github.com/a/a.git#1"}"#,
        ] {
            assert_eq!(npm(bad).len(), 1, "{bad}");
        }
        let old = file(
            "package-lock.json",
            r#"{"lockfileVersion":1,"dependencies":{"a":{}}}"#,
        );
        assert_eq!(faults(&[old]).len(), 1);
    }

    #[test]
    fn a_crate_from_elsewhere_or_without_its_checksum_is_found() {
        let hash = "0".repeat(64);
        let lock = |source: &str, checksum: &str| {
            let text = format!(
                "version = 4\n[[package]]\nname = \"own\"\nversion = \"1.0.0\"\n[[package]]\nname = \"a\"\nversion = \"1.0.0\"\n{source}\n{checksum}\n"
            );
            faults(&[file("fuzz/Cargo.lock", &text)])
        };
        let (good, sum) = (
            format!("source = \"{CRATES}\""),
            format!("checksum = \"{hash}\""),
        );
        assert_eq!(lock(&good, &sum), [""; 0]);
        assert_eq!(lock(&good, "").len(), 1);
        assert_eq!(
            lock("source = \"git+https://github.com/a/a#1\"", "").len(),
            1
        );
        assert_eq!(
            lock(
                "source = \"registry+https://crates.evil.example/index\"",
                &sum
            )
            .len(),
            1
        );
        assert_eq!(faults(&[file("Cargo.lock", "[[")]).len(), 1);
    }

    #[test]
    fn lock_files_of_other_tools_and_registries_are_reported() {
        for (path, text) in [
            ("examples/a/yarn.lock", ""),
            ("pnpm-lock.yaml", ""),
            (".npmrc", "registry=https://npm.evil.example/"),
            ("npm/.npmrc", "//registry.npmjs.org/:_authToken=x"),
        ] {
            assert_eq!(faults(&[file(path, text)]).len(), 1, "{path}");
        }
        assert_eq!(faults(&[file(".npmrc", "fund=false")]), [""; 0]);
    }
}
