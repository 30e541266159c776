//! The result of `cargo xtask test` on a commit, stored for its release.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use anyhow::{Context as _, Result, ensure};
use serde_json::{Map, Value, json};

use crate::check;
use crate::checkout::git;
use crate::places::Places;

/// The tested commit, without uncommitted changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Checkout {
    commit: String,
}

impl Checkout {
    /// None if there are uncommitted changes, because the results would not belong to a commit.
    pub(crate) fn now(places: &Places) -> Option<Self> {
        let is_clean = git(places, &["status", "--porcelain"])?.is_empty();
        let commit = git(places, &["rev-parse", "HEAD"])?.trim().to_owned();
        is_clean.then_some(Self { commit })
    }
}

/// Stores which stages passed, and keeps earlier results of the same commit. Stores nothing if the checkout has changed
/// in the meantime.
pub(crate) fn keep(
    places: &Places,
    before: Option<&Checkout>,
    results: &BTreeMap<String, bool>,
) -> Result<()> {
    let Some(checkout) = before.filter(|before| Checkout::now(places).as_ref() == Some(*before))
    else {
        return Ok(());
    };
    let mut stages = kept(places, checkout).unwrap_or_default();
    for (stage, passed) in results {
        stages.insert(stage.clone(), json!(passed));
    }
    let told = json!({ "commit": checkout.commit, "stages": stages });
    let path = path(places);
    fs::write(&path, serde_json::to_string_pretty(&told)? + "\n")
        .with_context(|| format!("{} cannot be written", path.display()))
}

pub(super) fn check(places: &Places) -> Result<String> {
    let checkout = Checkout::now(places).context(
        "test results belong to a commit: commit everything, then run `cargo xtask test`",
    )?;
    let stages = kept(places, &checkout)
        .context("nothing was tested on this commit; run `cargo xtask test`")?;
    let names = check::stage_names();
    let missing = unpassed(&names, &stages);
    ensure!(
        missing.is_empty(),
        "not passed on this commit; run cargo xtask test --only {}",
        missing.join(",")
    );
    Ok(format!("{} stages passed", names.len()))
}

fn unpassed(names: &[String], stages: &Map<String, Value>) -> Vec<String> {
    let is_unpassed = |name: &&String| stages.get(*name) != Some(&Value::Bool(true));
    names.iter().filter(is_unpassed).cloned().collect()
}

/// The stages that were run on this commit.
fn kept(places: &Places, checkout: &Checkout) -> Option<Map<String, Value>> {
    let told = fs::read_to_string(path(places)).ok()?;
    let told: Value = serde_json::from_str(&told).ok()?;
    (told["commit"] == checkout.commit.as_str()).then(|| told["stages"].as_object().cloned())?
}

fn path(places: &Places) -> PathBuf {
    places.target.join("tested.json")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stage_that_failed_or_was_not_run_is_named() {
        let names = ["fmt", "host", "e2e"].map(str::to_owned);
        let stages = json!({ "fmt": true, "host": false, "old": true });
        let stages = stages.as_object().unwrap();
        assert_eq!(unpassed(&names, stages), ["host", "e2e"]);
    }

    #[test]
    fn results_belong_to_one_commit() {
        let folder = std::env::temp_dir().join(format!("chakra-tested-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(folder.join("target")).unwrap();
        let places = Places {
            root: folder.clone(),
            target: folder.join("target"),
            cache: PathBuf::new(),
        };
        let git = |arguments: &[&str]| assert!(git(&places, arguments).is_some(), "{arguments:?}");
        fs::write(folder.join(".gitignore"), "target\n").unwrap();
        git(&["init", "--quiet"]);
        git(&["config", "user.email", "nobody@example.com"]);
        git(&["config", "user.name", "Nobody"]);
        assert!(Checkout::now(&places).is_none(), "nothing is committed");
        git(&["add", "."]);
        git(&["commit", "--quiet", "--message=First"]);

        let first = Checkout::now(&places).unwrap();
        let passed = |name: &str| BTreeMap::from([(name.to_owned(), true)]);
        keep(&places, Some(&first), &passed("fmt")).unwrap();
        keep(&places, Some(&first), &passed("host")).unwrap();
        assert_eq!(super::kept(&places, &first).unwrap().len(), 2);

        fs::write(folder.join("new"), "").unwrap();
        keep(&places, Some(&first), &passed("e2e")).unwrap();
        assert_eq!(
            super::kept(&places, &first).unwrap().len(),
            2,
            "changed meanwhile"
        );
        git(&["add", "."]);
        git(&["commit", "--quiet", "--message=Second"]);
        let second = Checkout::now(&places).unwrap();
        assert!(super::kept(&places, &second).is_none());
        let _ = fs::remove_dir_all(&folder);
    }
}
