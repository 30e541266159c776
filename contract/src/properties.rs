//! The properties that hold what no attribute can: functions and objects.

use crate::documented::{Documented, items, row};

/// The properties that the page may set.
pub const PROPERTIES: &[&str] = &items(&DOCUMENTED);

/// The properties, and what each does.
pub const DOCUMENTED: [Documented<&str>; 7] = [
    row(
        "fetchToken",
        "A function that fetches the token, instead of an address. It takes `{intent, pluginId, signal}`, and returns the token, the body of the token call, or a `Response`.",
    ),
    row("fetchStatus", "The same for the status."),
    row("disconnectAccount", "The same for disconnecting."),
    row(
        "sendEvent",
        "The same for events. It takes `{attemptId, event, data}`, and its result is ignored; or `{phoneNumberId, signal}`, the customer's choice.",
    ),
    row(
        "requestHeaders",
        "Headers for every request, such as a bearer token: an object, or a function that returns one.",
    ),
    row(
        "initialStatus",
        "The body of the status call, if the page's server knows it. Shown until the first response. Read once, when the element is inserted. A `<script type=\"application/json\">` in the element does the same.",
    ),
    row(
        "messages",
        "Your own texts, by the keys of the language files. They replace those of every language.",
    ),
];

/// The properties that the page only reads, and what each tells.
pub const READ_ONLY: [Documented<&str>; 2] = [
    row("state", "Read-only: one of the states."),
    row(
        "ready",
        "Read-only: a promise of `{state}` that resolves when the state is first known. That may take until the widget is visible: do not wait for it to open the panel that hides the widget.",
    ),
];
