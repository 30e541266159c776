//! When and where a pointer has clicked.

use wasm_bindgen::JsValue;

use super::js;

/// The time in milliseconds, and the place in the viewport in CSS pixels; `None` for a keyboard's click.
#[must_use]
pub fn click(event: &JsValue) -> Option<(f64, (f64, f64))> {
    let number = |name| js::get(event, name).as_f64().unwrap_or_default();
    let is_pointers = number("detail") > 0.0;
    is_pointers.then(|| (number("timeStamp"), (number("clientX"), number("clientY"))))
}
