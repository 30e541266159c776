//! Hashes for Subresource Integrity: the manifest's and the pages' must match the files.

use std::fs;

use anyhow::{Context as _, Result, ensure};
use serde_json::Value;

use super::step::all_or_nothing;
use crate::checkout;
use crate::package;
use crate::places::Places;

const PREFIX: &str = "sha384-";
/// The length of the hash of an `integrity` attribute.
const LENGTH: usize = 64;

pub(super) fn check(places: &Places) -> Result<String> {
    let cdn = places.package().join("cdn");
    let manifest = fs::read_to_string(cdn.join("manifest.json"))
        .context("there is no package; run without --built")?;
    let manifest: Value = serde_json::from_str(&manifest)?;
    let version = env!("CARGO_PKG_VERSION");
    ensure!(
        manifest["version"] == version,
        "cdn/manifest.json has version {}, not {version}",
        manifest["version"]
    );
    let files = manifest["files"].as_object().context("files")?;
    let mut hashes = Vec::new();
    let mut wrong = Vec::new();
    for (name, described) in files {
        let bytes = fs::read(cdn.join(name)).with_context(|| format!("cdn/{name}"))?;
        let hash = package::integrity(&bytes);
        if described["integrity"] != hash.as_str() {
            wrong.push(format!("cdn/{name} does not match cdn/manifest.json"));
        }
        hashes.push(hash);
    }
    let mut count = 0;
    for page in checkout::tracked(places)? {
        let kind = page.rsplit('.').next();
        if !matches!(kind, Some("md" | "html")) {
            continue;
        }
        let text = fs::read_to_string(places.root.join(&page)).unwrap_or_default();
        let written = written(&text);
        count += written.len();
        let others = written
            .iter()
            .filter(|hash| !hashes.iter().any(|known| known == *hash));
        wrong.extend(
            others.map(|hash| format!("{page} has {hash}, which is no file of this release")),
        );
    }
    all_or_nothing(
        &wrong,
        format!("{} files, {count} hashes in pages", files.len()),
    )
}

/// The complete hashes of a page. `sha384-…` is a placeholder.
fn written(text: &str) -> Vec<&str> {
    let all = text.match_indices(PREFIX).filter_map(|(at, _)| {
        let hash = text.get(at..at + PREFIX.len() + LENGTH)?;
        let is_hash = |letter: char| letter.is_ascii_alphanumeric() || "+/=".contains(letter);
        hash.split_at(PREFIX.len())
            .1
            .chars()
            .all(is_hash)
            .then_some(hash)
    });
    all.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_hash_is_read_and_a_placeholder_is_not() {
        let hash = package::integrity(b"a");
        let page = format!("<script integrity=\"{hash}\"></script> integrity=\"sha384-…\"");
        assert_eq!(written(&page), [hash]);
        assert!(written("sha384-abc").is_empty());
    }
}
