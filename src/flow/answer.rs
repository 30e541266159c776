//! What came back from the partner's backend, and the JSON in it, in any of the forms backends use.

use core::time::Duration;

use serde_json::Value;

use super::error::{Code, Failure};

/// The largest answer that is read, in bytes.
pub const ANSWER_LIMIT: usize = 1_000_000;

/// How a request to the backend, or a call of the page's function in its place, ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// An HTTP answer; a function's result counts as one with status 200.
    Http {
        /// The HTTP status.
        status: u16,
        /// The `Retry-After` header, where there is one.
        retry_after: Option<String>,
        /// The whole body.
        body: String,
    },
    /// The body was larger than [`ANSWER_LIMIT`].
    TooLarge,
    /// No answer: the network, CORS or the page's policy stopped it, or it broke off.
    Unreachable,
    /// No answer in time.
    TimedOut,
    /// The page's own function threw or was rejected.
    FunctionFailed,
}

impl Answer {
    /// The JSON payload of a good answer, out of Chakra's envelope where it is in one; nothing for
    /// an answer without content (202, 204).
    pub fn payload(&self) -> Result<Value, Failure> {
        let Self::Http {
            status,
            retry_after,
            body,
        } = self
        else {
            return Err(Failure::new(match self {
                Self::TooLarge => Code::BackendTooLarge,
                Self::TimedOut => Code::BackendTimeout,
                Self::FunctionFailed => Code::HostFunctionFailed,
                Self::Unreachable | Self::Http { .. } => Code::BackendUnreachable,
            }));
        };
        let json = serde_json::from_str::<Value>(body);
        if !matches!(status, 200..=299) {
            return Err(refusal(*status, retry_after.as_deref(), json.as_ref().ok()));
        }
        if matches!(status, 202 | 204) {
            return Ok(json.unwrap_or_default());
        }
        let json = json.map_err(|_| match body.trim() {
            "" => Code::BackendEmpty,
            _ => Code::BackendNotJson,
        })?;
        if is_error(&json) {
            return Err(refusal(*status, retry_after.as_deref(), Some(&json)));
        }
        Ok(unwrapped(json))
    }
}

/// Chakra's `_data`, or the common `data`, taken off where it wraps an object.
pub(super) fn unwrapped(mut json: Value) -> Value {
    for name in ["_data", "data"] {
        if let Some(inner) = json.get_mut(name).filter(|inner| inner.is_object()) {
            return inner.take();
        }
    }
    json
}

/// Whether a 200 answer says in its body that it is an error: `ok: false`, or filled `_errors`.
fn is_error(json: &Value) -> bool {
    json.get("ok") == Some(&Value::Bool(false))
        || json
            .get("_errors")
            .and_then(Value::as_array)
            .is_some_and(|errors| !errors.is_empty())
}

fn refusal(status: u16, retry_after: Option<&str>, json: Option<&Value>) -> Failure {
    let code = match status {
        _ if json.is_some_and(says_plugin_not_found) => Code::PluginNotFound,
        401 => Code::BackendUnauthorized,
        403 => Code::BackendForbidden,
        404 => Code::BackendNotFound,
        429 => Code::BackendRateLimited,
        500..=599 => Code::BackendUnavailable,
        _ => Code::BackendRejected,
    };
    let seconds = retry_after.and_then(|text| text.trim().parse().ok());
    let retry_after = seconds.map(Duration::from_secs);
    Failure {
        retry_after,
        ..Failure::new(code)
    }
}

/// Chakra's "plugin … not found", in whatever field a backend passes it on.
///
/// Source: integrators match the same two words (chakra-protocol 1.2); no code for it is known.
fn says_plugin_not_found(json: &Value) -> bool {
    let said = |text: &str| {
        let text = text.to_ascii_lowercase();
        text == "plugin_not_found" || (text.contains("plugin") && text.contains("not found"))
    };
    let in_field = |holder: &Value| {
        ["code", "error", "message", "detail"]
            .iter()
            .any(|name| holder.get(name).and_then(Value::as_str).is_some_and(said))
    };
    let listed = |error: &Value| error.as_str().is_some_and(said) || in_field(error);
    in_field(json)
        || json.get("error").is_some_and(in_field)
        || json
            .get("_errors")
            .and_then(Value::as_array)
            .is_some_and(|all| all.iter().any(listed))
}
