//! The language files, the choice of a language, and the search for texts that are in no table.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chakra_connect::flow::error::{Code, LoadCode};
use chakra_connect::text::{Catalogue, Intl, LOCALES, Locale, Localizer, MESSAGES, Message};
use proc_macro2::{TokenStream, TokenTree};
use serde_json::{Value, json};

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn messages() -> Vec<Message> {
    let codes = Code::ALL.iter().map(|code| Message::from(*code));
    let load_codes = LoadCode::ALL.iter().map(|code| Message::from(*code));
    let all = MESSAGES.iter().copied().chain(codes);
    all.chain(load_codes).collect()
}

fn file(locale: &Locale) -> BTreeMap<String, String> {
    let path = folder("locales").join(format!("{}.json", locale.tag));
    let text = fs::read_to_string(&path).expect("a file for every language");
    serde_json::from_str(&text).expect("an object of texts")
}

fn translated() -> impl Iterator<Item = &'static Locale> {
    LOCALES.iter().filter(|locale| **locale != Locale::ENGLISH)
}

/// The names in braces.
fn placeholders(text: &str) -> Vec<&str> {
    text.split('{')
        .skip(1)
        .map(|rest| rest.split('}').next().unwrap())
        .collect()
}

/// The plural categories of whole numbers and fractions, besides `other`. Source: CLDR, through `Intl.PluralRules`; the
/// browser's tests check this table.
fn plurals(tag: &str) -> &'static [&'static str] {
    match tag {
        "ar" => &["zero", "one", "two", "few", "many"],
        "he" => &["one", "two"],
        "es" | "fr" | "it" | "pt-BR" => &["one", "many"],
        "id" => &[],
        _ => &["one"],
    }
}

#[test]
fn keys_are_there_once() {
    let all = messages();
    let keys: BTreeSet<_> = all.iter().map(|message| message.key).collect();
    assert_eq!(keys.len(), all.len());
}

#[test]
fn every_language_has_every_message_and_no_other() {
    for locale in translated() {
        let mut expected = BTreeSet::new();
        for message in messages() {
            expected.insert(message.key.to_owned());
            if message.english.contains("{count}") {
                let forms = plurals(locale.tag).iter();
                expected.extend(forms.map(|form| format!("{}_{form}", message.key)));
            }
        }
        let found: BTreeSet<_> = file(locale).into_keys().collect();
        let missing: Vec<_> = expected.difference(&found).collect();
        let unknown: Vec<_> = found.difference(&expected).collect();
        assert!(
            missing.is_empty() && unknown.is_empty(),
            "{}: missing {missing:?}, unknown {unknown:?}",
            locale.tag
        );
    }
}

#[test]
fn every_translation_has_the_placeholders_of_the_english() {
    for locale in translated() {
        let words = file(locale);
        for message in messages() {
            let text = &words[message.key];
            assert_eq!(
                placeholders(text),
                placeholders(message.english),
                "{}: {}",
                locale.tag,
                message.key
            );
            assert_eq!(text.trim(), text, "{}: {}", locale.tag, message.key);
            assert!(!text.is_empty(), "{}: {}", locale.tag, message.key);
        }
        for (key, text) in &words {
            // A form for one or two may write the number as a word.
            let allowed = placeholders(text);
            let is_form = key.contains('_') && !messages().iter().any(|m| m.key == key.as_str());
            assert!(
                !is_form || allowed.is_empty() || allowed == ["count"],
                "{}: {key}",
                locale.tag
            );
        }
    }
}

