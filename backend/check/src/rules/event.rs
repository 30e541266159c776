//! Rules for connect-event.

use crate::probe::Probe;
use crate::rule::Rule;

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "event-accepted",
        asks: "connect-event accepts a hint",
        why: "the widget's requests fill your log with errors",
        remedy: "return 202 for {attemptId, event, data}, and change nothing",
        judge: |seen| super::done(seen, Probe::Hint),
    },
    Rule {
        id: "foreign-number-refused",
        asks: "the choice of a number that is not the tenant's is rejected",
        why: "the page shows a choice that was not stored, or a customer chooses another customer's number",
        remedy: "look up phoneNumberId among the numbers of the tenant's plugin at Chakra; if it is not there, return 409",
        judge: |seen| super::refused_without_failing(seen, Probe::ForeignNumber),
    },
];
