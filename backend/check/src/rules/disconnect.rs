//! Rules for disconnect.

use chakra_connect::flow::status::Connection;

use crate::exchange::Meaning;
use crate::judgement::Judgement;
use crate::observations::Observations;
use crate::probe::Probe;
use crate::rule::Rule;

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "disconnect-done",
        asks: "after a disconnect the status is not_connected",
        why: "the customer is told that it worked while the number stays connected",
        remedy: "switch the plugin off and delete it at Chakra, then forget its id; answer the error if both calls fail",
        judge: done,
    },
    Rule {
        id: "disconnect-again",
        asks: "a second disconnect is answered like the first",
        why: "the widget tries again after an answer that was lost, and shows a failure",
        remedy: "answer 204 where there is nothing to disconnect",
        judge: |seen| super::done(seen, Probe::DisconnectAgain),
    },
    Rule {
        id: "connect-after-disconnect",
        asks: "after a disconnect a token is given again",
        why: "the customer cannot connect another number",
        remedy: "forget the plugin's id with the disconnect, so that the next token makes a new one",
        judge: |seen| super::done(seen, Probe::TokenAfterDisconnect),
    },
    Rule {
        id: "disconnect-not-by-get",
        asks: "GET disconnect does nothing",
        why: "a link or an image on another site disconnects the customer's number",
        remedy: "bind the route to POST",
        judge: not_by_get,
    },
];

fn done(seen: &Observations<'_>) -> Judgement {
    let call = super::done(seen, Probe::Disconnect);
    let report = seen
        .of(Probe::StatusAfterDisconnect)
        .and_then(|it| it.report().ok());
    let is_done = seen
        .of(Probe::Disconnect)
        .is_some_and(|it| it.meaning() == Meaning::Done);
    match report {
        Some(report) if is_done && report.connection != Connection::NotConnected => {
            Judgement::fault("the status is another one")
        }
        _ => call,
    }
}

fn not_by_get(seen: &Observations<'_>) -> Judgement {
    super::judged(seen, Probe::DisconnectByGet, |exchange| {
        let is_page = exchange
            .answer()
            .is_some_and(|it| it.body.trim_start().starts_with('<'));
        match exchange.meaning() {
            Meaning::Done if !is_page => Judgement::fault(exchange.line()),
            Meaning::Trouble | Meaning::Silence => Judgement::cannot_tell(exchange.line()),
            _ => Judgement::pass(exchange.line()),
        }
    })
}
