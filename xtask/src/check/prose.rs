//! The stage `prose`: checks the documents against the project's English style, with textlint and the rules in
//! docs/prose.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail, ensure};
use serde::Deserialize;

use crate::book::{blocks, includes};
use crate::environment;
use crate::places::Places;

/// The folder of the rules, and the page in which each must find something.
const RULES: &str = "docs/prose/rules";
const PLANTED: &str = "docs/prose/planted.md";
/// Documents besides the book and the READMEs of the examples.
const DOCUMENTS: [&str; 7] = [
    "README.md",
    "ARCHITECTURE.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "SECURITY.md",
    "npm/README.md",
    "backend/README.md",
];
/// Folders with files of others.
const FOREIGN: [&str; 3] = ["node_modules", "vendor", "target"];

/// textlint's report on one file.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Report {
    file_path: PathBuf,
    messages: Vec<Finding>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Finding {
    rule_id: String,
    message: String,
    line: usize,
    column: usize,
}

/// `folder` contains textlint.
pub(super) fn check(places: &Places, folder: &Path) -> Result<String> {
    let root = &places.root;
    let mut documents: Vec<_> = DOCUMENTS.iter().map(|name| root.join(name)).collect();
    for folder in ["docs/book/src", "docs/book/parts"] {
        collect(&root.join(folder), &|_| true, &mut documents)?;
    }
    let is_readme = |name: &str| name == "README.md";
    collect(&root.join("examples"), &is_readme, &mut documents)?;
    let planted = root.join(PLANTED);
    let reports = lint(root, folder, documents.iter().chain([&planted]))?;
    ensure!(
        reports.len() == documents.len() + 1,
        "textlint read {} of {} documents",
        reports.len(),
        documents.len() + 1
    );
    let (on_planted, others): (Vec<_>, Vec<_>) =
        reports.iter().partition(|it| it.file_path == planted);
    let page = fs::read_to_string(&planted)?;
    let findings = on_planted.into_iter().flat_map(|it| &it.messages);
    holds(&page, findings, &rules(root)?)?;
    let mut count = 0;
    for report in others {
        let page = fs::read_to_string(&report.file_path)?;
        let elsewhere: BTreeSet<_> = lines_of_fragments(&page).collect();
        let findings = report.messages.iter();
        for finding in findings.filter(|it| !elsewhere.contains(&it.line)) {
            let path = places.display(&report.file_path);
            let Finding {
                line,
                column,
                message,
                rule_id,
            } = finding;
            println!("{path}:{line}:{column}: {message} ({rule_id})");
            count += 1;
        }
    }
    if count > 0 {
        bail!("{count} findings in the prose; see above, and docs/prose/words.json");
    }
    Ok(format!("{} documents", documents.len()))
}

/// The names of the rules.
fn rules(root: &Path) -> Result<BTreeSet<String>> {
    let mut names = BTreeSet::new();
    for entry in fs::read_dir(root.join(RULES))? {
        let path = entry?.path();
        names.extend(path.file_stem().map(|it| it.to_string_lossy().into_owned()));
    }
    Ok(names)
}

fn lint<'a>(
    root: &Path,
    folder: &Path,
    documents: impl Iterator<Item = &'a PathBuf>,
) -> Result<Vec<Report>> {
    let mut textlint = environment::command(folder.join("textlint"));
    textlint
        .current_dir(root)
        .args(["--no-textlintrc", "--rulesdir", RULES, "--format", "json"])
        .args(documents);
    let output = textlint.output().context("textlint does not start")?;
    serde_json::from_slice(&output.stdout).with_context(|| {
        let said = String::from_utf8_lossy(&output.stderr);
        format!("textlint failed: {}", said.trim())
    })
}

