//! Rules for the contents of errors.

use reqwest::header::CONTENT_TYPE;
use serde_json::Value;

use crate::call::Call;
use crate::exchange::{Answer, Exchange, code_of};
use crate::judgement::Judgement;
use crate::observations::Observations;
use crate::probe::Probe;
use crate::rule::Rule;

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "errors-readable",
        asks: "errors are JSON in a format that the widget reads, preferably application/problem+json with a stable code",
        why: "from an HTML error page, neither the widget nor your developers can see what to do",
        remedy: "return {code, …} as application/problem+json; backend/README.md lists the codes of the reference backend",
        judge: readable,
    },
    Rule {
        id: "no-internals",
        asks: "no response contains a stack trace or a path of the server",
        why: "attackers learn the names and versions of your code",
        remedy: "turn off the framework's debug pages; log the error, and return only a code",
        judge: no_internals,
    },
    Rule {
        id: "no-words-of-chakra",
        asks: "no error contains Chakra's error text",
        why: "Chakra's errors may contain keys, tokens and other customers' data",
        remedy: "return your own code for each kind of failure, and log only Chakra's status",
        judge: no_words_of_chakra,
    },
];

/// Errors of the calls. Servers and routers answer other requests before any of the partner's code runs.
fn errors<'a>(seen: &'a Observations<'_>) -> impl Iterator<Item = (&'a Exchange, &'a Answer)> {
    let errors = seen
        .all()
        .filter_map(|exchange| Some((exchange, exchange.answer()?)));
    errors.filter(|(exchange, answer)| {
        let is_of_call = exchange.call != Call::Unknown
            && !matches!(exchange.probe, Probe::Put | Probe::LongBody);
        is_of_call && matches!(answer.status, 400..=403 | 406..=500)
    })
}

fn readable(seen: &Observations<'_>) -> Judgement {
    let mut with_code = 0;
    let mut count = 0;
    let mut faults = Vec::new();
    for (exchange, answer) in errors(seen) {
        count += 1;
        with_code += usize::from(code_of(answer).is_some());
        if let Some(fault) = fault_of(answer) {
            faults.push(format!("{}: {fault}", exchange.line()));
        }
    }
    if count == 0 {
        return Judgement::cannot_tell("there was no error");
    }
    faults.truncate(3);
    Judgement::faults_or(faults, format!("{with_code} of {count} errors have a code"))
}

fn fault_of(answer: &Answer) -> Option<&'static str> {
    if answer.body.trim().is_empty() {
        return None;
    }
    let Some(json) = answer.json() else {
        return Some("not JSON");
    };
    let content_type = answer.header(&CONTENT_TYPE).unwrap_or_default();
    if content_type.starts_with("application/problem+json") {
        let status = json.get("status").and_then(Value::as_u64);
        if status.is_some_and(|status| status != u64::from(answer.status)) {
            return Some("its status differs from the HTTP status");
        }
        if !json.get("code").is_some_and(Value::is_string) {
            return Some("the problem has no code");
        }
    }
    let fields = [
        "code", "message", "error", "errors", "_errors", "detail", "title",
    ];
    let is_known = json.is_string() || fields.iter().any(|name| json.get(name).is_some());
    (!is_known).then_some("no field that the widget reads")
}

/// Marks of stack traces and debug pages of common languages.
const INTERNALS: &[&str] = &[
    "Traceback (most recent call last)",
    "node_modules/",
    "\n    at ",
    "&nbsp; at ",
    "goroutine 1 [",
    "Stack trace",
    "stack trace:",
    ".php on line",
    "vendor/laravel/",
    "Exception in thread",
    "site-packages/",
    "/gems/",
    "panicked at ",
    "Werkzeug Debugger",
    "You're seeing this error because you have",
];

fn no_internals(seen: &Observations<'_>) -> Judgement {
    let shows = |exchange: &&Exchange| {
        // A development server's page for a missing path is not the partner's code.
        if seen.is_absent(exchange.call) || exchange.call == Call::Unknown {
            return false;
        }
        let body = exchange
            .answer()
            .map(|it| it.body.as_str())
            .unwrap_or_default();
        INTERNALS.iter().any(|words| body.contains(words))
    };
    let lines = seen.all().filter(shows).map(Exchange::line);
    Judgement::faults_or(lines.take(3).collect(), "none does")
}

fn no_words_of_chakra(seen: &Observations<'_>) -> Judgement {
    let errors = seen
        .all()
        .filter(|it| it.answer().is_some_and(|it| it.status >= 400));
    let passes_on = |exchange: &&Exchange| {
        let body = exchange
            .answer()
            .map(|it| it.body.as_str())
            .unwrap_or_default();
        ["\"_errors\"", "\"_meta\"", "chakrahq.com"]
            .iter()
            .any(|words| body.contains(words))
    };
    let lines = errors.filter(passes_on).map(Exchange::line);
    Judgement::faults_or(lines.take(3).collect(), "none does")
}
