//! Answers to requests that the loader sent before this module had loaded (npm/src/early.js). They are used if the same
//! request would be sent now.

use std::cell::RefCell;

use js_sys::Promise;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, Headers};

use super::js;
use super::page::Host;

thread_local! {
    /// The loader's module; undefined if it did not load, or if there is no loader.
    static MODULE: RefCell<JsValue> = const { RefCell::new(JsValue::UNDEFINED) };
}

/// Attaches the loader's module.
pub fn attach(module: JsValue) {
    MODULE.replace(module);
}

/// A request that was sent early.
#[derive(Debug)]
pub(super) struct EarlyRequest(JsValue);

impl EarlyRequest {
    /// The request for `host` at `url` with the body `said`. Aborted with `signal`.
    pub(super) fn take(
        host: &Host,
        url: &str,
        said: Option<&str>,
        signal: Option<&AbortSignal>,
    ) -> Option<Self> {
        Self::taken(host, url, said, signal, &JsValue::UNDEFINED)
    }

    /// The call of the page's `function`, which is in the property `name`, for a token of this `intent`.
    pub(super) fn take_call(
        host: &Host,
        name: &str,
        function: &JsValue,
        intent: Option<&str>,
        signal: Option<&AbortSignal>,
    ) -> Option<Self> {
        Self::taken(host, name, intent, signal, function)
    }

    fn taken(
        host: &Host,
        url: &str,
        said: Option<&str>,
        signal: Option<&AbortSignal>,
        function: &JsValue,
    ) -> Option<Self> {
        let module = MODULE.with_borrow(Clone::clone);
        let take = js::function(&module, "take")?;
        let signal = signal.map_or(JsValue::UNDEFINED, JsValue::from);
        let arguments = [
            host.0.clone().into(),
            url.into(),
            said.map_or(JsValue::UNDEFINED, JsValue::from),
            signal,
            function.clone(),
        ];
        let arguments = js::list(arguments.into_iter());
        let found = take.apply(&JsValue::UNDEFINED, &arguments).ok()?;
        found.is_object().then_some(Self(found))
    }

    /// The page's headers at that time.
    pub(super) fn headers(&self) -> Option<Headers> {
        js::get(&self.0, "headers").dyn_into().ok()
    }

    /// Whether the function that gave the headers is still the page's.
    pub(super) fn is_of_function(&self, given: &JsValue) -> bool {
        given.is_function() && js::get(&self.0, "given") == *given
    }

    /// Waits for the result.
    pub(super) async fn answer(self) -> Result<JsValue, JsValue> {
        let answer: Promise = js::get(&self.0, "answer").unchecked_into();
        JsFuture::from(answer).await
    }
}

/// The page's decision in `chakra-before-connect` for a first connection, if it was asked early.
pub(super) fn permission(host: &Host) -> Option<bool> {
    let module = MODULE.with_borrow(Clone::clone);
    let permission = js::function(&module, "permission")?;
    let said = permission.call1(&JsValue::UNDEFINED, &host.0).ok()?;
    said.as_bool()
}
