//! The Rust code's tables as JavaScript modules, so that no list is written twice.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};
use chakra_connect::contract::{ATTRIBUTES, EVENTS, PROPERTIES, TAG};
use chakra_connect::flow::State;
use chakra_connect::flow::config::DEFAULT_SDK_URL;
use chakra_connect::flow::error::{Code, DOCS, LoadCode};
use chakra_connect::text::{LOCALES, Locale, MESSAGES};
use serde_json::{Map, Value, json};

const HEADER: &str = "// Written by `cargo xtask package` from the tables of the Rust code.\n";

/// `tables.js`, with the style sheet of the placeholder that is shown while the engine loads.
pub(super) fn module(style: &str) -> Result<String> {
    let attributes: Vec<_> = ATTRIBUTES.iter().map(|attribute| attribute.name).collect();
    let states = State::ALL.map(State::as_str);
    let codes: Vec<_> = Code::ALL.iter().map(|code| code.as_str()).collect();
    let load_codes: Vec<_> = LoadCode::ALL.iter().map(|code| code.as_str()).collect();
    let values = [
        ("TAG", json!(TAG)),
        ("ATTRIBUTES", json!(attributes)),
        ("PROPERTIES", json!(PROPERTIES)),
        ("EVENTS", json!(EVENTS)),
        ("STATES", json!(states)),
        ("ERROR_CODES", json!(codes)),
        ("LOAD_CODES", json!(load_codes)),
        ("SENTENCE", json!(LoadCode::WasmLoadFailed.customer())),
        ("RETRY", english("action.retry")?),
        ("FALLBACK", english("fallback")?),
        ("DOCS", json!(DOCS)),
        ("STYLE", json!(style)),
    ];
    let mut text = HEADER.to_owned();
    for (name, value) in values {
        let _ = writeln!(text, "export const {name} = {value};");
    }
    Ok(text)
}

/// `card.js`: what a failure card needs to look and read like the widget.
pub(super) fn card(style: &str) -> Result<String> {
    let codes = LoadCode::ALL.iter();
    let mut words: Map<_, _> = codes
        .map(|code| (code.as_str().to_owned(), json!(code.customer())))
        .collect();
    for key in [
        "widget",
        "unavailable.title",
        "badge.unavailable",
        "code",
        "action.retry",
        "fallback",
    ] {
        words.insert(key.to_owned(), english(key)?);
    }
    let (words, style) = (json!(words), json!(style));
    Ok(format!(
        "{HEADER}export const ENGLISH = {words};\nexport const STYLE = {style};\n"
    ))
}

/// `locales.js`: the supported languages, English first.
pub(super) fn locales() -> String {
    let languages = LOCALES.iter();
    let languages: Vec<_> = languages
        .map(|locale| json!({ "tag": locale.tag, "isRtl": locale.is_rtl }))
        .collect();
    format!("{HEADER}export const LANGUAGES = {};\n", json!(languages))
}

/// `defaults.js`: the defaults for what the page does not set.
pub(super) fn defaults() -> String {
    format!(
        "{HEADER}export const SDK_URL = {};\n",
        json!(DEFAULT_SDK_URL)
    )
}

/// `languages.js`: where each language's file is, in a form that bundlers follow.
pub(super) fn languages() -> String {
    let mut text = format!("{HEADER}export const LANGUAGE_FILES = {{\n");
    for tag in language_files() {
        let _ = writeln!(
            text,
            "  {tag:?}: () => new URL(\"./locales/{tag}.json\", import.meta.url).href,"
        );
    }
    text + "};\n"
}

/// `release.js`: the files of this release, with their expected hashes.
pub(super) fn release(files: &[(&str, &str, &str)]) -> String {
    let mut text = HEADER.to_owned();
    for (name, file, integrity) in files {
        let value = json!({ "name": file, "integrity": integrity });
        let _ = writeln!(text, "export const {name} = {value};");
    }
    text
}

/// Writes the language files into `folder`.
pub(super) fn write_locales(root: &Path, folder: &Path) -> Result<()> {
    fs::create_dir_all(folder)?;
    for tag in language_files() {
        let name = format!("{tag}.json");
        let from = root.join("locales").join(&name);
        fs::copy(&from, folder.join(name))
            .with_context(|| format!("{} cannot be copied", from.display()))?;
    }
    Ok(())
}

/// The tags of the languages that have a file: English is built in.
fn language_files() -> impl Iterator<Item = &'static str> {
    let tags = LOCALES.iter().map(|locale| locale.tag);
    tags.filter(|tag| *tag != Locale::ENGLISH.tag)
}

fn english(key: &str) -> Result<Value> {
    let message = MESSAGES.iter().find(|message| message.key == key);
    let message = message.with_context(|| format!("no message {key}"))?;
    Ok(json!(message.english))
}
