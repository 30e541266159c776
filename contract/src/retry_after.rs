//! The places where Chakra may suggest a wait. They are undocumented: an integrator's client reads them, in this order.
//! They are only hints.

use core::time::Duration;

/// Longest wait that is believed: a wrong unit must not lock a customer out.
pub const LONGEST: Duration = Duration::from_hours(1);

/// Fields of a body, or of its `data` or `_data`, that hold milliseconds. They take precedence.
pub const MILLISECONDS: [&str; 2] = ["retry_after_ms", "retryAfterMs"];

/// Fields that hold seconds.
pub const SECONDS: [&str; 2] = ["retry_after", "retryAfter"];

/// Objects of a body that may hold the fields, besides the body itself.
pub const PLACES: [&str; 2] = ["data", "_data"];

/// The wording that throttled calls seem to use before a number of milliseconds: "retry after 1500 ms".
pub const WORDS: &str = "retry after";
