//! The places where Chakra may tell how long to wait. They are not documented, but those that an integrator's client
//! reads, in its order, and are hints only.

use core::time::Duration;

/// Longest wait believed: a wrong unit must not lock a customer out.
pub const LONGEST: Duration = Duration::from_hours(1);

/// Fields of a body, or of `data` or `_data` in it, that hold milliseconds; they come first.
pub const MILLISECONDS: [&str; 2] = ["retry_after_ms", "retryAfterMs"];

/// Fields that hold seconds.
pub const SECONDS: [&str; 2] = ["retry_after", "retryAfter"];

/// Objects of a body in which the fields may stand, besides the body itself.
pub const PLACES: [&str; 2] = ["data", "_data"];

/// The wording that a throttled call seems to have, before a number of milliseconds: "retry after 1500 ms".
pub const WORDS: &str = "retry after";
