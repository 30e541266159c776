//! The errors of a backend: a stable code each, and what to do about it.

/// Whether the same request may succeed without a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Retry {
    /// Not before somebody changes something: the request, the session, a setting.
    Never,
    /// After the time in `Retry-After`; where there is none, after a pause that doubles with each try.
    Later,
}

macro_rules! problem_codes {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $status:literal, $retry:ident, $title:literal, $cause:literal, $remedy:literal;)*) => {
        /// The kind of a problem. The codes do not change.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
        #[non_exhaustive]
        pub enum ProblemCode {
            $($(#[$doc])* #[cfg_attr(feature = "serde", serde(rename = $code))] $name,)*
        }

        impl ProblemCode {
            /// Every code.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The stable code.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $code),* }
            }

            /// The HTTP status it is answered with.
            #[must_use]
            pub const fn status(self) -> u16 {
                match self { $(Self::$name => $status),* }
            }

            /// Whether the same request may succeed without a change.
            #[must_use]
            pub const fn retry(self) -> Retry {
                match self { $(Self::$name => Retry::$retry),* }
            }

            /// A short name for people.
            #[must_use]
            pub const fn title(self) -> &'static str {
                match self { $(Self::$name => $title),* }
            }

            /// The remedy, for the partner's developer.
            #[must_use]
            pub const fn remedy(self) -> &'static str {
                match self { $(Self::$name => $remedy),* }
            }

            /// The cause and the remedy, for the partner's developer.
            #[must_use]
            pub const fn detail(self) -> &'static str {
                match self { $(Self::$name => concat!($cause, " ", $remedy)),* }
            }
        }
    };
}

