//! Whether the checkout may be released.

use anyhow::{Context as _, Result, bail};

use super::step::all_or_nothing;
use crate::checkout::git;
use crate::places::Places;

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
    // The tag may start a workflow.
    if tagged.is_some() && tagged != git(places, &["rev-parse", "HEAD"]) {
        wrong.push(format!(
            "the tag {tag} belongs to another commit, and a version is released only once: raise it in Cargo.toml"
        ));
    }
    let Some(commit) = git(places, &["rev-parse", "--short", "HEAD"]) else {
        bail!("git knows no commit");
    };
    all_or_nothing(&wrong, format!("commit {}", commit.trim()))
}
