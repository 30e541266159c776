//! Unwraps the envelopes that backends, proxies and libraries put around a JSON payload.

use serde::Deserialize as _;
use serde_json::{Deserializer, Value};

use super::json::{self, get, get_mut};

/// A field of every good answer that has fields: of a token, of a status, and of existing backends.
const PAYLOAD: [&str; 3] = ["connectToken", "state", "connected"];

/// The fields that wrap a payload: Chakra's own first, then those of frameworks and libraries.
///
/// Source: Chakra, Laravel and axios (`data`), tRPC (`result`, `json`), ABP and JSON-RPC (`result`),
/// AWS Lambda (`body`), JSON:API (`attributes`), ASP.NET (`d`, `value`).
const WRAPPERS: [&str; 11] = [
    "_data",
    "data",
    "result",
    "payload",
    "body",
    "response",
    "content",
    "attributes",
    "json",
    "value",
    "d",
];

/// Number of braces that are tried as the start of the JSON in a longer text.
const STARTS: usize = 8;

/// Reads the JSON of a body: after a byte order mark, after a prefix that keeps scripts from reading it (`)]}',`), or
/// after a warning that the server's language printed; before whatever was printed after it; in a JSON string; in a
/// list of one; or a bare token.
pub(super) fn read(body: &str) -> Option<Value> {
    let body = body.trim_start_matches('\u{feff}').trim();
    let read = |text: &str| serde_json::from_str::<Value>(text).ok();
    let behind = || {
        if body.starts_with(['{', '[', '"']) {
            // Something follows it; or it broke off, and its contents are not the answer.
            return match body.strip_prefix("{}&&") {
                Some(rest) => read(rest),
                None => Value::deserialize(&mut Deserializer::from_str(body)).ok(),
            };
        }
        let starts = body.bytes().enumerate().filter(|(_, byte)| *byte == b'{');
        let mut starts = starts.take(STARTS);
        starts.find_map(|(start, _)| read(body.get(start..)?))
    };
    let token = || is_jwt(body).then(|| Value::String(body.to_owned()));
    let whole = read(body).or_else(token).or_else(behind);
    whole.map(opened).map(unlisted)
}

/// The object that is a list's only entry: the form of `PostgREST` and batched calls (tRPC).
fn unlisted(value: Value) -> Value {
    match value {
        Value::Array(mut all) if all.len() == 1 && all.first().is_some_and(Value::is_object) => {
            all.pop().unwrap_or_default()
        }
        value => value,
    }
}

/// Whether the body is blank.
pub(super) fn is_blank(body: &str) -> bool {
    body.trim_start_matches('\u{feff}').trim().is_empty()
}

/// Unwraps JSON that is inside a JSON string.
pub(super) fn opened(value: Value) -> Value {
    let Value::String(text) = &value else {
        return value;
    };
    match text.trim().as_bytes().first() {
        Some(b'{' | b'[' | b'"') => serde_json::from_str(text).map(opened).unwrap_or(value),
        _ => value,
    }
}

/// The payload, without any of its envelopes.
pub(super) fn payload(mut json: Value) -> Value {
    loop {
        // A plain answer may have a `data` of its own, but hardly a `_data`.
        let known = if is_plain(&json) {
            let own = json.get_mut("_data").filter(|inner| inner.is_object());
            own.map(Value::take)
        } else {
            WRAPPERS.iter().find_map(|name| inner(&mut json, name))
        };
        match known {
            Some(inner) => json = inner,
            None => return json,
        }
    }
}

/// The vendor's payload, whose own fields have the names of other wrappers: it has at most one envelope.
pub(super) fn vendor_payload(mut json: Value) -> Value {
    let known = if is_plain(&json) { 1 } else { 2 };
    for name in WRAPPERS.iter().take(known) {
        if let Some(inner) = json.get_mut(name).filter(|inner| inner.is_object()) {
            return inner.take();
        }
    }
    json
}

/// The value of the wrapper `name`, if it can be a payload: an object, a list of one, or a token. It is moved, not
/// copied: a hundred wrappers around a megabyte would be a hundred copies of it.
fn inner(json: &mut Value, name: &str) -> Option<Value> {
    let wrapped = get_mut(json, name)?;
    let value = match wrapped {
        Value::String(_) => opened(wrapped.clone()),
        wrapped if may_be_payload(wrapped) => wrapped.take(),
        _ => return None,
    };
    may_be_payload(&value).then(|| unlisted(value))
}

fn may_be_payload(value: &Value) -> bool {
    match value {
        Value::Array(all) => all.len() == 1 && all.first().is_some_and(Value::is_object),
        Value::String(text) => is_jwt(text),
        value => value.is_object(),
    }
}

/// Whether the value is a payload without an envelope.
pub(super) fn is_plain(json: &Value) -> bool {
    json.as_str().is_some_and(is_jwt) || PAYLOAD.iter().any(|name| get(json, name).is_some())
}

/// Whether the text has the form of a signed token: three parts of base64url.
fn is_jwt(text: &str) -> bool {
    let is_part = |part: &str| {
        let is_digit = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        !part.is_empty() && part.bytes().all(is_digit)
    };
    let text = text.trim();
    text.split('.').count() == 3 && text.split('.').all(is_part)
}

/// Whether the body is a page, or part of one, instead of data.
pub(super) fn is_html(body: &str) -> bool {
    body.trim_start_matches('\u{feff}')
        .trim_start()
        .starts_with('<')
}

/// Whether the body is a page that asks for a password.
pub(super) fn asks_for_password(body: &str) -> bool {
    let page = body.to_ascii_lowercase();
    let asks = |field: &&str| super::find::contains(&page, field);
    let fields = ["type=\"password", "type='password", "type=password"];
    is_html(&page) && fields.iter().any(asks)
}

/// Each part of an error's body that may describe the error, from the outermost in.
pub(super) fn error_parts(json: &Value) -> Vec<&Value> {
    /// Sources: Google, Strapi, JSON:API and GraphQL (`error`, `errors`, `extensions`), Chakra and axios
    /// (`_errors`, `data`), `FastAPI` (`detail`), tRPC (`json`), AWS Lambda (`body`).
    const NESTED: [&str; 8] = [
        "error",
        "errors",
        "data",
        "detail",
        "extensions",
        "json",
        "body",
        "response",
    ];
    /// More than any answer has.
    const LIMIT: usize = 40;
    let mut parts = vec![json];
    let mut done = 0_usize;
    while let Some(part) = parts.get(done).copied() {
        done = done.saturating_add(1);
        for name in NESTED {
            match get(part, name) {
                Some(Value::Array(all)) => parts.extend(all.iter().take(4)),
                Some(inner) => parts.push(inner),
                None => {}
            }
        }
        parts.truncate(LIMIT);
    }
    parts
}

/// The texts of a part that may describe the error, in words or by a code.
pub(super) fn error_texts(part: &Value) -> impl Iterator<Item = &str> {
    const FIELDS: [&str; 9] = [
        "code",
        "error",
        "status",
        "message",
        "errorMessage",
        "detail",
        "title",
        "type",
        "name",
    ];
    let fields = FIELDS.iter().filter_map(|name| get(part, name));
    fields.chain([part]).filter_map(Value::as_str)
}

/// The first of `names` that is a number in this part.
pub(super) fn error_number(part: &Value, names: &[&str]) -> Option<f64> {
    names.iter().find_map(|name| json::number(get(part, name)?))
}
