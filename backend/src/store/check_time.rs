//! The order and the time of a check: the store provides the order, a clock the time.

use std::time::Duration;

use super::{Milliseconds, after};

/// How far reported times may be ahead of a process's clock, to preserve their order. A time beyond that was written by
/// a wrong clock, and must not shift all other times forever.
pub const LONGEST_LEAD: Duration = Duration::from_mins(5);

/// Nothing is postponed for longer than an hour. A time further ahead than this was written by a clock that is ahead,
/// and counts as due.
const LONGEST_WAIT: Duration = Duration::from_hours(2);

/// A new check of a tenant; see [`next_check`](super::Store::next_check).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CheckTime {
    /// Greater than that of every earlier check of the tenant, independent of clocks. Not a time.
    pub revision: i64,
    /// The reported time. Later than the previous one, unless that one is more than [`LONGEST_LEAD`] ahead of this
    /// process's clock.
    pub at: Milliseconds,
    /// The time of the previous check, if it was that far ahead: one of the two clocks is wrong.
    pub overruled: Option<Milliseconds>,
}

/// Whether a stored time of something that has happened can be right. Otherwise, a clock that was ahead wrote it.
pub(crate) fn is_past(time: Milliseconds, now: Milliseconds) -> bool {
    time <= after(now, LONGEST_LEAD)
}

/// The latest time to which something may be postponed.
#[cfg(any(feature = "sqlite", feature = "postgres"))]
pub(super) fn latest_due(now: Milliseconds) -> Milliseconds {
    after(now, LONGEST_WAIT)
}
