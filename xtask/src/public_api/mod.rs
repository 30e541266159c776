//! `cargo xtask public-api`: reports of everything that users can name, stored in `api/` so that reviews see changes.

mod baseline;
mod change;
mod declarations;
mod element;
mod golden;
mod lines;
mod rollup;
mod rust;
mod typescript;

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context as _, Result, ensure};
use clap::Args;
use serde_json::Value;

use self::golden::Report;
use self::rollup::Modules;
use crate::changelog::Version;
use crate::package;
use crate::places::Places;

const HOW_TO_KEEP: &str = "Where the change is meant: cargo xtask public-api --write";

/// What to do with the reports.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// Write the current public surface to api/.
    #[arg(long)]
    write: bool,
    /// Also compare the npm package's types and list of files, from the tarball in target/package/.
    #[arg(long)]
    packed: bool,
}

/// `cargo xtask public-api`.
pub(crate) fn run(places: &Places, options: &Options) -> Result<()> {
    if !options.write {
        println!("{}", check(places)?);
        if options.packed {
            println!("{}", check_packed(places)?);
        }
        return Ok(());
    }
    let mut all = reports(places)?;
    if options.packed {
        all.extend(packed(places)?);
    }
    let written = all.iter().map(|report| Ok((report, report.write(places)?)));
    let written: Vec<_> = written.collect::<Result<_>>()?;
    for (report, _) in written.iter().filter(|(_, is_new)| *is_new) {
        println!("{}/{} is new", golden::FOLDER, report.path);
    }
    println!("{}", since_release(places)?);
    Ok(())
}

/// Checks that the code's surface matches the stored one, and that the changelog lists the changes since the last
/// release.
pub(crate) fn check(places: &Places) -> Result<String> {
    let reports = reports(places)?;
    compare(places, &reports)?;
    let since = since_release(places)?;
    Ok(format!("{} reports; {since}", reports.len()))
}

/// Like `check`, for what only the packed package shows: all its types, and the list of its files.
pub(crate) fn check_packed(places: &Places) -> Result<String> {
    let reports = packed(places)?;
    compare(places, &reports)?;
    for kept in golden::declarations(places)? {
        ensure!(
            reports.iter().any(|report| report.path == kept),
            "{}/{kept} is kept, and the package has no such file any more: delete it, and say so in CHANGELOG.md",
            golden::FOLDER
        );
    }
    Ok(format!("{} reports of the packed package", reports.len()))
}

/// Like `check`, before a release, whose version must allow the changes.
pub(crate) fn check_for_release(places: &Places) -> Result<String> {
    let told = check(places)?;
    if let Some(since) = baseline::since_release(places)? {
        since.ensure_allowed(Version::of_workspace()?)?;
    }
    Ok(told)
}

fn since_release(places: &Places) -> Result<String> {
    match baseline::since_release(places)? {
        Some(since) => since.judge(),
        None => Ok("nothing was released yet, so nothing can break".to_owned()),
    }
}

fn compare(places: &Places, reports: &[Report]) -> Result<()> {
    let differences = reports
        .iter()
        .filter_map(|report| report.difference(places));
    let differences: Vec<_> = differences.collect();
    ensure!(
        differences.is_empty(),
        "the public surface differs from the reports in {}/:\n{}{HOW_TO_KEEP}",
        golden::FOLDER,
        differences.concat()
    );
    Ok(())
}

/// Every report that needs only the sources.
fn reports(places: &Places) -> Result<Vec<Report>> {
    let mut all = vec![
        Report::new(
            "element.txt",
            element::report(&package::custom_elements()?)?,
        ),
        Report::new(
            "npm/exports.txt",
            element::exports(&package::npm_manifest(places)?)?,
        ),
    ];
    for (name, text) in package::declarations(places)? {
        all.push(declaration(&name, &text));
    }
    for (name, text) in rust::reports(places)? {
        all.push(Report::new(format!("rust/{name}.txt"), text));
    }
    Ok(all)
}

