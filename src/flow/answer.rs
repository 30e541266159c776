//! What came back from the partner's backend, and the JSON in it, in any of the forms backends use.

use core::fmt;

use serde_json::Value;

use super::error::{Code, Failure};
use super::http_date;
use super::retry_after;
use super::words;

/// The largest answer that is read, in bytes.
pub const ANSWER_LIMIT: usize = 1_000_000;

/// A field of each good answer that has any: a token's, a status's, and that of existing backends.
const PAYLOAD: [&str; 3] = ["connectToken", "state", "connected"];

/// How a request to the backend, or a call of the page's function in its place, ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// An HTTP answer; a function's result counts as one with status 200.
    Http(HttpAnswer),
    /// The body was larger than [`ANSWER_LIMIT`].
    TooLarge,
    /// No answer: the network, CORS or the page's policy stopped it, or it broke off.
    Unreachable,
    /// No answer in time.
    TimedOut,
    /// The page's own function threw or was rejected.
    FunctionFailed,
}

/// An HTTP answer. Its `Debug` form does not show the body, which may hold a token.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct HttpAnswer {
    /// The HTTP status.
    pub status: u16,
    /// The `Retry-After` header, where there is one.
    pub retry_after: Option<String>,
    /// The `Date` header, where it can be read: the server's clock, for want of a sure one here.
    pub date: Option<String>,
    /// The whole body.
    pub body: String,
}

impl Answer {
    /// The JSON payload of a good answer, out of Chakra's envelope where it is in one; nothing for
    /// an answer without content (202, 204).
    pub fn payload(&self) -> Result<Value, Failure> {
        match self {
            Self::Http(answer) => answer.payload(),
            Self::TooLarge => Err(Code::BackendTooLarge.into()),
            Self::TimedOut => Err(Code::BackendTimeout.into()),
            Self::FunctionFailed => Err(Code::HostFunctionFailed.into()),
            Self::Unreachable => Err(Code::BackendUnreachable.into()),
        }
    }

    /// The server's time at the answer, in seconds since 1970, where it tells.
    #[must_use]
    pub fn server_time(&self) -> Option<u64> {
        match self {
            Self::Http(answer) => http_date::parse(answer.date.as_deref()?),
            _ => None,
        }
    }
}

impl fmt::Debug for HttpAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HttpAnswer({}, {} bytes)", self.status, self.body.len())
    }
}

impl HttpAnswer {
    fn payload(&self) -> Result<Value, Failure> {
        let json = serde_json::from_str::<Value>(&self.body).ok();
        let is_good = matches!(self.status, 200..=299);
        match json {
            json if !is_good => Err(self.refusal(json.as_ref())),
            Some(json) if is_error(&json) => Err(self.refusal(Some(&json))),
            json if matches!(self.status, 202 | 204) => Ok(json.unwrap_or_default()),
            Some(json) => Ok(unwrapped(json)),
            None if self.body.trim().is_empty() => Err(Code::BackendEmpty.into()),
            None => Err(Code::BackendNotJson.into()),
        }
    }

    fn refusal(&self, json: Option<&Value>) -> Failure {
        let status = match self.status {
            200..=299 => json.and_then(told_status).unwrap_or(400),
            status => status,
        };
        let code = match status {
            _ if json.is_some_and(says_plugin_not_found) => Code::PluginNotFound,
            401 => Code::BackendUnauthorized,
            403 => Code::BackendForbidden,
            404 => Code::BackendNotFound,
            429 => Code::BackendRateLimited,
            500..=599 => Code::BackendUnavailable,
            _ => Code::BackendRejected,
        };
        let in_header = self.retry_after.as_deref();
        let in_header =
            in_header.and_then(|text| retry_after::in_header(text, self.date.as_deref()));
        let retry_after = in_header.or_else(|| json.and_then(retry_after::in_body));
        Failure {
            retry_after,
            ..Failure::new(code)
        }
    }
}

/// Chakra's `_data`, or the common `data`, taken off where it wraps an object.
pub(super) fn unwrapped(mut json: Value) -> Value {
    // A plain answer may hold a `data` of its own.
    let is_plain = PAYLOAD.iter().any(|name| json.get(name).is_some());
    for name in ["_data", "data"].iter().take(if is_plain { 1 } else { 2 }) {
        if let Some(inner) = json.get_mut(name).filter(|inner| inner.is_object()) {
            return inner.take();
        }
    }
    json
}

/// Whether a 200 answer says in its body that it is an error: `ok: false`, filled `_errors`, or an
/// error's body whose status got lost, as where the page's function reads the JSON without a look
/// at the status.
fn is_error(json: &Value) -> bool {
    let has_payload = PAYLOAD.iter().any(|name| json.get(name).is_some())
        || ["_data", "data"]
            .iter()
            .any(|name| json.get(name).is_some_and(Value::is_object));
    let has_error = json.get("error").is_some_and(|error| match error {
        Value::String(text) => !text.trim().is_empty(),
        error => error.is_object(),
    });
    json.get("ok") == Some(&Value::Bool(false))
        || json
            .get("_errors")
            .and_then(Value::as_array)
            .is_some_and(|errors| !errors.is_empty())
        || (!has_payload && (has_error || told_status(json).is_some()))
}

/// The status that an error's body tells, as a number (RFC 9457 and others) or in a word.
///
/// Source: the words of public integrations (chakra-protocol 5), and HTTP's own.
fn told_status(json: &Value) -> Option<u16> {
    let number = |name: &&str| {
        let number = u16::try_from(json.get(name)?.as_u64()?).ok()?;
        matches!(number, 400..=599).then_some(number)
    };
    let word = |name: &&str| {
        let word = json.get(name)?.as_str()?.to_ascii_lowercase();
        Some(match word.replace([' ', '-'], "_").as_str() {
            "unauthorized" | "unauthenticated" => 401,
            "forbidden" => 403,
            "rate_limited" | "too_many_requests" => 429,
            "internal_error" | "internal_server_error" => 500,
            "validation_failed" | "bad_request" => 400,
            _ => return None,
        })
    };
    let number = ["status", "statusCode"].iter().find_map(number);
    number.or_else(|| ["code", "error"].iter().find_map(word))
}

/// Chakra's "plugin … not found", in whatever field a backend passes it on.
///
/// Source: integrators match the same two words (chakra-protocol 1.2); no code for it is known.
fn says_plugin_not_found(json: &Value) -> bool {
    let said = |text: &str| {
        let text = text.to_ascii_lowercase();
        // "Not yours" comes of an id the backend has forgotten: of no use either.
        ["plugin_not_found", "plugin_not_yours"].contains(&text.as_str())
            || (words::contains(&text, "plugin") && words::contains(&text, "not found"))
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
