//! The bill of materials: every crate linked into the WebAssembly, in `CycloneDX` format.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};

use crate::environment::WasmEnvironment;
use crate::places::Places;
use crate::process;
use crate::setup::WASM_TARGET;

const ROOT: &str = "chakra-connect";

/// Version 1.5, without a timestamp, so that the same sources give the same bill.
pub(super) fn bill(places: &Places, environment: &WasmEnvironment) -> Result<String> {
    let mut metadata = environment.cargo();
    metadata
        .current_dir(&places.root)
        .args(["metadata", "--format-version=1", "--offline", "--locked"])
        .args(["--filter-platform", WASM_TARGET]);
    let told = process::output(&mut metadata).context("cargo metadata fails")?;
    let told: Value = serde_json::from_str(&told)?;
    let bill = described(&told).context("cargo metadata is of another form")?;
    Ok(serde_json::to_string_pretty(&bill)? + "\n")
}

/// Checks that the packed bill names this version and these crates.
pub(crate) fn check(places: &Places) -> Result<String> {
    let path = places.package().join("sbom.cdx.json");
    let bill = fs::read_to_string(&path)
        .with_context(|| format!("{} cannot be read", places.display(&path)))?;
    let lock = fs::read_to_string(places.root.join("Cargo.lock"))?;
    judge(&serde_json::from_str(&bill)?, &lock)
}

fn judge(bill: &Value, lock: &str) -> Result<String> {
    let version = env!("CARGO_PKG_VERSION");
    let root = &bill["metadata"]["component"];
    ensure!(
        root["name"] == ROOT && root["version"] == version,
        "it is of {} {}, not of {ROOT} {version}",
        root["name"],
        root["version"]
    );
    let components = bill["components"]
        .as_array()
        .context("it has no components")?;
    ensure!(!components.is_empty(), "it names no crate");
    let is_locked = |component: &&Value| {
        let (Some(name), Some(version)) =
            (component["name"].as_str(), component["version"].as_str())
        else {
            return false;
        };
        lock.contains(&format!("name = \"{name}\"\nversion = \"{version}\""))
    };
    let others: Vec<_> = components
        .iter()
        .filter(|component| !is_locked(component))
        .map(|component| component["bom-ref"].to_string())
        .collect();
    ensure!(
        others.is_empty(),
        "Cargo.lock does not have {}",
        others.join(", ")
    );
    Ok(format!("{} crates", components.len()))
}

fn described(metadata: &Value) -> Option<Value> {
    let packages: BTreeMap<_, _> = metadata["packages"]
        .as_array()?
        .iter()
        .filter_map(|package| Some((package["id"].as_str()?, package)))
        .collect();
    let edges: BTreeMap<_, _> = metadata["resolve"]["nodes"]
        .as_array()?
        .iter()
        .filter_map(|node| Some((node["id"].as_str()?, linked(node))))
        .collect();
    let is_root = |(_, package): &(&&str, &&Value)| package["name"] == ROOT;
    let (root, _) = packages.iter().find(is_root)?;
    let mut seen = BTreeSet::new();
    let mut left = vec![*root];
    while let Some(id) = left.pop() {
        if seen.insert(id) {
            let linked = edges.get(id)?.iter().copied();
            left.extend(
                linked.filter(|id| packages.get(id).is_some_and(|package| !is_macro(package))),
            );
        }
    }
    let described = |id: &str| {
        let package = packages.get(id)?;
        let (name, version) = (package["name"].as_str()?, package["version"].as_str()?);
        Some(json!({
            "type": "library",
            "bom-ref": reference(package)?,
            "name": name,
            "version": version,
            "purl": format!("pkg:cargo/{name}@{version}"),
            "licenses": package["license"].as_str().map(|license| vec![json!({ "expression": license.replace('/', " OR ") })]),
        }))
    };
    let components: Vec<_> = seen
        .iter()
        .filter(|id| *id != root)
        .map(|id| described(id))
        .collect::<Option<_>>()?;
    let dependencies: Vec<_> = seen
        .iter()
        .map(|id| {
            let linked = edges.get(id)?.iter().filter(|id| seen.contains(*id));
            let on: Option<BTreeSet<_>> = linked.map(|id| reference(packages.get(id)?)).collect();
            Some(json!({ "ref": reference(packages.get(id)?)?, "dependsOn": on? }))
        })
        .collect::<Option<_>>()?;
    Some(json!({
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": { "component": described(root)? },
        "components": components,
        "dependencies": dependencies,
    }))
}

/// Runs in the compiler, and is not part of the module.
fn is_macro(package: &Value) -> bool {
    let mut targets = package["targets"].as_array().into_iter().flatten();
    targets.any(|target| target["kind"][0] == "proc-macro")
}

/// The crates that a crate is linked with: neither build nor test dependencies.
fn linked(node: &Value) -> Vec<&str> {
    let all = node["deps"].as_array().into_iter().flatten();
    all.filter(|dependency| {
        let mut kinds = dependency["dep_kinds"].as_array().into_iter().flatten();
        kinds.any(|kind| kind["kind"].is_null())
    })
    .filter_map(|dependency| dependency["pkg"].as_str())
    .collect()
}

/// A name for the bill. Cargo's own would reveal the checkout's path.
fn reference(package: &Value) -> Option<String> {
    let (name, version) = (package["name"].as_str()?, package["version"].as_str()?);
    Some(format!("{name}@{version}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bill_of_other_crates_is_rejected() {
        let mut bill = json!({
            "metadata": { "component": { "name": ROOT, "version": env!("CARGO_PKG_VERSION") } },
            "components": [{ "name": "leptos", "version": "0.8.1", "bom-ref": "leptos@0.8.1" }],
        });
        let lock = "[[package]]\nname = \"leptos\"\nversion = \"0.8.1\"\n";
        assert_eq!(judge(&bill, lock).unwrap(), "1 crates");
        let error = judge(&bill, &lock.replace("0.8.1", "0.8.2")).unwrap_err();
        assert!(error.to_string().contains("leptos@0.8.1"), "{error}");
        bill["metadata"]["component"]["version"] = json!("0.0.1");
        assert!(judge(&bill, lock).is_err());
    }
}
