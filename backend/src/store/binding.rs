//! A tenant's plugin, as stored, imported and exported.

use super::Milliseconds;
use crate::connection_state::{KnownAccounts, NumberChoice};

/// The record of one tenant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Binding {
    /// The tenant's plugin at Chakra.
    pub plugin_id: String,
    /// The customer's choice among several numbers.
    pub choice: Option<NumberChoice>,
    /// Since when Chakra has reported that it does not have the plugin.
    pub gone_since: Option<Milliseconds>,
    /// Whether a disconnect has begun and is not finished yet.
    pub removal_pending: bool,
    /// The plugin's accounts, as last reported by Chakra.
    pub accounts: KnownAccounts,
}

/// The result of [`Store::import`](super::Store::import).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Imported {
    /// The plugin is now bound to the tenant.
    Bound,
    /// It was already bound.
    AlreadyBound,
    /// The tenant has another plugin, which stays.
    OtherPlugin,
    /// The plugin is due for deletion at Chakra, so nothing is changed.
    RemovalPending,
}

/// One row of [`Store::export`](super::Store::export).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exported {
    /// The tenant to which the plugin belongs.
    pub tenant_id: String,
    /// The tenant's plugin at Chakra.
    pub plugin_id: String,
    /// The customer's choice among several numbers.
    pub choice: Option<NumberChoice>,
    /// When the plugin was bound to the tenant.
    pub created_at: Milliseconds,
}
