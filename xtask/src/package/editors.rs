//! The files for editors and documentation tools, all from the same tables: the custom elements manifest, web-types,
//! and VS Code's custom data.

use std::fs;

use anyhow::{Context as _, Result};
use chakra_connect::card::{PARTS, SLOTS};
use chakra_connect::contract::docs::{ATTRIBUTES, METHODS, PROPERTIES};
use chakra_connect::contract::{Attribute, TAG, Values};
use chakra_connect::flow::State;
use serde_json::{Value, json};

use super::events;

const CLASS: &str = "ChakraWhatsappConnectElement";
const SUMMARY: &str =
    "Shows the state of the customer's WhatsApp connection, and lets them sign up.";

/// `custom-elements.json`. Source: custom-elements-manifest, schema 1.0.0.
pub(crate) fn custom_elements() -> Result<String> {
    let attributes = ATTRIBUTES.iter().map(|row| {
        let attribute = &row.item;
        let mut described = json!({
            "name": attribute.name,
            "description": row.meaning,
            "type": { "text": type_text(attribute) },
        });
        if let Some(default) = attribute.allowed().first() {
            described["default"] = json!(format!("{default:?}"));
        }
        described
    });
    let fields = PROPERTIES
        .iter()
        .map(|row| json!({ "kind": "field", "name": row.item, "description": row.meaning }));
    let state = State::ALL.map(|state| format!("{:?}", state.as_str()));
    let state = json!({
        "kind": "field", "name": "state", "readonly": true,
        "description": "What the customer is shown.",
        "type": { "text": state.join(" | ") },
    });
    let ready = json!({
        "kind": "field", "name": "ready", "readonly": true,
        "description": "Settles once the state is known for the first time.",
        "type": { "text": "Promise<{ state: ChakraState }>" },
    });
    let methods = METHODS.iter().map(|row| {
        let name = row.item.split('(').next();
        json!({ "kind": "method", "name": name, "description": row.meaning, "return": { "type": { "text": "Promise<ChakraOutcome>" } } })
    });
    let events = events::all()?.into_iter().map(|event| {
        json!({
            "name": event.name, "description": event.meaning,
            "type": { "text": format!("CustomEvent<{{ {} }}>", event.fields.join("; ")) },
        })
    });
    let properties = custom_properties()?;
    let properties = properties.iter().map(|(name, default, meaning)| {
        json!({ "name": name, "default": default, "description": meaning })
    });
    pretty(&json!({
        "schemaVersion": "1.0.0",
        "readme": "README.md",
        "modules": [{
            "kind": "javascript-module",
            "path": "define.js",
            "declarations": [{
                "kind": "class",
                "customElement": true,
                "name": CLASS,
                "tagName": TAG,
                "description": SUMMARY,
                "superclass": { "name": "HTMLElement" },
                "attributes": attributes.collect::<Vec<_>>(),
                "members": fields.chain([state, ready]).chain(methods).collect::<Vec<_>>(),
                "events": events.collect::<Vec<_>>(),
                "slots": named(SLOTS),
                "cssParts": named(PARTS),
                "cssProperties": properties.collect::<Vec<_>>(),
                "cssStates": State::ALL.map(|state| json!({
                    "name": state.as_str(), "description": state.meaning(),
                })),
            }],
            "exports": [{
                "kind": "custom-element-definition",
                "name": TAG,
                "declaration": { "name": CLASS, "module": "define.js" },
            }],
        }],
    }))
}

/// `web-types.json`, for `JetBrains` editors.
pub(super) fn web_types(version: &str) -> Result<String> {
    let attributes = ATTRIBUTES.iter().map(|row| {
        let attribute = &row.item;
        json!({
            "name": attribute.name,
            "description": row.meaning,
            "required": false,
            "value": { "type": type_text(attribute), "required": true },
        })
    });
    let properties = PROPERTIES
        .iter()
        .map(|row| json!({ "name": row.item, "description": row.meaning }));
    let events = events::all()?
        .into_iter()
        .map(|event| json!({ "name": event.name, "description": event.meaning }));
    let css = custom_properties()?;
    let css = css
        .iter()
        .map(|(name, _, meaning)| json!({ "name": name, "description": meaning }));
    pretty(&json!({
        "$schema": "https://raw.githubusercontent.com/JetBrains/web-types/master/schema/web-types.json",
        "name": super::npm::NAME,
        "version": version,
        "description-markup": "markdown",
        "contributions": {
            "html": { "elements": [{
                "name": TAG,
                "description": SUMMARY,
                "attributes": attributes.collect::<Vec<_>>(),
                "slots": named(SLOTS),
                "js": {
                    "properties": properties.collect::<Vec<_>>(),
                    "events": events.collect::<Vec<_>>(),
                },
                "css": { "parts": named(PARTS), "properties": css.collect::<Vec<_>>() },
            }] },
        },
    }))
}

/// `vscode.json`: HTML custom data, version 1.1.
pub(super) fn vscode() -> Result<String> {
    let attributes = ATTRIBUTES.iter().map(|row| {
        let attribute = &row.item;
        let values = attribute
            .allowed()
            .iter()
            .map(|value| json!({ "name": value }));
        json!({
            "name": attribute.name,
            "description": row.meaning,
            "values": values.collect::<Vec<_>>(),
        })
    });
    pretty(&json!({
        "version": 1.1,
        "tags": [{
            "name": TAG,
            "description": SUMMARY,
            "attributes": attributes.collect::<Vec<_>>(),
        }],
    }))
}

fn type_text(attribute: &Attribute) -> String {
    match attribute.values {
        Values::Flag => return "boolean".to_owned(),
        _ if attribute.allowed().is_empty() => return "string".to_owned(),
        _ => {}
    }
    let values = attribute.allowed().iter().map(|value| format!("{value:?}"));
    values.collect::<Vec<_>>().join(" | ")
}

fn named(table: &[(&str, &str)]) -> Vec<Value> {
    table
        .iter()
        .map(|(name, meaning)| json!({ "name": name, "description": meaning }))
        .collect()
}

/// Name, default and meaning of the theme's custom properties, from the comment that documents them.
pub(super) fn custom_properties() -> Result<Vec<(String, String, String)>> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../style/widget/theme.css");
    let sheet = fs::read_to_string(path).context("style/widget/theme.css cannot be read")?;
    let lines = sheet.lines().map(str::trim);
    let lines = lines.take_while(|line| *line != "*/");
    let documented: Option<Vec<_>> = lines
        .filter(|line| line.starts_with("--chakra-"))
        .map(|line| {
            let (name, rest) = line.split_once(": ")?;
            let (default, meaning) = rest.split_once("; ")?;
            Some((name.to_owned(), default.to_owned(), meaning.to_owned()))
        })
        .collect();
    documented.context("a custom property in theme.css is not documented as the others are")
}

fn pretty(value: &Value) -> Result<String> {
    Ok(serde_json::to_string_pretty(value)? + "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn editors_get_everything() {
        let manifest: Value = serde_json::from_str(&custom_elements().unwrap()).unwrap();
        let class = &manifest["modules"][0]["declarations"][0];
        assert_eq!(
            class["attributes"].as_array().unwrap().len(),
            ATTRIBUTES.len()
        );
        assert_eq!(class["cssParts"].as_array().unwrap().len(), PARTS.len());
        assert!(class["cssProperties"].as_array().unwrap().len() >= 30);
        for text in [web_types("1.2.3").unwrap(), vscode().unwrap()] {
            for attribute in chakra_connect::contract::ATTRIBUTES {
                assert!(text.contains(&format!("{:?}", attribute.name)));
            }
        }
    }
}
