//! The table of rules, one file for each group.

mod bodies;
mod caching;
mod cross_site;
mod disconnect;
mod errors;
mod event;
mod general;
mod secrets;
mod sign_in;
mod status;
mod token;

use std::sync::LazyLock;

use crate::exchange::{Exchange, Meaning};
use crate::judgement::Judgement;
use crate::observations::Observations;
use crate::probe::Probe;
use crate::rule::Rule;

/// All rules.
pub static RULES: LazyLock<Vec<&'static Rule>> = LazyLock::new(|| {
    let groups = [
        general::RULES,
        sign_in::RULES,
        token::RULES,
        status::RULES,
        event::RULES,
        disconnect::RULES,
        cross_site::RULES,
        bodies::RULES,
        caching::RULES,
        errors::RULES,
        secrets::RULES,
    ];
    groups.into_iter().flatten().collect()
});

/// Judges the result of a probe, or explains why there is none.
fn judged(
    seen: &Observations<'_>,
    probe: Probe,
    judge: impl FnOnce(&Exchange) -> Judgement,
) -> Judgement {
    match seen.of(probe) {
        Some(exchange) if exchange.meaning() != Meaning::Silence => judge(exchange),
        _ => seen.why_not(probe),
    }
}

/// A probe that must succeed.
fn done(seen: &Observations<'_>, probe: Probe) -> Judgement {
    judged(seen, probe, |exchange| match exchange.meaning() {
        Meaning::Done => Judgement::pass(exchange.line()),
        Meaning::SignedOut if seen.is_signed_in() != Some(true) => seen.why_not(probe),
        Meaning::Absent if seen.is_absent(exchange.call) => seen.why_not(probe),
        Meaning::Trouble | Meaning::Silence => Judgement::cannot_tell(exchange.line()),
        Meaning::Refused | Meaning::SignedOut | Meaning::Absent => {
            Judgement::fault(exchange.line())
        }
    })
}

/// A probe that must be rejected. A 5xx proves nothing: another time it may be rejected or accepted.
fn refused(seen: &Observations<'_>, probe: Probe) -> Judgement {
    judged(seen, probe, |exchange| match exchange.meaning() {
        Meaning::Done => Judgement::fault(exchange.line()),
        Meaning::SignedOut if seen.is_signed_in() != Some(true) => seen.why_not(probe),
        Meaning::Absent if seen.is_absent(exchange.call) => seen.why_not(probe),
        Meaning::Trouble | Meaning::Silence => Judgement::cannot_tell(exchange.line()),
        Meaning::Refused | Meaning::SignedOut | Meaning::Absent => Judgement::pass(exchange.line()),
    })
}

/// Like `refused`, for input that must not even cause a failure.
fn refused_without_failing(seen: &Observations<'_>, probe: Probe) -> Judgement {
    let failed = |exchange: &&Exchange| exchange.answer().is_some_and(|it| it.status == 500);
    match seen.of(probe).filter(failed) {
        Some(exchange) => Judgement::fault(exchange.line()),
        None => refused(seen, probe),
    }
}
