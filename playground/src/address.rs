//! Reads the page's address: options in its query, the stand-in in its fragment.

use wasm_bindgen::JsValue;
use web_sys::{Location, UrlSearchParams, Window};

/// Prefix before the stand-in's address, as written by `cargo xtask demo`: a fragment stays in the browser.
const STAND_IN: &str = "#stand-in=";

fn window() -> Option<Window> {
    web_sys::window()
}

pub(crate) fn location() -> Option<Location> {
    window().map(|window| window.location())
}

/// The query's parameter of this name; an empty text if it has no value.
pub(crate) fn parameter(name: &str) -> Option<String> {
    let query = location()?.search().ok()?;
    UrlSearchParams::new_with_str(&query).ok()?.get(name)
}

/// The fragment, with its `#`; empty if there is none.
pub(crate) fn fragment() -> String {
    location()
        .and_then(|location| location.hash().ok())
        .unwrap_or_default()
}

/// Replaces the query in the address, without a new entry in the history.
pub(crate) fn remember(query: &str) {
    let Some(location) = location() else { return };
    let path = location.pathname().unwrap_or_default();
    let mark = if query.is_empty() { "" } else { "?" };
    let address = [&path, mark, query, &fragment()].concat();
    if let Some(history) = window().and_then(|window| window.history().ok()) {
        // Refused only for an address of another origin.
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&address));
    }
}

/// The origin of the stand-in's control, if the address names one. Only one on this machine: a link from elsewhere must
/// not make the page send requests to any server.
pub(crate) fn stand_in() -> Option<String> {
    let fragment = fragment();
    let origin = fragment.strip_prefix(STAND_IN)?;
    let port = origin.strip_prefix("http://127.0.0.1:")?;
    port.parse::<u16>().ok().map(|_| origin.to_owned())
}
