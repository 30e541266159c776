//! Pauses between retries.

use core::time::Duration;

use super::limits::{LONGEST_WAIT, RETRIES};

/// A small deterministic source of jitter (`SplitMix64`), seeded from outside.
#[derive(Clone, Debug)]
pub struct Jitter(u64);

impl Jitter {
    /// A source that gives the same sequence for the same `seed`.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next 64 bits.
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A span between `low` and `high`, both included, to the millisecond.
    pub fn between(&mut self, low: Duration, high: Duration) -> Duration {
        let low = u64::try_from(low.as_millis()).unwrap_or(u64::MAX);
        let high = u64::try_from(high.as_millis()).unwrap_or(u64::MAX);
        let width = high.saturating_sub(low).saturating_add(1).max(1);
        let above = self.bits().checked_rem(width).unwrap_or_default();
        Duration::from_millis(low.saturating_add(above))
    }
}

const FIRST: Duration = Duration::from_secs(1);
const CEILING: Duration = Duration::from_secs(20);

/// The wait before retry number `retry` (from 0); `None` if there should be no retry: full jitter up to 1 s doubled
/// each time, at most 20 s, and never sooner than the server asked for.
///
/// Source: "full jitter" of the AWS Architecture Blog, "Exponential Backoff and Jitter".
pub fn retry_delay(
    retry: u32,
    retry_after: Option<Duration>,
    jitter: &mut Jitter,
) -> Option<Duration> {
    if retry >= RETRIES || retry_after.is_some_and(|wait| wait > LONGEST_WAIT) {
        return None;
    }
    let full = doubled(FIRST, retry, CEILING);
    let jittered = jitter.between(Duration::ZERO, full);
    Some(jittered.saturating_add(retry_after.unwrap_or_default()))
}

/// `first`, doubled `times` times, at most `ceiling`.
#[must_use]
pub fn doubled(first: Duration, times: u32, ceiling: Duration) -> Duration {
    first.saturating_mul(1 << times.min(20)).min(ceiling)
}

/// The waits between status checks while a signup is being confirmed: 1, 2, 4, 8, then 15 s.
#[must_use]
pub fn confirm_delay(check: u32) -> Duration {
    Duration::from_secs((1_u64 << check.min(4)).min(15))
}

/// The waits between status checks while a signup may be open: 5, 10, then 15 s.
#[must_use]
pub fn connecting_delay(check: u32) -> Duration {
    Duration::from_secs(u64::from(check).saturating_add(1).saturating_mul(5).min(15))
}
