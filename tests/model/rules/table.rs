//! The rules by name.

/// The rules by name, and what each says.
pub const RULES: &[(&str, &str)] = &[
    (
        "hints-are-hints",
        "connected only by the backend's word; unverified only where it has none",
    ),
    (
        "one-outcome",
        "one terminal event an attempt, and one late success",
    ),
    (
        "way-on",
        "every state has an action for the customer or a deadline",
    ),
    (
        "frame-untouched",
        "no frame made or taken away while the machine holds an attempt for open",
    ),
    (
        "popup-left-alone",
        "the frame that opened the popup stays while it is open, but for a wish",
    ),
    ("nobody-began", "no attempt begins that nobody began"),
    (
        "begin-told",
        "an attempt is told to begin, once, before anything else of it",
    ),
    (
        "deadline-waits",
        "a deadline that passed while nobody could be asked waits for the return's answer",
    ),
    (
        "past-ends",
        "no outcome of an attempt that ended half an hour ago, and no poll for it",
    ),
    (
        "shared-is-no-outcome",
        "another widget's answer is no outcome of this widget's attempt",
    ),
    (
        "replacement-compared",
        "a replacement needs a number to compare with, and a number that is new",
    ),
    (
        "rest-is-cheap",
        "a focus that rests in the frame, or a hidden page, costs no timer for long",
    ),
    (
        "retry-after-obeyed",
        "nothing is asked before the time that the server named, but for a wish",
    ),
    (
        "tenant-shown",
        "nothing of one tenant outlives the change to another",
    ),
    (
        "signup-answered",
        "a signup that a click began gets its outcome",
    ),
    (
        "kept-over-reload",
        "an open attempt is kept over a reload of the page, and over the next",
    ),
    ("one-settlement", "a call is settled once"),
    (
        "no-token-in-attempt",
        "no token asked for while an attempt is open and has its frame",
    ),
    (
        "secret-kept",
        "the token shows in no output and not in the machine",
    ),
    (
        "one-request",
        "one request of a kind in flight, each with its end",
    ),
    ("time-moves", "a tick does all that is due"),
    (
        "late-answers",
        "an answer to a closed question, or from an older frame, changes nothing",
    ),
    (
        "no-needless-token",
        "no token for what is connected, nor for a hidden page",
    ),
    (
        "one-frame-a-token",
        "a token goes to one frame, and there is one frame",
    ),
    (
        "changes-told",
        "every change of state is told, and connects to the last",
    ),
    (
        "comes-to-rest",
        "a customer who acts gets there; left alone, no spinner stays",
    ),
    ("no-panic", "nothing panics"),
];
