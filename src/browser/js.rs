//! Foreign values, read and called without trusting them.

use js_sys::{Array, Function, Object, Promise, Reflect};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::Node;

#[wasm_bindgen(module = "/src/browser/native.js")]
extern "C" {
    #[wasm_bindgen(js_name = settle)]
    fn promise_of(function: &Function, first: &JsValue, second: &JsValue) -> Promise;
}

/// The property `name` of `holder`; undefined if there is none, or if reading it throws.
///
/// Values without properties are not read: `Reflect.get` would throw, and each exception costs one entry of
/// wasm-bindgen's table of values for ever (0.2.130 does not free what the import returned).
pub(super) fn get(holder: &JsValue, name: &str) -> JsValue {
    if !holder.is_object() && !holder.is_function() {
        return JsValue::UNDEFINED;
    }
    Reflect::get(holder, &name.into()).unwrap_or_default()
}

/// The function in the property `name` of `holder`, if any.
pub(super) fn function(holder: &JsValue, name: &str) -> Option<Function> {
    get(holder, name).dyn_into().ok()
}

/// An object without a prototype, because the page may have extended it.
pub(super) fn plain() -> Object {
    Object::create(JsValue::NULL.unchecked_ref())
}

/// Sets the property `name` of an object of our own. Not by assignment, which would involve the prototype.
pub(super) fn set(object: &Object, name: &str, value: impl Into<JsValue>) {
    define(object, &name.into(), &value.into());
}

/// One function for all kinds of values: each instance costs bytes.
#[inline(never)]
fn define(object: &Object, name: &JsValue, value: &JsValue) {
    let property = plain();
    let yes = JsValue::TRUE;
    for (key, value) in [
        ("value", value),
        ("writable", &yes),
        ("enumerable", &yes),
        ("configurable", &yes),
    ] {
        // Fails only for frozen objects; ours are new.
        let _ = Reflect::set(&property, &key.into(), value);
    }
    let _ = Reflect::define_property(object, name, &property);
}

/// `value` as JSON text; `null` if it has none, such as a cyclic value or a throwing getter.
pub(super) fn json(value: &JsValue) -> String {
    json_within(value, usize::MAX)
}

/// [`json`]; also `null` if the text has more than `limit` characters. Such a text is not copied into WebAssembly's
/// memory, which never shrinks.
pub(super) fn json_within(value: &JsValue, limit: usize) -> String {
    js_sys::JSON::stringify(value)
        .ok()
        .filter(|text| text.is_string() && text.length() as usize <= limit)
        .and_then(|text| text.as_string())
        .unwrap_or_else(|| "null".to_owned())
}

/// The fields of an error that JSON omits, as an object: its message and its code. Returns any other value unchanged.
pub(super) fn error_fields(value: &JsValue) -> JsValue {
    let message = get(value, "message");
    if !message.is_string() {
        return value.clone();
    }
    let fields = plain();
    set(&fields, "message", message);
    set(&fields, "code", get(value, "code"));
    fields.into()
}

/// Calls `function` and waits for its result, promise or not. What it throws is an error, too, and the page's `Promise`
/// is not involved.
pub(super) async fn settle(
    function: &Function,
    first: &JsValue,
    second: &JsValue,
) -> Result<JsValue, JsValue> {
    JsFuture::from(promise_of(function, first, second)).await
}

/// Takes `node` out of its parent, if it has one. Not by its `remove`, which some pages replace by one that needs a
/// parent element: it throws for a node that is already out, and nothing catches that.
pub(super) fn detach(node: &Node) {
    if let Some(parent) = node.parent_node() {
        // Fails only if the page has replaced it.
        let _ = parent.remove_child(node);
    }
}

/// A list of `values`, made without the page's `push`.
pub(super) fn list(values: impl Iterator<Item = JsValue>) -> Array {
    let list = Array::new();
    for (index, value) in values.enumerate() {
        set(&list, &index.to_string(), value);
    }
    list
}
