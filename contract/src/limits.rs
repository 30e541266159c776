//! Limits on calls between widget and backend.

use core::time::Duration;

/// Longest body of a request, in bytes; a longer one is answered with
/// [`ProblemCode::BodyTooLarge`](crate::ProblemCode::BodyTooLarge).
pub const REQUEST_BODY: usize = 64 * 1024;

/// Longest body of a response that the widget reads, in bytes.
pub const RESPONSE_BODY: usize = 1_000_000;

/// Longest time the widget waits for a response.
pub const RESPONSE_TIME: Duration = Duration::from_secs(15);

/// Longest time the reference backend takes to answer: less than [`RESPONSE_TIME`], so that its errors still reach the
/// widget.
pub const REQUEST_TIME: Duration = Duration::from_secs(12);

/// Longest time the body of a request may take to arrive at the reference backend.
pub const BODY_TIME: Duration = Duration::from_secs(10);
