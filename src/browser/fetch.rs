//! Requests to the partner's backend, and calls of the page's functions in their place.

use gloo_net::http::{Method, Request as HttpRequest, RequestBuilder, Response};
use js_sys::{Function, Object, Promise, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortController, AbortSignal, ReadableStreamDefaultReader, RequestCache, RequestCredentials,
};

use super::js;
use super::page::Host;
use crate::flow::answer::{ANSWER_LIMIT, Answer, HttpAnswer};
use crate::flow::config::Source;
use crate::flow::io::Request;

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
    let controller = AbortController::new().ok();
    let signal = controller.as_ref().map(AbortController::signal);
    let prepared = Prepared {
        host: host.clone(),
        source,
        request,
        sends_cookies_abroad,
        signal,
    };
    (controller.map(InFlight), prepared)
}

impl Prepared {
    /// Sends it and waits for the whole answer.
    pub(super) async fn send(self) -> Answer {
        match &self.source {
            Source::Url(url) => self.fetch(url).await.unwrap_or(Answer::Unreachable),
            Source::Function => self.call().await.unwrap_or(Answer::FunctionFailed),
        }
    }

    async fn fetch(&self, url: &str) -> Result<Answer, gloo_net::Error> {
        let method = if self.request == Request::Status {
            Method::GET
        } else {
            Method::POST
        };
        let credentials = if self.sends_cookies_abroad {
            RequestCredentials::Include
        } else {
            RequestCredentials::SameOrigin
        };
        let mut builder = RequestBuilder::new(url)
            .method(method)
            .cache(RequestCache::NoStore)
            .credentials(credentials)
            .abort_signal(self.signal.as_ref())
            .header("Accept", "application/json");
        for (name, value) in request_headers(&self.host).await {
            builder = builder.header(&name, &value);
        }
        let response = match body(&self.request) {
            Some(body) => {
                let request: HttpRequest = builder
                    .header("Content-Type", "application/json")
                    .body(js::json(&body))?;
                request.send().await?
            }
            None => builder.send().await?,
        };
        Ok(read(&response).await)
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
        let argument = body(&self.request).unwrap_or_default();
        if let Some(signal) = &self.signal {
            js::set(&argument, "signal", signal);
        }
        let result = settle(&function, &argument).await?;
        if let Some(response) = result.dyn_ref::<web_sys::Response>() {
            // Read by the page already: nothing is left of it.
            if response.body_used() || response.body().is_some_and(|body| body.locked()) {
                return Ok(Answer::FunctionFailed);
            }
            return Ok(read(&Response::from(Clone::clone(response))).await);
        }
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

/// The JSON body of a request; none where there is nothing to say.
fn body(request: &Request) -> Option<Object> {
    let body = Object::new();
    match request {
        Request::Token { intent, plugin_id } => {
            js::set(&body, "intent", intent.as_str());
            if let Some(plugin_id) = plugin_id {
                js::set(&body, "pluginId", plugin_id);
            }
        }
        Request::Choice { phone_number_id } => js::set(&body, "phoneNumberId", phone_number_id),
        Request::Disconnect => {}
        Request::Status => return None,
    }
    Some(body)
}

/// Passes a hint on and forgets it: the backend does not believe it anyway.
pub(super) async fn send_hint(
    host: Host,
    source: Source,
    attempt: String,
    event: String,
    cookies: bool,
) {
    let body = Object::new();
    js::set(&body, "attemptId", attempt);
    js::set(&body, "event", event);
    js::set(&body, "data", Object::new());
    let Source::Url(url) = source else {
        if let Some(function) = js::function(&host.0, "sendEvent") {
            let _ = settle(&function, &body).await;
        }
        return;
    };
    let credentials = if cookies {
        RequestCredentials::Include
    } else {
        RequestCredentials::SameOrigin
    };
    let mut builder = HttpRequest::post(&url).credentials(credentials);
    for (name, value) in request_headers(&host).await {
        builder = builder.header(&name, &value);
    }
    if let Ok(request) = builder
        .header("Content-Type", "application/json")
        .body(js::json(&body))
    {
        let _ = request.send().await;
    }
}

/// The page's `requestHeaders`: an object, or a function that gives one, at once or by a promise.
async fn request_headers(host: &Host) -> Vec<(String, String)> {
    let mut headers = js::get(&host.0, "requestHeaders");
    if let Some(function) = headers.dyn_ref::<Function>() {
        headers = settle(function, &JsValue::UNDEFINED)
            .await
            .unwrap_or_default();
    }
    let Some(headers) = headers.dyn_ref::<Object>() else {
        return Vec::new();
    };
    Object::keys(headers)
        .iter()
        .filter_map(|name| {
            Some((
                name.as_string()?,
                js::get(headers, &name.as_string()?).as_string()?,
            ))
        })
        .collect()
}

/// Calls `function` and waits for its result, whether it is a promise or not.
async fn settle(function: &Function, argument: &JsValue) -> Result<JsValue, JsValue> {
    let result = function.call1(&JsValue::UNDEFINED, argument)?;
    JsFuture::from(Promise::resolve(&result)).await
}

/// The whole body as text; nothing if it is larger than the limit, of which no more is then read.
async fn read_body(response: &Response) -> Result<Option<String>, JsValue> {
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
