//! The element with the focus, in the tree that a node stands in.

use wasm_bindgen::JsCast;
use web_sys::{Document, Element, Node, ShadowRoot};

/// The element with the focus, as the tree of `node` sees it: its shadow root, else its document.
///
/// A document names the host of a shadow root in place of what has the focus inside it.
#[must_use]
pub fn active_element(node: &Node) -> Option<Element> {
    let root = node.get_root_node();
    match root.dyn_ref::<ShadowRoot>() {
        Some(shadow) => shadow.active_element(),
        None => root.dyn_ref::<Document>()?.active_element(),
    }
}
