//! A plugin to be deleted at Chakra: stored before Chakra is called, and kept until it is deleted.

use super::Milliseconds;

/// A plugin to be deleted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Removal {
    /// The plugin at Chakra.
    pub plugin_id: String,
    /// The tenant that it is or was of.
    pub tenant_id: String,
    /// Whether Chakra has switched it off already: one that is on again was signed up with since.
    pub is_deactivated: bool,
    /// Number of tries.
    pub tries: u32,
    /// The time at which its deletion was scheduled.
    pub since: Milliseconds,
}

/// The progress of an unfinished removal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RemovalUpdate {
    /// Chakra has switched the plugin off.
    Deactivated,
    /// It was tried, and is not done.
    Postponed {
        /// The time of the next try.
        due: Milliseconds,
    },
    /// Nothing was done at Chakra: it is taken back, unless it was tried before.
    Cancelled,
}

/// The result of giving a plugin back to its tenant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Restored {
    /// It is the tenant's again.
    Done,
    /// It is not to be deleted any more: somebody else was quicker.
    NotPending,
    /// The tenant has another plugin.
    OtherPlugin,
}
