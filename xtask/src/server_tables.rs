//! `npm/server/src/contract.ts`: the tables of the crate `contract` in TypeScript, for the server package.

use std::fmt::Write as _;
use std::fs;
use std::time::Duration;

use anyhow::{Context as _, Result};
use chakra_connect_contract::status_words::{self, Field, Meaning, Row};
use chakra_connect_contract::{
    ConnectionState, Intent, ProblemCode, headers, limits, pace, reasons, retry_after,
};
use serde_json::{Map, Value, json};

use crate::package::{body_types, calls, constant};
use crate::places::Places;

const PATH: &str = "npm/server/src/contract.ts";
const HEADER: &str = "// Written by `cargo xtask book` from the tables of the crate `contract`: change them there.\n";

/// Writes the module if it differs from the code.
pub(crate) fn write(places: &Places) -> Result<()> {
    let path = places.root.join(PATH);
    let module = module()?;
    if fs::read_to_string(&path).is_ok_and(|old| old == module) {
        return Ok(());
    }
    fs::write(&path, module).with_context(|| format!("{PATH} cannot be written"))?;
    println!("{PATH} is new");
    Ok(())
}

fn module() -> Result<String> {
    let mut text = HEADER.to_owned();
    text += &body_types()?;
    for (comment, name, value) in tables() {
        text.push('\n');
        text += &constant(name, comment, &value);
    }
    for (name, value) in numbers() {
        let _ = write!(text, "\nexport const {name} = {value};");
    }
    text.push('\n');
    for (name, value) in texts() {
        let _ = write!(text, "\nexport const {name} = {};", json!(value));
    }
    text.push('\n');
    Ok(text)
}

type Table = (&'static str, &'static str, Value);

fn tables() -> Vec<Table> {
    let words = |rows: &[Row]| -> Value {
        let row = |(words, meaning, message, solution): &Row| {
            json!([words, gravity(*meaning), message, solution])
        };
        rows.iter().map(row).collect()
    };
    let problem = |code: &ProblemCode| {
        let row = json!([code.status(), code.title(), code.detail()]);
        (code.as_str().to_owned(), row)
    };
    let meanings = Meaning::ALL.map(|it| (format!("{it:?}"), json!(gravity(it))));
    let number_fields = Field::ALL.into_iter();
    let number_fields = number_fields.filter(|it| *it != Field::AccountChakraStatus);
    vec![
        (
            "The calls, by the last segment of their paths.",
            "CALLS",
            calls(),
        ),
        (
            "Problems by code: HTTP status, title, detail.",
            "PROBLEMS",
            Value::Object(ProblemCode::ALL.iter().map(problem).collect()),
        ),
        (
            "The states of a connection.",
            "STATES",
            json!(ConnectionState::ALL.map(ConnectionState::as_str)),
        ),
        (
            "What a token can be wanted for.",
            "INTENTS",
            json!(Intent::ALL.map(Intent::as_str)),
        ),
        (
            "Headers of every response.",
            "ALWAYS",
            Value::Object(
                headers::ALWAYS
                    .map(|(name, value)| (name.to_owned(), json!(value)))
                    .into_iter()
                    .collect(),
            ),
        ),
        (
            "What a status word means, by gravity.",
            "MEANING",
            Value::Object(meanings.into_iter().collect::<Map<_, _>>()),
        ),
        (
            "The state of a connection by the gravest meaning.",
            "MEANING_STATES",
            json!(Meaning::ALL.map(|it| it.state().as_str())),
        ),
        (
            "Fields of a number's record that hold a status word, with what each is about and whether it is a name's.",
            "NUMBER_WORDS",
            number_fields.map(field).collect(),
        ),
        (
            "The same field of an account's record.",
            "ACCOUNT_WORD",
            field(Field::AccountChakraStatus),
        ),
        (
            "Words of a number or an account: the words, their meaning, the message, the solution.",
            "CONNECTION_WORDS",
            words(status_words::CONNECTION),
        ),
        (
            "Words of a display name.",
            "NAME_WORDS",
            words(status_words::NAME),
        ),
        (
            "Fields with a wait in milliseconds.",
            "WAIT_MILLISECONDS",
            json!(retry_after::MILLISECONDS),
        ),
        (
            "Fields with a wait in seconds.",
            "WAIT_SECONDS",
            json!(retry_after::SECONDS),
        ),
        (
            "Objects in which such fields may stand.",
            "WAIT_PLACES",
            json!(retry_after::PLACES),
        ),
    ]
}

fn field(field: Field) -> Value {
    let name = field.name().split(' ').next();
    json!([name, field.subject(), field == Field::NameStatus])
}

