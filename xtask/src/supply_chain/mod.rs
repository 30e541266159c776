//! What comes into the project from elsewhere, and what must not go out: lock files, install scripts, secrets. All of it
//! is judged by the tracked files alone, without a network.

mod install_scripts;
mod lock_files;
mod secrets;

use std::fs;
use std::process::Command;

use anyhow::{Context as _, Result, ensure};

use crate::environment;
use crate::places::Places;
use crate::process;

/// A tracked file, by its path from the root.
#[derive(Debug)]
struct Tracked {
    path: String,
    text: String,
}

/// Judges the tracked files; all that is wrong is told at once.
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

/// Every text that git knows, as it is in the checkout.
fn tracked(places: &Places) -> Result<Vec<Tracked>> {
    let mut git = environment::command("git");
    git.args(["ls-files", "-z"]).current_dir(&places.root);
    let listed = listed(&mut git)?;
    let mut files = Vec::new();
    for path in listed.split('\0').filter(|path| !path.is_empty()) {
        // Deleted and not yet committed, or no text.
        if let Some(text) = fs::read(places.root.join(path))
            .ok()
            .and_then(|bytes| String::from_utf8(bytes).ok())
        {
            files.push(Tracked {
                path: path.to_owned(),
                text,
            });
        }
    }
    Ok(files)
}

fn listed(git: &mut Command) -> Result<String> {
    process::output(git).context("git does not list the tracked files")
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
