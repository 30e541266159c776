//! What git says of the checkout.

use anyhow::{Context as _, Result, bail};

use super::step::all_or_nothing;
use crate::environment;
use crate::places::Places;
use crate::process;

/// What git answers; none where it fails.
pub(super) fn git(places: &Places, arguments: &[&str]) -> Option<String> {
    let mut git = environment::command("git");
    process::output(git.current_dir(&places.root).args(arguments))
}

/// The files that are tracked, by their paths.
pub(super) fn files(places: &Places) -> Result<Vec<String>> {
    let listed = git(places, &["ls-files"]).context("git does not list the files")?;
    Ok(listed.lines().map(str::to_owned).collect())
}

pub(super) fn is_committed(places: &Places) -> Result<String> {
    let mut wrong = Vec::new();
    let status = git(places, &["status", "--porcelain"]).context("git gives no status")?;
    if !status.is_empty() {
        let count = status.lines().count();
        wrong.push(format!(
            "{count} files are not committed:\n{}",
            status.trim_end()
        ));
    }
    let tag = format!("v{}", env!("CARGO_PKG_VERSION"));
    let reference = format!("refs/tags/{tag}^{{commit}}");
    let tagged = git(places, &["rev-parse", "--verify", "--quiet", &reference]);
    // A workflow may be started by the tag.
    if tagged.is_some() && tagged != git(places, &["rev-parse", "HEAD"]) {
        wrong.push(format!(
            "the tag {tag} is another commit's: a version is released once, so raise it in Cargo.toml"
        ));
    }
    let Some(commit) = git(places, &["rev-parse", "--short", "HEAD"]) else {
        bail!("git knows no commit");
    };
    all_or_nothing(&wrong, format!("commit {}", commit.trim()))
}
