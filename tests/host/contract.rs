//! The README against the tables in the code: what is promised is what is there.

use chakra_connect::contract::docs::{ATTRIBUTES, EVENTS, METHODS, PROPERTIES, READ_ONLY};
use chakra_connect::contract::{self, Documented};
use chakra_connect::flow::State;
use chakra_connect::flow::error::{Code, LoadCode, Retry};

use super::book::tables::values;

const README: &str = include_str!("../../README.md");

/// The rows of the table under the heading, cells trimmed.
fn table(heading: &str) -> Vec<Vec<String>> {
    let (_, after) = README
        .split_once(&format!("\n### {heading}\n"))
        .expect("the heading");
    let rows = after
        .lines()
        .skip_while(|line| !line.starts_with('|'))
        .take_while(|line| line.starts_with('|'));
    rows.skip(2)
        .map(|row| {
            // `\\|` within a cell is no border.
            let row = row.replace("\\|", "\u{0}");
            let cells = row.trim_matches('|').split('|');
            cells
                .map(|cell| cell.trim().replace('\u{0}', "\\|"))
                .collect()
        })
        .collect()
}

#[test]
fn attributes() {
    let rows = table("Attributes");
    let expected = ATTRIBUTES.iter().map(|Documented { item, meaning }| {
        vec![
            format!("`{}`", item.name),
            values(item),
            (*meaning).to_owned(),
        ]
    });
    assert_eq!(rows, expected.collect::<Vec<_>>());
}

#[test]
fn properties() {
    let rows = table("Properties");
    let expected = PROPERTIES.iter().chain(&READ_ONLY).map(
        |Documented {
             item: name,
             meaning,
         }| vec![format!("`{name}`"), (*meaning).to_owned()],
    );
    assert_eq!(rows, expected.collect::<Vec<_>>());
}

#[test]
fn events() {
    let expected = EVENTS.iter().map(
        |Documented {
             item: name,
             meaning: detail,
         }| vec![format!("`{name}`"), (*detail).to_owned()],
    );
    assert_eq!(table("Events"), expected.collect::<Vec<_>>());
}

#[test]
fn states() {
    let named: Vec<String> = table("States")
        .into_iter()
        .map(|row| row[0].clone())
        .collect();
    let expected: Vec<String> = State::ALL
        .iter()
        .map(|state| format!("`{}`", state.as_str()))
        .collect();
    assert_eq!(named, expected);
}

#[test]
fn methods() {
    let expected = METHODS.iter().map(
        |Documented {
             item: signature,
             meaning,
         }| {
            let (name, _) = signature.split_once('(').unwrap();
            vec![format!("`{name}()`"), (*meaning).to_owned()]
        },
    );
    assert_eq!(table("Methods"), expected.collect::<Vec<_>>());
}

fn row_of_a_code(code: &str, retry: Retry, customer: &str, developer: &str) -> Vec<String> {
    let retry = match retry {
        Retry::Never => "never",
        Retry::Customer => "by the customer",
        Retry::Automatic => "by itself, then by the customer",
    };
    let code = format!("`{code}`");
    [&*code, retry, customer, developer]
        .map(str::to_owned)
        .to_vec()
}

#[test]
fn error_codes() {
    let expected = Code::ALL.iter().map(|code| {
        row_of_a_code(
            code.as_str(),
            code.retry(),
            code.customer(),
            code.developer(),
        )
    });
    assert_eq!(table("Error codes"), expected.collect::<Vec<_>>());
}

#[test]
fn load_codes() {
    let expected = LoadCode::ALL.iter().map(|code| {
        row_of_a_code(
            code.as_str(),
            code.retry(),
            code.customer(),
            code.developer(),
        )
    });
    assert_eq!(table("Load codes"), expected.collect::<Vec<_>>());
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
