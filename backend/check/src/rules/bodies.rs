//! Rules for request bodies.

use crate::exchange::{Exchange, Meaning, NoAnswer};
use crate::judgement::Judgement;
use crate::observations::Observations;
use crate::probe::Probe;
use crate::rule::Rule;

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "cut-json-refused",
        asks: "truncated JSON is rejected",
        why: "a body that breaks off in transit looks like one without a pluginId, and may create a plugin",
        remedy: "return 400 if the body cannot be parsed",
        judge: |seen| super::refused_without_failing(seen, Probe::CutJson),
    },
    Rule {
        id: "odd-plugin-id-refused",
        asks: "a pluginId that is not a string is rejected",
        why: "objects and numbers reach queries that expect strings",
        remedy: "check the type, then compare it with the tenant's plugin; if either fails, return 400 or 403",
        judge: odd_plugin_id,
    },
    Rule {
        id: "long-body-refused",
        asks: "a body of 2 MB is rejected",
        why: "a few clients can fill the server's memory",
        remedy: "limit the body to 64 KiB, and return 413 for more; no call needs more",
        judge: long_body,
    },
];

fn odd_plugin_id(seen: &Observations<'_>) -> Judgement {
    let probes = [0, 1].map(Probe::OddPlugin);
    Judgement::all(probes.map(|probe| super::refused_without_failing(seen, probe)))
}

/// The body has a foreign `pluginId`. The same response as to a short one shows that the body was read completely.
fn long_body(seen: &Observations<'_>) -> Judgement {
    let Some(exchange) = seen.of(Probe::LongBody) else {
        return seen.why_not(Probe::LongBody);
    };
    let answer = match &exchange.outcome {
        // The connection was closed because of the body.
        Err(NoAnswer::Unreachable) => return Judgement::pass("the connection was closed"),
        Err(_) => return seen.why_not(Probe::LongBody),
        Ok(answer) => answer,
    };
    let told = |exchange: &Exchange| {
        let answer = exchange.answer()?;
        Some((answer.status, crate::exchange::code_of(answer)))
    };
    let is_read = seen.of(Probe::ForeignPlugin).and_then(told) == told(exchange)
        && !matches!(answer.status, 400 | 413);
    match exchange.meaning() {
        Meaning::Done => Judgement::fault(exchange.line()),
        Meaning::Refused if is_read => {
            Judgement::fault(format!("{}: the same as for a short body", exchange.line()))
        }
        _ if answer.status == 500 => Judgement::fault(exchange.line()),
        Meaning::Trouble => Judgement::cannot_tell(exchange.line()),
        _ => Judgement::pass(exchange.line()),
    }
}
