//! The events. They bubble, and leave shadow roots.

use crate::documented::{Documented, items, row};

/// The widget shows another state.
pub const STATE_CHANGE: &str = "chakra-statechange";
/// The customer can click.
pub const READY: &str = "chakra-ready";
/// An attempt has begun.
pub const STARTED: &str = "chakra-started";
/// The signup says how far it is.
pub const PROGRESS: &str = "chakra-progress";
/// An attempt has succeeded.
pub const CONNECTED: &str = "chakra-connected";
/// An attempt has ended without a connection.
pub const CANCELLED: &str = "chakra-cancelled";
/// An attempt has failed, or the widget does not work.
pub const FAILED: &str = "chakra-failed";
/// Cancelable; asks before the signup is offered.
pub const BEFORE_CONNECT: &str = "chakra-before-connect";
/// Cancelable; asks before the account is disconnected.
pub const BEFORE_DISCONNECT: &str = "chakra-before-disconnect";
/// The account is disconnected.
pub const DISCONNECTED: &str = "chakra-disconnected";

/// The names of the events.
pub const EVENTS: &[&str] = &items(&DOCUMENTED);

/// The events, and what `detail` holds in each.
pub const DOCUMENTED: [Documented<&str>; 10] = [
    row(STATE_CHANGE, "`{state, previous}`"),
    row(READY, "`{}`: the customer can click"),
    row(STARTED, "`{attemptId}`: an attempt has begun"),
    row(
        PROGRESS,
        "`{attemptId, event, step?}`: the signup has reached another step",
    ),
    row(CONNECTED, "`{attemptId, verified, late, state, numbers}`"),
    row(
        CANCELLED,
        r#"`{attemptId, reason: "user" \| "timeout" \| "superseded" \| "unknown", step?, message?}`"#,
    ),
    row(
        FAILED,
        "`{attemptId?, code, message, retryable, docs, call?, vendorCode?, vendorMessage?, cause?}`",
    ),
    row(
        BEFORE_CONNECT,
        r#"`{intent: "connect" \| "replace"}`: `preventDefault()` stops the signup until the customer or the page asks for it again"#,
    ),
    row(
        BEFORE_DISCONNECT,
        "`{}`: `preventDefault()` keeps the connection",
    ),
    row(DISCONNECTED, "`{}`"),
];
