//! Reads error bodies: whether a body is an error, which status it means, and whether the plugin is lost.

use chakra_connect_contract::ProblemCode;
use serde_json::Value;

use super::envelope::{self, error_number, error_parts, error_texts, is_plain, payload};
use super::find;
use super::json::{flag, get, is_same_word};

const NOT_YOURS: &str = ProblemCode::PluginNotYours.as_str();

/// The words by which frameworks name a status, letters only.
///
/// 419 is Laravel's status for an expired session; here it marks words that can mean nothing else. "Unauthorized" can:
/// many use it for "forbidden".
///
/// Sources: the words of public integrations (chakra-protocol 5), HTTP's own, Django REST framework, Laravel, Rails,
/// Spring, Firebase, GraphQL and gRPC.
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

/// Whether the body of a 200 answer says that it is an error: `ok: false`, a non-empty `_errors`, or an error's body
/// whose status got lost, for example because the page's function reads the JSON without checking the status.
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

/// Whether an error field contains an error.
fn is_told(error: &Value) -> bool {
    match error {
        Value::String(text) => !text.trim().is_empty(),
        Value::Array(all) => !all.is_empty(),
        // An `Error` becomes an empty object in JSON.
        Value::Object(_) => true,
        other => flag(other) == Some(true),
    }
}

/// The status in an error's body, as a number (RFC 9457 and others) or in a word.
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

/// The status in an error's message: `HTTP 401`, `Response status: 401`.
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

/// The status that the JSON of a thrown error implies, if it has none: by its words, or because the plugin is lost.
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

/// Whether an answer with this status says that Chakra has lost the plugin, in whatever field a backend passes that on.
///
/// A code says so with any refusal. Words do if they fit the status; if a backend passes Chakra's error on as its own
/// (500, 502), only together with Chakra's list of errors or its 404: a gateway's page with the same words is an
/// outage.
///
/// Source: integrators match the same two words (chakra-protocol 1.2); no code for it is known.
pub(super) fn says_plugin_not_found(status: u16, json: &Value) -> bool {
    let parts = error_parts(json);
    let mut texts = parts.iter().flat_map(|part| error_texts(part));
    // "Not yours" follows from an id that the backend has forgotten: useless, too.
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
            // "Plugin 12 not found" is Chakra's text, passed on; a server's own plugin has a name.
            let has_id = |text: &str| is_chakras || text.bytes().any(|byte| byte.is_ascii_digit());
            texts.any(|text| is_code(text) || (says(text) && has_id(text)))
        }
        _ => false,
    }
}
