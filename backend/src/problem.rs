//! Every error of this backend: `application/problem+json` (RFC 9457) with a stable code.

use std::borrow::Cow;
use std::time::Duration;

use axum::http::header::{CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::chakra::ChakraError;
use crate::store::StoreError;

macro_rules! problem_codes {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $status:literal, $title:literal, $detail:literal;)*) => {
        /// What went wrong. The codes are part of the contract and do not change.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum ProblemCode {
            $($(#[$doc])* $name,)*
        }

        impl ProblemCode {
            /// Every code there is.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The stable code.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $code),* }
            }

            /// The HTTP status it is answered with.
            #[must_use]
            pub fn status(self) -> u16 {
                match self { $(Self::$name => $status),* }
            }

            /// A short name for people.
            #[must_use]
            pub fn title(self) -> &'static str {
                match self { $(Self::$name => $title),* }
            }

            /// What happened and what to do next, for the partner's developer.
            #[must_use]
            pub fn detail(self) -> &'static str {
                match self { $(Self::$name => $detail),* }
            }
        }
    };
}

problem_codes! {
    /// Nobody is signed in.
    Unauthorized = "unauthorized", 401, "Not signed in",
        "The request names no tenant. Sign in, or send the session with the request.";
    /// The plugin id is not the tenant's.
    PluginNotYours = "plugin_not_yours", 403, "Not your plugin",
        "The pluginId in the request is not the one of this tenant. Leave it out: the backend knows it.";
    /// A page of another site sent it.
    CrossSite = "cross_site", 403, "Request from another site",
        "The request was sent by a page of another origin. Allow that origin in the backend's settings if it is yours.";
    /// The request is not understood.
    BadRequest = "bad_request", 400, "Request not understood",
        "The body is not the JSON this call takes. See the contract in the README.";
    /// The body is not declared as JSON.
    UnsupportedMediaType = "unsupported_media_type", 415, "JSON needed",
        "Send the body with Content-Type: application/json.";
    /// The body is too long.
    BodyTooLarge = "body_too_large", 413, "Body too large",
        "The body is larger than this call takes. Send only the fields of the contract.";
    /// The body does not come.
    RequestTimeout = "request_timeout", 408, "Body not received in time",
        "The body of the request did not arrive in time. Send it at once, or send the request again.";
    /// There is no such call.
    NotFound = "not_found", 404, "No such call",
        "There is no such call. The calls are connect-token, status, connect-event and disconnect.";
    /// The call exists, with another method.
    MethodNotAllowed = "method_not_allowed", 405, "Wrong method",
        "This call has another method: GET for status, POST for all others.";
    /// The number is not one of the tenant's.
    UnknownNumber = "unknown_number", 409, "Unknown number",
        "Chakra's records hold no such number for this tenant. Read the status again and choose from its numbers.";
    /// Another call of the tenant is under way.
    Busy = "busy", 503, "Another call is under way",
        "Another call of this tenant has not ended. Try again after the time in Retry-After.";
    /// Whether an earlier call has made the tenant's plugin is not known yet.
    PluginPending = "plugin_pending", 503, "The connection is being prepared",
        "Chakra has not said whether an earlier call has made this tenant's connection. Try again after the time in Retry-After.";
    /// The partner's own way to tell the tenant failed.
    TenantUnavailable = "tenant_unavailable", 503, "Sign-in not available",
        "It could not be told who is signed in. Try again shortly; see the session store.";
    /// Chakra refuses the key.
    ChakraUnauthorized = "chakra_unauthorized", 502, "Chakra refused the API key",
        "Chakra's API refused the key. Check CHAKRA_API_KEY and the rights of its role in Chakra's dashboard.";
    /// Chakra asks to slow down.
    ChakraRateLimited = "chakra_rate_limited", 429, "Too many requests to Chakra",
        "Chakra's API asks to slow down. Try again after the time in Retry-After.";
    /// Chakra cannot be reached.
    ChakraUnreachable = "chakra_unreachable", 502, "Chakra cannot be reached",
        "No connection to Chakra's API. Check the backend's network and CHAKRA_API_URL, then try again.";
    /// Chakra has trouble.
    ChakraUnavailable = "chakra_unavailable", 503, "Chakra is not available",
        "Chakra's API answered with a server error. Try again shortly.";
    /// Chakra does not answer.
    ChakraTimeout = "chakra_timeout", 504, "Chakra did not answer in time",
        "Chakra's API did not answer in time. Try again shortly.";
    /// Chakra says no.
    ChakraRefused = "chakra_refused", 502, "Chakra refused the request",
        "Chakra's API refused the request. The status it gave stands in the backend's log.";
    /// Chakra's answer is not understood.
    ChakraBadAnswer = "chakra_bad_answer", 502, "Chakra's answer was not understood",
        "Chakra's API answered something else than expected. Check CHAKRA_API_URL, then try again.";
    /// Chakra's plugin is gone, twice in a row.
    ChakraPluginGone = "chakra_plugin_gone", 502, "The connection is gone at Chakra",
        "Chakra no longer has this tenant's connection. Try again: a new one will be made.";
    /// The token names no plugin.
    ChakraTokenUnreadable = "chakra_token_unreadable", 502, "Connect token not readable",
        "The connect token made by Chakra names no plugin, so it cannot be kept. Report this with the time of the request.";
    /// The database failed.
    StorageFailed = "storage_failed", 500, "Storage failed",
        "The backend's database failed. See the backend's log.";
    /// A bug.
    Internal = "internal", 500, "Internal error",
        "The backend failed in an unforeseen way. See the backend's log.";
}

