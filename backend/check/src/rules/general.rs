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
        asks: "the backend responds at this address",
        why: "the widget shows backend_unreachable, and the other rules cannot be checked",
        remedy: "check the address, the server, its certificate, and the network in between",
        judge: reachable,
    },
    Rule {
        id: "https",
        asks: "requests use https, except on this machine",
        why: "anyone on the network can read and change sessions and connect tokens",
        remedy: "serve the backend over https, and send Strict-Transport-Security",
        judge: https,
    },
    Rule {
        id: "token-call-present",
        asks: "POST connect-token exists",
        why: "it is the only mandatory call; without it, the widget shows backend_not_found",
        remedy: "check the address and the routes; the path is connect-token, under the given address",
        judge: token_call_present,
    },
    Rule {
        id: "unknown-call-refused",
        asks: "an unknown path gets 404, not a page",
        why: "a misspelt address seems to work, because the app's fallback page returns 200",
        remedy: "exclude the API's path from the fallback page; return 404 with a JSON body",
        judge: unknown_call_refused,
    },
    Rule {
        id: "wrong-method-refused",
        asks: "connect-token rejects PUT",
        why: "a route that accepts any method is open to requests that its checks do not expect",
        remedy: "accept only POST on this route; return 405 for other methods",
        judge: |seen| super::refused_without_failing(seen, Probe::Put),
    },
    Rule {
        id: "answers-in-time",
        asks: "each response arrives within 15 seconds",
        why: "the widget gives up, while the backend continues and may create a plugin without a tenant",
        remedy: "limit a whole request to 12 s, and each call to Chakra to half of that; return 504 after that time",
        judge: answers_in_time,
    },
    Rule {
        id: "answers-small",
        asks: "no response is larger than 1 MB",
        why: "the widget stops reading, and shows backend_too_large",
        remedy: "return only the fields of the contract, not Chakra's whole records",
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
        return Judgement::fault("an address starts with http://");
    }
    Judgement::pass("all addresses start with https://")
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
            // A page instead of an error, however the widget would read it.
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
