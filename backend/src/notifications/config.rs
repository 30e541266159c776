//! The address for notifications, and the secrets that sign them.

use std::fmt;
use std::time::Duration;

use url::Url;

use super::NotificationSecret;
use crate::outbound::{self, AddressError};

/// The partner's address, and the secrets that it knows.
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
    /// The pause after the first try that failed, unless set otherwise; it doubles with each further one.
    pub const FIRST_PAUSE: Duration = Duration::from_secs(5);
    /// The longest pause between two tries.
    pub const LONGEST_PAUSE: Duration = Duration::from_hours(1);
    /// Time after which a notification is given up.
    pub const LIFE: Duration = Duration::from_hours(72);
    /// Time for which a notification is reserved for the process that has begun to send it, unless set otherwise.
    pub const LEASE: Duration = Duration::from_mins(1);

    /// Sends to this address, over TLS or on this machine.
    pub fn new(address: &str, secret: NotificationSecret) -> Result<Self, AddressError> {
        Ok(Self {
            url: outbound::secure_address(address)?,
            secrets: vec![secret],
            first_pause: Self::FIRST_PAUSE,
            lease: Self::LEASE,
        })
    }

    /// Whether this address is valid; for checks of an address without a secret.
    pub fn check_address(address: &str) -> Result<(), AddressError> {
        outbound::secure_address(address).map(drop)
    }

    /// Signs with this secret, too, so that the partner can go over from one to the other.
    #[must_use]
    pub fn with_next_secret(mut self, secret: NotificationSecret) -> Self {
        self.secrets.push(secret);
        self
    }

    /// Waits so long after the first try that failed.
    #[must_use]
    pub fn with_first_pause(mut self, pause: Duration) -> Self {
        self.first_pause = pause;
        self
    }

    /// Has another process send what one has begun to send after this time: when it has died, that is. It must be
    /// longer than a try, or a notification is sent twice at once.
    #[must_use]
    pub fn with_lease(mut self, lease: Duration) -> Self {
        self.lease = lease;
        self
    }
}

/// Without the address, which may hold a secret.
impl fmt::Debug for NotificationConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NotificationConfig")
            .field("host", &self.url.host_str())
            .field("secrets", &self.secrets.len())
            .finish_non_exhaustive()
    }
}
