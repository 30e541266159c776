//! What the registries ask for: fields of the manifests, and what npm's provenance needs.

use std::fs;

use anyhow::{Context as _, Result};
use serde_json::Value;

use super::step::all_or_nothing;
use crate::package;
use crate::places::Places;

/// Without these crates.io refuses a crate, or shows a page that leads nowhere.
const OF_A_CRATE: [&str; 3] = ["description", "license", "repository"];

pub(super) fn check(places: &Places) -> Result<String> {
    let root = fs::read_to_string(places.root.join("Cargo.toml"))?;
    let root: toml::Table = root.parse()?;
    let workspace = &root["workspace"]["package"];
    let contract = fs::read_to_string(places.root.join("contract/Cargo.toml"))?;
    let contract: toml::Table = contract.parse()?;
    let mut wrong = Vec::new();
    for manifest in [&contract, &root] {
        wrong.extend(of_crate(&manifest["package"], workspace));
    }
    let npm: Value = serde_json::from_str(&package::npm_manifest(places)?)
        .context("npm/package.json is no JSON")?;
    wrong.extend(of_npm(&npm, workspace));
    all_or_nothing(&wrong, "complete".to_owned())
}

/// A field counts where it is written, or inherited from a workspace that has it.
fn of_crate(package: &toml::Value, workspace: &toml::Value) -> Vec<String> {
    let name = package.get("name").and_then(toml::Value::as_str);
    let name = name.unwrap_or("a crate");
    let is_missing = |field: &&str| {
        let written = package.get(field);
        let is_inherited = written.is_some_and(toml::Value::is_table);
        written.is_none() || (is_inherited && workspace.get(field).is_none())
    };
    let missing = OF_A_CRATE.into_iter().filter(is_missing);
    missing
        .map(|field| {
            format!("{name} has no {field}: write it into [workspace.package] of Cargo.toml, and `{field}.workspace = true` into the crate's")
        })
        .collect()
}

/// Source: docs.npmjs.com/generating-provenance-statements: `repository` must match where it is published from.
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
    // `cargo xtask package` writes the address into the package's own.
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

    #[test]
    fn what_is_inherited_from_a_workspace_without_it_is_missing() {
        let package = table(
            "name = \"a\"\ndescription = \"A\"\nlicense.workspace = true\nrepository.workspace = true",
        );
        let whole = table("license = \"MIT\"\nrepository = \"https://example.com/a\"");
        assert!(of_crate(&package, &whole).is_empty());
        let wrong = of_crate(&package, &table("license = \"MIT\""));
        assert_eq!(wrong.len(), 1);
        assert!(wrong[0].starts_with("a has no repository"), "{wrong:?}");
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
