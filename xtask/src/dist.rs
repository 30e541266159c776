//! The files that Trunk built.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

/// The files with one of these extensions, with their paths below `dist`.
pub(crate) fn files(dist: &Path, extensions: &[&str]) -> Result<BTreeSet<PathBuf>> {
    let mut found = BTreeSet::new();
    collect(dist, Path::new(""), extensions, &mut found)?;
    Ok(found)
}

fn collect(
    dist: &Path,
    below: &Path,
    extensions: &[&str],
    found: &mut BTreeSet<PathBuf>,
) -> Result<()> {
    let folder = dist.join(below);
    let entries =
        fs::read_dir(&folder).with_context(|| format!("{} cannot be read", folder.display()))?;
    for entry in entries {
        let entry = entry?;
        let path = below.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            collect(dist, &path, extensions, found)?;
        } else if path
            .extension()
            .and_then(|extension| extension.to_str())
            .is_some_and(|extension| extensions.contains(&extension))
        {
            found.insert(path);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_in_folders_are_found_by_their_extension() {
        let dist = std::env::temp_dir().join(format!("xtask-{}", uuid::Uuid::new_v4()));
        fs::create_dir_all(dist.join("snippets/x")).unwrap();
        for name in ["a.js", "a.json", "a.wasm", "snippets/x/b.js"] {
            fs::write(dist.join(name), "").unwrap();
        }
        let found = files(&dist, &["js"]).unwrap();
        assert_eq!(found, ["a.js", "snippets/x/b.js"].map(PathBuf::from).into());
        fs::remove_dir_all(&dist).unwrap();
    }
}
