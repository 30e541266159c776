//! Records for people: unknown outcomes, and the users' actions.

use super::{Lease, Milliseconds, Removal};

/// Operations that have begun at Chakra and are not known to be complete.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unresolved {
    /// Plugins that may have been created, newest first: people may leave old ones for ever.
    pub reservations: Vec<UnknownOutcome>,
    /// Plugins to be deleted, oldest first.
    pub removals: Vec<Removal>,
}

/// A plugin that may have been created at Chakra. Its name there ends with the lease's [`short_id`](Lease::short_id).
/// After somebody has looked for it, the lease is bound or closed like any other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownOutcome {
    /// The right with which it was created.
    pub lease: Lease,
    /// When it was begun.
    pub began_at: Milliseconds,
}

/// One action on a tenant's connection, for the audit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditEvent {
    /// The tenant whose connection it is.
    pub tenant_id: String,
    /// The user's id in the partner's system, if the partner provides one.
    pub user_id: Option<String>,
    /// The action.
    pub action: AuditAction,
    /// The time.
    pub at: Milliseconds,
}

/// The kind of an action on a connection. Stored as [`Self::as_str`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AuditAction {
    /// A token was issued, with which a signup can begin.
    Connect,
    /// A number was chosen among several.
    Choose,
    /// The connection was ended.
    Disconnect,
    /// An existing plugin was bound to the tenant.
    Import,
}

impl AuditAction {
    const ALL: [Self; 4] = [Self::Connect, Self::Choose, Self::Disconnect, Self::Import];

    /// Its stable name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Connect => "connect",
            Self::Choose => "choose",
            Self::Disconnect => "disconnect",
            Self::Import => "import",
        }
    }

    /// The action with this name, if there is one.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.as_str() == name)
    }
}
