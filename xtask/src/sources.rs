//! The source files below a folder, for tests that read them.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Result;

/// The files below `folder` with one of these extensions, without installed packages.
pub(crate) fn files_below(folder: &Path, extensions: &[&str]) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            if !path.ends_with("node_modules") {
                found.extend(files_below(&path, extensions)?);
            }
        } else if path
            .extension()
            .is_some_and(|it| extensions.iter().any(|extension| it == *extension))
        {
            found.push(path);
        }
    }
    Ok(found)
}
