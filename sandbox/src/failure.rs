//! A failure that a test scripts for an endpoint: instead of the work, or after it.

use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::cut_body::CutBody;
use crate::settings::SettingsError;

/// A response that replaces the endpoint's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Failure {
    /// The HTTP status, 200 to 599.
    pub status: u16,
    /// Number of requests that fail; without a limit if absent.
    #[serde(default)]
    pub times: Option<u32>,
    /// The body; an envelope with one `_errors` entry if absent.
    #[serde(default)]
    pub body: Option<String>,
    /// The `Content-Type`; `application/json` if absent.
    #[serde(default)]
    pub content_type: Option<String>,
    /// The `Retry-After` header, as seconds or as an HTTP date.
    #[serde(default)]
    pub retry_after: Option<String>,
    /// Whether the endpoint does its work first: its effects stay, and only the response is lost.
    #[serde(default)]
    pub after_work: bool,
    /// Whether the connection breaks off after the headers: the body never arrives.
    #[serde(default)]
    pub cut: bool,
}

impl Failure {
    /// A failure with this status for every request until it is removed.
    #[must_use]
    pub fn with_status(status: u16) -> Self {
        Self {
            status,
            times: None,
            body: None,
            content_type: None,
            retry_after: None,
            after_work: false,
            cut: false,
        }
    }

    /// Limits the failure to the next `times` requests.
    #[must_use]
    pub fn times(mut self, times: u32) -> Self {
        self.times = Some(times);
        self
    }

    /// Lets the endpoint do its work before it fails.
    #[must_use]
    pub fn after_work(mut self) -> Self {
        self.after_work = true;
        self
    }

    /// Breaks the connection off after the headers.
    #[must_use]
    pub fn cut(mut self) -> Self {
        self.cut = true;
        self
    }

    /// Rejects invalid values, so that the author of a script learns of the mistake.
    pub(crate) fn check(&self) -> Result<(), SettingsError> {
        if !(200..=599).contains(&self.status) {
            return Err(SettingsError::Status(self.status));
        }
        for value in [&self.content_type, &self.retry_after]
            .into_iter()
            .flatten()
        {
            HeaderValue::from_str(value).map_err(|_| SettingsError::Header)?;
        }
        Ok(())
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let body = self.body.unwrap_or_else(|| {
            json!({"_data": {}, "_meta": {}, "_errors": ["Failure scripted at the stand-in"]})
                .to_string()
        });
        let body = if self.cut {
            Body::new(CutBody::default())
        } else {
            Body::from(body)
        };
        let mut response = Response::new(body);
        if let Ok(status) = StatusCode::from_u16(self.status) {
            *response.status_mut() = status;
        }
        let content_type = self.content_type.as_deref().unwrap_or("application/json");
        for (name, value) in [
            (header::CONTENT_TYPE, Some(content_type)),
            (header::RETRY_AFTER, self.retry_after.as_deref()),
        ] {
            if let Some(Ok(value)) = value.map(HeaderValue::from_str) {
                response.headers_mut().insert(name, value);
            }
        }
        response
    }
}
