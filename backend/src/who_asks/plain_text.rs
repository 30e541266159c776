//! Ids, names and email addresses from outside, before they reach the store, the log and Chakra.

use serde::Deserialize;

/// Long enough for the keys of any database. The id goes to Chakra and into the store.
const LONGEST_ID: usize = 200;
const LONGEST_NAME: usize = 200;
/// RFC 5321, 4.5.3.1.3: a path of 256 characters without its brackets.
const LONGEST_EMAIL: usize = 254;

/// Whether the text may be an id of a tenant or a user, or of a record at Chakra.
pub(crate) fn is_id(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= LONGEST_ID
        && text.trim_matches(is_space) == text
        && !text.contains(breaks_line)
        && !text.contains(turns_direction)
}

/// Whether the character is a space in Rust or in JavaScript, which also trims the byte order mark.
fn is_space(character: char) -> bool {
    character.is_whitespace() || character == '\u{feff}'
}

/// Whether the character may break a line in a terminal or a log.
fn breaks_line(character: char) -> bool {
    character.is_control() || matches!(character, '\u{2028}' | '\u{2029}')
}

/// Whether the character changes the direction of the text around it, so that the text can pass for another one
/// (Unicode Technical Report 36, section 3.2).
fn turns_direction(character: char) -> bool {
    matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The text, if it is an id. It is not trimmed: the result could be another tenant's id.
pub(super) fn id(text: &str) -> Option<String> {
    is_id(text).then(|| text.to_owned())
}

/// The name in the text, on one line and cut to 200 characters, if there is one.
pub(super) fn name(text: &str) -> Option<String> {
    let name: String = text
        .split(|c: char| c.is_control() || c.is_whitespace() || turns_direction(c))
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ");
    let name: String = name.chars().take(LONGEST_NAME).collect();
    (!name.is_empty()).then_some(name)
}

/// The email address in the text, if it looks like one.
pub(super) fn email(text: &str) -> Option<String> {
    let text = text.trim();
    let (user, domain) = text.rsplit_once('@')?;
    let is_email = !user.is_empty()
        && !domain.is_empty()
        && text.len() <= LONGEST_EMAIL
        && !text.contains(|c: char| c.is_control() || c.is_whitespace() || ",;<>".contains(c))
        && !text.contains(turns_direction);
    is_email.then(|| text.to_owned())
}

/// An id in JSON. Many databases use numbers.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum JsonId {
    Text(String),
    Number(i64),
}

impl JsonId {
    pub(super) fn read(&self) -> Option<String> {
        match self {
            Self::Text(text) => id(text),
            Self::Number(number) => Some(number.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_short_and_on_one_line() {
        let (longest, too_long) = ("x".repeat(200), "x".repeat(201));
        for text in ["42", "acme:eu/1", "Müller & Co", longest.as_str()] {
            assert!(is_id(text), "{text}");
        }
        for text in [
            "",
            " ",
            " a",
            "a ",
            "a\t",
            "a\u{a0}",
            "\u{2003}a",
            "a\u{3000}",
            "a\u{feff}",
            "\u{feff}a",
            "a\nb",
            "a\r\nb",
            "a\0",
            "a\u{85}b",
            "a\u{2028}b",
            "a\u{2029}b",
            "\u{202e}a",
            "a\u{2066}b",
            too_long.as_str(),
        ] {
            assert!(!is_id(text), "{text:?}");
        }
        assert_eq!(id("acme").as_deref(), Some("acme"));
    }

    /// Trimmed, these would be the id of another tenant.
    #[test]
    fn an_id_is_rejected_and_not_trimmed() {
        for odd in [
            " acme ",
            "acme\n",
            "acme\u{a0}",
            "\u{3000}acme",
            "acme\u{feff}",
        ] {
            assert_eq!(id(odd), None, "{odd:?}");
            assert_eq!(JsonId::Text(odd.to_owned()).read(), None, "{odd:?}");
        }
    }

    #[test]
    fn names_are_on_one_line() {
        assert_eq!(name(" Acme,\r\n Inc. ").as_deref(), Some("Acme, Inc."));
        assert_eq!(name(" \n").as_deref(), None);
        assert_eq!(name("A\u{2028}B\u{85}C\0D").as_deref(), Some("A B C D"));
        assert_eq!(name("\u{202e}emcA\u{2069}").as_deref(), Some("emcA"));
        assert_eq!(name(&"ü".repeat(300)).unwrap().chars().count(), 200);
    }

    #[test]
    fn only_plausible_email_addresses_are_accepted() {
        assert_eq!(email(" a@b.example ").as_deref(), Some("a@b.example"));
        for text in [
            "",
            "a",
            "@b",
            "a@",
            "a@b, c@d",
            "A <a@b>",
            "a b@c",
            "a@b\nc",
            "a@b\u{2028}c",
            "a\u{202e}@b",
        ] {
            assert_eq!(email(text), None, "{text:?}");
        }
    }

    #[test]
    fn ids_in_json_may_be_numbers() {
        let read = |json: &str| serde_json::from_str::<JsonId>(json).ok()?.read();
        assert_eq!(read("42").as_deref(), Some("42"));
        assert_eq!(read("\"acme\"").as_deref(), Some("acme"));
        for json in ["\"\"", "null", "true", "1.5", "[1]", "{}"] {
            assert_eq!(read(json), None, "{json}");
        }
    }
}
