//! The findings of a check.

use std::fmt;

use serde::Serialize;

use crate::observations::Observations;
use crate::print;
use crate::redaction::redacted;
use crate::rule::{Rule, Verdict};
use crate::rules::RULES;

/// The findings of a check. They contain no secret: neither the session's headers, nor a token, nor a body.
#[derive(Debug, Serialize)]
#[non_exhaustive]
pub struct Report {
    /// The backend's address.
    pub target: String,
    /// Number of rules for each verdict.
    pub counts: Counts,
    /// One for each rule, in the order of [`RULES`].
    pub findings: Vec<Finding>,
}

/// Number of rules for each verdict.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub struct Counts {
    /// Rules that the backend keeps.
    pub pass: usize,
    /// Rules that the backend breaks.
    pub fault: usize,
    /// Rules whose result is unknown.
    pub cannot_tell: usize,
    /// Rules that do not apply to this backend.
    pub not_applicable: usize,
}

/// The finding for one rule.
#[derive(Debug, Serialize)]
#[non_exhaustive]
pub struct Finding {
    /// The rule.
    #[serde(flatten)]
    pub rule: &'static Rule,
    /// The verdict on the rule.
    pub verdict: Verdict,
    /// Requests with their responses, or the reason.
    pub evidence: Vec<String>,
}

impl Report {
    pub(crate) fn of(seen: &Observations<'_>) -> Self {
        let mut secrets: Vec<_> = seen.target.secrets().collect();
        secrets.extend(seen.options.secrets.iter().cloned());
        let tokens = seen.all().filter_map(|exchange| exchange.token().ok());
        secrets.extend(tokens.map(|token| token.token.secret().to_owned()));
        let mut counts = Counts::default();
        let findings = RULES.iter().map(|rule| {
            let found = (rule.judge)(seen);
            match found.verdict {
                Verdict::Pass => counts.pass += 1,
                Verdict::Fault => counts.fault += 1,
                Verdict::CannotTell => counts.cannot_tell += 1,
                Verdict::NotApplicable => counts.not_applicable += 1,
            }
            let evidence = found.evidence.iter();
            Finding {
                rule,
                verdict: found.verdict,
                evidence: evidence.map(|line| redacted(line, &secrets)).collect(),
            }
        });
        let findings = findings.collect();
        Self {
            target: redacted(seen.target.base().as_str(), &secrets),
            counts,
            findings,
        }
    }

    /// The rules that the backend breaks.
    pub fn faults(&self) -> impl Iterator<Item = &Finding> {
        let is_fault = |finding: &&Finding| finding.verdict == Verdict::Fault;
        self.findings.iter().filter(is_fault)
    }

    /// Whether no rule is broken.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.counts.fault == 0
    }

    /// The finding for the rule with this name.
    #[must_use]
    pub fn finding(&self, id: &str) -> Option<&Finding> {
        self.findings.iter().find(|finding| finding.rule.id == id)
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        print::report(self, f)
    }
}