/// Checks the linter with the planted page: it must report exactly the lines that begin with "- wrong", and every rule
/// must report something.
fn holds<'a>(
    page: &str,
    findings: impl Iterator<Item = &'a Finding>,
    rules: &BTreeSet<String>,
) -> Result<()> {
    let (mut found, mut at_work) = (BTreeSet::new(), BTreeSet::new());
    for finding in findings {
        found.insert(item_of(page, finding.line));
        at_work.insert(finding.rule_id.clone());
    }
    let lines = page.lines().zip(1..);
    let wrong = lines.filter(|(line, _)| line.starts_with("- wrong"));
    let wrong: BTreeSet<usize> = wrong.map(|(_, number)| number).collect();
    ensure!(!wrong.is_empty(), "{PLANTED} has nothing to find");
    if let Some(line) = wrong.difference(&found).next() {
        bail!("the check does not find the planted fault at {PLANTED}:{line}");
    }
    if let Some(line) = found.difference(&wrong).next() {
        bail!("the check reports a fault in correct text at {PLANTED}:{line}");
    }
    if let Some(rule) = rules.difference(&at_work).next() {
        bail!("{PLANTED} has nothing for the rule {rule}");
    }
    Ok(())
}

/// The lines of a page that show shared Markdown, which is checked in its own file.
fn lines_of_fragments(page: &str) -> impl Iterator<Item = usize> {
    let mut is_inside = false;
    let lines = page.lines().zip(1..);
    let inside = lines.filter(move |(line, _)| {
        if let Some(name) = blocks::begun(line) {
            is_inside = name.starts_with(includes::FRAGMENT);
        } else if line.contains(blocks::END) {
            is_inside = false;
        }
        is_inside
    });
    inside.map(|(_, number)| number)
}

/// The first line of the list item that contains this line.
fn item_of(page: &str, line: usize) -> usize {
    let lines = page.lines().zip(1..).take(line);
    let starts = lines.filter(|(text, _)| !text.starts_with("  "));
    starts.last().map_or(line, |(_, number)| number)
}

/// Adds the matching Markdown files in the folder and below, in order.
fn collect(folder: &Path, is_meant: &dyn Fn(&str) -> bool, found: &mut Vec<PathBuf>) -> Result<()> {
    let entries =
        fs::read_dir(folder).with_context(|| format!("{} cannot be read", folder.display()))?;
    let mut paths = entries
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<Vec<_>>>()?;
    paths.sort();
    for path in paths {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if path.is_dir() {
            if !FOREIGN.contains(&&*name) {
                collect(&path, is_meant, found)?;
            }
        } else if is_meant(&name) && name.ends_with(".md") {
            found.push(path);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "# Title\n\n- wrong: one\n- wrong: two\n  lines\n\n- right: three\n";

    fn finding(rule: &str, line: usize) -> Finding {
        Finding {
            rule_id: rule.to_owned(),
            message: String::new(),
            line,
            column: 1,
        }
    }

    fn judged(findings: &[Finding]) -> Result<()> {
        let rules = ["a", "b"].map(str::to_owned).into();
        holds(PAGE, findings.iter(), &rules)
    }

    #[test]
    fn shared_markdown_is_checked_in_its_own_file_only() {
        let page = "1\n<!-- generated: page parts/a.md -->\n3\n4\n<!-- end -->\n6\n\
            <!-- generated: events -->\n8\n<!-- end -->\n";
        let lines: Vec<_> = lines_of_fragments(page).collect();
        assert_eq!(lines, [2, 3, 4]);
    }

    #[test]
    fn a_check_that_finds_everything_planted_passes() {
        judged(&[finding("a", 3), finding("b", 5)]).unwrap();
    }

    #[test]
    fn a_check_that_misses_a_line_fails() {
        let error = judged(&[finding("a", 3), finding("b", 3)]).unwrap_err();
        assert!(error.to_string().ends_with("planted.md:4"), "{error}");
    }

    #[test]
    fn a_check_that_reports_a_correct_line_fails() {
        let findings = [finding("a", 3), finding("b", 4), finding("b", 7)];
        let error = judged(&findings).unwrap_err();
        assert!(error.to_string().ends_with("planted.md:7"), "{error}");
    }

    #[test]
    fn a_rule_that_finds_nothing_fails() {
        let error = judged(&[finding("a", 3), finding("a", 4)]).unwrap_err();
        assert!(error.to_string().ends_with("the rule b"), "{error}");
    }
}
