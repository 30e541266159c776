//! Errors of calls to Chakra. They contain only kinds and statuses, never a body or the key.

use std::time::Duration;

use chakra_connect_contract::ProblemCode;

/// A failed call to Chakra.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChakraError {
    /// No connection, because of DNS, network or TLS. Nothing was sent.
    #[error("Chakra's API could not be reached")]
    Unreachable,
    /// The connection broke before the response was complete.
    #[error("the connection to Chakra's API broke before it had answered")]
    Lost,
    /// No complete response in time.
    #[error("Chakra's API did not answer in time")]
    TimedOut,
    /// The key is missing, wrong, or lacks the right for this call.
    #[error("Chakra's API refused the API key with status {status}")]
    Unauthorized {
        /// 401 or 403.
        status: u16,
    },
    /// Too many calls: Chakra has rejected this one, or has recently rejected another one, and nothing was sent.
    #[error("Chakra's API asked to slow down")]
    RateLimited {
        /// The wait, if Chakra named one.
        retry_after: Option<Duration>,
    },
    /// Chakra has rejected this call with a text about a wait, but not with a 429. The cause may be this call itself,
    /// so it says nothing about others.
    #[error("Chakra's API asked to wait with this call")]
    Throttled {
        /// The wait, if Chakra named one.
        retry_after: Option<Duration>,
    },
    /// Too many other calls are pending, and none ended in time. Nothing was sent.
    #[error("too many calls to Chakra's API are under way")]
    Busy,
    /// The plugin was deleted at Chakra.
    #[error("Chakra's API does not know this plugin")]
    PluginNotFound,
    /// An error of Chakra's own.
    #[error("Chakra's API failed with status {status}")]
    Failed {
        /// 500 or above.
        status: u16,
    },
    /// Chakra rejected the request.
    #[error("Chakra's API refused the call with status {status}")]
    Refused {
        /// Any other status; 2xx if only the envelope's `_errors` reported the rejection.
        status: u16,
    },
    /// The response does not belong to this call.
    #[error("Chakra's API gave an answer that could not be understood, with status {status}")]
    BadAnswer {
        /// The status of the response.
        status: u16,
    },
    /// A connect token whose plugin id cannot be read, so that the plugin it created cannot be remembered.
    #[error("the connect token made by Chakra's API names no plugin")]
    TokenUnreadable,
}

impl ChakraError {
    /// The problem that the widget's request gets, with a remedy.
    pub(crate) fn problem_code(self) -> ProblemCode {
        match self {
            Self::Unreachable | Self::Lost => ProblemCode::ChakraUnreachable,
            Self::TimedOut => ProblemCode::ChakraTimeout,
            Self::Unauthorized { .. } => ProblemCode::ChakraUnauthorized,
            Self::RateLimited { .. } | Self::Throttled { .. } => ProblemCode::ChakraRateLimited,
            Self::Busy => ProblemCode::Busy,
            Self::PluginNotFound => ProblemCode::ChakraPluginGone,
            Self::Failed { .. } => ProblemCode::ChakraUnavailable,
            Self::Refused { .. } => ProblemCode::ChakraRefused,
            Self::BadAnswer { .. } => ProblemCode::ChakraBadAnswer,
            Self::TokenUnreadable => ProblemCode::ChakraTokenUnreadable,
        }
    }

    /// Whether Chakra may have carried out the call anyway.
    #[must_use]
    pub fn may_be_done(self) -> bool {
        match self {
            Self::Lost
            | Self::TimedOut
            | Self::Failed { .. }
            | Self::BadAnswer { .. }
            | Self::TokenUnreadable => true,
            // Carried out with a complaint, or cancelled by a proxy in between.
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
