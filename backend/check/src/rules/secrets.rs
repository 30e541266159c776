//! Rules for secrets, which no response may contain.

use reqwest::header::CONTENT_TYPE;
use serde_json::Value;

use crate::call::Call;
use crate::exchange::{Answer, Exchange, Meaning};
use crate::judgement::Judgement;
use crate::observations::Observations;
use crate::probe::Probe;
use crate::rule::Rule;

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "no-key",
        asks: "no response contains a key, a password or Chakra's raw record",
        why: "anybody with the key can act for all customers",
        remedy: "return only the fields of the contract; replace every key that has reached a browser",
        judge: no_key,
    },
    Rule {
        id: "no-token-elsewhere",
        asks: "connect tokens appear only in responses of connect-token",
        why: "other responses may be logged or cached, and strangers can then sign up in the customer's name",
        remedy: "do not store tokens, and return them only from connect-token",
        judge: no_token_elsewhere,
    },
    Rule {
        id: "declared-as-json",
        asks: "JSON responses have a JSON Content-Type",
        why: "a browser may run a business's name as HTML of your site",
        remedy: "send Content-Type: application/json",
        judge: declared_as_json,
    },
];

/// Names of fields that no browser needs, in lower-case letters only.
const SECRET_FIELDS: &[&str] = &[
    "apikey",
    "chakraapikey",
    "accesstoken",
    "authorization",
    "clientsecret",
    "secretkey",
    "password",
    // Fields of Chakra's plugin record that may hold Meta's tokens.
    "auth",
    "serverconfig",
];

fn holds_secret_field(json: &Value) -> bool {
    match json {
        Value::Object(fields) => fields.iter().any(|(name, value)| {
            let letters = name.chars().filter(char::is_ascii_alphabetic);
            let name = letters.collect::<String>().to_ascii_lowercase();
            let is_filled = !matches!(value, Value::Null | Value::Bool(_)) && *value != "";
            (is_filled && SECRET_FIELDS.contains(&name.as_str())) || holds_secret_field(value)
        }),
        Value::Array(all) => all.iter().any(holds_secret_field),
        _ => false,
    }
}

fn texts(answer: &Answer) -> String {
    let values = answer
        .headers
        .values()
        .filter_map(|value| value.to_str().ok());
    let headers: Vec<_> = values.collect();
    format!("{}\n{}", headers.join("\n"), answer.body)
}

fn no_key(seen: &Observations<'_>) -> Judgement {
    let secrets = &seen.options.secrets;
    let holds = |exchange: &&Exchange| {
        exchange.answer().is_some_and(|answer| {
            let texts = texts(answer);
            secrets
                .iter()
                .any(|secret| !secret.is_empty() && texts.contains(secret.as_str()))
                || answer.json().is_some_and(|json| holds_secret_field(&json))
        })
    };
    let lines = seen.all().filter(holds).map(Exchange::line);
    let looked_for = match secrets.len() {
        0 => "no response has a field with a secret's name (the key itself was not given)",
        _ => "neither the key nor a field with a secret's name was found",
    };
    Judgement::faults_or(lines.take(3).collect(), looked_for)
}

/// Whether the text contains something in the format of a signed token.
fn holds_token(text: &str) -> bool {
    let is_of_token =
        |character: char| character.is_ascii_alphanumeric() || matches!(character, '.' | '_' | '-');
    text.split(|character| !is_of_token(character)).any(|word| {
        let parts: Vec<_> = word.split('.').collect();
        matches!(parts.as_slice(), [head, claims, signature]
            if head.starts_with("eyJ") && claims.starts_with("eyJ") && !signature.is_empty())
    })
}

fn no_token_elsewhere(seen: &Observations<'_>) -> Judgement {
    let holds = |exchange: &&Exchange| {
        let is_token_call = exchange.call == Call::Token && exchange.meaning() == Meaning::Done;
        !is_token_call
            && exchange
                .answer()
                .is_some_and(|answer| holds_token(&answer.body))
    };
    let lines = seen.all().filter(holds).map(Exchange::line);
    Judgement::faults_or(lines.take(3).collect(), "none was found")
}

fn declared_as_json(seen: &Observations<'_>) -> Judgement {
    let of_calls = |it: &&Exchange| {
        matches!(it.call, Call::Token | Call::Status)
            && it.probe != Probe::Put
            && it.meaning() == Meaning::Done
            && it
                .answer()
                .is_some_and(|answer| answer.is_good() && answer.json().is_some())
    };
    let answers: Vec<_> = seen.all().filter(of_calls).collect();
    if answers.is_empty() {
        return seen.why_not(Probe::Status);
    }
    let is_declared = |exchange: &Exchange| {
        let content_type = exchange.answer().and_then(|it| it.header(&CONTENT_TYPE));
        content_type.is_some_and(|it| it.to_ascii_lowercase().contains("json"))
    };
    let undeclared = answers.iter().filter(|exchange| !is_declared(exchange));
    let lines = undeclared.map(|exchange| exchange.line());
    Judgement::faults_or(lines.take(3).collect(), "they do")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn secrets_are_known_by_their_fields() {
        for record in [
            json!({"auth": {"whatsappBusinessAccountsById": {}}}),
            json!({"numbers": [{"api_key": "k"}]}),
            json!({"data": {"Access-Token": "t"}}),
        ] {
            assert!(holds_secret_field(&record), "{record}");
        }
        for record in [
            json!({"connectToken": "t", "pluginId": "p"}),
            json!({"apiKey": null, "password": ""}),
            json!({"code": "chakra_unauthorized", "authorized": true}),
        ] {
            assert!(!holds_secret_field(&record), "{record}");
        }
    }

    #[test]
    fn a_token_is_known_by_its_form() {
        assert!(holds_token("{\"debug\":\"eyJhbGciOi.eyJkYXRhIj.c2ln\"}"));
        assert!(!holds_token(
            "{\"checkedAt\":\"2026-11-23T08:15:27.123Z\",\"v\":\"1.2.3\"}"
        ));
    }
}
