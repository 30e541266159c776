//! The details of the element's events as TypeScript types, from the table of events.

use anyhow::{Context as _, Result};
use chakra_connect::contract::docs::EVENTS;

/// One event.
pub(super) struct EventType {
    pub(super) name: &'static str,
    /// The name of its detail's type, for example `ChakraFailedDetail`.
    pub(super) detail: String,
    /// The fields, for example `attemptId?: string`.
    pub(super) fields: Vec<String>,
    /// The text after the fields in the table.
    pub(super) meaning: &'static str,
    /// Its name as a property of the React component, for example `onFailed`.
    pub(super) prop: String,
}

pub(super) fn all() -> Result<Vec<EventType>> {
    EVENTS
        .iter()
        .map(|row| read(row.item, row.meaning))
        .collect()
}

/// Parses a table entry such as `` `{attemptId?, reason: "user" \| "timeout"}`: why ``.
fn read(name: &'static str, text: &'static str) -> Result<EventType> {
    let (fields, meaning) = text
        .strip_prefix("`{")
        .and_then(|rest| rest.split_once("}`"))
        .with_context(|| format!("{name}: {text} is no detail"))?;
    let fields = fields.split(", ").filter(|field| !field.is_empty());
    let pascal = pascal(name.strip_prefix("chakra-").unwrap_or(name));
    Ok(EventType {
        name,
        detail: format!("Chakra{pascal}Detail"),
        fields: fields.map(field).collect::<Result<_>>()?,
        meaning: meaning.trim_start_matches(": "),
        prop: format!("on{pascal}"),
    })
}

/// `state` becomes `state: ChakraState`. A type that the table gives stays.
fn field(field: &str) -> Result<String> {
    if field.contains(": ") {
        return Ok(field.replace("\\|", "|"));
    }
    let kind = match field.trim_end_matches('?') {
        "attemptId" | "docs" | "event" | "message" | "step" | "vendorCode" | "vendorMessage" => {
            "string"
        }
        "late" | "retryable" | "verified" => "boolean",
        "previous" | "state" => "ChakraState",
        "numbers" => "ChakraNumber[]",
        "code" => "ChakraErrorCode",
        "cause" => "unknown",
        "call" => "\"token\" | \"status\" | \"disconnect\" | \"choice\"",
        other => anyhow::bail!(
            "the type of an event's field {other} is not known: see {}",
            file!()
        ),
    };
    Ok(format!("{field}: {kind}"))
}

/// `before-disconnect` becomes `BeforeDisconnect`.
fn pascal(name: &str) -> String {
    let words = name.split('-').map(|word| {
        let mut letters = word.chars();
        let first = letters.next().map(|first| first.to_ascii_uppercase());
        first.into_iter().chain(letters).collect::<String>()
    });
    words.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_event_has_a_typed_detail() {
        let all = all().unwrap();
        let failed = all.iter().find(|event| event.name == "chakra-failed");
        let failed = failed.unwrap();
        assert_eq!(failed.detail, "ChakraFailedDetail");
        assert_eq!(failed.prop, "onFailed");
        assert!(failed.fields.contains(&"retryable: boolean".to_owned()));
        assert!(failed.fields.contains(&"attemptId?: string".to_owned()));
        let cancelled = all.iter().find(|event| event.name == "chakra-cancelled");
        let reason = "reason: \"user\" | \"timeout\" | \"superseded\" | \"unknown\"".to_owned();
        assert!(cancelled.unwrap().fields.contains(&reason));
        let ready = all.iter().find(|event| event.name == "chakra-ready");
        assert_eq!(ready.unwrap().meaning, "the customer can click");
        assert!(read("x", "`{nonsense}`").is_err());
    }
}
