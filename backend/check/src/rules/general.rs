//! Rules for the backend as a whole.

use crate::call::Call;
use crate::exchange::{Exchange, Meaning, NoAnswer};
use crate::judgement::Judgement;
use crate::observations::Observations;
use crate::probe::Probe;
use crate::rule::Rule;

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "reachable",
        asks: "the backend answers at this address",
        why: "the widget shows backend_unreachable, and nothing else can be checked",
        remedy: "check the address, that the server runs, its certificate, and the network between",
        judge: reachable,
    },
    Rule {
        id: "https",
        asks: "requests go over https, except on this machine",
        why: "sessions and connect tokens can be read and changed on the way",
        remedy: "serve it over https, and send Strict-Transport-Security",
        judge: https,
    },
    Rule {
        id: "token-call-present",
        asks: "POST connect-token is there",
        why: "it is the one call that the widget cannot do without: it shows backend_not_found",
        remedy: "check the address and the routes; the path is connect-token under the address that was given",
        judge: token_call_present,
    },
    Rule {
        id: "unknown-call-refused",
        asks: "a path that is no call is a 404 and no page",
        why: "a misspelt address is taken for a working one: an app's fallback page answers 200 in its place",
        remedy: "let no fallback page answer under the API's path; answer 404 with a JSON body",
        judge: unknown_call_refused,
    },
    Rule {
        id: "wrong-method-refused",
        asks: "connect-token takes no PUT",
        why: "a route that takes any method is open to requests that its checks do not expect",
        remedy: "bind the route to POST alone; answer 405 to the rest",
        judge: |seen| super::refused_without_failing(seen, Probe::Put),
    },
    Rule {
        id: "answers-in-time",
        asks: "each answer comes within 15 seconds",
        why: "the widget gives up then, while the backend goes on and may make a plugin that nobody knows of",
        remedy: "limit the time of a whole request to 12 s and of each call to Chakra to half of that; answer 504 after it",
        judge: answers_in_time,
    },
    Rule {
        id: "answers-small",
        asks: "no answer is larger than 1 MB",
        why: "the widget does not read on and shows backend_too_large",
        remedy: "answer the fields of the contract, not Chakra's whole records",
        judge: answers_small,
    },
];

fn reachable(seen: &Observations<'_>) -> Judgement {
    if seen.all().any(|it| it.outcome.is_ok()) {
        return Judgement::pass("it answers");
    }
    let lines = seen.all().take(1).map(Exchange::line);
    Judgement::faults_or(lines.collect(), "it answers")
}

fn https(seen: &Observations<'_>) -> Judgement {
    if seen.target.is_loopback() {
        return Judgement::not_applicable("the backend is on this machine");
    }
    let mut urls = seen.target.addresses();
    if urls.any(|url| url.scheme() == "http") {
        return Judgement::fault("an address begins with http://");
    }
    Judgement::pass("all addresses begin with https://")
}

fn token_call_present(seen: &Observations<'_>) -> Judgement {
    let mut of_call = seen.all().filter(|it| it.call == Call::Token);
    if seen.is_absent(Call::Token) {
        let absent = of_call.find(|it| it.meaning() == Meaning::Absent);
        return Judgement::fault(absent.map(Exchange::line).unwrap_or_default());
    }
    super::judged(seen, Probe::ForeignPlugin, |exchange| {
        Judgement::pass(exchange.line())
    })
}

fn unknown_call_refused(seen: &Observations<'_>) -> Judgement {
    super::judged(seen, Probe::UnknownCall, |exchange| {
        let Some(answer) = exchange.answer() else {
            return seen.why_not(Probe::UnknownCall);
        };
        match answer.status {
            // A page in place of an error, whatever the widget would make of it.
            200..=299 | 500 => Judgement::fault(exchange.line()),
            _ => Judgement::pass(exchange.line()),
        }
    })
}

fn silent(seen: &Observations<'_>, why: NoAnswer) -> Vec<String> {
    let silent = seen
        .all()
        .filter(|it| it.outcome.as_ref().err() == Some(&why));
    silent.map(Exchange::line).collect()
}

fn answers_in_time(seen: &Observations<'_>) -> Judgement {
    let slowest = seen.all().map(|it| it.took).max().unwrap_or_default();
    let slowest = format!("the slowest took {:.1} s", slowest.as_secs_f64());
    Judgement::faults_or(silent(seen, NoAnswer::Late), slowest)
}

fn answers_small(seen: &Observations<'_>) -> Judgement {
    if seen.all().all(|it| it.meaning() == Meaning::Silence) {
        return Judgement::cannot_tell("the backend did not answer");
    }
    Judgement::faults_or(silent(seen, NoAnswer::TooLarge), "all are small")
}
