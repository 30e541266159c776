//! Counts passed and failed tests from the output of test programs.

use std::fmt::Write as _;
use std::time::Duration;

use crate::failed_tests::FailedTest;
use crate::progress::duration;

/// The result of one stage of `cargo xtask test`.
#[derive(Debug)]
pub(crate) struct StageResult {
    pub(crate) name: &'static str,
    pub(crate) passed: u64,
    pub(crate) failed: u64,
    pub(crate) took: Duration,
    /// A remark in addition to the counts.
    pub(crate) note: Option<String>,
    /// The tests that failed, as far as their program tells.
    pub(crate) failed_tests: Vec<FailedTest>,
    /// The last lines of its output.
    pub(crate) output_end: Vec<String>,
}

/// Passed and failed in a summary line (`test result: ok. 3 passed; 0 failed; …`).
pub(crate) fn summary(line: &str) -> Option<(u64, u64)> {
    let counts = line.trim_start().strip_prefix("test result: ")?;
    let counts = counts.split_once(". ")?.1;
    let count = |word: &str| {
        counts
            .split(';')
            .filter_map(|part| part.trim().split_once(' '))
            .find(|(_, what)| *what == word)
            .and_then(|(number, _)| number.parse().ok())
    };
    Some((count("passed")?, count("failed")?))
}

/// The table of stages.
pub(crate) fn table(results: &[StageResult]) -> String {
    let mut text = String::new();
    for result in results {
        let verdict = if result.failed == 0 { "ok" } else { "FAILED" };
        let counts = format!("{} passed, {} failed", result.passed, result.failed);
        let note = result.note.as_deref().unwrap_or_default();
        let line = format!(
            "{:<14} {verdict:<7} {counts:<24} {:>12}  {note}",
            result.name,
            duration(result.took)
        );
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

/// The end of each failed stage's output, which may be far up in a long log.
pub(crate) fn failures(results: &[StageResult]) -> String {
    let mut text = String::new();
    for result in results.iter().filter(|result| result.failed > 0) {
        let _ = writeln!(text, "── the end of {}, which failed ──", result.name);
        for line in &result.output_end {
            let _ = writeln!(text, "  | {line}");
        }
    }
    text
}

/// Each test that failed, and why. Stands at the end of the log, so that a log that was cut still has it.
pub(crate) fn reasons(results: &[StageResult]) -> String {
    let mut text = String::new();
    for result in results {
        for test in &result.failed_tests {
            let _ = writeln!(text, "{}: {}", result.name, test.name);
            for line in &test.why {
                let _ = writeln!(text, "  | {line}");
            }
            text.push('\n');
        }
    }
    text
}

/// The final summary line, and whether everything passed.
pub(crate) fn total(results: &[StageResult]) -> (String, bool) {
    let passed: u64 = results.iter().map(|result| result.passed).sum();
    let failed: u64 = results.iter().map(|result| result.failed).sum();
    (
        format!("{passed} passed, {failed} failed"),
        failed == 0 && passed > 0,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stage(passed: u64, failed: u64) -> StageResult {
        StageResult {
            name: "host",
            passed,
            failed,
            took: Duration::from_secs(2),
            note: None,
            failed_tests: Vec::new(),
            output_end: vec!["thread panicked".to_owned()],
        }
    }

    #[test]
    fn reads_summaries() {
        assert_eq!(
            summary(
                "test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s"
            ),
            Some((12, 0))
        );
        assert_eq!(
            summary("test result: FAILED. 1 passed; 2 failed; 0 ignored; 0 filtered out"),
            Some((1, 2))
        );
        assert_eq!(summary("test a::b ... ok"), None);
        assert_eq!(summary("test result: whatever"), None);
    }

    #[test]
    fn sums_up() {
        assert_eq!(
            total(&[stage(3, 0), stage(4, 0)]),
            ("7 passed, 0 failed".into(), true)
        );
        assert_eq!(
            total(&[stage(3, 0), stage(4, 1)]),
            ("7 passed, 1 failed".into(), false)
        );
        assert!(!total(&[]).1, "nothing tested is not well");
    }

    #[test]
    fn the_table_names_what_failed() {
        let text = table(&[stage(3, 0), stage(4, 1)]);
        assert_eq!(text.lines().count(), 2);
        assert!(text.contains("FAILED"));
    }

    #[test]
    fn the_end_of_a_failed_stages_output_is_repeated() {
        assert_eq!(failures(&[stage(3, 0)]), "");
        let text = failures(&[stage(3, 0), stage(4, 1)]);
        assert_eq!(text.lines().count(), 2, "{text}");
        assert!(text.contains("| thread panicked"), "{text}");
    }

    #[test]
    fn each_failed_test_says_why() {
        let mut failed = stage(4, 1);
        failed.failed_tests.push(FailedTest {
            name: "a::b".to_owned(),
            why: vec!["heap".to_owned()],
        });
        assert_eq!(reasons(&[stage(3, 0), failed]), "host: a::b\n  | heap\n\n");
    }
}
