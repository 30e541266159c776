//! A failure: its code, the call it happened in, and further details.

use core::fmt;
use core::time::Duration;

use super::{Code, Retry};

/// The call to the backend that failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Call {
    /// The token request.
    Token,
    /// The status request.
    Status,
    /// The disconnect request.
    Disconnect,
    /// The customer's choice of a number.
    Choice,
}

impl Call {
    /// The call as partners see it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Token => "token",
            Self::Status => "status",
            Self::Disconnect => "disconnect",
            Self::Choice => "choice",
        }
    }
}

/// A failure: its code, where it happened, and further details. Never holds a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The kind of failure.
    pub code: Code,
    /// The backend's call that failed, if it was one.
    pub call: Option<Call>,
    /// The wait that the backend asked for.
    pub retry_after: Option<Duration>,
    /// The vendor's own code, such as Meta's `3441030`.
    pub vendor_code: Option<String>,
    /// The vendor's own message.
    pub vendor_message: Option<String>,
}

impl Failure {
    /// A failure of which only the code is known.
    #[must_use]
    pub fn new(code: Code) -> Self {
        Self {
            code,
            call: None,
            retry_after: None,
            vendor_code: None,
            vendor_message: None,
        }
    }

    /// The same failure, in `call`.
    #[must_use]
    pub fn with_call(self, call: Call) -> Self {
        Self {
            call: Some(call),
            ..self
        }
    }

    /// Whether the widget retries by itself.
    #[must_use]
    pub fn is_automatic(&self) -> bool {
        self.code.retry() == Retry::Automatic
    }

    /// Whether only a change by the partner's developer helps.
    #[must_use]
    pub fn is_fatal(&self) -> bool {
        self.code.retry() == Retry::Never
    }

    /// Whether the backend has refused this visitor, which is an answer, not an outage.
    #[must_use]
    pub fn is_refusal(&self) -> bool {
        matches!(
            self.code,
            Code::BackendUnauthorized | Code::BackendForbidden
        )
    }

    /// Whether `other` says nothing new.
    #[must_use]
    pub fn is_like(&self, other: &Self) -> bool {
        self.code == other.code && self.call == other.call
    }

    /// Whether the customer is offered a retry.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        self.code.retry() != Retry::Never
    }
}

impl From<Code> for Failure {
    fn from(code: Code) -> Self {
        Self::new(code)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code.as_str())?;
        f.write_str(": ")?;
        f.write_str(self.code.developer())?;
        if let Some(call) = self.call {
            write!(f, " (call: {})", call.as_str())?;
        }
        Ok(())
    }
}

impl core::error::Error for Failure {}
