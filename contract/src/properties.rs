//! The properties that hold what no attribute can: functions and objects.

use crate::documented::{Documented, items, row};

/// The properties that the page may set.
pub const PROPERTIES: &[&str] = &items(&DOCUMENTED);

/// The properties, and what each does.
pub const DOCUMENTED: [Documented<&str>; 7] = [
    row(
        "fetchToken",
        "Set it to answer for the token in place of an address: a function of `{intent, pluginId, signal}` that gives the token, the answer above, or a `Response`.",
    ),
    row("fetchStatus", "The same for the status."),
    row("disconnectAccount", "The same for disconnecting."),
    row(
        "sendEvent",
        "The same for events: a function of `{attemptId, event, data}`, whose result nobody waits for, and of `{phoneNumberId, signal}`, the customer's choice.",
    ),
    row(
        "requestHeaders",
        "An object of headers, or a function that gives one, for every request: a bearer token, say.",
    ),
    row(
        "initialStatus",
        "What the status call would answer, where the page's server knows it: shown until the first answer. Read once, when the element is put on the page. A `<script type=\"application/json\">` in the element does the same.",
    ),
    row(
        "messages",
        "An object of your own words by the keys of the language files, over those of every language.",
    ),
];

/// The properties that the page only reads, and what each tells.
pub const READ_ONLY: [Documented<&str>; 2] = [
    row("state", "Read-only: one of the states."),
    row(
        "ready",
        "Read-only: a promise of `{state}`, once the state is known for the first time.",
    ),
];
