//! The surface of the element, and of the npm package except its types, with one item per line.

use std::fmt::Write as _;

use anyhow::{Context as _, Result};
use chakra_connect::flow::error::{Code, LoadCode};
use chakra_connect::text::{LOCALES, MESSAGES};
use serde_json::Value;

/// The lists of the manifest, and the name for an item of each.
const LISTS: [(&str, &str); 7] = [
    ("attributes", "attribute"),
    ("members", "member"),
    ("events", "event"),
    ("slots", "slot"),
    ("cssParts", "part"),
    ("cssProperties", "property"),
    ("cssStates", "state"),
];

/// The report of the element, from its manifest (`custom-elements.json`) and the tables of the code.
pub(super) fn report(manifest: &str) -> Result<String> {
    let manifest: Value = serde_json::from_str(manifest)?;
    let class = &manifest["modules"][0]["declarations"][0];
    let tag = class["tagName"].as_str().context("a tag")?;
    let mut text = format!("element {tag}\n");
    for (list, kind) in LISTS {
        let items = class[list].as_array();
        for item in items.with_context(|| format!("the manifest has no {list}"))? {
            line(&mut text, kind, item).with_context(|| format!("an item of {list}"))?;
        }
    }
    for code in Code::ALL {
        let _ = writeln!(text, "error code {}", code.as_str());
    }
    for code in LoadCode::ALL {
        let _ = writeln!(text, "error code {}", code.as_str());
    }
    for locale in LOCALES {
        let _ = writeln!(text, "language {}", locale.tag);
    }
    for message in MESSAGES {
        let _ = writeln!(text, "message {}", message.key);
    }
    Ok(text)
}

/// Defaults and descriptions may change: the book's page on upgrading does not promise them.
fn line(text: &mut String, kind: &str, item: &Value) -> Option<()> {
    let kind = match item["kind"].as_str() {
        Some("field") if item["readonly"] == true => "read-only field",
        Some(member) => member,
        None => kind,
    };
    // The default slot has no name.
    let name = match item["name"].as_str()? {
        "" => "(default)",
        name => name,
    };
    let _ = match item["type"]["text"].as_str() {
        Some(of) => writeln!(text, "{kind} {name}: {of}"),
        None => writeln!(text, "{kind} {name}"),
    };
    Some(())
}

/// The possible imports from the package's `package.json`, for example `import ./react default`. In the original order,
/// because the first matching condition wins.
pub(super) fn exports(package: &str) -> Result<String> {
    let package: Value = serde_json::from_str(package)?;
    let mut text = String::new();
    let exports = package["exports"].as_object();
    for (entry, to) in exports.context("package.json has no exports")? {
        conditions(&mut text, entry, to);
    }
    for peer in package["peerDependencies"]
        .as_object()
        .into_iter()
        .flatten()
    {
        let _ = writeln!(text, "peer {}: {}", peer.0, peer.1);
    }
    let node = package["engines"]["node"]
        .as_str()
        .context("engines.node")?;
    let _ = writeln!(text, "node: {node}");
    Ok(text)
}

fn conditions(text: &mut String, path: &str, to: &Value) {
    match to {
        Value::Object(map) => {
            for (condition, to) in map {
                conditions(text, &format!("{path} {condition}"), to);
            }
        }
        _ => {
            let _ = writeln!(text, "import {path}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_condition_of_an_import_is_a_line() {
        let package = r#"{ "exports": { ".": { "require": { "types": "./a", "default": "./b" }, "default": "./c" }, "./wasm": "./d" }, "peerDependencies": { "react": ">=18" }, "engines": { "node": ">=18" } }"#;
        assert_eq!(
            exports(package).unwrap(),
            "import . require types\nimport . require default\nimport . default\nimport ./wasm\npeer react: \">=18\"\nnode: >=18\n"
        );
        assert!(exports("{}").is_err());
    }
}