fn declaration(name: &str, text: &str) -> Report {
    Report::new(format!("npm/{name}"), declarations::without_comments(text))
}

/// Every report that needs the packed package.
fn packed(places: &Places) -> Result<Vec<Report>> {
    let files = package::packed_files(places)?;
    let names: Vec<_> = files.iter().map(|(name, _)| without_hash(name)).collect();
    let mut all = vec![Report::new("npm/files.txt", names.join("\n") + "\n")];
    let mut declared = BTreeMap::new();
    for (name, bytes) in &files {
        if name.ends_with(".d.ts") {
            let text = std::str::from_utf8(bytes).with_context(|| name.clone())?;
            declared.insert(name.clone(), text.to_owned());
        }
    }
    let (rolled_up, as_they_are) = entries(&package::npm_manifest(places)?)?;
    // The modules behind an entry. The entry's report contains what users import from them.
    let inner = rolled_up.iter().filter_map(|entry| entry.split('/').next());
    let inner: Vec<_> = inner.map(|folder| format!("{folder}/")).collect();
    let is_inner = |name: &str| inner.iter().any(|folder| name.starts_with(folder));
    for (name, text) in declared.iter().filter(|(name, _)| !is_inner(name)) {
        all.push(declaration(name, text));
    }
    // These declare directly what they export.
    declared.retain(|name, _| is_inner(name) || as_they_are.contains(name));
    let modules = Modules::read(&declared, &rolled_up)?;
    for entry in &rolled_up {
        all.push(Report::new(format!("npm/{entry}"), modules.roll_up(entry)?));
    }
    Ok(all)
}

/// The declarations that users import, by file: those written in TypeScript, which are spread over several modules, and
/// those in a single file.
fn entries(manifest: &str) -> Result<(Vec<String>, Vec<String>)> {
    let manifest: Value = serde_json::from_str(manifest)?;
    let exports = manifest["exports"].as_object().context("exports")?;
    let mut all: Vec<_> = exports
        .values()
        .filter_map(|to| to["types"].as_str()?.strip_prefix("./"))
        .filter(|types| !types.contains('*'))
        .map(str::to_owned)
        .collect();
    all.dedup();
    Ok(all.into_iter().partition(|types| types.contains('/')))
}

/// `chunk-7T5JDEQU.js` becomes `chunk-*.js`, because another hash does not change the list of files.
fn without_hash(name: &str) -> String {
    let path = Path::new(name);
    let stem = path.file_stem().and_then(|stem| stem.to_str());
    let hashed = stem.and_then(|stem| stem.rsplit_once('-'));
    let is_hash = |text: &str| {
        text.len() == 8
            && text
                .chars()
                .all(|it| it.is_ascii_uppercase() || it.is_ascii_digit())
    };
    match hashed {
        Some((before, hash)) if is_hash(hash) => {
            name.replace(&format!("{before}-{hash}"), &format!("{before}-*"))
        }
        _ => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_is_not_part_of_a_name() {
        assert_eq!(without_hash("chunk-7T5JDEQU.js"), "chunk-*.js");
        for kept in [
            "locales/pt-BR.json",
            "LICENSE-MIT",
            "engine/chakra-connect.js",
            "custom-elements.json",
        ] {
            assert_eq!(without_hash(kept), kept);
        }
    }

    #[test]
    fn the_types_of_every_entry_are_reported() {
        let places = Places::find().unwrap();
        let manifest = package::npm_manifest(&places).unwrap();
        let manifest: serde_json::Value = serde_json::from_str(&manifest).unwrap();
        for (entry, to) in manifest["exports"].as_object().unwrap() {
            let Some(types) = to["types"].as_str().filter(|types| !types.contains('*')) else {
                continue;
            };
            let kept = places.root.join("api/npm").join(types);
            assert!(
                kept.is_file(),
                "{entry}: no {}; {HOW_TO_KEEP} --packed",
                kept.display()
            );
        }
    }
}
