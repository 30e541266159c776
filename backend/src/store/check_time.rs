//! The order and the time of a check: the order is the store's, the time is a clock's.

use std::time::Duration;

use super::{Milliseconds, after};

/// So far may the times that are told run ahead of a process's clock, for the sake of their order. What is beyond was
/// written by a clock that is wrong, and must not move the times of all others for ever.
pub const LONGEST_LEAD: Duration = Duration::from_mins(5);

/// Nothing is put off for longer than an hour. What seems to be, by more than this, was written by a clock that is
/// ahead: it counts as due.
const LONGEST_WAIT: Duration = Duration::from_hours(2);

/// A check of a tenant that begins; see [`next_check`](super::Store::next_check).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CheckTime {
    /// Greater than that of every check of the tenant that was begun before, whatever clocks say. Not a time.
    pub revision: i64,
    /// The reported time. Later than the one before, unless that one is more than [`LONGEST_LEAD`] ahead of the
    /// clock of this process.
    pub at: Milliseconds,
    /// The time of the check before, where it was so far ahead: one of two clocks is wrong.
    pub overruled: Option<Milliseconds>,
}

/// Up to here something may be put off.
#[cfg(any(feature = "sqlite", feature = "postgres"))]
pub(super) fn latest_due(now: Milliseconds) -> Milliseconds {
    after(now, LONGEST_WAIT)
}
