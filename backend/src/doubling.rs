//! Pauses that double with each attempt.

use std::time::Duration;

/// The pause after `times` doublings of the first one, at most `longest`.
pub(crate) fn doubled(first: Duration, times: u32, longest: Duration) -> Duration {
    first
        .saturating_mul(2_u32.saturating_pow(times))
        .min(longest)
}
