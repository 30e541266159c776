//! The page's `requestHeaders`: read to be sent, and to be compared by value.

use js_sys::Array;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::{Headers, HtmlElement};

use super::js;
use crate::flow::config::RequestHeaders;
use crate::flow::tenant::is_request_id;

#[wasm_bindgen(module = "/src/browser/native.js")]
extern "C" {
    /// Reads an object, a `Headers` (of any window), a `Map` or a list of pairs. Values that are not text are
    /// converted, as by `fetch`; undefined and null are omitted.
    ///
    /// # Errors
    /// The browser's exception for a name or value that HTTP does not allow, or what reading the object throws.
    #[wasm_bindgen(catch, js_name = headersOf)]
    pub(super) fn read(given: &JsValue) -> Result<Headers, JsValue>;
    #[wasm_bindgen(js_name = pairsOf)]
    fn pairs_of(headers: &Headers) -> Array;
}

/// The values of the property if it is an object, without request ids: names in lower case, sorted. Empty if it is a
/// function, whose values are known only after a call.
#[must_use]
pub fn values(host: &HtmlElement) -> RequestHeaders {
    let given = js::get(host, "requestHeaders");
    if given.is_function() {
        return RequestHeaders::default();
    }
    read(&given)
        .map(|headers| lasting(&headers))
        .unwrap_or_default()
}

/// Whether both are equal, apart from request ids.
pub(super) fn are_alike(one: &Headers, other: &Headers) -> bool {
    lasting(one) == lasting(other)
}

fn lasting(headers: &Headers) -> RequestHeaders {
    let mut values = of(headers);
    values.0.retain(|(name, _)| !is_request_id(name));
    values
}

/// The values of `headers`, in the browser's order: by name, in lower case.
pub(super) fn of(headers: &Headers) -> RequestHeaders {
    let text = |pair: &JsValue, index| js::get(pair, index).as_string();
    let pairs = pairs_of(headers).into_iter();
    let pairs = pairs.filter_map(|pair| Some((text(&pair, "0")?, text(&pair, "1")?)));
    RequestHeaders(pairs.collect())
}
