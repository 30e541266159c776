//! Reading properties of foreign values without trusting them.

use js_sys::{Function, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// The property `name` of `holder`; undefined if there is none, or if reading it throws.
pub(super) fn get(holder: &JsValue, name: &str) -> JsValue {
    Reflect::get(holder, &name.into()).unwrap_or_default()
}

/// The function in the property `name` of `holder`, if there is one.
pub(super) fn function(holder: &JsValue, name: &str) -> Option<Function> {
    get(holder, name).dyn_into().ok()
}

/// Sets the property `name` of an object of our own.
pub(super) fn set(object: &Object, name: &str, value: impl Into<JsValue>) {
    // Only a frozen object or a throwing setter fails; ours are plain and new.
    let _ = Reflect::set(object, &name.into(), &value.into());
}

/// `value` as JSON text; `null` where it has none, such as a cyclic value or a throwing getter.
pub(super) fn json(value: &JsValue) -> String {
    js_sys::JSON::stringify(value)
        .ok()
        .and_then(|text| text.as_string())
        .unwrap_or_else(|| "null".to_owned())
}
