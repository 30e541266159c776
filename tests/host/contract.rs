//! The README against the tables in the code: what is promised is what is there.

use chakra_connect::flow::State;
use chakra_connect::flow::config::{ATTRIBUTES, PROPERTIES};
use chakra_connect::flow::error::{Code, Retry};
use chakra_connect::flow::io::EVENTS;

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
    let expected = ATTRIBUTES.iter().map(|attribute| {
        let values = match attribute.allowed {
            [] => "address".to_owned(),
            all => all
                .iter()
                .map(|value| format!("`{value}`"))
                .collect::<Vec<_>>()
                .join(", "),
        };
        vec![
            format!("`{}`", attribute.name),
            values,
            attribute.meaning.to_owned(),
        ]
    });
    assert_eq!(rows, expected.collect::<Vec<_>>());
}

#[test]
fn properties() {
    let mut rows = table("Properties");
    assert_eq!(rows.pop().unwrap()[0], "`state`");
    let expected = PROPERTIES
        .iter()
        .map(|(name, meaning)| vec![format!("`{name}`"), (*meaning).to_owned()]);
    assert_eq!(rows, expected.collect::<Vec<_>>());
}

#[test]
fn events() {
    let expected = EVENTS
        .iter()
        .map(|(name, detail)| vec![format!("`{name}`"), (*detail).to_owned()]);
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
fn error_codes() {
    let expected = Code::ALL.iter().map(|code| {
        let retry = match code.retry() {
            Retry::Never => "never",
            Retry::Customer => "by the customer",
            Retry::Automatic => "by itself, then by the customer",
        };
        vec![
            format!("`{}`", code.as_str()),
            retry.to_owned(),
            code.customer().to_owned(),
            code.developer().to_owned(),
        ]
    });
    assert_eq!(table("Error codes"), expected.collect::<Vec<_>>());
}
