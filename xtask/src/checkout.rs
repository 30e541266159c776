//! The checkout, as git sees it.

use anyhow::{Context as _, Result};

use crate::environment;
use crate::places::Places;
use crate::process;

/// git's output, or none if it fails.
pub(crate) fn git(places: &Places, arguments: &[&str]) -> Option<String> {
    let mut git = environment::command("git");
    process::output(git.current_dir(&places.root).args(arguments))
}

/// The tracked files, with their paths from the root.
pub(crate) fn tracked(places: &Places) -> Result<Vec<String>> {
    // Without -z, git puts some names in quotes.
    let listed = git(places, &["ls-files", "-z"]).context("git does not list the tracked files")?;
    let paths = listed.split('\0').filter(|path| !path.is_empty());
    Ok(paths.map(str::to_owned).collect())
}
