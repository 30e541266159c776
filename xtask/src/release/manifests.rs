//! The requirements of the registries: fields of the manifests, and the fields for npm's provenance.

use std::fs;

use anyhow::{Context as _, Result};
use serde_json::Value;

use super::step::all_or_nothing;
use crate::environment;
use crate::package::{self, CRATES};
use crate::places::Places;
use crate::process;

/// Without these, crates.io rejects a crate, or shows a page without links.
const OF_A_CRATE: [&str; 3] = ["description", "license", "repository"];

pub(super) fn check(places: &Places) -> Result<String> {
    let mut metadata = environment::cargo();
    metadata.current_dir(&places.root);
    metadata.args(["metadata", "--format-version=1", "--no-deps", "--offline"]);
    let metadata = process::output(&mut metadata).context("cargo metadata fails")?;
    let metadata: Value = serde_json::from_str(&metadata)?;
    let mut wrong = of_crates(&metadata, &CRATES)?;
    let root = fs::read_to_string(places.root.join("Cargo.toml"))?;
    let root: toml::Table = root.parse()?;
    let npm: Value = serde_json::from_str(&package::npm_manifest(places)?)
        .context("npm/package.json is no JSON")?;
    wrong.extend(of_npm(&npm, &root["workspace"]["package"]));
    all_or_nothing(&wrong, format!("{} crates, complete", CRATES.len()))
}

/// The faults of the workspace's crates, of which `published` are published: missing fields, crates without a decision,
/// and dependencies that are on no registry.
fn of_crates(metadata: &Value, published: &[&str]) -> Result<Vec<String>> {
    let packages = metadata["packages"].as_array().context("packages")?;
    let mut wrong = Vec::new();
    for package in packages {
        let name = package["name"].as_str().context("a name")?;
        let is_kept_back = package["publish"].as_array().is_some_and(Vec::is_empty);
        if !published.contains(&name) {
            if !is_kept_back {
                wrong.push(format!("{name} is not among the crates that are published: write `publish = false` into its manifest, or add it to `CRATES`"));
            }
            continue;
        }
        if is_kept_back {
            wrong.push(format!(
                "{name} must be published, but its manifest has `publish = false`"
            ));
        }
        let missing = OF_A_CRATE
            .into_iter()
            .filter(|field| package[*field].is_null());
        wrong.extend(missing.map(|field| {
            format!("{name} has no {field}: write it into [workspace.package] of Cargo.toml, and `{field}.workspace = true` into the crate's")
        }));
        wrong.extend(of_dependencies(name, package, published));
    }
    let is_there = |name: &&&str| packages.iter().any(|it| it["name"] == **name);
    let missing = published.iter().filter(|name| !is_there(name));
    wrong.extend(missing.map(|name| format!("there is no crate {name}")));
    Ok(wrong)
}

/// The workspace's crates on which a published one depends. Cargo leaves out test dependencies without a version.
fn of_dependencies(name: &str, package: &Value, published: &[&str]) -> Vec<String> {
    let all = package["dependencies"].as_array();
    let own = all.into_iter().flatten().filter(|it| {
        let is_of_tests = it["kind"] == "dev" && it["req"] == "*";
        !it["path"].is_null() && !is_of_tests
    });
    let wrong = own.filter_map(|it| {
        let other = it["name"].as_str()?;
        if !published.contains(&other) {
            return Some(format!("{name} depends on {other}, which is not published"));
        }
        let exact = format!("={}", env!("CARGO_PKG_VERSION"));
        (it["req"] != exact.as_str()).then(|| {
            format!("{name} depends on {other} without its version: write `version = \"{exact}\"`")
        })
    });
    wrong.collect()
}

/// Source: docs.npmjs.com/generating-provenance-statements: `repository` must match where the package is published
/// from.
fn of_npm(npm: &Value, workspace: &toml::Value) -> Vec<String> {
    let mut wrong = Vec::new();
    let config = &npm["publishConfig"];
    if config["provenance"] != true {
        wrong.push("npm/package.json: publishConfig.provenance is not true".to_owned());
    }
    if config["access"] != "public" {
        wrong.push("npm/package.json: publishConfig.access is not \"public\"".to_owned());
    }
    for field in [
        "name",
        "description",
        "license",
        "exports",
        "sideEffects",
        "engines",
    ] {
        if npm[field].is_null() {
            wrong.push(format!("npm/package.json has no {field}"));
        }
    }
    // `cargo xtask package` writes the address into the package's own manifest.
    if workspace.get("repository").is_none() {
        wrong.push(
            "the npm package has no repository, by which npm's provenance says where it was built: \
             write its address, such as https://github.com/OWNER/NAME, as `repository` into [workspace.package] of Cargo.toml"
                .to_owned(),
        );
    }
    wrong
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(text: &str) -> toml::Value {
        toml::Value::Table(text.parse().unwrap())
    }

    /// A published crate and another of our own, changed by `plant`.
    fn judged(plant: impl FnOnce(&mut Value)) -> Vec<String> {
        let exact = concat!("=", env!("CARGO_PKG_VERSION"));
        let mut metadata = serde_json::json!({ "packages": [
            { "name": "a", "description": "A", "license": "MIT", "repository": "https://example.com/a", "publish": null, "dependencies": [] },
            { "name": "b", "description": "B", "license": "MIT", "repository": "https://example.com/b", "publish": null, "dependencies": [
                { "name": "a", "kind": null, "req": exact, "path": "/a" },
                { "name": "own", "kind": "dev", "req": "*", "path": "/own" },
                { "name": "serde", "kind": null, "req": "^1", "path": null },
            ] },
            { "name": "own", "description": null, "license": null, "repository": null, "publish": [], "dependencies": [] },
        ] });
        plant(&mut metadata["packages"]);
        of_crates(&metadata, &["a", "b"]).unwrap()
    }

    #[test]
    fn a_crate_is_complete_or_unpublished_and_so_are_its_dependencies() {
        assert!(judged(|_| {}).is_empty());
        let expected = |wrong: Vec<String>, words: &str| {
            assert_eq!(wrong.len(), 1, "{wrong:?}");
            assert!(wrong[0].contains(words), "{wrong:?}");
        };
        expected(
            judged(|all| all[0]["repository"] = Value::Null),
            "a has no repository",
        );
        expected(
            judged(|all| all[0]["publish"] = serde_json::json!([])),
            "a must be published",
        );
        expected(
            judged(|all| all[2]["publish"] = Value::Null),
            "own is not among",
        );
        expected(
            judged(|all| all[1]["dependencies"][0]["req"] = "*".into()),
            "without its version",
        );
        expected(
            judged(|all| all[1]["dependencies"][1]["kind"] = Value::Null),
            "own, which is not published",
        );
    }

    #[test]
    fn provenance_needs_its_setting_and_a_repository() {
        let mut npm = serde_json::json!({ "name": "a", "description": "A", "license": "MIT", "exports": {}, "sideEffects": [], "engines": {}, "publishConfig": { "access": "public", "provenance": true } });
        let whole = table("repository = \"https://example.com/a\"");
        assert!(of_npm(&npm, &whole).is_empty());
        assert_eq!(of_npm(&npm, &table("")).len(), 1);
        npm["publishConfig"] = Value::Null;
        assert_eq!(of_npm(&npm, &whole).len(), 2);
    }
}
