//! The right to make a tenant's plugin at Chakra: stored before Chakra is called, closed with the outcome.
//!
//! A lease, not a lock: it holds no connection while Chakra is asked, and a crash leaves it behind as evidence.

use std::time::Duration;

pub use chakra_connect_contract::pace::UNKNOWN_MEMORY;
use chakra_connect_contract::pace::{LONGEST_UNKNOWN_PAUSE, UNKNOWN_PAUSE};

use super::Milliseconds;
use crate::doubling::doubled;

/// The right to make one plugin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lease {
    /// Unique and not guessed: only its holder may bind.
    pub id: String,
    /// The tenant whose plugin may be made.
    pub tenant_id: String,
}

impl Lease {
    /// The first eight characters of its id, which are in the name of the plugin that it made.
    #[must_use]
    pub fn short_id(&self) -> &str {
        self.id.get(..8).unwrap_or(&self.id)
    }
}

/// The answer to a request to make a plugin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reservation {
    /// Go ahead.
    Reserved(Lease),
    /// The tenant has a plugin by now.
    Bound,
    /// Somebody else makes one.
    InProgress,
    /// Whether one was made is not known; until then none is begun.
    Paused {
        /// The end of the pause.
        until: Milliseconds,
    },
}

/// The result for a plugin that was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    /// It is the tenant's.
    Bound,
    /// The tenant has another one, or somebody else makes one; this one is among the removals.
    Surplus,
}

/// The result of making a plugin if there is none to keep.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome<'a> {
    /// Chakra made none, or it is deleted again.
    NotMade,
    /// Chakra made this one, which could not be kept: it is to be deleted.
    Unkept(&'a str),
    /// Nobody knows.
    Unknown,
}

/// The wait before another plugin is begun for a tenant that had this many unknown outcomes within
/// [`UNKNOWN_MEMORY`]: 10 s, 20 s, 40 s, 5 minutes at most.
#[must_use]
pub fn pause_after_unknown(earlier: u32) -> Duration {
    doubled(UNKNOWN_PAUSE, earlier, LONGEST_UNKNOWN_PAUSE)
}
