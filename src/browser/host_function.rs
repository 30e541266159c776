//! Calls of the page's functions instead of requests, and what they return or throw as an answer.

use chakra_connect_contract::headers::RETRY_AFTER;
use wasm_bindgen::JsValue;
use web_sys::AbortSignal;

use super::early::EarlyRequest;
use super::fetch::{Fields, object};
use super::page::Host;
use super::{js, response};
use crate::flow::io::Request;
use crate::flow::refusal::{status_in_words, status_told};
use crate::flow::reply::{HttpReply, Reply};

/// The places where libraries keep the response within what they return or throw: the `response` of axios, superagent
/// and ky, whose errors may carry only the status beside it; the value itself (Angular, `fetch`), Supabase's `context`,
/// the `error` of libraries that do not throw, and a `cause`.
const HOLDERS: [&[&str]; 9] = [
    &["response"],
    &[],
    &["context"],
    &["error"],
    &["error", "response"],
    &["error", "context"],
    &["cause"],
    &["cause", "response"],
    &["data"],
];

/// The places where they keep the body, within the response or beside it.
const BODIES: [&str; 7] = [
    "data",
    "_data",
    "body",
    "error",
    "responseJSON",
    "responseText",
    "text",
];

/// Calls the page's function. Its result counts as the answer's JSON, and a `Response` as the answer itself, so that
/// its status and headers are not lost. What it throws counts as an answer if it contains a status. The second value is
/// what it threw.
pub(super) async fn call(
    host: &Host,
    request: &Request,
    fields: &Fields<'_>,
    signal: Option<&AbortSignal>,
) -> (Reply, Option<JsValue>) {
    let name = match request {
        Request::Token { .. } => "fetchToken",
        Request::Status => "fetchStatus",
        Request::Disconnect => "disconnectAccount",
        Request::Choice { .. } => "sendEvent",
    };
    let Some(function) = js::function(&host.0, name) else {
        return (Reply::FunctionFailed, None);
    };
    let argument = object(fields);
    if let Some(signal) = signal {
        js::set(&argument, "signal", signal);
    }
    let intent = fields.iter().find(|(name, _)| *name == "intent");
    let intent = intent.map(|(_, intent)| *intent);
    let given = match EarlyRequest::take_call(host, name, &function, intent, signal) {
        Some(early) => early.answer().await,
        None => js::settle(&function, &argument, &JsValue::UNDEFINED).await,
    };
    match given {
        Ok(given) => returned(given).await,
        Err(thrown) => {
            let reply = told(&thrown, true).await;
            (reply.unwrap_or(Reply::FunctionFailed), Some(thrown))
        }
    }
}

async fn returned(given: JsValue) -> (Reply, Option<JsValue>) {
    let is_given = |name: &&str| !js::get(&given, name).is_undefined();
    let is_plain = ["connectToken", "connect_token", "state", "connected"];
    if !is_plain.iter().any(is_given)
        && let Some(reply) = told(&given, false).await
    {
        return (reply, None);
    }
    let error = js::get(&given, "error");
    if js::get(&error, "stack").is_string() && !js::get(&given, "data").is_truthy() {
        return (Reply::FunctionFailed, Some(error));
    }
    (answer(200, js::json(&given), &given, &given), None)
}

/// The answer that a value contains, if any: its status at least.
async fn told(value: &JsValue, is_thrown: bool) -> Option<Reply> {
    for path in HOLDERS {
        let inner = |holder: JsValue, name: &&str| js::get(&holder, name);
        let holder = path.iter().fold(value.clone(), inner);
        // If the parsed data is beside it, a response has an empty body, which cannot be read.
        let is_beside = !path.is_empty() && js::get(value, "data").is_truthy();
        if response::is_response(&holder) && !response::is_read(&holder) && !is_beside {
            return Some(response::read(&holder, None).await);
        }
        let names = ["status", "statusCode", "httpStatus"];
        let mut statuses = names.iter().map(|name| js::get(&holder, name));
        let status = statuses.find_map(|status| response::number(&status));
        let code = || response::number(&js::get(&holder, "code")).filter(|code| *code >= 400);
        if let Some(status) = status.or_else(code) {
            let body = body(&holder).or_else(|| body(value));
            let is_used = response::is_response(&holder);
            return match body {
                Some(body) => Some(answer(status, body, &holder, value)),
                // The body of a good response is lost after the page has read it.
                None if is_used && status < 300 && !is_thrown => None,
                None => Some(answer(status, words(value), &holder, value)),
            };
        }
    }
    if !is_thrown {
        return None;
    }
    let words = words(value);
    let message = js::get(value, "message").as_string();
    let in_words = message.and_then(|message| status_in_words(&message));
    let status = in_words.or_else(|| status_told(&words))?;
    Some(answer(status, words, value, value))
}

fn answer(status: u16, body: String, holder: &JsValue, outer: &JsValue) -> Reply {
    let header =
        |name: &str| response::header(holder, name).or_else(|| response::header(outer, name));
    Reply::Http(HttpReply {
        status,
        retry_after: header(RETRY_AFTER),
        date: header("date"),
        redirected: false,
        body,
    })
}

/// The body that a library keeps beside the status: a text, or its parsed form.
fn body(holder: &JsValue) -> Option<String> {
    BODIES.iter().find_map(|name| {
        let body = js::get(holder, name);
        let is_stream = js::function(&body, "getReader").is_some();
        let is_read = body.is_object() && !is_stream;
        body.as_string()
            .or_else(|| is_read.then(|| js::json(&body)))
    })
}

/// An error's own text.
fn words(value: &JsValue) -> String {
    js::json(&js::error_fields(value))
}
