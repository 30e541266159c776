//! Notifications about a tenant's connection: stored before they are sent, and kept until they are delivered.

use super::Milliseconds;

/// The state that a notification reports. Stored as [`Self::as_str`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum NotificationKind {
    /// The number works.
    Connected,
    /// Nothing is connected. Also the state of a tenant for which none is stored.
    Disconnected,
    /// The customer needs to do something.
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

    /// The kind with this name, if there is one.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.as_str() == name)
    }
}

/// The state found by a check, with the notification to queue if the state is new.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotedState {
    /// The tenant.
    pub tenant_id: String,
    /// The kind of the connection. `None` for a state without a notification: the last kind stays.
    pub kind: Option<NotificationKind>,
    /// The revision of the check that found it, from [`next_check`](super::Store::next_check).
    pub as_of: i64,
    /// The id of the notification.
    pub id: String,
    /// The body to send.
    pub body: String,
}

/// An undelivered notification.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notification {
    /// Its id, the same in each attempt.
    pub id: String,
    /// The tenant that it is about.
    pub tenant_id: String,
    /// The body to send.
    pub body: String,
    /// Number of attempts, including a running one.
    pub tries: u32,
    /// The time when it was queued.
    pub since: Milliseconds,
}

/// The undelivered notifications, for diagnosis.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Undelivered {
    /// Number of notifications.
    pub count: u64,
    /// The oldest one.
    pub oldest: Option<OldestUndelivered>,
}

/// The oldest undelivered notification.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OldestUndelivered {
    /// The tenant that it is about.
    pub tenant_id: String,
    /// The time when it was queued.
    pub since: Milliseconds,
    /// Number of attempts.
    pub tries: u32,
    /// Why the last attempt failed, if there was one.
    pub last_error: Option<String>,
}

/// The result of an attempt to deliver a notification.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// It is delivered or given up, and is not tried again.
    Ended,
    /// The attempt failed.
    Postponed {
        /// The time of the next attempt.
        due: Milliseconds,
        /// Why it failed. Contains no secret.
        error: String,
    },
}
