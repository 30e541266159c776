//! Runs one stage of `cargo xtask test`, and counts what passed and failed.

use std::collections::VecDeque;
use std::process::Command;
use std::time::Instant;

use crate::failed_tests::FailedTests;
use crate::places::Places;
use crate::process;
use crate::totals::{self, StageResult};

/// A stage that passes or fails as a whole: one check.
pub(crate) fn checked(name: &'static str, places: &Places, command: Command) -> StageResult {
    streamed(name, places, command, |_| {})
}

/// Like `checked`, with a callback for each line of output.
fn streamed(
    name: &'static str,
    places: &Places,
    mut command: Command,
    mut seen: impl FnMut(&str),
) -> StageResult {
    announce(name);
    let started = Instant::now();
    let mut end = OutputEnd::default();
    let outcome = process::streamed(command.current_dir(&places.root), |line| {
        end.add(line);
        seen(line);
    });
    let note = match outcome {
        Ok(status) if status.success() => None,
        Ok(status) => Some(status.to_string()),
        Err(error) => Some(error.to_string()),
    };
    StageResult {
        name,
        passed: u64::from(note.is_none()),
        failed: u64::from(note.is_some()),
        took: started.elapsed(),
        note,
        failed_tests: Vec::new(),
        output_end: end.into(),
    }
}

/// One of our own checks, which returns a line if it passes.
pub(crate) fn judged(
    name: &'static str,
    check: impl FnOnce() -> anyhow::Result<String>,
) -> StageResult {
    announce(name);
    let started = Instant::now();
    let (is_well, note) = match check() {
        Ok(told) => (true, told),
        Err(error) => (false, format!("{error:#}")),
    };
    println!("{note}");
    StageResult {
        name,
        passed: u64::from(is_well),
        failed: u64::from(!is_well),
        took: started.elapsed(),
        note: Some(note),
        failed_tests: Vec::new(),
        output_end: Vec::new(),
    }
}

/// A stage that runs tests, and counts them.
pub(crate) fn tested(name: &'static str, places: &Places, mut command: Command) -> StageResult {
    announce(name);
    let started = Instant::now();
    let (mut passed, mut failed) = (0, 0);
    let mut end = OutputEnd::default();
    let mut failed_tests = FailedTests::default();
    let outcome = process::streamed(command.current_dir(&places.root), |line| {
        end.add(line);
        failed_tests.see(line);
        if let Some((more_passed, more_failed)) = totals::summary(line) {
            passed += more_passed;
            failed += more_failed;
        }
    });
    let note = match outcome {
        Ok(status) if status.success() && passed + failed == 0 => {
            failed = 1;
            Some("not a single test ran".to_owned())
        }
        Ok(status) if status.success() => None,
        // A stage that did not compile, or crashed, prints no summary.
        Ok(status) => {
            failed = failed.max(1);
            Some(status.to_string())
        }
        Err(error) => {
            failed = failed.max(1);
            Some(error.to_string())
        }
    };
    StageResult {
        name,
        passed,
        failed,
        took: started.elapsed(),
        note,
        failed_tests: failed_tests.into(),
        output_end: end.into(),
    }
}

/// A stage that passes or fails as a whole, and prints its progress in one line that begins with its name.
pub(crate) fn searched(name: &'static str, places: &Places, command: Command) -> StageResult {
    let mut reached = None;
    let result = streamed(name, places, command, |line| {
        let figures = line.strip_prefix(name);
        if let Some(figures) = figures.and_then(|rest| rest.strip_prefix(": ")) {
            reached = Some(figures.to_owned());
        }
    });
    match reached {
        Some(figures) if result.failed == 0 => StageResult {
            note: Some(figures),
            ..result
        },
        None if result.failed == 0 => StageResult {
            passed: 0,
            failed: 1,
            note: Some("it did not tell how far it got".to_owned()),
            ..result
        },
        _ => result,
    }
}

/// The last lines that a program wrote.
#[derive(Debug, Default)]
struct OutputEnd {
    lines: VecDeque<String>,
}

impl OutputEnd {
    /// Enough for a panic, its backtrace and the list of failures.
    const LONGEST: usize = 60;

    fn add(&mut self, line: &str) {
        if self.lines.len() == Self::LONGEST {
            self.lines.pop_front();
        }
        self.lines.push_back(line.to_owned());
    }
}

impl From<OutputEnd> for Vec<String> {
    fn from(end: OutputEnd) -> Self {
        end.lines.into()
    }
}

fn announce(name: &str) {
    println!("\n── {name} ──");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tested_by(script: &str) -> StageResult {
        let places = Places::find().unwrap();
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        tested("host", &places, command)
    }

    #[test]
    fn a_stage_without_a_test_fails() {
        let result = tested_by("echo 'test result: ok. 0 passed; 0 failed; 0 ignored'");
        assert_eq!((result.passed, result.failed), (0, 1));
        assert_eq!(tested_by("true").failed, 1);
    }

    #[test]
    fn a_stage_that_does_not_compile_fails() {
        let result = tested_by("echo 'test result: ok. 2 passed; 0 failed; 0 ignored'; exit 101");
        assert_eq!((result.passed, result.failed), (2, 1));
        let result = tested_by("seq 1 100; exit 101");
        assert_eq!(result.output_end.len(), OutputEnd::LONGEST);
        assert_eq!(result.output_end.last().unwrap(), "100");
    }

    #[test]
    fn a_failed_test_is_named() {
        let result = tested_by(
            "printf -- '---- a::b stdout ----\\nthread panicked at a.rs:1:1:\\nno\\n'; exit 101",
        );
        let failed: Vec<_> = result.failed_tests.iter().map(|it| &*it.name).collect();
        assert_eq!(failed, ["a::b"]);
    }

    #[test]
    fn a_search_reports_its_progress() {
        let searched_by = |script: &str| {
            let places = Places::find().unwrap();
            let mut command = Command::new("sh");
            command.args(["-c", script]);
            searched("model", &places, command)
        };
        let result = searched_by("echo 'model: 3 states, 4 transitions, depth 1'");
        assert_eq!((result.passed, result.failed), (1, 0));
        assert_eq!(result.note.unwrap(), "3 states, 4 transitions, depth 1");
        assert_eq!(searched_by("true").failed, 1);
        let broken = searched_by("echo 'model: 3 states'; exit 1");
        assert_eq!((broken.passed, broken.failed), (0, 1));
        assert!(broken.note.unwrap().contains("exit status"));
    }

    #[test]
    fn tests_of_several_programs_are_summed() {
        let result = tested_by(
            "echo 'test result: ok. 2 passed; 0 failed; 0 ignored'; echo 'test result: ok. 3 passed; 0 failed; 0 ignored'",
        );
        assert_eq!((result.passed, result.failed), (5, 0));
    }
}
