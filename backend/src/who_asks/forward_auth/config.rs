//! Settings of the resolver that asks the partner's app.

use std::time::Duration;

use url::Url;

use crate::outbound::{self, AddressError};

const TIME_LIMIT: Duration = Duration::from_secs(2);
const LONGEST_TIME_LIMIT: Duration = Duration::from_secs(5);
const CACHE_TIME: Duration = Duration::from_secs(5);
const LONGEST_CACHE_TIME: Duration = Duration::from_secs(10);

/// The address of the partner's app, and how it is called.
#[derive(Clone, Debug)]
pub struct ForwardAuthConfig {
    pub(super) url: Url,
    pub(super) time_limit: Duration,
    pub(super) cache_time: Duration,
}

/// The reason why an address cannot be used for this.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ForwardAuthConfigError {
    /// The address is not usable.
    #[error("the address of the app that knows the sessions: {0}")]
    Address(#[from] AddressError),
    /// The time limit is zero, or leaves none of a request's 12 s.
    #[error("the app that knows the sessions must be given more than 0 and at most 5 s")]
    TimeLimit,
    /// A sign-out would have no effect for too long.
    #[error("answers about sessions can be kept for 10 s at most")]
    CacheTime,
}

impl ForwardAuthConfig {
    /// Asks this address, over TLS or on this machine, and waits for 2 s.
    pub fn new(address: &str) -> Result<Self, ForwardAuthConfigError> {
        Ok(Self::with_url(outbound::secure_address(address)?))
    }

    /// Asks this address, which may be an `http://` one of another machine: anybody on the way between the two
    /// can read the customers' sessions. For a pod's or a container's private network only.
    pub fn over_plain_http(address: &str) -> Result<Self, ForwardAuthConfigError> {
        Ok(Self::with_url(outbound::address(address)?))
    }

    fn with_url(url: Url) -> Self {
        Self {
            url,
            time_limit: TIME_LIMIT,
            cache_time: CACHE_TIME,
        }
    }

    /// Waits so long for the app's answer: at most 5 s.
    pub fn with_time_limit(mut self, limit: Duration) -> Result<Self, ForwardAuthConfigError> {
        if limit.is_zero() || limit > LONGEST_TIME_LIMIT {
            return Err(ForwardAuthConfigError::TimeLimit);
        }
        self.time_limit = limit;
        Ok(self)
    }

    /// Keeps a good answer for so long: at most 10 s, 5 s unless set. Zero asks each time.
    pub fn with_cache_time(mut self, time: Duration) -> Result<Self, ForwardAuthConfigError> {
        if time > LONGEST_CACHE_TIME {
            return Err(ForwardAuthConfigError::CacheTime);
        }
        self.cache_time = time;
        Ok(self)
    }
}
