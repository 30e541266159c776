//! A report for people: first the faults with their remedies, then one line for each other rule.

use std::fmt::{Formatter, Result};

use crate::report::{Finding, Report};
use crate::rule::Verdict;

pub(crate) fn report(report: &Report, f: &mut Formatter<'_>) -> Result {
    writeln!(f, "{}", report.target)?;
    for finding in report.faults() {
        let rule = finding.rule;
        writeln!(f, "\nFAULT {}: {}", rule.id, rule.asks)?;
        for line in &finding.evidence {
            writeln!(f, "  found   {line}")?;
        }
        writeln!(f, "  why     {}", rule.why)?;
        writeln!(f, "  remedy  {}", rule.remedy)?;
    }
    for (verdict, title) in [
        (Verdict::Pass, "kept"),
        (Verdict::CannotTell, "cannot tell"),
        (Verdict::NotApplicable, "not about this backend"),
    ] {
        let found = report.findings.iter();
        let mut found = found
            .filter(|finding| finding.verdict == verdict)
            .peekable();
        if found.peek().is_some() {
            writeln!(f, "\n{title}:")?;
        }
        for finding in found {
            line(finding, f)?;
        }
    }
    let counts = report.counts;
    writeln!(
        f,
        "\n{} faults, {} kept, {} cannot tell, {} not about this backend",
        counts.fault, counts.pass, counts.cannot_tell, counts.not_applicable
    )
}

fn line(finding: &Finding, f: &mut Formatter<'_>) -> Result {
    match finding.evidence.first() {
        Some(evidence) if finding.verdict != Verdict::Pass => {
            writeln!(
                f,
                "  {}: {} ({evidence})",
                finding.rule.id, finding.rule.asks
            )
        }
        _ => writeln!(f, "  {}: {}", finding.rule.id, finding.rule.asks),
    }
}
