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
        asks: "after a disconnect, the status is not_connected",
        why: "the customer sees a success while the number stays connected",
        remedy: "deactivate the plugin at Chakra and delete it, then delete its id; return an error if both calls fail",
        judge: done,
    },
    Rule {
        id: "disconnect-again",
        asks: "a second disconnect gets the same response as the first",
        why: "when a response is lost, the widget repeats the call, and shows a failure",
        remedy: "return 204 if there is nothing to disconnect",
        judge: |seen| super::done(seen, Probe::DisconnectAgain),
    },
    Rule {
        id: "connect-after-disconnect",
        asks: "after a disconnect, connect-token returns a token again",
        why: "the customer cannot connect another number",
        remedy: "delete the plugin's id on disconnect, so that the next token creates a new plugin",
        judge: |seen| super::done(seen, Probe::TokenAfterDisconnect),
    },
    Rule {
        id: "disconnect-not-by-get",
        asks: "GET disconnect does nothing",
        why: "a link or an image on another site can disconnect the customer's number",
        remedy: "accept only POST on this route",
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
            Judgement::fault("the status has another state")
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
