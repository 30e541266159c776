//! Pauses that double with each try.

use std::time::Duration;

/// The pause after `times` doublings of the first one; never longer than `longest`.
pub(crate) fn doubled(first: Duration, times: u32, longest: Duration) -> Duration {
    first
        .saturating_mul(2_u32.saturating_pow(times))
        .min(longest)
}