/// One error answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    code: ProblemCode,
    detail: Cow<'static, str>,
    retry_after: Option<Duration>,
}

impl Problem {
    /// The code's own detail, replaced by a more exact one. It must hold nothing secret.
    #[must_use]
    pub fn with_detail(mut self, detail: impl Into<Cow<'static, str>>) -> Self {
        self.detail = detail.into();
        self
    }

    /// Has the caller wait so long before the next try.
    #[must_use]
    pub fn with_retry_after(mut self, wait: Duration) -> Self {
        self.retry_after = Some(wait);
        self
    }

    /// Which problem it is.
    #[must_use]
    pub fn code(&self) -> ProblemCode {
        self.code
    }
}

impl From<ProblemCode> for Problem {
    fn from(code: ProblemCode) -> Self {
        Self {
            code,
            detail: code.detail().into(),
            retry_after: None,
        }
    }
}

impl From<ChakraError> for Problem {
    fn from(error: ChakraError) -> Self {
        // The error holds a kind and a status only, so it can be logged.
        tracing::warn!(%error, "a call to Chakra failed");
        let code = match error {
            ChakraError::Unreachable | ChakraError::Lost => ProblemCode::ChakraUnreachable,
            ChakraError::TimedOut => ProblemCode::ChakraTimeout,
            ChakraError::Unauthorized { .. } => ProblemCode::ChakraUnauthorized,
            ChakraError::RateLimited { .. } => ProblemCode::ChakraRateLimited,
            ChakraError::PluginNotFound => ProblemCode::ChakraPluginGone,
            ChakraError::Failed { .. } => ProblemCode::ChakraUnavailable,
            ChakraError::Refused { .. } => ProblemCode::ChakraRefused,
            ChakraError::BadAnswer { .. } => ProblemCode::ChakraBadAnswer,
            ChakraError::TokenUnreadable => ProblemCode::ChakraTokenUnreadable,
        };
        let retry_after = match error {
            ChakraError::RateLimited { retry_after } => retry_after,
            _ => None,
        };
        Self {
            retry_after,
            ..Self::from(code)
        }
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        tracing::error!(%error, "the database failed");
        Self::from(match error {
            StoreError::PluginOfAnother => ProblemCode::ChakraBadAnswer,
            StoreError::Unavailable(_) | StoreError::Failed(_) | StoreError::Schema(_) => {
                ProblemCode::StorageFailed
            }
        })
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let code = self.code;
        let body = json!({
            "type": format!("urn:problem-type:chakra-connect:{}", code.as_str()),
            "title": code.title(),
            "status": code.status(),
            "code": code.as_str(),
            "detail": self.detail,
        });
        let status =
            StatusCode::from_u16(code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let content_type = HeaderValue::from_static("application/problem+json");
        let mut response =
            (status, [(CONTENT_TYPE, content_type)], body.to_string()).into_response();
        if let Some(wait) = self.retry_after {
            // Rounded up: too early is refused again.
            let seconds = wait.as_millis().div_ceil(1000);
            if let Ok(value) = HeaderValue::from_str(&seconds.to_string()) {
                response.headers_mut().insert(RETRY_AFTER, value);
            }
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_distinct_and_documented() {
        let readme = include_str!("../README.md");
        for (index, code) in ProblemCode::ALL.iter().enumerate() {
            let row = format!("| `{}` | {} |", code.as_str(), code.status());
            assert!(readme.contains(&row), "README.md lacks the row {row}");
            assert!(StatusCode::from_u16(code.status()).is_ok_and(|it| !it.is_success()));
            let mut earlier = ProblemCode::ALL[..index].iter();
            assert!(earlier.all(|other| other.as_str() != code.as_str()));
        }
    }

    #[test]
    fn waits_are_rounded_up_to_seconds() {
        for (wait, header) in [(1, "1"), (1000, "1"), (1001, "2"), (0, "0")] {
            let error = ChakraError::RateLimited {
                retry_after: Some(Duration::from_millis(wait)),
            };
            let response = Problem::from(error).into_response();
            assert_eq!(response.status(), 429);
            assert_eq!(response.headers()[RETRY_AFTER], header, "{wait}");
        }
    }
}
