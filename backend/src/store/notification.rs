//! What the partner is told of a tenant's connection: written before it is sent, and kept until it is delivered.

use super::Milliseconds;

/// What a notification says of a connection. Stored by [`Self::as_str`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum NotificationKind {
    /// The number works.
    Connected,
    /// Nothing is connected. So it is of a tenant of which nothing was ever noted.
    Disconnected,
    /// The customer has something to do.
    ActionNeeded,
}

impl NotificationKind {
    const ALL: [Self; 3] = [Self::Connected, Self::Disconnected, Self::ActionNeeded];

    /// Its stable name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Connected => "connected",
            Self::Disconnected => "disconnected",
            Self::ActionNeeded => "action_needed",
        }
    }

    /// The kind of this name, if there is one.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.as_str() == name)
    }
}

/// What was learned of a tenant's connection, with the notification that is due if it is news.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotedState {
    /// The tenant.
    pub tenant_id: String,
    /// Of which kind the connection is.
    pub kind: NotificationKind,
    /// The time of the check that learned it, from [`next_check`](super::Store::next_check).
    pub as_of: Milliseconds,
    /// The id of the notification.
    pub id: String,
    /// What is sent.
    pub body: String,
}

/// A notification that was not delivered yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notification {
    /// Its id, the same with each try.
    pub id: String,
    /// The tenant that it is about.
    pub tenant_id: String,
    /// What is sent.
    pub body: String,
    /// How often it was tried, the try under way included.
    pub tries: u32,
    /// When it was queued.
    pub since: Milliseconds,
}

/// What became of a try to deliver a notification.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// It is delivered or given up: it is not tried again.
    Ended,
    /// It was tried, and is not delivered.
    Postponed {
        /// When it is to be tried again.
        due: Milliseconds,
    },
}
