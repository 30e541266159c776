//! Rules for signed-in and signed-out callers.

use crate::call::Call;
use crate::exchange::Meaning;
use crate::judgement::Judgement;
use crate::observations::Observations;
use crate::probe::Probe;
use crate::rule::Rule;

const WHY: &str = "anybody who reaches the backend can act as a customer";
const REMEDY: &str =
    "before anything else, take the tenant from the verified session; without one, return 401";

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "signed-in",
        asks: "the given headers identify a signed-in tenant",
        why: "most rules need it",
        remedy: "give the session as a browser sends it, for example by --header-file with a line Cookie: …; check that it has not expired",
        judge: signed_in,
    },
    Rule {
        id: "signed-out-token",
        asks: "connect-token returns 401 without a session",
        why: WHY,
        remedy: REMEDY,
        judge: |seen| signed_out(seen, Call::Token),
    },
    Rule {
        id: "signed-out-status",
        asks: "status returns 401 without a session",
        why: "strangers can read a customer's numbers; with a status other than 401, the widget cannot ask the customer to sign in",
        remedy: REMEDY,
        judge: |seen| signed_out(seen, Call::Status),
    },
    Rule {
        id: "signed-out-event",
        asks: "connect-event returns 401 without a session",
        why: "strangers can choose a customer's number",
        remedy: REMEDY,
        judge: |seen| signed_out(seen, Call::Event),
    },
    Rule {
        id: "signed-out-disconnect",
        asks: "disconnect returns 401 without a session",
        why: "strangers can disconnect a customer's number",
        remedy: REMEDY,
        judge: |seen| signed_out(seen, Call::Disconnect),
    },
];

fn signed_in(seen: &Observations<'_>) -> Judgement {
    match seen.is_signed_in() {
        Some(true) if seen.target.session().is_empty() => {
            Judgement::cannot_tell("no header was given, but the backend responds")
        }
        Some(true) => Judgement::pass("they do"),
        Some(false) => Judgement::cannot_tell("the backend reports that nobody is signed in"),
        None => Judgement::cannot_tell("no response shows it"),
    }
}

fn signed_out(seen: &Observations<'_>, call: Call) -> Judgement {
    super::judged(seen, Probe::SignedOut(call), |exchange| {
        match exchange.meaning() {
            Meaning::SignedOut => Judgement::pass(exchange.line()),
            Meaning::Absent if seen.is_absent(call) => seen.why_not(exchange.probe),
            Meaning::Done | Meaning::Refused if seen.target.session().is_empty() => {
                Judgement::cannot_tell(
                    "no header was given, but everybody is signed in: use this only for a demo on one machine",
                )
            }
            Meaning::Trouble | Meaning::Silence => Judgement::cannot_tell(exchange.line()),
            _ => Judgement::fault(exchange.line()),
        }
    })
}
