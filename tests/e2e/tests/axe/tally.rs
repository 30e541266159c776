//! Sums up the findings of all axe runs.

use std::collections::{BTreeMap, BTreeSet};
use std::process::ExitCode;

use chakra_e2e::{Audit, Barrier, Page};

/// Rules that must match at least one element. If they match none, the runs prove little.
const EXPECTED: [&str; 6] = [
    "button-name",
    "color-contrast",
    "definition-list",
    "frame-title",
    "heading-order",
    "target-size",
];

/// Sum of the runs.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    runs: usize,
    violations: Vec<String>,
    /// Rules that axe leaves to a person, each with the runs that reported it.
    undecided: BTreeMap<String, BTreeSet<String>>,
    passed: BTreeSet<String>,
}

impl Tally {
    /// Runs axe on the elements that match `selector`. `name` labels the run in failure messages.
    pub(crate) async fn run(&mut self, page: &Page, selector: &str, name: &str) {
        let audit = page.audit(selector).await;
        self.add(name, audit);
    }

    fn add(&mut self, name: &str, audit: Audit) {
        self.runs += 1;
        let line = |it: &Barrier| format!("{}: {}: {} ({})", it.rule, it.target, it.help, it.why);
        let wrong = audit.violations.iter();
        self.violations
            .extend(wrong.map(|it| format!("{name}: {}", line(it))));
        for it in &audit.undecided {
            let runs = self.undecided.entry(line(it)).or_default();
            runs.insert(name.to_owned());
        }
        self.passed.extend(audit.passed);
    }

    pub(crate) fn join(&mut self, other: Self) {
        self.runs += other.runs;
        self.violations.extend(other.violations);
        self.passed.extend(other.passed);
        for (line, runs) in other.undecided {
            self.undecided.entry(line).or_default().extend(runs);
        }
    }

    /// Prints all findings, the sum last.
    pub(crate) fn tell(mut self) -> ExitCode {
        for rule in EXPECTED {
            if !self.passed.contains(rule) {
                let line = format!("{rule} matched no element in any run");
                self.violations.push(line);
            }
        }
        for (line, runs) in &self.undecided {
            let first = runs.first().map(String::as_str).unwrap_or_default();
            println!("undecided in {} runs, such as {first}: {line}", runs.len());
        }
        for line in &self.violations {
            println!("violation in {line}");
        }
        let undecided = match self.undecided.len() {
            0 => String::new(),
            some => format!(", {some} places undecided"),
        };
        let violations = self.violations.len();
        println!(
            "axe: {} runs, {violations} violations{undecided}",
            self.runs
        );
        // Rules that axe cannot decide are mostly about text that something covers. They count as failures, so that
        // they get fixed.
        if violations == 0 && self.undecided.is_empty() {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        }
    }
}
