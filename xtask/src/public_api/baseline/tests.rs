//! A release in a temporary repository, and changes after it.

use std::fs;
use std::path::PathBuf;

use super::*;

const ELEMENT: &str = "element x-y\nattribute theme: \"light\"\nevent x-ready\n";
const CHANGELOG: &str = "# Changelog\n\n## Unreleased\n\n## 0.0.9 - 2026-01-31\n\n- First.\n";

struct Repository(Places);

impl Repository {
    fn new(name: &str, changelog: &str) -> Self {
        let root = std::env::temp_dir().join(format!("chakra-api-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&root);
        fs::create_dir_all(root.join("api")).unwrap();
        let repository = Self(Places {
            root,
            target: PathBuf::new(),
            cache: PathBuf::new(),
        });
        repository.keep("api/element.txt", ELEMENT);
        repository.keep("CHANGELOG.md", changelog);
        for arguments in [
            &["init", "--quiet"][..],
            &["config", "user.email", "nobody@example.com"],
            &["config", "user.name", "Nobody"],
            &["add", "."],
            &["commit", "--quiet", "--message=Release"],
        ] {
            repository.git(arguments);
        }
        repository
    }

    fn git(&self, arguments: &[&str]) {
        assert!(git(&self.0, arguments).is_some(), "{arguments:?}");
    }

    fn keep(&self, path: &str, text: &str) {
        fs::write(self.0.root.join(path), text).unwrap();
    }

    /// Checks with this as the current surface.
    fn judge(&self, element: &str) -> Result<String> {
        self.keep("api/element.txt", element);
        let since = since_release(&self.0)?.context("no release")?;
        since.judge()
    }
}

impl Drop for Repository {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0.root);
    }
}

#[test]
fn before_the_first_release_there_is_nothing_to_break() {
    let repository = Repository::new("none", "# Changelog\n\n## Unreleased\n\n- All.\n");
    let since = since_release(&repository.0).unwrap();
    assert!(since.is_none());
}

#[test]
fn a_release_without_its_tag_is_an_error() {
    let repository = Repository::new("untagged", CHANGELOG);
    let error = repository.judge(ELEMENT).unwrap_err().to_string();
    assert!(error.contains("git fetch --tags"), "{error}");
}

#[test]
fn a_breaking_change_must_be_named_in_the_changelog() {
    let repository = Repository::new("breaking", CHANGELOG);
    repository.git(&["tag", "v0.0.9"]);
    assert!(repository.judge(ELEMENT).unwrap().contains("0 breaking"));

    let broken = ELEMENT.replace("event x-ready\n", "");
    let error = repository.judge(&broken).unwrap_err().to_string();
    assert!(error.contains("breaks: event x-ready (removed)"), "{error}");

    let entry = |text: &str| CHANGELOG.replace("Unreleased\n", &format!("Unreleased\n\n{text}\n"));
    repository.keep(
        "CHANGELOG.md",
        &entry("- `x-ready-made` goes, x-ready too."),
    );
    assert!(repository.judge(&broken).is_err(), "not in backticks");
    repository.keep("CHANGELOG.md", &entry("- `x-ready` goes."));
    let told = repository.judge(&broken).unwrap();
    assert!(
        told.ends_with("1 breaking and 0 further changes, so the next version is 0.1.0 or higher"),
        "{told}"
    );
}

#[test]
fn the_commit_of_a_release_is_compared_with_the_one_before() {
    let changelog = CHANGELOG.replace("0.0.9", env!("CARGO_PKG_VERSION"));
    let repository = Repository::new("itself", &changelog);
    let tag = concat!("v", env!("CARGO_PKG_VERSION"));
    repository.git(&["tag", tag]);
    assert!(since_release(&repository.0).unwrap().is_none());
    repository.git(&["commit", "--quiet", "--allow-empty", "--message=Next"]);
    assert!(since_release(&repository.0).unwrap().is_some());
}

#[test]
fn an_addition_needs_some_entry() {
    let repository = Repository::new("adding", CHANGELOG);
    repository.git(&["tag", "v0.0.9"]);
    let more = ELEMENT.replace("\"light\"", "\"light\" | \"dark\"");
    let error = repository.judge(&more).unwrap_err().to_string();
    assert!(error.contains("adds: attribute theme (changed)"), "{error}");
    repository.keep(
        "CHANGELOG.md",
        &CHANGELOG.replace("Unreleased\n", "Unreleased\n\n- Dark.\n"),
    );
    assert!(
        repository
            .judge(&more)
            .unwrap()
            .contains("0.0.10 or higher")
    );
}
