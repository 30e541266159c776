//! The backend's calls.

/// One of the backend's calls, or a path beside them that is no call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Call {
    Token,
    Status,
    Event,
    Disconnect,
    /// Not a call of the contract.
    Unknown,
}

impl Call {
    /// The last part of its path under the backend's address.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Token => "connect-token",
            Self::Status => "status",
            Self::Event => "connect-event",
            Self::Disconnect => "disconnect",
            Self::Unknown => "no-such-call",
        }
    }
}
