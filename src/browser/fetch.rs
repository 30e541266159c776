//! Requests to the partner's backend.

use chakra_connect_contract::headers::JSON;
use js_sys::{Function, Object};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{AbortSignal, Headers};

use super::early::{self, EarlyRequest};
use super::exchange::Exchange;
pub(super) use super::in_flight::InFlight;
use super::in_flight::{End, begin};
use super::page::Host;
use super::sign_in::PolicyWatch;
use super::{host_function, js, request_headers, response};
use crate::flow::config::{Credentials, RequestHeaders, Source};
use crate::flow::io::Request;
use crate::flow::reply::{HttpReply, Reply};
use crate::flow::tenant::tenant_headers;

/// The fields of a request's body: names and values.
pub(super) type Fields<'a> = Vec<(&'static str, &'a str)>;

/// One request, ready to be sent.
#[derive(Debug)]
pub(super) struct Prepared {
    host: Host,
    source: Source,
    request: Request,
    credentials: Credentials,
    expected: Option<RequestHeaders>,
    signal: Option<AbortSignal>,
    end: End,
}

/// Prepares a request, which dropping the first value stops. It is not sent if the page's function gives other headers
/// than `expected`.
pub(super) fn prepare(
    host: &Host,
    source: Source,
    request: Request,
    credentials: Credentials,
    expected: Option<RequestHeaders>,
) -> (Option<InFlight>, Prepared) {
    let (in_flight, signal, end) = begin();
    let prepared = Prepared {
        host: host.clone(),
        source,
        request,
        credentials,
        expected,
        signal,
        end,
    };
    (in_flight, prepared)
}

/// A signal for a request, aborted when the first value is dropped.
pub(super) fn stoppable() -> (Option<InFlight>, Option<AbortSignal>) {
    let (in_flight, signal, _) = begin();
    (in_flight, signal)
}

/// The text of a file outside the backend; `None` if it cannot be loaded.
pub(super) async fn text(host: &Host, url: &str, signal: Option<&AbortSignal>) -> Option<String> {
    let early = EarlyRequest::take(host, url, None, signal);
    let response = send(early, url, &init(signal)).await?;
    let body = response::body(&response).await.ok()?;
    body.filter(|_| js::get(&response, "ok").is_truthy())
}

/// A header of a page of this origin; `None` if it cannot be loaded. A response from the browser's cache is good
/// enough, because the page came with it.
pub(super) async fn header(url: &str, name: &str) -> Option<String> {
    let init = init(None);
    js::set(&init, "method", "HEAD");
    js::set(&init, "redirect", "manual");
    js::set(&init, "cache", "force-cache");
    let response = fetch(url, &init).await?;
    response::header(&response, name).filter(|_| js::get(&response, "ok").is_truthy())
}

impl Prepared {
    /// Sends the request and waits for the whole answer, or until it is aborted.
    pub(super) async fn send(self) -> Exchange {
        let done = self.end.or_done(self.exchange()).await;
        // Aborted: the response is not needed.
        done.unwrap_or_else(|| Reply::Unreachable.into())
    }

    async fn exchange(&self) -> Exchange {
        let fields = fields(&self.request);
        let signal = self.signal.as_ref();
        match &self.source {
            Source::Url(url) => {
                let said = fields.map(|fields| json(&fields));
                let expected = self.expected.as_ref();
                let asked = ask(&self.host, url, said, self.credentials, expected, signal);
                match asked.await {
                    Ok((response, tenant_headers)) => Exchange {
                        tenant_headers,
                        ..response::read(&response, Some(url)).await.into()
                    },
                    Err(failed) => failed,
                }
            }
            Source::Function => {
                let fields = fields.unwrap_or_default();
                let called = host_function::call(&self.host, &self.request, &fields, signal);
                let (reply, cause) = called.await;
                Exchange {
                    cause,
                    ..reply.into()
                }
            }
        }
    }
}

/// The fields of a request's body; none if it has no body.
fn fields(request: &Request) -> Option<Fields<'_>> {
    let mut fields = Fields::new();
    match request {
        Request::Token { intent, plugin_id } => {
            fields.push(("intent", intent.as_str()));
            if let Some(plugin_id) = plugin_id {
                fields.push(("pluginId", plugin_id));
            }
        }
        Request::Choice { phone_number_id } => fields.push(("phoneNumberId", phone_number_id)),
        Request::Disconnect => {}
        Request::Status => return None,
    }
    Some(fields)
}

/// The fields as an object, for the page's functions.
pub(super) fn object(fields: &Fields<'_>) -> Object {
    let object = Object::new();
    for (name, text) in fields {
        js::set(&object, name, *text);
    }
    object
}

/// The fields as JSON, for the backend. Not by `JSON.stringify`: if the page has replaced it, the replacement may add
/// to it.
fn json(fields: &Fields) -> String {
    let mut json = String::from("{");
    for (name, text) in fields {
        if json.len() > 1 {
            json.push(',');
        }
        // Never fails for text.
        let text = serde_json::to_string(text).unwrap_or_default();
        json.extend(["\"", name, "\":", &text]);
    }
    json.push('}');
    json
}

