//! An element and the hosts of the shadow roots around it, from the innermost out.

use wasm_bindgen::JsCast as _;
use web_sys::{Element, ShadowRoot};

/// `element` and each host around it: a shadow root inherits from its host.
pub(super) fn with_hosts(element: Element) -> impl Iterator<Item = Element> {
    core::iter::successors(Some(element), |inner| {
        let root = inner.get_root_node().dyn_into::<ShadowRoot>();
        root.ok().map(|root| root.host())
    })
}
