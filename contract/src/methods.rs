//! The methods. Each returns a promise that settles with how the call ended, and is never rejected.

use crate::documented::{Documented, items, row};

/// The methods' signatures in TypeScript.
pub const METHODS: &[&str] = &items(&DOCUMENTED);

/// The methods' signatures, and what each does.
pub const DOCUMENTED: [Documented<&str>; 4] = [
    row(
        r#"connect(options?: {intent?: "connect" | "replace"})"#,
        "Prepares the signup, if `start` waits for it. `connect({intent: \"replace\"})` prepares it for a number that replaces the connected one.",
    ),
    row("refresh()", "Requests the status again."),
    row(
        "disconnect()",
        "Disconnects, after `chakra-before-disconnect`.",
    ),
    row("reset()", "Ends an open attempt and starts over."),
];
