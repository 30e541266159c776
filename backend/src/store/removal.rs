//! A plugin to be deleted at Chakra: stored before Chakra is called, and kept until it is deleted.

use super::Milliseconds;

/// A plugin to be deleted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Removal {
    /// The plugin at Chakra.
    pub plugin_id: String,
    /// The tenant that it belongs or belonged to.
    pub tenant_id: String,
    /// Whether Chakra has already switched it off. If it is on again, there was a signup in between.
    pub is_deactivated: bool,
    /// Number of attempts.
    pub tries: u32,
    /// The time at which its deletion was scheduled.
    pub since: Milliseconds,
}

/// The progress of an unfinished removal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RemovalUpdate {
    /// Chakra has switched the plugin off.
    Deactivated,
    /// The attempt failed.
    Postponed {
        /// The time of the next attempt.
        due: Milliseconds,
    },
    /// Nothing was done at Chakra: the removal is cancelled, unless it was tried before.
    Cancelled,
}

/// The result of giving a plugin back to its tenant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Restored {
    /// It is the tenant's again.
    Done,
    /// This removal is over, because another process was faster. A later one may have begun since.
    NotPending,
    /// The tenant has another plugin.
    OtherPlugin,
}
