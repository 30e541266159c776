//! Reads error bodies: whether a body is an error, which status it means, and whether the plugin is lost.

use chakra_connect_contract::ProblemCode;
use serde_json::Value;

use super::envelope::{self, error_number, error_parts, error_texts, is_plain, payload};
use super::find;
use super::json::{flag, get, is_same_word};

const NOT_YOURS: &str = ProblemCode::PluginNotYours.as_str();

/// The words by which frameworks name a status, letters only.
///
/// 419 is Laravel's status of a session that has ended; here it stands for words that can mean nothing
/// else. "Unauthorized" can: many say it for "forbidden".
///
/// Sources: the words of public integrations (chakra-protocol 5), HTTP's own, Django REST framework,
/// Laravel, Rails, Spring, Firebase, GraphQL and gRPC.
const WORDS: [(&str, u16); 23] = [
    ("unauthorized", 401),
    ("unauthenticated", 419),
    ("not authenticated", 419),
    ("authentication required", 419),
    ("authentication failed", 419),
    ("authentication credentials were not provided", 419),
    ("login required", 419),
    ("session expired", 419),
    ("token expired", 419),
    ("page expired", 419),
    ("csrf token mismatch", 419),
    ("forbidden", 403),
    ("access denied", 403),
    ("permission denied", 403),
    ("not found", 404),
    ("rate limited", 429),
    ("too many requests", 429),
    ("internal error", 500),
    ("internal server error", 500),
    ("bad gateway", 502),
    ("service unavailable", 503),
    ("validation failed", 400),
    ("bad request", 400),
];

/// Whether a 200 answer says in its body that it is an error: `ok: false`, filled `_errors`, or an
/// error's body whose status got lost, as where the page's function reads the JSON without a look
/// at the status.
pub(super) fn is_error(json: &Value) -> bool {
    let is_no = |name: &&str| get(json, name).and_then(flag) == Some(false);
    if ["ok", "success", "succeeded", "isSuccess"]
        .iter()
        .any(is_no)
        || json.get("_errors").is_some_and(is_told)
    {
        return true;
    }
    if is_plain(json) || is_plain(&payload(json.clone())) {
        return false;
    }
    let is_failed = |status: &str| {
        let words = ["error", "fail", "failed", "failure", "false"];
        words.iter().any(|word| is_same_word(status, word))
    };
    let status = get(json, "status");
    let names = ["error", "errors", "errorMessage", "hasError", "hasErrors"];
    names
        .iter()
        .any(|name| get(json, name).is_some_and(is_told))
        || status.and_then(Value::as_str).is_some_and(is_failed)
        // As a number, `status` means success in some frameworks.
        || status.and_then(Value::as_bool) == Some(false)
        || told_status(json).is_some()
}

/// Whether the field of an error holds one.
fn is_told(error: &Value) -> bool {
    match error {
        Value::String(text) => !text.trim().is_empty(),
        Value::Array(all) => !all.is_empty(),
        // An `Error` as JSON is an empty object.
        Value::Object(_) => true,
        other => flag(other) == Some(true),
    }
}

/// The status that an error's body tells, as a number (RFC 9457 and others) or in a word.
pub(super) fn told_status(json: &Value) -> Option<u16> {
    let number = |part: &&Value| {
        let names = ["status", "statusCode", "httpStatus", "code"];
        let number = error_number(part, &names)?;
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // It fits.
        (400.0..600.0).contains(&number).then_some(number as u16)
    };
    let word = |part: &&Value| error_texts(part).find_map(word_status);
    let parts = error_parts(json);
    parts
        .iter()
        .find_map(number)
        .or_else(|| parts.iter().find_map(word))
}

/// The status that the message of an error names: `HTTP 401`, `Response status: 401`.
///
/// Source: MDN's example for `fetch`, and the messages of axios, ky and `ofetch`.
#[must_use]
pub fn status_in_words(message: &str) -> Option<u16> {
    let message = message.to_ascii_lowercase();
    let mut words = ["status code", "status:", "status", "http"].iter();
    words.find_map(|word| {
        let after = find::after(&message, word)?;
        let (_, after) = after.split_at_checked(after.bytes().position(|b| b.is_ascii_digit())?)?;
        let end = after.bytes().position(|byte| !byte.is_ascii_digit());
        let status = after.get(..end.unwrap_or(after.len()))?.parse().ok()?;
        matches!(status, 400..=599).then_some(status)
    })
}

/// The status that the JSON of a thrown error stands for, where it bears none: its words, or that the plugin
/// is lost.
#[must_use]
pub fn status_told(json: &str) -> Option<u16> {
    let json = envelope::read(json)?;
    let is_lost = || says_plugin_not_found(404, &json).then_some(404);
    told_status(&json).or_else(is_lost)
}

fn word_status(text: &str) -> Option<u16> {
    // Firebase writes `functions/unauthenticated`.
    let text = text.rsplit('/').next()?;
    let mut known = WORDS.iter();
    let known = known.find(|(word, _)| text.len() < 60 && is_same_word(text, word));
    known.map(|(_, status)| *status)
}

/// Whether an answer with this status says that Chakra has lost the plugin, in whatever field a
/// backend passes it on.
///
/// A code says so with any refusal. Words do where the status fits them; where a backend passes an
/// error of Chakra's on as its own (500, 502), only with Chakra's list of errors or its 404 beside
/// them: a gateway's page that has the same words is an outage.
///
/// Source: integrators match the same two words (chakra-protocol 1.2); no code for it is known.
pub(super) fn says_plugin_not_found(status: u16, json: &Value) -> bool {
    let parts = error_parts(json);
    let mut texts = parts.iter().flat_map(|part| error_texts(part));
    // "Not yours" comes of an id the backend has forgotten: of no use either.
    let is_code = |text: &str| {
        let codes = ["plugin_not_found", NOT_YOURS];
        !text.contains(' ') && codes.iter().any(|code| is_same_word(text, code))
    };
    let says = |text: &str| {
        let text = text.to_ascii_lowercase();
        find::contains(&text, "plugin") && find::contains(&text, "not found")
    };
    match status {
        400 | 404 | 409 | 410 | 422 => texts.any(|text| is_code(text) || says(text)),
        402 | 403 | 405..=428 => texts.any(is_code),
        // Backends pass Chakra's error on with a status of their own.
        500 | 502 => {
            let is_chakras = json.get("_errors").is_some() || told_status(json) == Some(404);
            // "Plugin 12 not found" is Chakra's word, passed on; a server's own plugin has a name.
            let has_id = |text: &str| is_chakras || text.bytes().any(|byte| byte.is_ascii_digit());
            texts.any(|text| is_code(text) || (says(text) && has_id(text)))
        }
        _ => false,
    }
}