fn gravity(meaning: Meaning) -> Option<usize> {
    Meaning::ALL.iter().position(|it| *it == meaning)
}

/// Numbers; times are in milliseconds.
fn numbers() -> Vec<(&'static str, u128)> {
    let count = |count: usize| count as u128;
    let ms = |time: Duration| time.as_millis();
    vec![
        ("REQUEST_BODY", count(limits::REQUEST_BODY)),
        ("REQUEST_TIME", ms(limits::REQUEST_TIME)),
        ("BODY_TIME", ms(limits::BODY_TIME)),
        ("CALL_TIME", ms(pace::CALL_TIME)),
        ("CALLS_AT_ONCE", pace::CALLS_AT_ONCE.into()),
        ("CALL_PATIENCE", ms(pace::CALL_PATIENCE)),
        ("CHAKRA_BODY", count(pace::CHAKRA_BODY)),
        ("MOST_NUMBERS", count(pace::MOST_NUMBERS)),
        ("MOST_RECORDS", count(pace::MOST_RECORDS)),
        ("MOST_ISSUES", count(pace::MOST_ISSUES)),
        ("RECORD_DELAY", ms(pace::RECORD_DELAY)),
        ("ACCOUNTS_BORNE", ms(pace::ACCOUNTS_BORNE)),
        ("STATUS_LIFE", ms(pace::STATUS_LIFE)),
        ("WATCHED_TIME", ms(pace::WATCHED_TIME)),
        ("WATCHED_LIFE", ms(pace::WATCHED_LIFE)),
        ("CALLS_PER_TENANT", pace::CALLS_PER_TENANT.into()),
        ("TENANT_PATIENCE", ms(pace::TENANT_PATIENCE)),
        ("BUSY_PAUSE", ms(pace::BUSY_PAUSE)),
        ("OTHERS_TIME", ms(pace::OTHERS_TIME)),
        ("OTHERS_INTERVAL", ms(pace::OTHERS_INTERVAL)),
        ("OTHERS_PAUSE", ms(pace::OTHERS_PAUSE)),
        ("CLAIM_SLACK", ms(pace::CLAIM_SLACK)),
        ("UNKNOWN_PAUSE", ms(pace::UNKNOWN_PAUSE)),
        ("LONGEST_UNKNOWN_PAUSE", ms(pace::LONGEST_UNKNOWN_PAUSE)),
        ("UNKNOWN_MEMORY", ms(pace::UNKNOWN_MEMORY)),
        ("REMOVAL_PAUSE", ms(pace::REMOVAL_PAUSE)),
        ("LONGEST_REMOVAL_PAUSE", ms(pace::LONGEST_REMOVAL_PAUSE)),
        ("LONGEST_GATE", ms(pace::LONGEST_GATE)),
        ("FIRST_GATE", ms(pace::FIRST_GATE)),
        ("LONGEST_OWN_GATE", ms(pace::LONGEST_OWN_GATE)),
        ("PREFLIGHT_SECONDS", pace::PREFLIGHT_AGE.as_secs().into()),
        ("LONGEST_WAIT", ms(retry_after::LONGEST)),
    ]
}

fn texts() -> Vec<(&'static str, &'static str)> {
    vec![
        ("JSON_TYPE", headers::JSON),
        ("PROBLEM_JSON", headers::PROBLEM_JSON),
        ("RETRY_AFTER", headers::RETRY_AFTER),
        ("PROBLEM_TYPE", ProblemCode::TYPE_PREFIX),
        ("WAIT_WORDS", retry_after::WORDS),
        ("UNKNOWN_WORD", status_words::UNKNOWN),
        ("NOT_CONNECTED", reasons::NOT_CONNECTED),
        ("SWITCHED_OFF", reasons::SWITCHED_OFF),
        ("NO_NUMBER", reasons::NO_NUMBER),
        ("NO_RECORD", reasons::NO_RECORD),
        ("CHOOSE", reasons::CHOOSE),
        ("RECORD_FAILED", reasons::RECORD_FAILED),
        ("ACCOUNTS_UNREAD", reasons::ACCOUNTS_UNREAD),
        ("SENDING_LIMITED", reasons::SENDING_LIMITED),
        ("SENDING_BLOCKED", reasons::SENDING_BLOCKED),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_module_matches_the_tables() {
        let places = Places::find().unwrap();
        let written = fs::read_to_string(places.root.join(PATH)).unwrap();
        assert!(
            written == module().unwrap(),
            "{PATH} is old: run `cargo xtask book --tables-only`"
        );
    }
}