problem_codes! {
    /// Nobody is signed in.
    Unauthorized = "unauthorized", 401, Never, "Not signed in",
        "The request has no valid session.",
        "Sign in, and send the session with the request.";
    /// The user lacks the right.
    Forbidden = "forbidden", 403, Never, "Not allowed",
        "The signed-in user lacks the right for this call: view, connect or disconnect.",
        "Grant the right in your app, or ask an administrator.";
    /// The plugin id is not the tenant's.
    PluginNotYours = "plugin_not_yours", 403, Never, "Not your plugin",
        "The pluginId in the request does not belong to this tenant.",
        "Leave out pluginId; the backend knows it.";
    /// A page of another site sent it.
    CrossSite = "cross_site", 403, Never, "Request from another site",
        "The request was sent by a page of another origin.",
        "If the origin is yours, allow it in the backend's settings.";
    /// The request is not understood.
    BadRequest = "bad_request", 400, Never, "Request not understood",
        "The body is not the JSON that this call expects.",
        "Send the body that the contract in the README describes.";
    /// The Content-Type of the body is not JSON.
    UnsupportedMediaType = "unsupported_media_type", 415, Never, "JSON needed",
        "The Content-Type of the body is not JSON.",
        "Send Content-Type: application/json.";
    /// The body is too long.
    BodyTooLarge = "body_too_large", 413, Never, "Body too large",
        "The body is larger than 64 KiB.",
        "Send only the fields of the contract.";
    /// The body does not come.
    RequestTimeout = "request_timeout", 408, Later, "Body not received in time",
        "The body of the request did not arrive in time.",
        "Send the body within 10 s.";
    /// There is no such call.
    NotFound = "not_found", 404, Never, "No such call",
        "There is no such call.",
        "Check the path: the calls are connect-token, status, connect-event and disconnect.";
    /// The call exists, with another method.
    MethodNotAllowed = "method_not_allowed", 405, Never, "Wrong method",
        "This call does not accept the method.",
        "Use GET for status, and POST for the other calls.";
    /// The number is not one of the tenant's.
    UnknownNumber = "unknown_number", 409, Never, "Unknown number",
        "Chakra's records have no such number for this tenant.",
        "Request the status again, and choose one of its numbers.";
    /// Another call of the tenant is under way, or too many calls to Chakra.
    Busy = "busy", 503, Later, "Other calls are under way",
        "Other calls of this tenant, or to Chakra, did not finish in time.",
        "Try again after the time in Retry-After.";
    /// The tenant has made too many calls.
    RateLimited = "rate_limited", 429, Later, "Too many calls",
        "This tenant has made too many calls.",
        "Try again after the time in Retry-After.";
    /// An earlier call may have made the tenant's plugin, which is not known yet.
    PluginPending = "plugin_pending", 503, Later, "The connection is being prepared",
        "It is not known yet whether an earlier call has created this tenant's connection.",
        "Try again after the time in Retry-After.";
    /// The partner's own way to tell the tenant failed.
    TenantUnavailable = "tenant_unavailable", 503, Later, "Sign-in not available",
        "The backend could not check who is signed in.",
        "Check that your session store works, then try again.";
    /// Chakra refuses the key.
    ChakraUnauthorized = "chakra_unauthorized", 502, Never, "Chakra refused the API key",
        "Chakra's API rejected the key.",
        "Check CHAKRA_API_KEY, and the rights of the key's role in Chakra's dashboard.";
    /// Chakra asks to slow down.
    ChakraRateLimited = "chakra_rate_limited", 429, Later, "Too many requests to Chakra",
        "Chakra's API limits the number of requests.",
        "Try again after the time in Retry-After.";
    /// Chakra cannot be reached.
    ChakraUnreachable = "chakra_unreachable", 502, Later, "Chakra cannot be reached",
        "The backend cannot connect to Chakra's API.",
        "Check the backend's network and CHAKRA_API_URL, then try again.";
    /// Chakra has trouble.
    ChakraUnavailable = "chakra_unavailable", 503, Later, "Chakra is not available",
        "Chakra's API returned a server error.",
        "Try again shortly.";
    /// Chakra does not answer.
    ChakraTimeout = "chakra_timeout", 504, Later, "Chakra did not answer in time",
        "Chakra's API did not answer in time.",
        "Try again shortly.";
    /// Chakra says no.
    ChakraRefused = "chakra_refused", 502, Never, "Chakra refused the request",
        "Chakra's API rejected the request.",
        "Look up Chakra's status code in the backend's log.";
    /// Chakra's answer is not understood.
    ChakraBadAnswer = "chakra_bad_answer", 502, Later, "Chakra's answer was not understood",
        "Chakra's API returned an unexpected response.",
        "Check CHAKRA_API_URL, then try again.";
    /// Chakra's plugin is gone, twice in a row.
    ChakraPluginGone = "chakra_plugin_gone", 502, Later, "The connection is gone at Chakra",
        "Chakra no longer has this tenant's connection.",
        "Try again: a new one is created.";
    /// The token names no plugin.
    ChakraTokenUnreadable = "chakra_token_unreadable", 502, Never, "Connect token not readable",
        "Chakra's connect token has no plugin id, so the backend cannot use it.",
        "Report this to the maintainers, with the time of the request.";
    /// The database failed.
    StorageUnavailable = "storage_unavailable", 503, Later, "Storage unavailable",
        "The backend's database cannot be reached, or did not respond in time.",
        "Check that the database runs, then try again.";
    /// The database refused or failed.
    StorageFailed = "storage_failed", 500, Later, "Storage failed",
        "The backend's database returned an error.",
        "Look up the error in the backend's log.";
    /// A bug.
    Internal = "internal", 500, Later, "Internal error",
        "An unexpected error occurred in the backend.",
        "Look up the error in the backend's log.";
}

impl ProblemCode {
    /// Prefix of a problem type; the code follows.
    pub const TYPE_PREFIX: &str = "urn:problem-type:chakra-connect:";

    /// The problem type (RFC 9457), a URN.
    #[cfg(feature = "serde")]
    #[must_use]
    pub fn problem_type(self) -> String {
        format!("{}{}", Self::TYPE_PREFIX, self.as_str())
    }
}
