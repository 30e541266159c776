//! The four calls of the widget to its backend.

use crate::ProblemCode;

/// Path of the calls in the examples: the value of the attribute `backend`.
pub const BASE_PATH: &str = "/api/chakra";

/// A call of the widget to its backend. Only [`ConnectToken`](Self::ConnectToken) is mandatory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Call {
    /// Asks for a connect token for the tenant's plugin; the first call creates the plugin.
    ConnectToken,
    /// Asks for the connection's state according to Chakra's records.
    Status,
    /// Reports a hint, or the customer's choice of a number.
    ConnectEvent,
    /// Ends the connection.
    Disconnect,
}

/// The method of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Method {
    /// Changes nothing.
    Get,
    /// Changes something.
    Post,
}

impl Method {
    /// The method as HTTP names it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
        }
    }
}

impl Call {
    /// Every call.
    pub const ALL: [Self; 4] = [
        Self::ConnectToken,
        Self::Status,
        Self::ConnectEvent,
        Self::Disconnect,
    ];

    /// The last segment of its path, below the backend's address.
    #[must_use]
    pub const fn segment(self) -> &'static str {
        match self {
            Self::ConnectToken => "connect-token",
            Self::Status => "status",
            Self::ConnectEvent => "connect-event",
            Self::Disconnect => "disconnect",
        }
    }

    /// Its method.
    #[must_use]
    pub const fn method(self) -> Method {
        match self {
            Self::Status => Method::Get,
            Self::ConnectToken | Self::ConnectEvent | Self::Disconnect => Method::Post,
        }
    }

    /// The HTTP status of a success.
    #[must_use]
    pub const fn success(self) -> u16 {
        match self {
            Self::ConnectToken | Self::Status => 200,
            Self::ConnectEvent => 202,
            Self::Disconnect => 204,
        }
    }

    /// Its purpose, in one sentence.
    #[must_use]
    pub const fn summary(self) -> &'static str {
        match self {
            Self::ConnectToken => {
                "A connect token for the tenant's plugin; the first one makes the plugin."
            }
            Self::Status => "What Chakra's records say of the tenant's connection.",
            Self::ConnectEvent => {
                "A hint, which proves nothing, or the customer's choice of a number."
            }
            Self::Disconnect => "Ends the tenant's connection.",
        }
    }

    /// The body of the request, for people; absent if there is none.
    #[must_use]
    pub const fn request(self) -> Option<&'static str> {
        match self {
            Self::ConnectToken => Some("`{intent?: \"connect\" | \"replace\", pluginId?}`"),
            Self::ConnectEvent => Some("`{attemptId, event, data}` or `{phoneNumberId}`"),
            Self::Status | Self::Disconnect => None,
        }
    }

    /// The response, for people.
    #[must_use]
    pub const fn response(self) -> &'static str {
        match self {
            Self::ConnectToken => "`{connectToken, pluginId?, expiresInSeconds?, sdkUrl?}`",
            Self::Status => {
                "`{state, reason?, pluginId?, numbers: […], connectedSince?, checkedAt}`"
            }
            Self::ConnectEvent => "202",
            Self::Disconnect => "204",
        }
    }

    /// Whether this call can answer with the problem.
    #[must_use]
    pub const fn can_fail_with(self, code: ProblemCode) -> bool {
        use ProblemCode as P;
        match code {
            // Possible for every call: each checks the caller first, and may ask Chakra and the database.
            P::Unauthorized
            | P::Forbidden
            | P::TenantUnavailable
            | P::CrossSite
            | P::RateLimited
            | P::Busy
            | P::ChakraUnauthorized
            | P::ChakraRateLimited
            | P::ChakraUnreachable
            | P::ChakraUnavailable
            | P::ChakraTimeout
            | P::ChakraRefused
            | P::ChakraBadAnswer
            | P::StorageUnavailable
            | P::StorageFailed
            | P::Internal => true,
            // No call answers these: the request matched nothing in the contract.
            P::NotFound | P::MethodNotAllowed => false,
            // Problems of a body: only for calls that have one.
            P::BadRequest | P::UnsupportedMediaType | P::BodyTooLarge | P::RequestTimeout => {
                self.request().is_some()
            }
            P::PluginNotYours
            | P::PluginPending
            | P::ChakraPluginGone
            | P::ChakraTokenUnreadable => matches!(self, Self::ConnectToken),
            P::UnknownNumber => matches!(self, Self::ConnectEvent),
        }
    }

    /// The problems that this call can answer with.
    pub fn problems(self) -> impl Iterator<Item = ProblemCode> {
        let all = ProblemCode::ALL.iter().copied();
        all.filter(move |code| self.can_fail_with(*code))
    }
}