#[test]
fn there_is_no_file_without_a_language() {
    let files: BTreeSet<_> = fs::read_dir(folder("locales"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    let expected: BTreeSet<_> = translated()
        .map(|locale| format!("{}.json", locale.tag))
        .collect();
    assert_eq!(files, expected);
}

#[test]
fn the_first_available_language_is_chosen() {
    for (wanted, tag) in [
        (&["de-AT"][..], "de"),
        (&["pt"], "pt-BR"),
        (&["PT-pt"], "pt-BR"),
        (&["iw"], "he"),
        (&["in-ID"], "id"),
        (&["ar_EG"], "ar"),
        (&["ja", "tr-TR", "de"], "tr"),
        (&["en-GB", "de"], "en"),
        (&["", " ", "-"], "en"),
        (&[], "en"),
    ] {
        assert_eq!(Locale::choose(wanted).0.tag, tag, "{wanted:?}");
    }
}

/// A language with several plural forms.
struct Arabic;

impl Intl for Arabic {
    fn number(&self, count: u32) -> String {
        count.to_string()
    }
    fn category(&self, count: u32) -> String {
        match count {
            2 => "two",
            3..=10 => "few",
            _ => "other",
        }
        .to_owned()
    }
    fn ago(&self, _: core::time::Duration) -> String {
        String::new()
    }
    fn day(&self, _: &str) -> Option<String> {
        None
    }
}

#[test]
fn a_count_takes_the_form_of_its_language() {
    let message = *MESSAGES
        .iter()
        .find(|message| message.key == "choose_number.sentence")
        .unwrap();
    let loaded = json!({
        "choose_number.sentence": "{count} other",
        "choose_number.sentence_two": "a pair",
        "choose_number.sentence_few": "{count} few",
    });
    let voice = Localizer {
        locale: Locale::ENGLISH,
        catalogue: &Catalogue::new(Value::Null, Arc::new(loaded)),
        intl: &Arabic,
    };
    assert_eq!(voice.count(message, 2), "a pair");
    assert_eq!(voice.count(message, 3), "3 few");
    assert_eq!(voice.count(message, 11), "11 other");
}

#[test]
fn a_count_of_the_pages_own_comes_before_every_form_of_the_file() {
    let message = *MESSAGES
        .iter()
        .find(|message| message.key == "limit.count")
        .unwrap();
    let loaded = json!({ "limit.count": "{count} other", "limit.count_few": "{count} few" });
    let say = |own, count| {
        let voice = Localizer {
            locale: Locale::ENGLISH,
            catalogue: &Catalogue::new(own, Arc::new(loaded.clone())),
            intl: &Arabic,
        };
        voice.count(message, count)
    };
    let own = json!({ "limit.count": "up to {count}" });
    assert_eq!(say(own.clone(), 3), "up to 3", "not the file's form");
    assert_eq!(say(own, 11), "up to 11");
    let own = json!({ "limit.count_few": "a few" });
    assert_eq!(say(own.clone(), 3), "a few");
    assert_eq!(say(own, 11), "11 other");
}

/// The string literals of a source, without attributes and comments, and the bare text in `view!`.
fn texts(tokens: TokenStream, is_view: bool, found: &mut Vec<String>) {
    let tokens: Vec<_> = tokens.into_iter().collect();
    let punct = |index: usize| match tokens.get(index) {
        Some(TokenTree::Punct(punct)) => Some(punct.as_char()),
        _ => None,
    };
    for (index, token) in tokens.iter().enumerate() {
        match token {
            TokenTree::Group(group) => {
                let before = index.checked_sub(1).and_then(punct);
                let name = index.checked_sub(2).and_then(|index| tokens.get(index));
                let is_inner = name.is_some_and(|name| name.to_string() == "#");
                if before == Some('#') || (before == Some('!') && is_inner) {
                    continue;
                }
                let is_macro = before == Some('!');
                let is_view = is_macro && name.is_some_and(|name| name.to_string() == "view");
                texts(group.stream(), is_view, found);
            }
            TokenTree::Literal(literal) => found.push(literal.to_string()),
            TokenTree::Ident(ident) if is_view => {
                let before = index.checked_sub(1).and_then(punct);
                let is_value = matches!(before, Some('<' | '/' | '=' | '-' | ':' | '.'));
                let is_name = matches!(punct(index + 1), Some('=' | '-' | ':' | '.'));
                if before == Some('>') && !is_value && !is_name {
                    found.push(format!("\"Bare: {ident}\""));
                }
            }
            TokenTree::Ident(_) | TokenTree::Punct(_) => {}
        }
    }
}

/// Whether a literal looks like text for people: a capital with small letters, a sentence end, or letters beyond ASCII.
fn is_for_people(literal: &str) -> bool {
    let Some(text) = literal
        .strip_prefix('"')
        .and_then(|text| text.strip_suffix('"'))
    else {
        return false;
    };
    let mut letters = text.chars();
    let is_capitalised = letters.next().is_some_and(char::is_uppercase)
        && letters.next().is_some_and(char::is_lowercase);
    let is_sentence = text.contains(['?', '!', '…']) || text.ends_with('.') || text.contains(". ");
    let is_foreign = text
        .chars()
        .any(|letter| letter.is_alphabetic() && !letter.is_ascii());
    is_capitalised || is_sentence || is_foreign
}

fn texts_for_people(source: &str) -> Vec<String> {
    let mut found = Vec::new();
    texts(source.parse().expect("Rust"), false, &mut found);
    found.retain(|text| is_for_people(text));
    found
}

#[test]
fn every_text_for_people_is_in_the_table() {
    for name in ["src/view", "src/card", "src/element"] {
        for entry in fs::read_dir(folder(name)).unwrap() {
            let path = entry.unwrap().path();
            // For developers: what their style sheets can reach.
            let is_document = path.ends_with("theming.rs");
            if is_document || path.extension().is_none_or(|extension| extension != "rs") {
                continue;
            }
            let found = texts_for_people(&fs::read_to_string(&path).unwrap());
            assert!(found.is_empty(), "{}: {found:?}", path.display());
        }
    }
}

#[test]
fn a_text_in_a_view_is_found() {
    for source in [
        "fn a() { view! { <p class=\"a\">\"Hello there\"</p> } }",
        "fn a() { view! { <p>Hello</p> } }",
        "fn a() { let title = \"Connected\"; }",
        "fn a() { view! { <p>{\"are you sure?\"}</p> } }",
        "fn a() { let title = \"bağlı\"; }",
    ] {
        assert_eq!(texts_for_people(source).len(), 1, "{source}");
    }
}
