//! Requests to the partner's backend, and calls of the page's functions in their place.
//!
//! gloo-net reads the answers. It does not make the requests: it panics on names and values that HTTP
//! does not allow, and on a `fetch` that the page has replaced by something else.

use gloo_net::http::Response;
use js_sys::{Function, Object, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, AbortSignal, Headers, ReadableStreamDefaultReader};

use super::js;
use super::page::Host;
use crate::flow::answer::{ANSWER_LIMIT, Answer, HttpAnswer};
use crate::flow::config::Source;
use crate::flow::io::Request;

/// What a request says: names and texts.
type Fields<'a> = Vec<(&'static str, &'a str)>;

/// A request under way: stopped when dropped.
#[derive(Debug)]
pub(super) struct InFlight(AbortController);

impl Drop for InFlight {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// One request, ready to be sent.
#[derive(Debug)]
pub(super) struct Prepared {
    host: Host,
    source: Source,
    request: Request,
    sends_cookies_abroad: bool,
    signal: Option<AbortSignal>,
}

/// Prepares a request; it can be stopped by dropping the first value.
pub(super) fn prepare(
    host: &Host,
    source: Source,
    request: Request,
    sends_cookies_abroad: bool,
) -> (Option<InFlight>, Prepared) {
    let (in_flight, signal) = stoppable();
    let prepared = Prepared {
        host: host.clone(),
        source,
        request,
        sends_cookies_abroad,
        signal,
    };
    (in_flight, prepared)
}

/// A signal for a request, given as long as the first value is not dropped.
pub(super) fn stoppable() -> (Option<InFlight>, Option<AbortSignal>) {
    let controller = AbortController::new().ok();
    let signal = controller.as_ref().map(AbortController::signal);
    (controller.map(InFlight), signal)
}

/// The text of a file that is not of the backend; nothing where it cannot be had.
pub(super) async fn text(url: &str, signal: Option<&AbortSignal>) -> Option<String> {
    let response = fetch(url, &init(signal)).await?;
    let body = read_body(&response).await.ok()?;
    body.filter(|_| response.ok())
}

/// A header that a page of this origin is served with; nothing where it cannot be had. What the
/// browser keeps of the page is good enough: that is how the page came.
pub(super) async fn header(url: &str, name: &str) -> Option<String> {
    let init = init(None);
    js::set(&init, "method", "HEAD");
    js::set(&init, "redirect", "manual");
    js::set(&init, "cache", "force-cache");
    let response = fetch(url, &init).await?;
    response.headers().get(name).filter(|_| response.ok())
}

impl Prepared {
    /// Sends it and waits for the whole answer.
    pub(super) async fn send(self) -> Answer {
        match &self.source {
            Source::Url(url) => {
                let said = fields(&self.request).map(|fields| json(&fields));
                let signal = self.signal.as_ref();
                let cookies = self.sends_cookies_abroad;
                match ask(&self.host, url, said, cookies, signal).await {
                    Ok(response) => read(&response).await,
                    Err(answer) => answer,
                }
            }
            Source::Function => self.call().await.unwrap_or(Answer::FunctionFailed),
        }
    }

