//! One request and its result, as the widget reads it.

use core::fmt;
use core::time::Duration;
use std::time::SystemTime;

use chakra_connect::flow::error::Code;
use chakra_connect::flow::reply::{HttpReply, Reply};
use chakra_connect::flow::status::Report;
use chakra_connect::flow::time::Millis;
use chakra_connect::flow::timestamp::Timestamp;
use chakra_connect::flow::token::CachedToken;
use reqwest::Method;
use reqwest::header::{HeaderMap, HeaderName};
use serde_json::Value;

use crate::call::Call;
use crate::probe::Probe;

/// One request and its result.
pub(crate) struct Exchange {
    pub(crate) probe: Probe,
    pub(crate) call: Call,
    pub(crate) method: Method,
    pub(crate) sent: SystemTime,
    pub(crate) took: Duration,
    pub(crate) outcome: Result<Answer, NoAnswer>,
}

/// A response. Its `Debug` form shows neither headers nor body.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
    /// Whether the request was redirected to another path of the same origin.
    pub(crate) redirected: bool,
}

/// Why there is no response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NoAnswer {
    Late,
    /// No connection, or it was closed before a response.
    Unreachable,
    /// The body is larger than the widget accepts.
    TooLarge,
    /// Not sent, because three earlier requests got no response.
    GivenUp,
}

/// The meaning of a response for the sender of the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Meaning {
    Done,
    SignedOut,
    /// Rejected for another reason.
    Refused,
    /// No such call, or not with this method.
    Absent,
    /// It might succeed another time: 429, 5xx.
    Trouble,
    Silence,
}

impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Answer({}, {} bytes)", self.status, self.body.len())
    }
}

impl Answer {
    pub(crate) fn header(&self, name: &HeaderName) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The JSON of the body as it is, without the unwrapping that the widget does.
    pub(crate) fn json(&self) -> Option<Value> {
        serde_json::from_str(&self.body).ok()
    }

    pub(crate) fn is_good(&self) -> bool {
        matches!(self.status, 200..=299)
    }
}

impl Exchange {
    pub(crate) fn answer(&self) -> Option<&Answer> {
        self.outcome.as_ref().ok()
    }

    /// The exchange in the widget's types.
    pub(crate) fn reply(&self) -> Reply {
        let answer = match &self.outcome {
            Ok(answer) => answer,
            Err(NoAnswer::Late) => return Reply::TimedOut,
            Err(NoAnswer::TooLarge) => return Reply::TooLarge,
            Err(NoAnswer::Unreachable | NoAnswer::GivenUp) => return Reply::Unreachable,
        };
        let header = |name| answer.header(&name).map(str::to_owned);
        Reply::Http(HttpReply {
            status: answer.status,
            retry_after: header(reqwest::header::RETRY_AFTER),
            date: header(reqwest::header::DATE),
            redirected: answer.redirected,
            body: answer.body.clone(),
        })
    }

    pub(crate) fn meaning(&self) -> Meaning {
        let Ok(answer) = &self.outcome else {
            return Meaning::Silence;
        };
        match answer.status {
            // Redirected to another origin, which only a sign-in page explains.
            300..=399 => return Meaning::SignedOut,
            405 | 501 => return Meaning::Absent,
            _ => {}
        }
        match self.reply().acknowledged().map_err(|failure| failure.code) {
            Ok(()) => Meaning::Done,
            Err(Code::BackendUnauthorized) => Meaning::SignedOut,
            Err(Code::BackendNotFound) => Meaning::Absent,
            Err(Code::BackendRateLimited | Code::BackendUnavailable) => Meaning::Trouble,
            Err(Code::PluginNotFound) if answer.status >= 500 => Meaning::Trouble,
            Err(_) => Meaning::Refused,
        }
    }

    /// The token in the response, as the widget reads it.
    pub(crate) fn token(&self) -> Result<CachedToken, Code> {
        let reply = self.reply();
        let payload = reply.payload().map_err(|failure| failure.code)?;
        CachedToken::from_payload(&payload, Millis::default(), reply.server_time())
    }

    /// The status in the response, as the widget reads it.
    pub(crate) fn report(&self) -> Result<Report, Code> {
        let payload = self.reply().payload().map_err(|failure| failure.code)?;
        Report::from_payload(&payload)
    }

    /// The server's time of the response in seconds since 1970, or otherwise this machine's.
    pub(crate) fn answered_at(&self) -> u64 {
        let date = self
            .answer()
            .and_then(|it| it.header(&reqwest::header::DATE));
        let told = date.and_then(Timestamp::parse).map(Timestamp::seconds);
        told.unwrap_or_else(|| {
            let since = self.sent.duration_since(SystemTime::UNIX_EPOCH);
            since
                .unwrap_or_default()
                .saturating_add(self.took)
                .as_secs()
        })
    }

    /// One line for a report: the request and its result. It quotes nothing of a body except a code.
    pub(crate) fn line(&self) -> String {
        let mut line = format!("{} {}", self.method, self.call.as_str());
        let special = self.probe.describe();
        if !special.is_empty() {
            line = format!("{line} {special}");
        }
        let ended = match &self.outcome {
            Ok(answer) => {
                let code = code_of(answer);
                let code = code
                    .map(|code| format!(", code {code}"))
                    .unwrap_or_default();
                format!("{}{code}", answer.status)
            }
            Err(NoAnswer::Late) => format!("no answer within {:.1} s", self.took.as_secs_f64()),
            Err(NoAnswer::Unreachable) => "no answer".to_owned(),
            Err(NoAnswer::TooLarge) => "an answer of more than 1 MB".to_owned(),
            Err(NoAnswer::GivenUp) => "not sent after three requests without an answer".to_owned(),
        };
        format!("{line}: {ended}")
    }
}

/// The stable code in an error's body, if it looks like words and not like a value.
pub(crate) fn code_of(answer: &Answer) -> Option<String> {
    let json = answer.json()?;
    let code = json.get("code")?.as_str()?;
    let is_word = |byte: u8| byte.is_ascii_alphabetic() || matches!(byte, b'_' | b'-' | b'.');
    let is_code = !code.is_empty() && code.len() <= 48 && code.bytes().all(is_word);
    is_code.then(|| code.to_owned())
}
