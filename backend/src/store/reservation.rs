//! The right to create a tenant's plugin at Chakra: stored before Chakra is called, closed with the outcome.
//!
//! A lease, not a lock: it holds no connection during the call to Chakra, and a crash leaves it behind as evidence.

use std::time::Duration;

pub use chakra_connect_contract::pace::UNKNOWN_MEMORY;
use chakra_connect_contract::pace::{LONGEST_UNKNOWN_PAUSE, UNKNOWN_PAUSE};

use super::Milliseconds;
use crate::doubling::doubled;

/// The right to create one plugin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lease {
    /// Unique and not guessable: only its holder may bind.
    pub id: String,
    /// The tenant whose plugin may be created.
    pub tenant_id: String,
}

impl Lease {
    /// The first eight characters of its id, which are in the name of the plugin created with it.
    #[must_use]
    pub fn short_id(&self) -> &str {
        self.id.get(..8).unwrap_or(&self.id)
    }
}

/// The response to a request to create a plugin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reservation {
    /// The request is granted.
    Reserved(Lease),
    /// The tenant has a plugin by now.
    Bound,
    /// Another process is creating one.
    InProgress,
    /// An earlier outcome is unknown, and no plugin may be created until then.
    Paused {
        /// The end of the pause.
        until: Milliseconds,
    },
}

/// The result for a plugin that was created.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    /// It is bound to the tenant.
    Bound,
    /// The tenant has another one, or another process is creating one. This one is due for removal.
    Surplus,
}

/// The result if there is no plugin to bind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome<'a> {
    /// Chakra created none, or it is deleted again.
    NotMade,
    /// Chakra created this one, which could not be bound and must be deleted.
    Unkept(&'a str),
    /// The outcome is unknown.
    Unknown,
}

/// The wait before another plugin may be created for a tenant with this many unknown outcomes within
/// [`UNKNOWN_MEMORY`]: 10 s, 20 s, 40 s, at most 5 minutes.
#[must_use]
pub fn pause_after_unknown(earlier: u32) -> Duration {
    doubled(UNKNOWN_PAUSE, earlier, LONGEST_UNKNOWN_PAUSE)
}
