//! The address for notifications, and the secrets that sign them.

use std::fmt;
use std::time::Duration;

use url::Url;

use super::NotificationSecret;
use crate::outbound::{self, AddressError};

/// The partner's address, and the secrets shared with it.
#[derive(Clone)]
pub struct NotificationConfig {
    pub(super) url: Url,
    pub(super) secrets: Vec<NotificationSecret>,
    pub(super) first_pause: Duration,
    pub(super) lease: Duration,
}

impl NotificationConfig {
    /// Time limit for the address's response.
    pub const TRY_TIME: Duration = Duration::from_secs(10);
    /// Default pause after the first failed attempt. It doubles with each further one.
    pub const FIRST_PAUSE: Duration = Duration::from_secs(5);
    /// The longest pause between two attempts.
    pub const LONGEST_PAUSE: Duration = Duration::from_hours(1);
    /// Time after which a notification is given up.
    pub const LIFE: Duration = Duration::from_hours(72);
    /// Default time for which a notification is reserved for the process that sends it.
    pub const LEASE: Duration = Duration::from_mins(1);

    /// Sends to this address, which must use TLS or be on this machine.
    pub fn new(address: &str, secret: NotificationSecret) -> Result<Self, AddressError> {
        Ok(Self {
            url: outbound::secure_address(address)?,
            secrets: vec![secret],
            first_pause: Self::FIRST_PAUSE,
            lease: Self::LEASE,
        })
    }

    /// Whether this address is valid, for checks of an address without a secret.
    pub fn check_address(address: &str) -> Result<(), AddressError> {
        outbound::secure_address(address).map(drop)
    }

    /// Also signs with this secret, so that the partner can switch from one to the other.
    #[must_use]
    pub fn with_next_secret(mut self, secret: NotificationSecret) -> Self {
        self.secrets.push(secret);
        self
    }

    /// Sets the pause after the first failed attempt.
    #[must_use]
    pub fn with_first_pause(mut self, pause: Duration) -> Self {
        self.first_pause = pause;
        self
    }

    /// Sets the time after which another process may send a notification that one has begun to send, in case that
    /// process has died. It must be longer than an attempt; otherwise a notification is sent twice at once.
    #[must_use]
    pub fn with_lease(mut self, lease: Duration) -> Self {
        self.lease = lease;
        self
    }
}

/// Without the address, which may contain a secret.
impl fmt::Debug for NotificationConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NotificationConfig")
            .field("host", &self.url.host_str())
            .field("secrets", &self.secrets.len())
            .finish_non_exhaustive()
    }
}
