//! The element with the focus, in the tree that contains a node.

use wasm_bindgen::JsCast;
use web_sys::{Document, Element, Node, ShadowRoot};

/// The element with the focus, as seen from the tree of `node`: its shadow root, else its document.
///
/// If the focus is inside a shadow root, the document names its host.
#[must_use]
pub fn active_element(node: &Node) -> Option<Element> {
    let root = node.get_root_node();
    match root.dyn_ref::<ShadowRoot>() {
        Some(shadow) => shadow.active_element(),
        None => root.dyn_ref::<Document>()?.active_element(),
    }
}
