//! The options of the vendor SDK's `init`, and its callbacks as text.

use js_sys::Object;
use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;
use web_sys::HtmlElement;

use super::js;
use crate::flow::token::ConnectToken;
use crate::flow::vendor::{Callback, SIGNAL_LIMIT, VendorEvent};

/// The options of `init`. Source: chakra-protocol 2.1.
pub(super) fn options(
    container: &HtmlElement,
    token: &ConnectToken,
    on_event: impl Fn(VendorEvent) + Clone + 'static,
) -> Object {
    let options = Object::new();
    js::set(&options, "connectToken", token.secret());
    js::set(&options, "container", container);
    js::set(&options, "width", "100%");
    js::set(&options, "height", "100%");
    let report = move |callback, event: &JsValue, data: &JsValue| {
        on_event(VendorEvent {
            callback,
            event: js::json_within(event, SIGNAL_LIMIT),
            data: js::json_within(data, SIGNAL_LIMIT),
        });
    };
    let (ready, success, error) = (report.clone(), report.clone(), report.clone());
    let on_ready = callback(move |_, _| ready(Callback::Ready, &JsValue::NULL, &JsValue::NULL));
    let on_success = callback(move |data, _| success(Callback::Success, &JsValue::NULL, &data));
    let on_error =
        callback(move |data, _| error(Callback::Error, &JsValue::NULL, &described(&data)));
    let on_message = callback(move |event, data| report(Callback::Message, &event, &data));
    js::set(&options, "onReady", on_ready);
    js::set(&options, "onSuccess", on_success);
    js::set(&options, "onError", on_error);
    js::set(&options, "onMessage", on_message);
    options
}

/// A function that belongs to JavaScript and is garbage-collected there: the vendor may still call it after
/// `destroy()`.
fn callback(call: impl Fn(JsValue, JsValue) + 'static) -> JsValue {
    Closure::<dyn Fn(JsValue, JsValue)>::new(call).into_js_value()
}

/// JSON omits the message of an `Error`, an event, or an exception, of this window or another.
fn described(error: &JsValue) -> JsValue {
    if js::json_within(error, SIGNAL_LIMIT).contains("\"message\"") {
        return error.clone();
    }
    js::error_fields(error)
}
