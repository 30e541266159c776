//! Draws nodes on the page, and saves them as a file.

use std::time::Duration;

use js_sys::Array;
use leptos::prelude::{document, set_timeout};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, BlobPropertyBag, Element, HtmlAnchorElement, Url};

use super::node::{Node, SVG};

/// Longest time before the browser starts a download.
const BEGINS: Duration = Duration::from_secs(30);

/// An element for the page.
pub(super) fn drawn(node: &Node) -> Result<Element, JsValue> {
    let element = document().create_element_ns(Some(SVG), node.name)?;
    for (name, value) in &node.attributes {
        element.set_attribute(name, value)?;
    }
    if !node.text.is_empty() {
        element.set_text_content(Some(&node.text));
    }
    for child in &node.children {
        let child = drawn(child)?;
        element.append_child(&child)?;
    }
    Ok(element)
}

/// Downloads a picture under this name.
pub(super) fn save(file: &str, name: &str) -> Result<(), JsValue> {
    let kind = BlobPropertyBag::new();
    kind.set_type("image/svg+xml");
    let parts = Array::of1(&JsValue::from_str(file));
    let blob = Blob::new_with_str_sequence_and_options(&parts, &kind)?;
    let address = Url::create_object_url_with_blob(&blob)?;
    let link: HtmlAnchorElement = document().create_element("a")?.unchecked_into();
    link.set_href(&address);
    link.set_download(name);
    link.click();
    set_timeout(
        move || {
            // Never fails for what the browser reports.
            let _ = Url::revoke_object_url(&address);
        },
        BEGINS,
    );
    Ok(())
}
