//! The last release, as tagged: what has changed since, and whether the changelog says so.

use std::fmt::Write as _;
use std::fs;

use anyhow::{Context as _, Result, bail, ensure};

use super::change::{Change, Effect, changes};
use super::golden::{FOLDER, surface};
use super::lines::spoken_names;
use crate::changelog::{self, Section, Version};
use crate::environment;
use crate::places::Places;
use crate::process;

/// The last release, and the changes after it.
#[derive(Debug)]
pub(crate) struct Since {
    released: Version,
    changes: Vec<Change>,
    /// The changelog's sections since then.
    sections: Vec<Section>,
}

/// The last version that has a date in the changelog and a tag; none before the first release.
///
/// # Errors
/// A release without a tag means a checkout without tags. Otherwise the comparison would be skipped silently.
fn released(places: &Places) -> Result<Option<Version>> {
    let next = Version::of_workspace()?;
    for section in changelog::read(places)? {
        let Some(version) = section.version.filter(|_| section.date.is_some()) else {
            continue;
        };
        let head = commit(places, "HEAD");
        match commit(places, &format!("refs/tags/v{version}")) {
            // This commit is the release, so the baseline is the one before.
            Some(tagged) if version == next && Some(&tagged) == head.as_ref() => continue,
            Some(_) => return Ok(Some(version)),
            None => {}
        }
        // The release being prepared has no tag yet.
        ensure!(
            version == next,
            "CHANGELOG.md says that {version} was released, but there is no tag v{version}: run git fetch --tags"
        );
    }
    Ok(None)
}

/// The changes of the stored reports since the last release.
pub(crate) fn since_release(places: &Places) -> Result<Option<Since>> {
    let Some(released) = released(places)? else {
        return Ok(None);
    };
    let mut all = Vec::new();
    for path in at_tag(places, released)? {
        let old = shown(places, released, &path)?;
        // If a report no longer exists, everything in it was removed.
        let new = fs::read_to_string(places.root.join(FOLDER).join(&path)).unwrap_or_default();
        all.extend(changes(&surface(&path, &old), &surface(&path, &new)));
    }
    let sections = changelog::read(places)?;
    let is_newer = |section: &Section| section.version.is_none_or(|version| version > released);
    Ok(Some(Since {
        released,
        changes: all,
        sections: sections.into_iter().filter(is_newer).collect(),
    }))
}

impl Since {
    /// The lowest version that the changes allow.
    fn least_next(&self) -> Version {
        match self.changes.iter().map(|change| change.effect).max() {
            Some(Effect::Breaking) => self.released.next_breaking(),
            Some(Effect::Adding) => self.released.next_adding(),
            None => self.released.next_patch(),
        }
    }

    /// Whether a version may have these changes.
    pub(crate) fn ensure_allowed(&self, version: Version) -> Result<()> {
        let least = self.least_next();
        ensure!(
            version >= least,
            "{version} is too low for what changed since {}: write {least} or higher into [workspace.package] of Cargo.toml",
            self.released
        );
        Ok(())
    }

    /// One line of summary. The error names what the changelog does not mention.
    pub(crate) fn judge(&self) -> Result<String> {
        let is_breaking = |change: &&Change| change.effect == Effect::Breaking;
        let breaking = self.changes.iter().filter(is_breaking).count();
        let adding = self.changes.len() - breaking;
        if adding > 0 && self.sections.iter().all(Section::is_empty) {
            bail!(
                "the public surface has changed since {}, but CHANGELOG.md has no entry:\n{}",
                self.released,
                list(self.changes.iter())
            );
        }
        let silent: Vec<_> = self
            .changes
            .iter()
            .filter(is_breaking)
            .filter(|change| !self.is_told(&change.item))
            .collect();
        ensure!(
            silent.is_empty(),
            "these changes break users of {}, but CHANGELOG.md does not name them; name each one, or its parent, in backticks:\n{}",
            self.released,
            list(silent.into_iter())
        );
        Ok(format!(
            "since {}: {breaking} breaking and {adding} further changes, so the next version is {} or higher",
            self.released,
            self.least_next()
        ))
    }

    fn is_told(&self, item: &str) -> bool {
        let code: Vec<_> = self
            .sections
            .iter()
            .flat_map(|section| section.text.split('`').skip(1).step_by(2))
            .collect();
        spoken_names(item).iter().any(|name| {
            code.iter().any(|code| {
                let is_part = |letter: char| letter.is_alphanumeric() || "_-".contains(letter);
                code.split(|letter| !is_part(letter))
                    .any(|word| word == *name)
            })
        })
    }
}

fn list<'a>(changes: impl Iterator<Item = &'a Change>) -> String {
    changes.fold(String::new(), |mut text, change| {
        let _ = writeln!(text, "  {change}");
        text
    })
}

fn git(places: &Places, arguments: &[&str]) -> Option<String> {
    process::output(
        environment::command("git")
            .current_dir(&places.root)
            .args(arguments),
    )
}

fn commit(places: &Places, reference: &str) -> Option<String> {
    let peeled = format!("{reference}^{{commit}}");
    git(places, &["rev-parse", "--verify", "--quiet", &peeled])
}

/// The reports at a release's tag.
fn at_tag(places: &Places, version: Version) -> Result<Vec<String>> {
    let tag = format!("v{version}");
    let listed = git(places, &["ls-tree", "-r", "--name-only", &tag, FOLDER]);
    let listed = listed.with_context(|| format!("git does not list {FOLDER}/ of {tag}"))?;
    let below = format!("{FOLDER}/");
    let reports = listed.lines().filter_map(|line| line.strip_prefix(&below));
    let reports: Vec<_> = reports
        // Users import by the names in npm/exports.txt; the files behind them are internal.
        .filter(|path| !["README.md", "npm/files.txt"].contains(path))
        .map(str::to_owned)
        .collect();
    ensure!(!reports.is_empty(), "{tag} has no reports in {FOLDER}/");
    Ok(reports)
}

fn shown(places: &Places, version: Version, path: &str) -> Result<String> {
    let object = format!("v{version}:{FOLDER}/{path}");
    git(places, &["show", &object]).with_context(|| format!("git does not show {object}"))
}

#[cfg(test)]
mod tests;
