//! The entries for tests, `chakra-whatsapp-connect/testing`: TypeScript, bundled with esbuild and declared with tsc.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, ensure};
use chakra_connect::contract::{
    BASE_PATH, ConnectionState, MOCK_SCHEME, ProblemCode, SignupOutcome, TAG,
};
use chakra_connect::flow::config::DEFAULT_SDK_URL;
use chakra_connect::flow::error::DOCS;
use serde_json::{Map, Value, json};

use super::{Work, bundle, calls, constant, copy, types};
use crate::process;
use crate::size::{compressed, grouped};

/// The modules imported by name, and the size limit of each: bytes, brotli 11, as shipped.
const ENTRIES: [(&str, usize); 3] = [
    ("index", 10_000),
    ("playwright", 12_000),
    ("cypress", 9_000),
];
const HEADER: &str = "// Written by `cargo xtask package` from the tables of the Rust code, and from sandbox/assets.\n";
/// The policy of the stand-in's pages, the same as in `sandbox/src/embed.rs`.
const PAGE_POLICY: &str =
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:";

/// Adds the entries to the staged package, which already has its own types.
pub(super) fn build(work: &Work<'_>, staged: &Path) -> Result<()> {
    let sources = work.folder.join("testing");
    copy(&work.places.root.join("npm/testing"), &sources)?;
    fs::write(sources.join("tables.ts"), tables())?;
    fs::write(
        sources.join("vendor-pages.ts"),
        vendor_pages(&work.places.root)?,
    )?;
    // The file that the sources import as `../index.js`.
    let index = "index.d.ts";
    fs::copy(staged.join(index), work.folder.join(index))?;
    let folder = staged.join("testing");
    let entries = ENTRIES.map(|(name, _)| format!("testing/{name}.ts"));
    bundle::testing(work, &entries, &folder)?;
    weigh(&folder)?;
    declare(work, &folder)
}

fn weigh(folder: &Path) -> Result<()> {
    for (name, allowed) in ENTRIES {
        let path = folder.join(name).with_extension("js");
        let weight = compressed(&fs::read(&path)?)?;
        ensure!(
            weight <= allowed,
            "{} weighs {} bytes (brotli) of {}; what is worth it goes into {}",
            path.display(),
            grouped(weight),
            grouped(allowed),
            file!()
        );
    }
    Ok(())
}

/// The names and texts defined in the code.
fn tables() -> String {
    let outcomes: Map<_, _> = SignupOutcome::ALL
        .iter()
        .map(|outcome| (outcome.as_str().to_owned(), json!(outcome.meaning())))
        .collect();
    let problems: Map<_, _> = ProblemCode::ALL
        .iter()
        .map(|code| {
            let value =
                json!({ "title": code.title(), "status": code.status(), "detail": code.detail() });
            (code.as_str().to_owned(), value)
        })
        .collect();
    let states = ConnectionState::ALL.map(ConnectionState::as_str);
    constants(&[
        ("TAG", "The element's tag.", json!(TAG)),
        (
            "MOCK_SCHEME",
            "What an address of a mock begins with.",
            json!(MOCK_SCHEME),
        ),
        (
            "BASE_PATH",
            "Where the calls stand in the examples.",
            json!(BASE_PATH),
        ),
        ("CALLS", "The four calls of the widget.", calls()),
        (
            "OUTCOMES",
            "How a signup can end, and what happens then.",
            outcomes.into(),
        ),
        ("STATES", "What a backend reports.", json!(states)),
        ("PROBLEMS", "The errors of a backend.", problems.into()),
        (
            "SDK_URL",
            "The address of Chakra's SDK.",
            json!(DEFAULT_SDK_URL),
        ),
        ("DOCS", "Where every code is explained.", json!(DOCS)),
    ])
}

/// The pages of the stand-in's embed origin, by name.
fn vendor_pages(root: &Path) -> Result<String> {
    let mut pages = Map::new();
    for (name, file, kind) in [
        ("sdk.js", "sdk.js", "text/javascript"),
        ("frame", "frame.html", "text/html"),
        ("frame.js", "frame.js", "text/javascript"),
        ("frame.css", "frame.css", "text/css"),
        ("signup", "signup.html", "text/html"),
        ("signup.js", "signup.js", "text/javascript"),
        ("signup.css", "signup.css", "text/css"),
    ] {
        let path = root.join("sandbox/assets").join(file);
        let text = fs::read_to_string(&path)
            .with_context(|| format!("{} cannot be read", path.display()))?;
        let page = json!({ "type": format!("{kind}; charset=utf-8"), "text": text });
        pages.insert(name.to_owned(), page);
    }
    let (pages, policy) = (Value::from(pages), json!(PAGE_POLICY));
    Ok(format!(
        "{HEADER}/** Type and text of each page, by its name. */
export const PAGES: Readonly<Record<string, {{ type: string; text: string }}>> = {pages};
/** What they may load: their own files. */
export const PAGE_POLICY: string = {policy};
"
    ))
}

fn constants(values: &[(&str, &str, Value)]) -> String {
    values.iter().fold(HEADER.to_owned(), |mut text, it| {
        let (name, comment, value) = it;
        text += &constant(name, comment, value);
        text
    })
}

/// The declarations of each module, for `import` and for `require`.
fn declare(work: &Work<'_>, folder: &Path) -> Result<()> {
    let declared = work.folder.join("declared");
    let mut tsc = work.environment.command("tsc");
    tsc.current_dir(work.folder.join("testing"))
        .args(["--project", ".", "--outDir"])
        .arg(&declared);
    process::quietly(&mut tsc, "types").context("npm/testing has mistakes in its types")?;
    let declared = declared.join("testing");
    for file in super::all_files(&declared)? {
        let text = fs::read_to_string(declared.join(&file))?;
        let to = folder.join(&file);
        fs::create_dir_all(to.parent().unwrap_or(folder))?;
        let common = to
            .to_string_lossy()
            .strip_suffix(".d.ts")
            .map(|name| format!("{name}.d.cts"));
        if let Some(common) = common {
            fs::write(common, types::of_common(&text))?;
        }
        fs::write(to, text)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_match_the_code() {
        let text = tables();
        for words in [
            "\"several_numbers\":\"An account with two numbers",
            "\"disconnect\":{\"method\":\"POST\",\"success\":204}",
            "\"choose_number\"",
            "\"unknown_number\":{\"title\":",
        ] {
            assert!(text.contains(words), "{words}\n{text}");
        }
    }

    #[test]
    fn the_pages_have_the_policy_of_the_stand_in() {
        let embed = include_str!("../../../sandbox/src/embed.rs");
        assert!(embed.contains(&format!("{PAGE_POLICY:?}")));
    }
}
