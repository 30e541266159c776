//! The version in manifests, lock files, examples and pages must be the same everywhere.

use std::fs;

use anyhow::{Context as _, Result};

use super::step::all_or_nothing;
use crate::checkout;
use crate::places::Places;

/// Names that are followed by a version.
const NAMES: [&str; 8] = [
    "chakra-whatsapp-connect",
    "chakra-connect",
    "chakra-connect-contract",
    "chakra-backend",
    "chakra-backend-check",
    "chakra-backend-server",
    "chakra-sandbox",
    "/widget",
];

/// The texts between a name and its version in addresses, manifests, lock files and commands.
const BETWEEN: [&str; 10] = [
    "-",
    "@",
    "/",
    "\": \"",
    "\": \"^",
    "\": \"=",
    " = \"",
    " = \"=",
    "\"\nversion = \"",
    "\",\n      \"version\": \"",
];

/// Files that mention old versions, or versions of no release.
const EXCEPT: [&str; 3] = ["CHANGELOG.md", "xtask/src/", "fuzz/"];

/// Checks that every mentioned version is the workspace's.
pub(super) fn check(places: &Places) -> Result<String> {
    let version = env!("CARGO_PKG_VERSION");
    let mut count = 0;
    let mut wrong = Vec::new();
    for file in checkout::tracked(places)? {
        if EXCEPT.iter().any(|except| file.starts_with(except)) {
            continue;
        }
        // A file that is not text mentions no version, nor does a submodule or a broken link.
        let Ok(text) = fs::read_to_string(places.root.join(&file)) else {
            continue;
        };
        let mut mentions = mentions(&text);
        if file.ends_with("Cargo.toml") {
            mentions.extend(of_dependencies(&text).with_context(|| file.clone())?);
        }
        count += mentions.len();
        let others = mentions.iter().filter(|mention| mention.1 != version);
        wrong.extend(others.map(|(name, other)| format!("{file}: {name} {other}, not {version}")));
    }
    anyhow::ensure!(count > 0, "no file names the version");
    all_or_nothing(&wrong, format!("{count} mentions of {version}"))
}

/// Each name, with the version that follows it.
fn mentions(text: &str) -> Vec<(&'static str, String)> {
    let mut found = Vec::new();
    for name in NAMES {
        for (at, _) in text.match_indices(name) {
            let is_longer =
                |letter: char| letter.is_alphanumeric() || letter == '-' || letter == '_';
            let before = text.split_at(at).0;
            // For example `chakra-connect` in `my-chakra-connect`.
            if name != "/widget" && before.ends_with(is_longer) {
                continue;
            }
            let after = text.split_at(at + name.len()).1;
            let mut versions = BETWEEN
                .iter()
                .filter_map(|between| after.strip_prefix(between));
            if let Some(version) = versions.find_map(version_at_start) {
                found.push((name, version.to_owned()));
            }
        }
    }
    found
}

/// `1.2.3` from `1.2.3.js`.
fn version_at_start(text: &str) -> Option<&str> {
    let end = text.find(|letter: char| !letter.is_ascii_digit() && letter != '.');
    let text = text
        .split_at(end.unwrap_or(text.len()))
        .0
        .trim_end_matches('.');
    let parts: Vec<_> = text.split('.').collect();
    (parts.len() == 3 && parts.iter().all(|part| !part.is_empty())).then_some(text)
}

/// The versions of our crates in a manifest's dependencies that also have a path.
fn of_dependencies(text: &str) -> Result<Vec<(&'static str, String)>> {
    let mut found = Vec::new();
    let mut left = vec![text.parse::<toml::Table>()?];
    while let Some(table) = left.pop() {
        for (key, value) in table {
            let toml::Value::Table(inner) = value else {
                continue;
            };
            let name = NAMES.into_iter().find(|name| *name == key);
            let version = inner.get("version").and_then(toml::Value::as_str);
            match (name, version) {
                (Some(name), Some(version)) if inner.contains_key("path") => {
                    found.push((name, version.trim_start_matches(['=', '^']).to_owned()));
                }
                _ => left.push(inner),
            }
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_found_in_every_form() {
        let texts = [
            "<script src=\"/widget/1.2.3/chakra-connect-1.2.3.js\">",
            "npm install chakra-whatsapp-connect@1.2.3",
            "target/package/npm/chakra-whatsapp-connect-1.2.3.tgz",
            "\"chakra-whatsapp-connect\": \"^1.2.3\",",
            "chakra-connect = \"1.2.3\"",
            "name = \"chakra-backend\"\nversion = \"1.2.3\"",
        ];
        for text in texts {
            let found = mentions(text);
            assert!(!found.is_empty(), "{text}");
            assert!(
                found.iter().all(|(_, version)| version == "1.2.3"),
                "{found:?}"
            );
        }
        assert_eq!(mentions(texts[0]).len(), 2);
    }

    #[test]
    fn other_versions_are_ignored() {
        for text in [
            "chakra-connect-1abc9cec.js",
            "chakra-connect-0.1",
            "my-chakra-connect-9.9.9",
            "chakra-connect = { path = \"..\" }",
        ] {
            assert!(mentions(text).is_empty(), "{text}");
        }
    }

    #[test]
    fn a_dependency_with_a_path_has_its_version_checked() {
        let text = "[dependencies]\nchakra-connect = { path = \"..\", version = \"=1.2.3\" }\n[target.'cfg(unix)'.dependencies]\nchakra-backend = { path = \"b\", version = \"1.2.4\" }\n";
        let mut found = of_dependencies(text).unwrap();
        found.sort();
        assert_eq!(
            found,
            [
                ("chakra-backend", "1.2.4".to_owned()),
                ("chakra-connect", "1.2.3".to_owned())
            ]
        );
    }

    #[test]
    fn the_checkout_names_one_version() {
        let told = check(&Places::find().unwrap()).unwrap();
        assert!(told.contains("mentions of"), "{told}");
    }
}
