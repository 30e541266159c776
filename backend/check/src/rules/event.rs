//! Rules for connect-event.

use crate::probe::Probe;
use crate::rule::Rule;

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "event-accepted",
        asks: "connect-event takes a hint",
        why: "the widget's requests end as errors in the partner's log",
        remedy: "answer 202 to {attemptId, event, data}, and do nothing because of it",
        judge: |seen| super::done(seen, Probe::Hint),
    },
    Rule {
        id: "foreign-number-refused",
        asks: "the choice of a number that is not the tenant's is refused",
        why: "the page shows a choice as done that was not kept, or a customer chooses another customer's number",
        remedy: "look for phoneNumberId among the numbers of the tenant's plugin at Chakra; otherwise 409",
        judge: |seen| super::refused_without_failing(seen, Probe::ForeignNumber),
    },
];
