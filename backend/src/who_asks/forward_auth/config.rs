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

/// Why the settings cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ForwardAuthConfigError {
    /// The address is not usable.
    #[error("the address of the app that knows the sessions: {0}")]
    Address(#[from] AddressError),
    /// The time limit is zero, or would use up too much of a request's 12 s.
    #[error("the app that knows the sessions must be given more than 0 and at most 5 s")]
    TimeLimit,
    /// A sign-out would take too long to have an effect.
    #[error("answers about sessions can be kept for 10 s at most")]
    CacheTime,
}

impl ForwardAuthConfig {
    /// Asks this address, which must use TLS or be on this machine, and waits for at most 2 s.
    pub fn new(address: &str) -> Result<Self, ForwardAuthConfigError> {
        Ok(Self::with_url(outbound::secure_address(address)?))
    }

    /// Asks this address, which may be an `http://` address of another machine: anybody on the network between the two
    /// can read the customers' sessions. Only for the private network of a pod or of containers.
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

    /// Sets the time limit for the app's response: at most 5 s, 2 s by default.
    pub fn with_time_limit(mut self, limit: Duration) -> Result<Self, ForwardAuthConfigError> {
        if limit.is_zero() || limit > LONGEST_TIME_LIMIT {
            return Err(ForwardAuthConfigError::TimeLimit);
        }
        self.time_limit = limit;
        Ok(self)
    }

    /// Sets how long a successful response is cached: at most 10 s, 5 s by default. With zero, each request asks the
    /// app.
    pub fn with_cache_time(mut self, time: Duration) -> Result<Self, ForwardAuthConfigError> {
        if time > LONGEST_CACHE_TIME {
            return Err(ForwardAuthConfigError::CacheTime);
        }
        self.cache_time = time;
        Ok(self)
    }
}
