//! Keeps the focus in the widget when the focused element is removed.

use wasm_bindgen::JsCast;
use web_sys::{HtmlBodyElement, HtmlElement, ShadowRoot};

use crate::browser::active_element::active_element;

/// Whether the widget has the focus, in its shadow root or in the vendor's frame.
pub(super) fn is_within(root: &ShadowRoot) -> bool {
    let host = root.host();
    active_element(&host).is_some_and(|focused| host.contains(Some(&focused)))
}

/// The focused button may be gone: the focus then moves to the card's first button, else to the card, instead of the
/// top of the page.
pub(super) fn keep(root: &ShadowRoot) {
    // The document's, not the tree's: the page may have moved the focus out of the tree meanwhile.
    let focused = root.owner_document().and_then(|it| it.active_element());
    let is_lost = focused.is_none_or(|focused| focused.has_type::<HtmlBodyElement>());
    if !is_lost || !root.is_connected() {
        return;
    }
    let next = root.query_selector(".actions button,.choice,.card");
    if let Some(next) = next.ok().flatten() {
        // Never fails for what the browser reports.
        let _ = next.unchecked_into::<HtmlElement>().focus();
    }
}
