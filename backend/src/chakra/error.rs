//! Errors of calls to Chakra. They hold kinds and statuses only: never a body, never the key.

use std::time::Duration;

/// A failed call to Chakra.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChakraError {
    /// No connection: name, network or TLS. Nothing was sent.
    #[error("Chakra's API could not be reached")]
    Unreachable,
    /// The connection broke before the answer was whole.
    #[error("the connection to Chakra's API broke before it had answered")]
    Lost,
    /// No complete answer in time.
    #[error("Chakra's API did not answer in time")]
    TimedOut,
    /// The key is missing there, wrong, or has no right to this call.
    #[error("Chakra's API refused the API key with status {status}")]
    Unauthorized {
        /// 401 or 403.
        status: u16,
    },
    /// Too many calls: Chakra has refused this one, or another one not long ago and nothing was sent.
    #[error("Chakra's API asked to slow down")]
    RateLimited {
        /// The wait, if Chakra named one.
        retry_after: Option<Duration>,
    },
    /// Chakra has refused this call with words about a wait, and not with a 429: it may be this call's own fault, and
    /// says nothing about others.
    #[error("Chakra's API asked to wait with this call")]
    Throttled {
        /// The wait, if Chakra named one.
        retry_after: Option<Duration>,
    },
    /// Too many other calls are under way, and none ended in time. Nothing was sent.
    #[error("too many calls to Chakra's API are under way")]
    Busy,
    /// The plugin was deleted at Chakra.
    #[error("Chakra's API does not know this plugin")]
    PluginNotFound,
    /// Chakra's own trouble.
    #[error("Chakra's API failed with status {status}")]
    Failed {
        /// 500 or above.
        status: u16,
    },
    /// Chakra understood and said no.
    #[error("Chakra's API refused the call with status {status}")]
    Refused {
        /// Any other status; 2xx when only the envelope's `_errors` said no.
        status: u16,
    },
    /// The response is not one of this call.
    #[error("Chakra's API gave an answer that could not be understood, with status {status}")]
    BadAnswer {
        /// The status it came with.
        status: u16,
    },
    /// A connect token whose plugin id cannot be read, so the plugin it made cannot be remembered.
    #[error("the connect token made by Chakra's API names no plugin")]
    TokenUnreadable,
}

impl ChakraError {
    /// Whether Chakra may have carried the call out nevertheless.
    #[must_use]
    pub fn may_be_done(self) -> bool {
        match self {
            Self::Lost
            | Self::TimedOut
            | Self::Failed { .. }
            | Self::BadAnswer { .. }
            | Self::TokenUnreadable => true,
            // Done, with a complaint; or given up by something in between.
            Self::Refused { status } => matches!(status, 200..=299 | 408 | 409 | 425 | 499),
            Self::Unreachable
            | Self::Unauthorized { .. }
            | Self::RateLimited { .. }
            | Self::Throttled { .. }
            | Self::Busy
            | Self::PluginNotFound => false,
        }
    }
}
