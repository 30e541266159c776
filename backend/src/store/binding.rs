//! A tenant's plugin, as it is remembered, imported and exported.

use super::Milliseconds;
use crate::connection_state::{KnownAccounts, NumberChoice};

/// The record of one tenant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Binding {
    /// The tenant's plugin at Chakra.
    pub plugin_id: String,
    /// The customer's choice among several numbers.
    pub choice: Option<NumberChoice>,
    /// Since when Chakra says that it does not have the plugin.
    pub gone_since: Option<Milliseconds>,
    /// Whether a disconnect was begun that nobody has finished yet.
    pub removal_pending: bool,
    /// The plugin's accounts, as last reported by Chakra.
    pub accounts: KnownAccounts,
}

/// The result of [`Store::import`](super::Store::import).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Imported {
    /// The plugin is the tenant's now.
    Bound,
    /// It was before.
    AlreadyBound,
    /// The tenant has another plugin, which stays.
    OtherPlugin,
    /// The plugin is to be deleted at Chakra: nothing is changed.
    RemovalPending,
}

/// One row of [`Store::export`](super::Store::export).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exported {
    /// Whose plugin it is.
    pub tenant_id: String,
    /// The tenant's plugin at Chakra.
    pub plugin_id: String,
    /// The customer's choice among several numbers.
    pub choice: Option<NumberChoice>,
    /// When the plugin became the tenant's.
    pub created_at: Milliseconds,
}
