//! Rules for who may call.

use crate::call::Call;
use crate::exchange::Meaning;
use crate::judgement::Judgement;
use crate::observations::Observations;
use crate::probe::Probe;
use crate::rule::Rule;

const WHY: &str = "anybody who reaches the backend acts as a customer";
const REMEDY: &str =
    "take the tenant from the verified session before anything else; without one answer 401";

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "signed-in",
        asks: "the given headers sign a tenant in",
        why: "nearly all of the check needs it",
        remedy: "give the session as a browser sends it, such as --header-file with a line Cookie: …; it may have expired",
        judge: signed_in,
    },
    Rule {
        id: "signed-out-token",
        asks: "connect-token answers 401 to who is not signed in",
        why: WHY,
        remedy: REMEDY,
        judge: |seen| signed_out(seen, Call::Token),
    },
    Rule {
        id: "signed-out-status",
        asks: "status answers 401 to who is not signed in",
        why: "strangers read a customer's numbers; and with another status the widget cannot ask to sign in",
        remedy: REMEDY,
        judge: |seen| signed_out(seen, Call::Status),
    },
    Rule {
        id: "signed-out-event",
        asks: "connect-event answers 401 to who is not signed in",
        why: "strangers choose a customer's number",
        remedy: REMEDY,
        judge: |seen| signed_out(seen, Call::Event),
    },
    Rule {
        id: "signed-out-disconnect",
        asks: "disconnect answers 401 to who is not signed in",
        why: "strangers disconnect a customer's number",
        remedy: REMEDY,
        judge: |seen| signed_out(seen, Call::Disconnect),
    },
];

fn signed_in(seen: &Observations<'_>) -> Judgement {
    match seen.is_signed_in() {
        Some(true) if seen.target.session().is_empty() => {
            Judgement::cannot_tell("no header was given, and the backend answers all the same")
        }
        Some(true) => Judgement::pass("they do"),
        Some(false) => Judgement::cannot_tell("the backend answers that nobody is signed in"),
        None => Judgement::cannot_tell("no call answered in a way that tells"),
    }
}

fn signed_out(seen: &Observations<'_>, call: Call) -> Judgement {
    super::judged(seen, Probe::SignedOut(call), |exchange| {
        match exchange.meaning() {
            Meaning::SignedOut => Judgement::pass(exchange.line()),
            Meaning::Absent if seen.is_absent(call) => seen.why_not(exchange.probe),
            Meaning::Done | Meaning::Refused if seen.target.session().is_empty() => {
                Judgement::cannot_tell(
                    "no header was given, and everybody is signed in: right for a demo on one machine only",
                )
            }
            Meaning::Trouble | Meaning::Silence => Judgement::cannot_tell(exchange.line()),
            _ => Judgement::fault(exchange.line()),
        }
    })
}
