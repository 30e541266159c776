//! Every error of this backend: `application/problem+json` (RFC 9457) with a stable code.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::http::header::{CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use chakra_connect_contract::{headers, messages};

pub use chakra_connect_contract::ProblemCode;
pub(crate) use chakra_connect_contract::pace::BUSY_PAUSE;

use crate::chakra::ChakraError;
use crate::store::StoreError;

/// One error response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    code: ProblemCode,
    detail: Cow<'static, str>,
    retry_after: Option<Duration>,
    /// For the log; not part of the response.
    cause: Option<Arc<str>>,
}

impl Problem {
    /// Replaces the code's own detail with a more exact one. It must not contain secrets.
    #[must_use]
    pub fn with_detail(mut self, detail: impl Into<Cow<'static, str>>) -> Self {
        self.detail = detail.into();
        self
    }

    /// Tells the caller to wait before the next attempt.
    #[must_use]
    pub fn with_retry_after(mut self, wait: Duration) -> Self {
        self.retry_after = Some(wait);
        self
    }

    /// The cause, for your own log. Contains no secret. None if the code explains everything.
    #[must_use]
    pub fn cause(&self) -> Option<&str> {
        self.cause.as_deref()
    }

    /// The code of the problem.
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
            cause: None,
        }
    }
}

impl From<ChakraError> for Problem {
    fn from(error: ChakraError) -> Self {
        let retry_after = match error {
            ChakraError::RateLimited { retry_after } | ChakraError::Throttled { retry_after } => {
                retry_after
            }
            ChakraError::Busy => Some(BUSY_PAUSE),
            _ => None,
        };
        Self {
            retry_after,
            ..Self::from(error.problem_code())
        }
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        let code = match error {
            StoreError::PluginOfAnother => ProblemCode::ChakraBadAnswer,
            StoreError::Unavailable(_) => ProblemCode::StorageUnavailable,
            StoreError::Failed(_) | StoreError::Schema(_) => ProblemCode::StorageFailed,
        };
        Self {
            cause: Some(error.to_string().into()),
            ..Self::from(code)
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let code = self.code;
        if let Some(cause) = self.cause {
            tracing::error!(code = code.as_str(), %cause, "a call failed");
        }
        let status =
            StatusCode::from_u16(code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = Json(messages::Problem::new(code, Some(self.detail)));
        let mut response = (status, body).into_response();
        let content_type = HeaderValue::from_static(headers::PROBLEM_JSON);
        response.headers_mut().insert(CONTENT_TYPE, content_type);
        if let Some(wait) = self.retry_after {
            // Rounded up, because a request that comes too early is rejected again.
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
