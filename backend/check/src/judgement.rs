//! The finding of one rule.

use crate::rule::Verdict;

/// A verdict with its evidence.
#[derive(Clone, Debug)]
pub(crate) struct Judgement {
    pub(crate) verdict: Verdict,
    pub(crate) evidence: Vec<String>,
}

impl Judgement {
    fn new(verdict: Verdict, evidence: impl Into<String>) -> Self {
        Self {
            verdict,
            evidence: vec![evidence.into()],
        }
    }

    pub(crate) fn pass(evidence: impl Into<String>) -> Self {
        Self::new(Verdict::Pass, evidence)
    }

    pub(crate) fn fault(evidence: impl Into<String>) -> Self {
        Self::new(Verdict::Fault, evidence)
    }

    pub(crate) fn cannot_tell(evidence: impl Into<String>) -> Self {
        Self::new(Verdict::CannotTell, evidence)
    }

    pub(crate) fn not_applicable(evidence: impl Into<String>) -> Self {
        Self::new(Verdict::NotApplicable, evidence)
    }

    /// One fault with all the evidence, or a pass if there is none.
    pub(crate) fn faults_or(evidence: Vec<String>, pass: impl Into<String>) -> Self {
        if evidence.is_empty() {
            return Self::pass(pass);
        }
        Self {
            verdict: Verdict::Fault,
            evidence,
        }
    }

    /// The judgement of a rule with several probes: a fault outweighs an unknown, and an unknown outweighs a pass. Not
    /// applicable only if every probe is.
    pub(crate) fn all(parts: impl IntoIterator<Item = Self>) -> Self {
        let parts: Vec<_> = parts.into_iter().collect();
        let order = [
            Verdict::Fault,
            Verdict::CannotTell,
            Verdict::Pass,
            Verdict::NotApplicable,
        ];
        let found = |verdict: &Verdict| parts.iter().any(|part| part.verdict == *verdict);
        let verdict = order.into_iter().find(found).unwrap_or(Verdict::CannotTell);
        let mut evidence: Vec<String> = Vec::new();
        for part in parts.into_iter().filter(|part| part.verdict == verdict) {
            for line in part.evidence {
                if !evidence.contains(&line) {
                    evidence.push(line);
                }
            }
        }
        Self { verdict, evidence }
    }
}
