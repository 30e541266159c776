//! The tables of the Rust code as JavaScript modules: nobody writes a list twice.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};
use chakra_connect::flow::State;
use chakra_connect::flow::config::{ATTRIBUTES, PROPERTIES, TAG};
use chakra_connect::flow::error::{Code, DOCS, LoadCode};
use chakra_connect::flow::io::EVENTS;
use chakra_connect::text::{LOCALES, Locale, MESSAGES};
use serde_json::{Map, Value, json};

const HEADER: &str = "// Written by `cargo xtask package` from the tables of the Rust code.\n";

/// `tables.js`, with the style sheet of what is shown until the engine is there.
pub(super) fn module(style: &str) -> Result<String> {
    let attributes: Vec<_> = ATTRIBUTES.iter().map(|attribute| attribute.name).collect();
    let properties: Vec<_> = PROPERTIES.iter().map(|(name, _)| *name).collect();
    let events: Vec<_> = EVENTS.iter().map(|(name, _)| *name).collect();
    let states = State::ALL.map(State::as_str);
    let codes: Vec<_> = Code::ALL.iter().map(|code| code.as_str()).collect();
    let load_codes: Vec<_> = LoadCode::ALL.iter().map(|code| code.as_str()).collect();
    let values = [
        ("TAG", json!(TAG)),
        ("ATTRIBUTES", json!(attributes)),
        ("PROPERTIES", json!(properties)),
        ("EVENTS", json!(events)),
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

/// `languages.js`: where each language's file is, in a form that bundlers follow.
pub(super) fn languages() -> String {
    let mut text = format!("{HEADER}export const LANGUAGE_FILES = {{\n");
    for (name, tag) in language_files() {
        let _ = writeln!(
            text,
            "  {name:?}: () => new URL(\"./locales/{tag}.json\", import.meta.url).href,"
        );
    }
    text + "};\n"
}

/// `release.js`: the files of this release, and what they must be.
pub(super) fn release(files: &[(&str, &str, &str)]) -> String {
    let mut text = HEADER.to_owned();
    for (name, url, integrity) in files {
        let value = json!({ "url": url, "integrity": integrity });
        let _ = writeln!(text, "export const {name} = {value};");
    }
    text
}

/// Writes the language files into `folder`. The loader knows no list of languages, and asks for a
/// file by the language alone, for English too.
pub(super) fn write_locales(root: &Path, folder: &Path) -> Result<()> {
    fs::create_dir_all(folder)?;
    for (name, tag) in language_files() {
        let to = folder.join(format!("{name}.json"));
        if tag == Locale::ENGLISH.tag {
            fs::write(to, serde_json::to_string_pretty(&english_file()?)? + "\n")?;
            continue;
        }
        let from = root.join(format!("locales/{tag}.json"));
        fs::copy(&from, to).with_context(|| format!("{} cannot be copied", from.display()))?;
    }
    Ok(())
}

/// What the loader may have to say; all else is built into the engine.
fn english_file() -> Result<Value> {
    let codes = LoadCode::ALL.iter();
    let mut words: Map<_, _> = codes
        .map(|code| (code.as_str().to_owned(), json!(code.customer())))
        .collect();
    for key in ["action.retry", "fallback"] {
        words.insert(key.to_owned(), english(key)?);
    }
    Ok(words.into())
}

/// The languages' files by name and tag; a tag with a region also by its language alone.
fn language_files() -> Vec<(&'static str, &'static str)> {
    let mut files = Vec::new();
    for locale in LOCALES {
        files.push((locale.tag, locale.tag));
        if let Some((language, _)) = locale.tag.split_once('-') {
            files.push((language, locale.tag));
        }
    }
    files
}

fn english(key: &str) -> Result<Value> {
    let message = MESSAGES.iter().find(|message| message.key == key);
    let message = message.with_context(|| format!("no message {key}"))?;
    Ok(json!(message.english))
}
