//! Proves that each rule finds something: plants one fault at a time in a copy of the sources, and expects the checker
//! to find it with its rule alone. `cargo test --profile model --test model -- --faults`
//!
//! A fault is a patch in `tests/model/faults/`. Its first line names the rule that must break: `Rule: …`. The names of
//! faults may follow `--faults`.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Output};
use std::time::Instant;

use crate::rules::RULES;

/// Time limit for the checker to find a fault.
const SECONDS: &str = "60";

struct Fault {
    name: String,
    rule: String,
    patch: PathBuf,
}

/// Plants all faults, and prints the result of each.
pub fn run() -> ExitCode {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let wanted: Vec<_> = std::env::args()
        .skip_while(|it| it != "--faults")
        .skip(1)
        .collect();
    let faults = faults(&root.join("tests/model/faults"));
    let chosen = |fault: &&Fault| wanted.is_empty() || wanted.contains(&fault.name);
    let mut all_well = true;
    for fault in faults.iter().filter(chosen) {
        let begun = Instant::now();
        let found = found_in_copy(root, &root.join("target/model-faults"), fault);
        let is_well = found.as_ref().is_ok_and(|(rule, _)| *rule == fault.rule);
        all_well &= is_well;
        let (verdict, told) = match found {
            Ok((_, what)) if is_well => ("found", what),
            Ok((rule, what)) => ("MISSED", format!("{rule} broke instead: {what}")),
            Err(otherwise) => ("MISSED", otherwise),
        };
        println!(
            "{verdict:<6} {:<34} {:<20} {:>3} s  {told}",
            fault.name,
            fault.rule,
            begun.elapsed().as_secs(),
        );
    }
    let covered: BTreeSet<_> = faults.iter().map(|fault| fault.rule.as_str()).collect();
    for (rule, _) in RULES.iter().filter(|(rule, _)| !covered.contains(rule)) {
        all_well = false;
        println!("MISSED no fault is planted for {rule}");
    }
    if all_well {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// Whether each fault can still be planted after changes of the sources. A comment in a patch would tie it to words,
/// which change more often than the code.
pub fn can_be_planted() -> Result<(), String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for fault in faults(&root.join("tests/model/faults")) {
        let text = fs::read_to_string(&fault.patch).map_err(|error| error.to_string())?;
        if let Some(comment) = text.lines().find(|line| is_known_comment(line)) {
            return Err(format!(
                "planted fault {}: its patch holds a comment: {comment}",
                fault.name
            ));
        }
        let applies = Command::new("git")
            .args(["apply", "--check", "-p1"])
            .arg(&fault.patch)
            .current_dir(root)
            .output();
        succeeded(applies, "the patch does not apply")
            .map_err(|error| format!("planted fault {}: {error}", fault.name))?;
    }
    Ok(())
}

/// Whether the patch expects this comment in the source.
fn is_known_comment(line: &str) -> bool {
    let known = line.strip_prefix([' ', '-']);
    known.is_some_and(|code| code.trim_start().starts_with("//"))
}

fn faults(folder: &Path) -> Vec<Fault> {
    let mut all: Vec<_> = fs::read_dir(folder)
        .expect("the folder of the faults")
        .map(|entry| entry.expect("a fault").path())
        .map(|patch| {
            let text = fs::read_to_string(&patch).expect("a patch");
            let first = text.lines().next().unwrap_or_default();
            Fault {
                name: patch
                    .file_stem()
                    .unwrap_or_default()
                    .to_string_lossy()
                    .into_owned(),
                rule: first
                    .strip_prefix("Rule: ")
                    .expect("`Rule: …` first")
                    .to_owned(),
                patch,
            }
        })
        .collect();
    all.sort_by(|one, other| one.name.cmp(&other.name));
    all
}

/// The rule that breaks if the fault is planted, and how. Otherwise an error describes what happened.
fn found_in_copy(root: &Path, place: &Path, fault: &Fault) -> Result<(String, String), String> {
    let (copy, build) = (&place.join("copy"), &place.join("build"));
    make_copy(root, copy).map_err(|error| format!("the copy cannot be made: {error}"))?;
    let applied = Command::new("git")
        .args(["apply", "-p1"])
        .arg(&fault.patch)
        // Keeps git from treating the copy as part of the repository around it, which ignores `target`.
        .env("GIT_CEILING_DIRECTORIES", copy.parent().unwrap_or(root))
        .current_dir(copy)
        .output();
    succeeded(applied, "the patch does not apply")?;
    let test = || {
        let mut test = Command::new(env!("CARGO"));
        test.args(["test", "--quiet", "--offline"])
            .args(["--profile", "model", "--test", "model"])
            // A separate target folder, because cargo would otherwise confuse the copy with the real sources.
            .arg("--target-dir")
            .arg(build)
            .current_dir(copy);
        test
    };
    succeeded(test().arg("--no-run").output(), "it does not compile")?;
    let checked = test()
        .args(["--", "--rule", &fault.rule])
        .env("MODEL_SECONDS", SECONDS)
        // With one thread, the same fault is found first each time.
        .env("MODEL_THREADS", "1")
        .output()
        .map_err(|error| error.to_string())?;
    let told = String::from_utf8_lossy(&checked.stderr).into_owned();
    let broken = told.lines().find_map(|line| line.strip_prefix("rule `"));
    match broken.and_then(|line| line.split_once("` is broken: ")) {
        Some((rule, what)) => Ok((rule.to_owned(), what.chars().take(70).collect())),
        None => Err(String::from_utf8_lossy(&checked.stdout).trim().to_owned()),
    }
}

fn succeeded(output: std::io::Result<Output>, otherwise: &str) -> Result<(), String> {
    let output = output.map_err(|error| format!("{otherwise}: {error}"))?;
    if output.status.success() {
        return Ok(());
    }
    Err(format!(
        "{otherwise}: {}",
        String::from_utf8_lossy(&output.stderr)
    ))
}

/// Copies the crate without the rest of the workspace.
fn make_copy(root: &Path, copy: &Path) -> std::io::Result<()> {
    let _ = fs::remove_dir_all(copy);
    for folder in ["contract", "src", "style", "patches"] {
        copy_folder(&root.join(folder), &copy.join(folder))?;
    }
    fs::copy(root.join("build.rs"), copy.join("build.rs"))?;
    for folder in ["model", "support"] {
        let folder = Path::new("tests").join(folder);
        copy_folder(&root.join(&folder), &copy.join(&folder))?;
    }
    let manifest = fs::read_to_string(root.join("Cargo.toml"))?;
    let alone = manifest.lines().map(|line| match line {
        line if line.starts_with("members = ") => r#"members = ["contract"]"#,
        line => line,
    });
    fs::write(
        copy.join("Cargo.toml"),
        alone.collect::<Vec<_>>().join("\n"),
    )?;
    fs::copy(root.join("Cargo.lock"), copy.join("Cargo.lock")).map(drop)
}

fn copy_folder(from: &Path, to: &Path) -> std::io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let to = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_folder(&entry.path(), &to)?;
        } else {
            fs::copy(entry.path(), to)?;
        }
    }
    Ok(())
}
