//! The reference pages, the README and the Leptos component against the tables in the code.

use std::collections::BTreeSet;
use std::fs;

use chakra_connect::contract;

use super::book::{blocks, folder};
use super::book_snippets::{Snippet, snippets};

const README: &str = include_str!("../../README.md");
const NPM_README: &str = include_str!("../../npm/README.md");

/// Every table of the public surface, and the page that contains it.
const REFERENCE: [(&str, &str); 8] = [
    ("reference/attributes.md", "attributes"),
    ("reference/properties.md", "properties"),
    ("reference/methods.md", "methods"),
    ("reference/events.md", "events"),
    ("reference/states.md", "states"),
    ("reference/error-codes.md", "codes"),
    ("reference/error-codes.md", "load codes"),
    ("backend/contract.md", "calls"),
];

fn page(name: &str) -> String {
    fs::read_to_string(folder().join(name)).unwrap()
}

/// `the_tables_match_the_code` compares each existing block with the code.
#[test]
fn every_table_of_the_public_surface_is_in_the_book() {
    for (name, table) in REFERENCE {
        let page = page(name);
        let tables: Vec<_> = blocks::names(&page).collect();
        assert!(tables.contains(&table), "{name} has no table \"{table}\"");
    }
}

#[test]
fn the_readme_leads_to_every_page_of_the_reference() {
    for (name, _) in REFERENCE {
        let link = format!("](docs/book/src/{name})");
        assert!(README.contains(&link), "{link}");
    }
}

#[test]
fn the_readmes_links_lead_to_existing_files() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let in_text = README.split("](").skip(1);
    let in_text = in_text.filter_map(|rest| Some(rest.split_once(')')?.0));
    let in_pictures = README.split("src").skip(1);
    let in_pictures = in_pictures.filter_map(|rest| {
        let rest = rest.trim_start_matches("set").strip_prefix("=\"")?;
        Some(rest.split_once('"')?.0)
    });
    let mut seen = 0;
    for target in in_text.chain(in_pictures) {
        // A page of the reader's own, or a web page.
        if target.starts_with("https://") || target.starts_with('/') {
            continue;
        }
        assert!(root.join(target).exists(), "{target}");
        seen += 1;
    }
    assert!(seen > 30, "{seen}");
}

/// The imports from the package, in any kind of quotes.
fn imports(text: &str) -> BTreeSet<String> {
    let quoted = text.split(['"', '`']);
    let ours = quoted.filter_map(|it| it.strip_prefix("chakra-whatsapp-connect"));
    let paths = ours.filter(|path| path.is_empty() || path.starts_with('/'));
    paths.map(|path| format!(".{path}")).collect()
}

/// Whether the package exports this path, by its name or by a pattern such as `./locales/*`.
fn is_exported(exports: &serde_json::Map<String, serde_json::Value>, path: &str) -> bool {
    exports.keys().any(|key| match key.strip_suffix('*') {
        Some(folder) => path.starts_with(folder),
        None => key == path,
    })
}

#[test]
fn the_documented_imports_match_the_packages() {
    let package = include_str!("../../npm/package.json");
    let package: serde_json::Value = serde_json::from_str(package).unwrap();
    let exports = package["exports"].as_object().unwrap();
    let reference = page("reference/npm.md");
    for (name, text, least) in [
        ("README.md", README, 2),
        ("npm/README.md", NPM_README, 8),
        ("npm.md", &reference, 10),
    ] {
        let told = imports(text);
        assert!(told.len() >= least, "{name}: {told:?}");
        for path in &told {
            assert!(is_exported(exports, path), "{name}: {path}");
        }
    }
    for (name, text) in [("npm/README.md", NPM_README), ("npm.md", &reference)] {
        for key in exports.keys().filter(|key| *key != "./package.json") {
            let path = key.trim_start_matches('.').trim_end_matches('*');
            // The text gives a folder's second entry in parentheses after the first, by its last part alone.
            let last = path.rsplit('/').next().unwrap_or_default();
            let is_told = text.contains(&format!("chakra-whatsapp-connect{path}"))
                || text.contains(&format!("`{path}`"))
                || text.contains(&format!("`/{last}`"))
                || text.contains(&format!("`{last}`"));
            assert!(is_told, "{name} does not mention {key}");
        }
    }
}

#[test]
fn the_readmes_backend_uses_existing_names() {
    let (_, code) = README.split_once("```ts\n").unwrap();
    let (code, _) = code.split_once("```").unwrap();
    let declared = include_str!("../../npm/server/src/index.ts");
    let (_, imported) = code.split_once("import {").unwrap();
    let (imported, _) = imported.split_once('}').unwrap();
    for name in imported.split(',').map(str::trim) {
        assert!(declared.contains(name), "{name}");
    }
    let options = include_str!("../../npm/server/src/options.ts");
    let set = code.lines().filter(|line| line.starts_with("  "));
    // `store,` is short for `store: store`.
    let set: Vec<_> = set
        .filter_map(|line| line.trim().split([':', ',']).next())
        .collect();
    assert_eq!(set.len(), 3, "{set:?}");
    for option in set {
        let is_there = ["", "?"].map(|mark| format!("readonly {option}{mark}: "));
        assert!(is_there.iter().any(|it| options.contains(it)), "{option}");
    }
}

/// Without its table, the store fails at the first call.
#[test]
fn the_backend_creates_its_table_and_is_the_same_wherever_it_is_shown() {
    let server = page("backend/server.md");
    let shown = [README, NPM_README, &server].map(|text| {
        let (_, code) = text.split_once("\nimport { createConnectHandler").unwrap();
        code.split_once("```").unwrap().0
    });
    assert!(shown[0].contains("\nawait store.migrate();\n"));
    assert!(shown.iter().all(|code| *code == shown[0]), "{shown:#?}");
    let store = include_str!("../../npm/server/src/store/sql-store.ts");
    assert!(store.contains("  migrate(): Promise<void>;"));
}

#[test]
fn every_store_in_the_book_creates_its_table() {
    let mut seen = 0;
    for Snippet { page, code, .. } in snippets() {
        // A worker has D1's migrations. Where a module exports the store, another file of the page migrates it.
        let is_elsewhere = ["cloudflare:workers", "export const store"];
        if !code.contains("sqlStore({") || is_elsewhere.iter().any(|it| code.contains(it)) {
            continue;
        }
        assert!(code.contains("await store.migrate();"), "{page:?}: {code}");
        seen += 1;
    }
    assert!(seen > 5, "{seen}");
}

#[test]
fn the_leptos_component_takes_everything() {
    let component = include_str!("../../src/leptos.rs");
    for attribute in contract::ATTRIBUTES {
        let set = match attribute.name {
            name @ ("heading-level" | "debug") => format!("custom_attribute(\"{name}\", "),
            name => format!("(\"{name}\", {}),", name.replace('-', "_")),
        };
        assert!(component.contains(&set), "{set}");
    }
    for property in contract::PROPERTIES {
        assert!(component.contains(&format!("(\"{property}\", ")));
    }
    for event in contract::EVENTS {
        assert!(component.contains(&format!("/// Called with `{event}`")));
    }
    let listeners = component.matches("(events::").count();
    assert_eq!(listeners, contract::EVENTS.len());
}
