//! Checks of everything that enters the project, and of secrets that must not leave it: lock files, install scripts,
//! secrets. All checks use only the tracked files, without a network.

mod install_scripts;
mod lock_files;
mod secrets;

use std::fs;

use anyhow::{Result, ensure};

use crate::checkout;
use crate::places::Places;

pub(crate) use lock_files::is_npm_lock;

/// A tracked file, with its path from the root.
#[derive(Debug)]
struct Tracked {
    path: String,
    text: String,
}

/// Checks the tracked files. The error lists all problems.
pub(crate) fn check(places: &Places) -> Result<String> {
    let files = tracked(places)?;
    let (locks, entries) = lock_files::count(&files);
    ensure!(
        locks > 10 && entries > 1000,
        "{locks} lock files with {entries} entries were found: too few"
    );
    let mut faults = lock_files::faults(&files);
    faults.extend(install_scripts::faults(&files, install_scripts::ALLOWED));
    faults.extend(secrets::faults(&files, secrets::FIXTURES));
    ensure!(faults.is_empty(), "{}", faults.join("\n"));
    Ok(format!(
        "{entries} packages of {locks} lock files are pinned by their hashes; no secret in {} files",
        files.len()
    ))
}

/// Every tracked text file, as in the checkout.
fn tracked(places: &Places) -> Result<Vec<Tracked>> {
    let read = |path: String| {
        // Deleted but not committed, or not text.
        let text = fs::read_to_string(places.root.join(&path)).ok()?;
        Some(Tracked { path, text })
    };
    Ok(checkout::tracked(places)?
        .into_iter()
        .filter_map(read)
        .collect())
}

#[cfg(test)]
fn file(path: &str, text: &str) -> Tracked {
    Tracked {
        path: path.to_owned(),
        text: text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checkout_is_clean() {
        let told = check(&Places::find().unwrap());
        assert!(told.is_ok(), "{told:?}");
    }
}
