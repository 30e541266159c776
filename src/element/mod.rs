//! The custom element `<chakra-whatsapp-connect>`.

mod instance;
mod mount;

use js_sys::Function;
use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::{HtmlElement, ShadowRoot};

use crate::flow::config::{ATTRIBUTES, PROPERTIES};
use instance::Instance;

/// The element's tag.
pub const TAG: &str = "chakra-whatsapp-connect";

#[wasm_bindgen(module = "/src/element/shim.js")]
extern "C" {
    #[wasm_bindgen(js_name = defineElement)]
    fn define_element(
        tag: &str,
        attributes: Vec<String>,
        properties: Vec<String>,
        create: &Function,
    ) -> bool;
}

/// Defines the element under `tag`; false if the tag was taken, by an earlier load of this module
/// or by somebody else.
#[allow(clippy::must_use_candidate)] // Defined it is, either way.
pub fn define(tag: &str) -> bool {
    // Lives as long as the element's definition: for good.
    let create =
        Closure::<dyn Fn(HtmlElement, ShadowRoot) -> Instance>::new(|host, root: ShadowRoot| {
            Instance::new(host, &root)
        });
    let create: JsValue = create.into_js_value();
    let attributes = ATTRIBUTES
        .iter()
        .map(|attribute| attribute.name.to_owned())
        .collect();
    let properties = PROPERTIES
        .iter()
        .map(|(name, _)| (*name).to_owned())
        .collect();
    define_element(tag, attributes, properties, &create.into())
}
