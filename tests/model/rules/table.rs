//! The rules by name.

/// The rules: their names and descriptions.
pub const RULES: &[(&str, &str)] = &[
    (
        "hints-are-hints",
        "only the backend's report means connected; unverified only without a status source",
    ),
    (
        "one-outcome",
        "one terminal event per attempt, and at most one late success",
    ),
    (
        "way-on",
        "every state has an action for the customer or a deadline",
    ),
    (
        "frame-untouched",
        "no frame is created or removed while the machine considers an attempt open",
    ),
    (
        "popup-left-alone",
        "the frame that opened the popup stays while it is open, unless the connection has ended or the customer asks",
    ),
    ("nobody-began", "no attempt begins without a cause"),
    (
        "begin-told",
        "an attempt's start is reported once, before its other events",
    ),
    (
        "deadline-waits",
        "a deadline that passed while no request was possible waits for the response after the return",
    ),
    (
        "past-ends",
        "no outcome of an attempt that ended half an hour ago, and no poll for it",
    ),
    (
        "shared-is-no-outcome",
        "another widget's response is not an outcome of this widget's attempt",
    ),
    (
        "replacement-compared",
        "a replacement needs a number to compare with, and a new number",
    ),
    (
        "return-is-no-success",
        "a number that is connected again is no success of an attempt that the vendor has reported as unsuccessful",
    ),
    (
        "rest-is-cheap",
        "a focus that rests in the frame, or a hidden page, soon costs no timer",
    ),
    (
        "retry-after-obeyed",
        "no request before the time that the server named, except on request",
    ),
    (
        "tenant-shown",
        "nothing of one tenant outlives the change to another",
    ),
    (
        "signup-answered",
        "a signup that began with a click gets its outcome",
    ),
    (
        "kept-over-reload",
        "an open attempt survives a reload of the page, and the next one",
    ),
    ("one-settlement", "a call settles once"),
    (
        "no-token-in-attempt",
        "no token is requested while an attempt is open and has its frame",
    ),
    (
        "secret-kept",
        "the token is visible in no output and not in the machine",
    ),
    (
        "one-request",
        "one request of a kind in flight, each with its end",
    ),
    ("time-moves", "a tick does everything that is due"),
    (
        "late-answers",
        "a response to a closed request, or an event of an older frame, changes nothing",
    ),
    (
        "no-needless-token",
        "no token for a connected number or a hidden page",
    ),
    (
        "one-frame-a-token",
        "a token goes to one frame, and there is one frame",
    ),
    (
        "changes-told",
        "every change of state is reported, and continues the last one",
    ),
    (
        "comes-to-rest",
        "a customer who acts succeeds; left alone, no spinner stays",
    ),
    ("no-panic", "nothing panics"),
];
