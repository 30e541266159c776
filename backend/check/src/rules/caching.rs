//! Rules for caches between backend and browser.

use reqwest::Method;
use reqwest::header::CACHE_CONTROL;

use crate::call::Call;
use crate::exchange::{Exchange, Meaning};
use crate::judgement::Judgement;
use crate::observations::Observations;
use crate::probe::Probe;
use crate::rule::Rule;

const REMEDY: &str = "send Cache-Control: no-store with every response, including errors";

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "token-not-stored",
        asks: "connect-token sends Cache-Control: no-store",
        why: "a stored token reaches another customer, or is used after it expires",
        remedy: REMEDY,
        judge: |seen| not_stored(seen, Call::Token),
    },
    Rule {
        id: "status-not-stored",
        asks: "status sends Cache-Control: no-store",
        why: "a browser or proxy shows an old state, or another customer's",
        remedy: REMEDY,
        judge: |seen| not_stored(seen, Call::Status),
    },
    Rule {
        id: "errors-not-stored",
        asks: "errors are not stored",
        why: "a stored 401 or 503 is shown long after the problem is solved",
        remedy: REMEDY,
        judge: errors_not_stored,
    },
];

/// Routers and middleware answer preflights and wrong methods before any of the partner's code runs.
fn is_of_handler(exchange: &Exchange) -> bool {
    exchange.method != Method::OPTIONS && exchange.probe != Probe::Put
}

fn directives(exchange: &Exchange) -> String {
    let answer = exchange.answer();
    let values = answer.map(|answer| answer.headers.get_all(CACHE_CONTROL).iter());
    let texts = values
        .into_iter()
        .flatten()
        .filter_map(|value| value.to_str().ok());
    texts.collect::<Vec<_>>().join(",").to_ascii_lowercase()
}

/// Whether a cache may store the response.
pub(super) fn is_stored(exchange: &Exchange) -> bool {
    let directives = directives(exchange);
    !directives
        .split(',')
        .any(|directive| directive.trim() == "no-store")
}

/// Whether the response explicitly asks to be stored.
fn asks_to_be_stored(exchange: &Exchange) -> bool {
    let directives = directives(exchange);
    let mut each = directives.split(',').map(str::trim);
    each.any(|directive| {
        directive == "public"
            || directive
                .rsplit_once("max-age=")
                .or_else(|| directive.rsplit_once("s-maxage="))
                .is_some_and(|(_, seconds)| seconds != "0")
    })
}

fn not_stored(seen: &Observations<'_>, call: Call) -> Judgement {
    let of_call = |it: &&Exchange| it.call == call && is_of_handler(it);
    let answers = seen
        .all()
        .filter(of_call)
        .filter(|it| it.meaning() == Meaning::Done);
    let answers: Vec<_> = answers.collect();
    if answers.is_empty() {
        return match call {
            Call::Token => seen.why_not(Probe::NextToken),
            _ => seen.why_not(Probe::Status),
        };
    }
    let stored = answers.iter().filter(|exchange| is_stored(exchange));
    let lines = stored.map(|it| format!("{}, without no-store", it.line()));
    Judgement::faults_or(
        lines.take(3).collect(),
        format!("{} responses", answers.len()),
    )
}

/// A POST response is stored only if it allows that; a GET response may be stored by heuristics.
fn errors_not_stored(seen: &Observations<'_>) -> Judgement {
    let is_error = |it: &&Exchange| {
        let is_of_call = it.call != Call::Unknown && is_of_handler(it);
        is_of_call && it.answer().is_some_and(|answer| answer.status >= 400)
    };
    let errors: Vec<_> = seen.all().filter(is_error).collect();
    if errors.is_empty() {
        return Judgement::cannot_tell("there was no error");
    }
    let stored = errors.iter().filter(|it| {
        let by_guess = it.call == Call::Status && !seen.is_absent(Call::Status) && is_stored(it);
        by_guess || asks_to_be_stored(it)
    });
    let lines = stored.map(|it| format!("{}, without no-store", it.line()));
    Judgement::faults_or(lines.take(3).collect(), format!("{} errors", errors.len()))
}