    /// Calls the page's function; its result counts as the answer's JSON, and a `Response` as the
    /// answer itself, so that its status and headers are not lost.
    async fn call(&self) -> Result<Answer, JsValue> {
        let name = match self.request {
            Request::Token { .. } => "fetchToken",
            Request::Status => "fetchStatus",
            Request::Disconnect => "disconnectAccount",
            Request::Choice { .. } => "sendEvent",
        };
        let function = js::function(&self.host.0, name).ok_or(JsValue::UNDEFINED)?;
        let argument = object(&fields(&self.request).unwrap_or_default());
        if let Some(signal) = &self.signal {
            js::set(&argument, "signal", signal);
        }
        let result = js::settle(&function, &argument, &JsValue::UNDEFINED).await?;
        let result = match response(result) {
            Ok(response) if is_read(&response) => return Ok(Answer::FunctionFailed),
            Ok(response) => return Ok(read(&response).await),
            Err(result) => result,
        };
        let status = match self.request {
            Request::Disconnect | Request::Choice { .. } => 204,
            Request::Token { .. } | Request::Status => 200,
        };
        let body = js::json(&result);
        Ok(Answer::Http(HttpAnswer {
            status,
            body,
            ..HttpAnswer::default()
        }))
    }
}

/// Reads a whole answer.
async fn read(response: &Response) -> Answer {
    let header = |name: &str| response.headers().get(name);
    match read_body(response).await {
        Ok(Some(body)) => Answer::Http(HttpAnswer {
            status: response.status(),
            retry_after: header("Retry-After"),
            date: header("Date"),
            body,
        }),
        Ok(None) => Answer::TooLarge,
        Err(_) => Answer::Unreachable,
    }
}

/// What a request says; none where there is nothing to say.
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
fn object(fields: &Fields) -> Object {
    let object = Object::new();
    for (name, text) in fields {
        js::set(&object, name, *text);
    }
    object
}

/// The fields as JSON, for the backend. Not by `JSON.stringify`: what the page has put in its place
/// may add to it.
fn json(fields: &Fields) -> String {
    let mut json = String::from("{");
    for (name, text) in fields {
        if json.len() > 1 {
            json.push(',');
        }
        // Fails for no text.
        let text = serde_json::to_string(text).unwrap_or_default();
        json.extend(["\"", name, "\":", &text]);
    }
    json.push('}');
    json
}

/// Passes a hint on and forgets it: the backend does not believe it anyway.
pub(super) async fn send_hint(
    host: Host,
    source: Source,
    attempt: String,
    event: String,
    cookies: bool,
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
    let _ = ask(&host, &url, Some(said), cookies, None).await;
}

/// Sends a request to the backend, with the page's headers; with a body it is a POST.
async fn ask(
    host: &Host,
    url: &str,
    body: Option<String>,
    cookies: bool,
    signal: Option<&AbortSignal>,
) -> Result<Response, Answer> {
    let refused = |_| Answer::FunctionFailed;
    let headers = request_headers(host).await.map_err(refused)?;
    let init = init(signal);
    js::set(&init, "headers", &headers);
    js::set(&init, "cache", "no-store");
    let credentials = if cookies { "include" } else { "same-origin" };
    js::set(&init, "credentials", credentials);
    // No name or value that a `Headers` would refuse.
    let _ = headers.set("Accept", "application/json");
    if let Some(body) = body {
        let _ = headers.set("Content-Type", "application/json");
        js::set(&init, "method", "POST");
        js::set(&init, "body", body);
    }
    fetch(url, &init).await.ok_or(Answer::Unreachable)
}

/// The second argument of `fetch`.
fn init(signal: Option<&AbortSignal>) -> Object {
    let init = js::plain();
    if let Some(signal) = signal {
        js::set(&init, "signal", signal);
    }
    init
}

/// The browser's `fetch`, or what the page has put in its place.
async fn fetch(url: &str, init: &Object) -> Option<Response> {
    let function = js::function(web_sys::window()?.as_ref(), "fetch")?;
    let answer = js::settle(&function, &url.into(), init).await.ok()?;
    response(answer).ok()
}

/// `value`, if it is a `Response`; one made up by hand is none.
fn response(value: JsValue) -> Result<Response, JsValue> {
    if js::get(&value, "status").as_f64().is_none() {
        return Err(value);
    }
    value.dyn_into::<web_sys::Response>().map(Response::from)
}

/// Whether the page has read it already, or is about to: nothing is left of it then.
fn is_read(response: &Response) -> bool {
    response.body_used() || response.body().is_some_and(|body| body.locked())
}

/// The page's `requestHeaders`: an object or a `Headers`, or a function that gives one, at once or by
/// a promise.
async fn request_headers(host: &Host) -> Result<Headers, JsValue> {
    let mut given = js::get(&host.0, "requestHeaders");
    if let Some(function) = given.dyn_ref::<Function>() {
        let nothing = JsValue::UNDEFINED;
        given = js::settle(function, &nothing, &nothing).await?;
    }
    if let Some(given) = given.dyn_ref::<Headers>() {
        return Headers::new_with_headers(given);
    }
    let headers = Headers::new()?;
    if let Some(given) = given.dyn_ref::<Object>() {
        for name in Object::keys(given)
            .iter()
            .filter_map(|name| name.as_string())
        {
            if let Some(text) = js::get(given, &name).as_string() {
                headers.set(&name, &text)?;
            }
        }
    }
    Ok(headers)
}

/// The whole body as text; nothing if it is larger than the limit, of which no more is then read.
async fn read_body(response: &Response) -> Result<Option<String>, JsValue> {
    if is_read(response) {
        return Err(JsValue::UNDEFINED);
    }
    let Some(stream) = response.body() else {
        return Ok(Some(String::new()));
    };
    let reader: ReadableStreamDefaultReader = stream.get_reader().unchecked_into();
    let mut bytes = Vec::new();
    loop {
        let chunk = JsFuture::from(reader.read()).await?;
        let Ok(chunk) = js::get(&chunk, "value").dyn_into::<Uint8Array>() else {
            break;
        };
        if bytes.len() + chunk.length() as usize > ANSWER_LIMIT {
            // Its promise tells nothing we would act on.
            let _ = reader.cancel();
            return Ok(None);
        }
        bytes.extend(chunk.to_vec());
    }
    Ok(Some(String::from_utf8_lossy(&bytes).into_owned()))
}
