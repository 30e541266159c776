//! Rules for status.

use std::time::Duration;

use chakra_connect::flow::status::{Connection, Number, Report};
use chakra_connect::flow::timestamp::Timestamp;

use crate::exchange::{Exchange, Meaning};
use crate::judgement::Judgement;
use crate::observations::Observations;
use crate::probe::Probe;
use crate::rule::Rule;

/// Greatest accepted difference between two servers' clocks, the same as the widget's.
const CLOCKS: u64 = 5;
/// A status older than this came from a cache.
const OLDEST: u64 = 60;

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "status-readable",
        asks: "status returns a state that the widget knows",
        why: "the widget shows a failure instead of the connection",
        remedy: "return {state, numbers, checkedAt} with a state of the contract, or {connected: true|false}",
        judge: readable,
    },
    Rule {
        id: "numbers-named",
        asks: "each number has its phoneNumberId",
        why: "a number without one cannot be chosen, or distinguished from its replacement",
        remedy: "return phoneNumberId with each number",
        judge: numbers_named,
    },
    Rule {
        id: "checked-at-sane",
        asks: "checkedAt is the time of the check at Chakra: not in the future, not minutes ago",
        why: "after a time in the future, the widget drops all later responses; an old time hides recent changes",
        remedy: "take the time before you call Chakra, in UTC with a Z, and synchronise the server's clock by NTP",
        judge: checked_at_sane,
    },
    Rule {
        id: "checked-at-forward",
        asks: "checkedAt does not go backwards",
        why: "the widget drops the later response as stale",
        remedy: "take the time at each request; synchronise the clocks of all servers",
        judge: checked_at_forward,
    },
    Rule {
        id: "hint-not-believed",
        asks: "a hint from the browser does not change the status",
        why: "customers seem connected when they are not, and messages are lost",
        remedy: "compute the state only from Chakra's records; log the hint or drop it",
        judge: hint_not_believed,
    },
    Rule {
        id: "status-names-the-tokens-plugin",
        asks: "status and connect-token name the same plugin",
        why: "the widget starts again at each status with another plugin, and never shows the customer as connected",
        remedy: "store one plugin per tenant, and use it in both calls",
        judge: names_the_tokens_plugin,
    },
];

fn readable(seen: &Observations<'_>) -> Judgement {
    super::judged(seen, Probe::Status, |exchange| match exchange.meaning() {
        Meaning::Done => match exchange.report() {
            Ok(_) => Judgement::pass(exchange.line()),
            Err(code) => Judgement::fault(format!(
                "{}; the widget: {}",
                exchange.line(),
                code.as_str()
            )),
        },
        Meaning::Refused => Judgement::fault(exchange.line()),
        Meaning::Absent | Meaning::SignedOut => seen.why_not(Probe::Status),
        Meaning::Trouble | Meaning::Silence => Judgement::cannot_tell(exchange.line()),
    })
}

/// Every status, with the report that the widget reads from it, in order of the requests.
fn reports<'a>(seen: &'a Observations<'_>) -> Vec<(&'a Exchange, Report)> {
    let probes = [
        Probe::Status,
        Probe::StatusWithPlugin,
        Probe::StatusAgain,
        Probe::StatusAfterHint,
        Probe::StatusAfterDisconnect,
    ];
    let exchanges = probes.into_iter().filter_map(|probe| seen.of(probe));
    let reports = exchanges.filter_map(|exchange| Some((exchange, exchange.report().ok()?)));
    reports.collect()
}

fn numbers_named(seen: &Observations<'_>) -> Judgement {
    let reports = reports(seen);
    let mut numbers = reports
        .iter()
        .flat_map(|(_, report)| &report.numbers)
        .peekable();
    if numbers.peek().is_none() {
        return Judgement::not_applicable("no number is connected");
    }
    if numbers.all(Number::has_id) {
        Judgement::pass("each has one")
    } else {
        Judgement::fault("a number has no phoneNumberId")
    }
}

fn checked_at_sane(seen: &Observations<'_>) -> Judgement {
    let reports = reports(seen);
    if reports.is_empty() {
        return seen.why_not(Probe::Status);
    }
    let judged = reports.iter().map(|(exchange, report)| {
        let Some(checked_at) = report.checked_at else {
            let has_state = exchange.answer().and_then(crate::exchange::Answer::json);
            return if has_state.is_some_and(|json| json.get("state").is_some()) {
                Judgement::fault("it is absent, or cannot be read")
            } else {
                Judgement::not_applicable("the backend returns only {connected}")
            };
        };
        let (checked_at, now) = (checked_at.seconds(), exchange.answered_at());
        let took = exchange.took.max(Duration::from_secs(1)).as_secs();
        if checked_at > now.saturating_add(CLOCKS) {
            Judgement::fault(format!(
                "{} s in the future",
                checked_at.saturating_sub(now)
            ))
        } else if now.saturating_sub(checked_at) > took.saturating_add(OLDEST) {
            Judgement::fault(format!("{} s ago", now.saturating_sub(checked_at)))
        } else {
            Judgement::pass("it is the time of the response")
        }
    });
    Judgement::all(judged)
}

fn checked_at_forward(seen: &Observations<'_>) -> Judgement {
    let times = reports(seen)
        .into_iter()
        .filter_map(|(_, report)| report.checked_at);
    let times: Vec<_> = times.map(Timestamp::seconds).collect();
    if times.len() < 2 {
        return if reports(seen).is_empty() {
            seen.why_not(Probe::StatusAgain)
        } else {
            Judgement::not_applicable("there is no checkedAt")
        };
    }
    let pairs = times.iter().zip(times.iter().skip(1));
    let back = pairs
        .map(|(earlier, later)| earlier.saturating_sub(*later))
        .max();
    match back {
        Some(back) if back > CLOCKS => Judgement::fault(format!("it went back by {back} s")),
        _ => Judgement::pass(format!("{} responses in order", times.len())),
    }
}

fn hint_not_believed(seen: &Observations<'_>) -> Judgement {
    let connection = |probe| Some(seen.of(probe)?.report().ok()?.connection);
    let Some(after) = connection(Probe::StatusAfterHint) else {
        return seen.why_not(Probe::StatusAfterHint);
    };
    if seen.of(Probe::Hint).map(Exchange::meaning) != Some(Meaning::Done) {
        return seen.why_not(Probe::Hint);
    }
    match connection(Probe::StatusAgain) {
        Some(Connection::NotConnected) if after == Connection::NotConnected => {
            Judgement::pass("nothing is connected, before and after")
        }
        Some(Connection::NotConnected) => Judgement::fault("the status changed after the hint"),
        _ => Judgement::cannot_tell("a number is connected already: use a tenant without one"),
    }
}

fn names_the_tokens_plugin(seen: &Observations<'_>) -> Judgement {
    let Some(report) = seen
        .of(Probe::StatusWithPlugin)
        .and_then(|it| it.report().ok())
    else {
        return seen.why_not(Probe::StatusWithPlugin);
    };
    let token = seen.of(Probe::NextToken).and_then(|it| it.token().ok());
    match (report.plugin_id, token.and_then(|token| token.plugin_id)) {
        (None, _) => Judgement::not_applicable("the status names no plugin"),
        (Some(status), Some(token)) if status == token => Judgement::pass("they do"),
        (Some(_), Some(_)) => Judgement::fault("they name two"),
        (Some(_), None) => seen.why_not(Probe::NextToken),
    }
}
