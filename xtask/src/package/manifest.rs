//! The size and the hash (for Subresource Integrity) of each file of the release.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, json};
use sha2::{Digest as _, Sha256, Sha384};

use super::all_files;

/// The value of an `integrity` attribute. Source: W3C Subresource Integrity, 3.1.
pub(crate) fn integrity(bytes: &[u8]) -> String {
    format!("sha384-{}", STANDARD.encode(Sha384::digest(bytes)))
}

/// A shorter hash for the same purpose, where each byte counts for every page.
pub(super) fn short_integrity(bytes: &[u8]) -> String {
    format!("sha256-{}", STANDARD.encode(Sha256::digest(bytes)))
}

/// The part that makes a file's name unique: the start of its hash, in characters that every file system accepts.
pub(super) fn fingerprint(bytes: &[u8]) -> String {
    let hash = Sha384::digest(bytes);
    hash.iter()
        .take(4)
        .fold(String::new(), |text, byte| format!("{text}{byte:02x}"))
}

/// Writes `manifest.json` for the files in `folder`.
pub(super) fn write(folder: &Path, version: &str, entry: &str) -> Result<()> {
    let mut files = Map::new();
    for file in all_files(folder)? {
        let bytes = fs::read(folder.join(&file))?;
        let name = file.to_str().context("a file name that is no text")?;
        let described = json!({ "integrity": integrity(&bytes), "bytes": bytes.len() });
        files.insert(name.replace('\\', "/"), described);
    }
    let manifest = json!({ "version": version, "script": entry, "files": files });
    let text = serde_json::to_string_pretty(&manifest)? + "\n";
    fs::write(folder.join("manifest.json"), text)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_the_one_that_browsers_compute() {
        // Source: W3C Subresource Integrity, 3.1, example 5.
        assert_eq!(
            integrity(b"alert('Hello, world.');"),
            "sha384-H8BRh8j48O9oYatfu5AZzq6A9RINhZO5H16dQZngK7T62em8MUt1FLm52t+eX6xO"
        );
        assert_eq!(fingerprint(b"").len(), 8);
    }
}
