//! Replies of the partner's backend, and the JSON in them, in all forms that backends use.

use core::fmt;

use chakra_connect_contract::limits;
use serde_json::Value;

use super::envelope;
use super::error::{Code, Failure};
use super::refusal;
use super::retry_after;
use super::timestamp::Timestamp;

/// The largest answer that is read, in bytes.
pub const REPLY_LIMIT: usize = limits::RESPONSE_BODY;

/// The outcome of a request to the backend, or of a call of the page's function instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reply {
    /// An HTTP answer; a function's result counts as one with status 200.
    Http(HttpReply),
    /// The body was larger than [`REPLY_LIMIT`].
    TooLarge,
    /// No answer: the network, CORS or the page's policy prevented it, or it broke off.
    Unreachable,
    /// No answer in time.
    TimedOut,
    /// The page's own function threw or was rejected.
    FunctionFailed,
    /// Not sent: the page's headers belong to another tenant than the shown one.
    TenantChanged,
}

/// An HTTP answer. Its `Debug` form does not show the body, which may hold a token.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct HttpReply {
    /// The HTTP status.
    pub status: u16,
    /// The `Retry-After` header, if any.
    pub retry_after: Option<String>,
    /// The `Date` header, if it is readable: the server's clock, for lack of a reliable one here.
    pub date: Option<String>,
    /// Whether the request was redirected to another path, such as that of a sign-in page.
    pub redirected: bool,
    /// The whole body.
    pub body: String,
}

impl Reply {
    /// The JSON payload of a good answer, without Chakra's envelope.
    pub fn payload(&self) -> Result<Value, Failure> {
        self.http()?.payload()
    }

    /// Checks that an action was done. No body is required: any 2xx is good, unless its body is JSON that says it is an
    /// error.
    pub fn acknowledged(&self) -> Result<(), Failure> {
        self.http()?.acknowledged()
    }

    fn http(&self) -> Result<&HttpReply, Failure> {
        Err(Failure::from(match self {
            Self::Http(answer) => return Ok(answer),
            Self::TooLarge => Code::BackendTooLarge,
            Self::TimedOut => Code::BackendTimeout,
            Self::FunctionFailed => Code::HostFunctionFailed,
            Self::Unreachable => Code::BackendUnreachable,
            Self::TenantChanged => Code::BackendStale,
        }))
    }

    /// The server's time when it answered, in seconds since 1970, if known.
    #[must_use]
    pub fn server_time(&self) -> Option<u64> {
        match self {
            Self::Http(answer) => Some(Timestamp::parse(answer.date.as_deref()?)?.seconds()),
            _ => None,
        }
    }
}

impl fmt::Debug for HttpReply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HttpReply({}, {} bytes)", self.status, self.body.len())
    }
}

impl HttpReply {
    fn payload(&self) -> Result<Value, Failure> {
        match self.json()? {
            Some(json) => Ok(envelope::payload(json)),
            None if envelope::is_blank(&self.body) => Err(Code::BackendEmpty.into()),
            None => Err(Code::BackendNotJson.into()),
        }
    }

    fn acknowledged(&self) -> Result<(), Failure> {
        match self.json()? {
            Some(Value::Bool(false)) => Err(Code::BackendRejected.into()),
            _ => Ok(()),
        }
    }

    /// The JSON of a good answer, if it is JSON.
    fn json(&self) -> Result<Option<Value>, Failure> {
        let json = envelope::read(&self.body);
        let is_good = matches!(self.status, 200..=299);
        match json {
            None if self.is_sign_in() => Err(Code::BackendUnauthorized.into()),
            json if !is_good || json.as_ref().is_some_and(refusal::is_error) => {
                Err(self.refusal(json.as_ref()))
            }
            json => Ok(json),
        }
    }

    /// Whether a sign-in page was returned instead of an answer: the request was redirected to it (405: as a POST,
    /// which it does not accept), or it asks for a password.
    fn is_sign_in(&self) -> bool {
        matches!(self.status, 200..=299 | 403 | 405)
            && (self.redirected && envelope::is_html(&self.body)
                || envelope::asks_for_password(&self.body))
    }

    fn refusal(&self, json: Option<&Value>) -> Failure {
        let told = json.and_then(refusal::told_status);
        let status = match (self.status, told) {
            (200..=299, told) => told.unwrap_or(400),
            // Django REST framework answers 403 to visitors who are not signed in, and says so.
            (403, Some(419)) => 419,
            (status, _) => status,
        };
        let code = match status {
            _ if json.is_some_and(|json| refusal::says_plugin_not_found(status, json)) => {
                Code::PluginNotFound
            }
            // Besides the standard's own: those of Laravel, Microsoft and Esri for an expired session, and those of a
            // proxy or a network that requires authentication.
            401 | 407 | 419 | 440 | 498 | 511 => Code::BackendUnauthorized,
            403 => Code::BackendForbidden,
            404 => Code::BackendNotFound,
            429 => Code::BackendRateLimited,
            500..=599 => Code::BackendUnavailable,
            _ => Code::BackendRejected,
        };
        let date = self.date.as_deref();
        let in_header = self.retry_after.as_deref();
        let in_header = in_header.and_then(|text| retry_after::in_header(text, date));
        let retry_after = in_header.or_else(|| retry_after::in_body(json?, date));
        Failure {
            retry_after,
            ..Failure::new(code)
        }
    }
}
