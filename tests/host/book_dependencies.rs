//! The book's page about dependencies against the Cargo.toml of each published crate.

use std::collections::BTreeSet;

const PAGE: &str = include_str!("../../docs/book/src/dependencies.md");

/// The published crates, with their manifests.
const CRATES: [(&str, &str); 5] = [
    ("chakra-connect", include_str!("../../Cargo.toml")),
    (
        "chakra-connect-contract",
        include_str!("../../contract/Cargo.toml"),
    ),
    ("chakra-backend", include_str!("../../backend/Cargo.toml")),
    (
        "chakra-backend-server",
        include_str!("../../backend/server/Cargo.toml"),
    ),
    (
        "chakra-backend-check",
        include_str!("../../backend/check/Cargo.toml"),
    ),
];

/// A crate's build dependencies: without those of its tests, and without those that only the workspace names.
fn dependencies(manifest: &str) -> BTreeSet<&str> {
    let mut counts = false;
    let mut found = BTreeSet::new();
    for line in manifest.lines() {
        if let Some(section) = line
            .strip_prefix('[')
            .and_then(|line| line.strip_suffix(']'))
        {
            let is_tested_with =
                section.ends_with("dev-dependencies") || section.starts_with("workspace");
            counts = section.ends_with("dependencies") && !is_tested_with;
            continue;
        }
        let name = line.split([' ', '.', '=']).next().unwrap_or_default();
        let is_name = line.contains('=') && !name.is_empty() && !name.starts_with('#');
        if counts && is_name {
            found.insert(name);
        }
    }
    found
}

/// The table rows below the heading that names the crate: dependency, and the other columns.
fn rows(name: &str) -> Vec<Vec<&str>> {
    let is_of = |section: &&str| {
        section
            .lines()
            .next()
            .is_some_and(|head| head.ends_with(&format!("`{name}`")))
    };
    let section = PAGE
        .split("\n## ")
        .find(is_of)
        .unwrap_or_else(|| panic!("{name} has no section"));
    let rows = section.lines().filter(|line| line.starts_with("| `"));
    rows.map(|row| row.trim_matches('|').split('|').map(str::trim).collect())
        .collect()
}

#[test]
fn each_dependency_has_its_row_and_each_row_its_dependency() {
    for (name, manifest) in CRATES {
        let rows = rows(name);
        let told: BTreeSet<_> = rows.iter().map(|row| row[0].trim_matches('`')).collect();
        assert_eq!(told, dependencies(manifest), "{name}");
        assert_eq!(
            told.len(),
            rows.len(),
            "{name}: a dependency is listed twice"
        );
        for row in rows {
            assert_eq!(row.len(), 5, "{row:?}");
            assert!(row.iter().all(|cell| !cell.is_empty()), "{row:?}");
        }
    }
}

#[test]
fn only_what_is_built_from_counts() {
    let manifest = "[workspace.dependencies]\na = \"1\"\n[dependencies]\n# b = \"1\"\nc = \"1\"\nd.workspace = true\nweb-sys = { features = [\n    \"E\",\n] }\n[dev-dependencies]\nf = \"1\"\n[target.'cfg(unix)'.dev-dependencies]\ng = \"1\"\n[target.'cfg(unix)'.dependencies]\nh = \"1\"\n[build-dependencies]\ni = \"1\"\n[lints]\nj = \"1\"\n";
    assert_eq!(
        dependencies(manifest),
        BTreeSet::from(["c", "d", "web-sys", "h", "i"])
    );
}

#[test]
fn the_npm_package_has_none() {
    let manifest: serde_json::Value =
        serde_json::from_str(include_str!("../../npm/package.json")).unwrap();
    assert!(
        manifest.get("dependencies").is_none(),
        "docs/book/src/dependencies.md then needs a table of them"
    );
    assert!(manifest.get("bundledDependencies").is_none());
}
