//! Reads from the output of a test program which tests failed, and why.

/// A test that failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FailedTest {
    pub(crate) name: String,
    /// The first lines of its panic.
    pub(crate) why: Vec<String>,
}

/// Reads the part that a test program prints at its end: `---- the_name stdout ----`, then what the test printed.
#[derive(Debug, Default)]
pub(crate) struct FailedTests {
    found: Vec<FailedTest>,
    reading: Reading,
}

#[derive(Debug, Default, PartialEq)]
enum Reading {
    #[default]
    Nothing,
    /// What the test printed before its panic.
    Output,
    Panic,
}

impl FailedTests {
    const LONGEST: usize = 8;
    const WIDEST: usize = 400;

    pub(crate) fn see(&mut self, line: &str) {
        if let Some(name) = heading(line) {
            let name = name.to_owned();
            let why = Vec::new();
            self.found.push(FailedTest { name, why });
            self.reading = Reading::Output;
        } else if line == "failures:" || line.starts_with("test result: ") {
            self.reading = Reading::Nothing;
        } else if self.reading == Reading::Output && is_panic(line) {
            self.reading = Reading::Panic;
            self.keep(line);
        } else if self.reading == Reading::Panic && !line.trim().is_empty() {
            self.keep(line);
        }
    }

    fn keep(&mut self, line: &str) {
        let Some(test) = self.found.last_mut() else {
            return;
        };
        // What was compared stands after the message, which may be long.
        let is_compared = ["left: ", "right: "]
            .iter()
            .any(|it| line.trim_start().starts_with(it));
        let has_room = test.why.len() < Self::LONGEST || is_compared;
        if has_room && !line.starts_with("note: run with") {
            test.why.push(line.chars().take(Self::WIDEST).collect());
        }
    }
}

impl From<FailedTests> for Vec<FailedTest> {
    fn from(tests: FailedTests) -> Self {
        tests.found
    }
}

/// The test's name in `---- a::b stdout ----` (cargo), or `---- a::b output ----` (wasm-bindgen).
fn heading(line: &str) -> Option<&str> {
    let inner = line.strip_prefix("---- ")?.strip_suffix(" ----")?;
    let name = inner.strip_suffix(" stdout");
    name.or_else(|| inner.strip_suffix(" output"))
}

/// `thread 'a::b' (12) panicked at …` (cargo), or `panicked at …` (wasm-bindgen).
fn is_panic(line: &str) -> bool {
    line.contains("panicked at ") || line.trim_start().starts_with("Error: ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(output: &str) -> Vec<FailedTest> {
        let mut tests = FailedTests::default();
        output.lines().for_each(|line| tests.see(line));
        tests.into()
    }

    #[test]
    fn a_panic_says_why() {
        let output = "\
test first ... FAILED
test second ... ok

failures:

---- first stdout ----
something printed

thread 'first' (42) panicked at tests/first.rs:1:2:
assertion failed: left == right
  left: 1
 right: 2
note: run with `RUST_BACKTRACE=1` environment variable to display a backtrace

---- third::part stdout ----

thread 'third::part' (43) panicked at tests/third.rs:3:4:
heap


failures:
    first
    third::part

test result: FAILED. 1 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1.2s

after it";
        let found = read(output);
        let names: Vec<_> = found.iter().map(|test| test.name.as_str()).collect();
        assert_eq!(names, ["first", "third::part"]);
        assert_eq!(
            found[0].why[1..],
            ["assertion failed: left == right", "  left: 1", " right: 2"]
        );
        assert_eq!(found[1].why.len(), 2, "{found:?}");
        assert_eq!(found[1].why[1], "heap");
    }

    #[test]
    fn a_test_in_a_browser_says_why() {
        let output = "\
failures:

---- driver::starts output ----
    error output:
        panicked at tests/browser/driver.rs:5:6:
        timed out

failures:

    driver::starts";
        let found = read(output);
        assert_eq!(found[0].name, "driver::starts");
        assert_eq!(found[0].why.len(), 2, "{found:?}");
    }

    #[test]
    fn a_long_reason_is_cut() {
        let lines: Vec<_> = (0..50)
            .map(|number| format!("{number}{}", "x".repeat(1000)))
            .collect();
        let output = format!(
            "---- long stdout ----\nthread 'long' panicked at a.rs:1:1:\n{}\n  left: 1\n right: 2",
            lines.join("\n")
        );
        let found = read(&output);
        assert_eq!(found[0].why.len(), FailedTests::LONGEST + 2);
        assert_eq!(found[0].why.last().unwrap(), " right: 2");
        let widest = found[0].why.iter().map(String::len).max();
        assert_eq!(widest, Some(FailedTests::WIDEST));
    }

    #[test]
    fn nothing_failed() {
        assert_eq!(
            read("test first ... ok\n\ntest result: ok. 1 passed; 0 failed"),
            []
        );
    }
}
