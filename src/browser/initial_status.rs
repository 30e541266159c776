//! The status that the page was served with: its property `initialStatus`, or a JSON script in the element.

use js_sys::WeakMap;
use wasm_bindgen::JsValue;
use web_sys::Element;

use super::js;
use super::page::Host;
use crate::flow::reply::{HttpReply, REPLY_LIMIT, Reply};

thread_local! {
    /// The body that each element has shown.
    static SHOWN: WeakMap = WeakMap::new();
}

/// An answer in the form of the status call's; `None` if the page has none, or if the element has shown it before: it
/// was put back, and what the page was served with has aged.
pub(super) fn read(host: &Host) -> Option<Reply> {
    let given = js::get(&host.0, "initialStatus");
    let body = if given.is_object() {
        js::json(&given)
    } else {
        in_script(&host.0)?
    };
    let text = JsValue::from(&body);
    let is_old = SHOWN.with(|shown| {
        let was = shown.get(&host.0);
        shown.set(&host.0, &text);
        was == text
    });
    if is_old {
        return None;
    }
    let reply = HttpReply {
        status: 200,
        body,
        ..HttpReply::default()
    };
    (reply.body.len() <= REPLY_LIMIT).then_some(Reply::Http(reply))
}

/// The text of the element's own `<script type="application/json">`.
fn in_script(host: &Element) -> Option<String> {
    let script = host.query_selector(":scope > script[type='application/json']");
    script.ok()??.text_content()
}
