//! The OpenAPI document: the committed one matches the code, and is complete.

use std::collections::BTreeSet;

use chakra_connect_contract::{
    BASE_PATH, Call, ConnectionState, Intent, ProblemCode, headers, openapi,
};
use serde_json::{Value, json};

const COMMITTED: &str = include_str!("../../docs/book/src/backend/openapi.json");

fn document() -> Value {
    serde_json::to_value(openapi::document()).unwrap()
}

fn operation(document: &Value, call: Call) -> &Value {
    let method = call.method().as_str().to_lowercase();
    &document["paths"][format!("/{}", call.segment())][method]
}

#[test]
fn the_committed_document_matches_the_code() {
    // Compared as values: another crate of the build may change the order of keys.
    let committed: Value = serde_json::from_str(COMMITTED).unwrap();
    assert!(
        committed == document(),
        "docs/book/src/backend/openapi.json: cargo xtask book --tables-only"
    );
}

#[test]
fn each_call_has_its_success_and_each_of_its_problems_with_an_example() {
    let document = document();
    assert_eq!(document["openapi"], "3.1.0");
    assert_eq!(document["servers"][0]["url"], BASE_PATH);
    for call in Call::ALL {
        let responses = &operation(&document, call)["responses"];
        assert!(
            responses[call.success().to_string()].is_object(),
            "{call:?}"
        );
        for code in call.problems() {
            let response = &responses[code.status().to_string()];
            let content = &response["content"][headers::PROBLEM_JSON];
            let at = content["examples"][code.as_str()]["$ref"].as_str().unwrap();
            let example = document.pointer(&format!("{}/value", &at[1..])).unwrap();
            assert_eq!(example["code"], code.as_str(), "{call:?}");
            let allowed = &content["schema"]["allOf"][1]["properties"]["code"]["enum"];
            assert!(allowed.as_array().unwrap().contains(&code.as_str().into()));
        }
    }
}

#[test]
fn schema_names_match_what_is_sent() {
    let schemas = &document()["components"]["schemas"];
    let states = ConnectionState::ALL.map(ConnectionState::as_str).to_vec();
    let intents = Intent::ALL.map(Intent::as_str).to_vec();
    let codes = ProblemCode::ALL.iter().map(|code| code.as_str()).collect();
    for (name, names) in [
        ("ConnectionState", states),
        ("Intent", intents),
        ("ProblemCode", codes),
    ] {
        assert_eq!(schemas[name]["enum"], json!(names));
    }
}

#[test]
fn every_problem_belongs_to_a_call_or_deliberately_to_none() {
    for code in ProblemCode::ALL {
        let has_call = Call::ALL.iter().any(|call| call.can_fail_with(*code));
        let is_of_no_call = matches!(code, ProblemCode::NotFound | ProblemCode::MethodNotAllowed);
        assert_ne!(has_call, is_of_no_call, "{code:?}");
        let told = document()["info"]["description"].to_string();
        assert!(has_call || told.contains(code.as_str()), "{code:?}");
    }
}

#[test]
fn every_reference_leads_somewhere_and_every_component_is_used() {
    fn references(value: &Value, found: &mut BTreeSet<String>) {
        match value {
            Value::Object(fields) => {
                if let Some(Value::String(to)) = fields.get("$ref") {
                    found.insert(to.clone());
                }
                fields.values().for_each(|field| references(field, found));
            }
            Value::Array(items) => items.iter().for_each(|item| references(item, found)),
            _ => {}
        }
    }
    let document = document();
    let mut found = BTreeSet::new();
    references(&document, &mut found);
    let kinds = document["components"].as_object().unwrap();
    let all = kinds.iter().flat_map(|(kind, parts)| {
        let names = parts.as_object().unwrap().keys();
        names.map(move |name| format!("#/components/{kind}/{name}"))
    });
    assert_eq!(found, all.collect());
}
