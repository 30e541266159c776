//! The calls, and what each requires.

use chakra_backend::Right;

/// The calls; the two kinds of events count as two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Call {
    Token,
    Status,
    Choice,
    Hint,
    Disconnect,
}

impl Call {
    pub(crate) const ALL: [Self; 5] = [
        Self::Token,
        Self::Status,
        Self::Choice,
        Self::Hint,
        Self::Disconnect,
    ];

    pub(crate) fn method(self) -> &'static str {
        match self {
            Self::Status => "GET",
            _ => "POST",
        }
    }

    pub(crate) fn path(self) -> &'static str {
        match self {
            Self::Token => "/api/chakra/connect-token",
            Self::Status => "/api/chakra/status",
            Self::Choice | Self::Hint => "/api/chakra/connect-event",
            Self::Disconnect => "/api/chakra/disconnect",
        }
    }

    pub(crate) fn body(self) -> Option<&'static str> {
        match self {
            Self::Token => Some(r#"{"intent": "connect"}"#),
            Self::Choice => Some(r#"{"phoneNumberId": "1"}"#),
            Self::Hint => Some(r#"{"attemptId": "a", "event": "FINISH", "data": {}}"#),
            Self::Status | Self::Disconnect => None,
        }
    }

    pub(crate) fn right(self) -> Right {
        match self {
            Self::Status | Self::Hint => Right::View,
            Self::Token | Self::Choice => Right::Connect,
            Self::Disconnect => Right::Disconnect,
        }
    }

    /// The response for a tenant without a connection.
    pub(crate) fn answer(self) -> &'static str {
        match self {
            Self::Token | Self::Status => "200",
            Self::Choice => "409 unknown_number",
            Self::Hint => "202",
            Self::Disconnect => "204",
        }
    }
}