/// Forwards a hint and ignores the reply: the backend does not believe the hint anyway.
pub(super) async fn send_hint(
    host: Host,
    source: Source,
    attempt: String,
    event: String,
    cookies: Credentials,
    expected: Option<RequestHeaders>,
) {
    let fields = vec![("attemptId", attempt.as_str()), ("event", event.as_str())];
    let Source::Url(url) = source else {
        if let Some(function) = js::function(&host.0, "sendEvent") {
            let argument = object(&fields);
            js::set(&argument, "data", Object::new());
            let _ = js::settle(&function, &argument, &JsValue::UNDEFINED).await;
        }
        return;
    };
    let mut said = json(&fields);
    said.pop();
    said.push_str(r#","data":{}}"#);
    let _ = ask(&host, &url, Some(said), cookies, expected.as_ref(), None).await;
}

/// Sends a request to the backend, with the page's headers; with a body it is a POST. `no-store` also makes the browser
/// send `Cache-Control: no-cache` to the caches on the way.
async fn ask(
    host: &Host,
    url: &str,
    body: Option<String>,
    cookies: Credentials,
    expected: Option<&RequestHeaders>,
    signal: Option<&AbortSignal>,
) -> Result<(JsValue, Option<RequestHeaders>), Exchange> {
    let refused = |cause| Exchange {
        cause: Some(cause),
        ..Reply::FunctionFailed.into()
    };
    let given = js::get(&host.0, "requestHeaders");
    let is_function = given.is_function();
    let early = EarlyRequest::take(host, url, body.as_deref(), signal);
    let of_function = early.as_ref().filter(|early| early.is_of_function(&given));
    let headers = match of_function.and_then(EarlyRequest::headers) {
        Some(headers) => headers,
        None => request_headers(given).await.map_err(refused)?,
    };
    let early = early.filter(|early| {
        let then = early.headers();
        let is_same = then.is_some_and(|then| request_headers::are_alike(&then, &headers));
        if !is_same {
            // The page's permission may have been for another tenant.
            early::permission(host);
        }
        is_same
    });
    let tenant_headers = is_function.then(|| tenant_headers(request_headers::of(&headers)));
    if expected.is_some_and(|expected| tenant_headers.as_ref() != Some(expected)) {
        return Err(Reply::TenantChanged.into());
    }
    let init = init(signal);
    js::set(&init, "headers", &headers);
    js::set(&init, "cache", "no-store");
    let credentials = cookies.as_str();
    js::set(&init, "credentials", credentials);
    // Neither the name nor the value is one that `Headers` would refuse.
    let _ = headers.set("Accept", JSON);
    if let Some(body) = body {
        let _ = headers.set("Content-Type", JSON);
        js::set(&init, "method", "POST");
        js::set(&init, "body", body);
    }
    let policy = PolicyWatch::new();
    if let Some(response) = send(early, url, &init).await {
        return Ok((response, tenant_headers));
    }
    // A hint, which nothing can stop, is not worth a second request.
    if signal.is_none() || !policy.allows_request(url) {
        return Err(Reply::Unreachable.into());
    }
    // The same request, without its effects: with the same cookies and headers it is redirected to the same place.
    let _ = headers.delete("Content-Type");
    let probe = self::init(signal);
    js::set(&probe, "headers", &headers);
    js::set(&probe, "cache", "no-store");
    js::set(&probe, "credentials", credentials);
    js::set(&probe, "method", "HEAD");
    js::set(&probe, "redirect", "manual");
    let response = fetch(url, &probe).await.unwrap_or_default();
    let is_signed_out = js::get(&response, "type") == JsValue::from_str("opaqueredirect");
    let reply = if is_signed_out {
        // The page behind the redirect counts as this response.
        Reply::Http(HttpReply {
            status: 401,
            redirected: true,
            ..HttpReply::default()
        })
    } else {
        Reply::Unreachable
    };
    Err(Exchange {
        tenant_headers,
        ..reply.into()
    })
}

/// The second argument of `fetch`.
fn init(signal: Option<&AbortSignal>) -> Object {
    let init = js::plain();
    if let Some(signal) = signal {
        js::set(&init, "signal", signal);
    }
    init
}

/// The response to the early request; if there is none, sends the request now.
async fn send(early: Option<EarlyRequest>, url: &str, init: &Object) -> Option<JsValue> {
    if let Some(early) = early
        && let Ok(response) = early.answer().await
        && response::is_response(&response)
    {
        return Some(response);
    }
    fetch(url, init).await
}

/// The browser's `fetch`, or the page's replacement.
async fn fetch(url: &str, init: &Object) -> Option<JsValue> {
    let function = js::function(web_sys::window()?.as_ref(), "fetch")?;
    let response = js::settle(&function, &url.into(), init).await.ok()?;
    response::is_response(&response).then_some(response)
}

/// The page's `requestHeaders`, or the result of the function in that property, possibly by a promise.
async fn request_headers(mut given: JsValue) -> Result<Headers, JsValue> {
    if let Some(function) = given.dyn_ref::<Function>() {
        let nothing = JsValue::UNDEFINED;
        given = js::settle(function, &nothing, &nothing).await?;
    }
    request_headers::read(&given)
}
