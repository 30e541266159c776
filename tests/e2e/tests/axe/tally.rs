//! The findings of all runs of axe.

use std::collections::{BTreeMap, BTreeSet};
use std::process::ExitCode;

use chakra_e2e::{Audit, Barrier, Page};

/// Rules that have to find something to look at: without them the runs would prove little.
const EXPECTED: [&str; 6] = [
    "button-name",
    "color-contrast",
    "definition-list",
    "frame-title",
    "heading-order",
    "target-size",
];

/// Adds up runs.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    runs: usize,
    violations: Vec<String>,
    /// Rules that people must decide, each once, with the runs it came up in.
    undecided: BTreeMap<String, BTreeSet<String>>,
    passed: BTreeSet<String>,
}

impl Tally {
    /// Runs axe on what `selector` finds; `name` is for whoever reads what failed.
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

    /// Prints everything, the sum last.
    pub(crate) fn tell(mut self) -> ExitCode {
        for rule in EXPECTED {
            if !self.passed.contains(rule) {
                let line = format!("{rule} found nothing to look at, in none of the runs");
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
        // Rules that axe cannot decide are mostly about text under something else: to be looked at, and put right.
        if violations == 0 && self.undecided.is_empty() {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        }
    }
}
