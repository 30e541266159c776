//! The custom element `<chakra-whatsapp-connect>`.

mod calls;
mod focus;
mod frame_anchor;
mod frame_title;
mod instance;
mod mount;
mod presentation;

use chakra_connect_contract::{ATTRIBUTES, PROPERTIES};
use js_sys::Function;
use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::spawn_local;
use web_sys::{HtmlElement, ShadowRoot};

use crate::browser::early;
use instance::Instance;

pub use chakra_connect_contract::TAG;

#[wasm_bindgen(module = "/src/element/class.js")]
extern "C" {
    #[wasm_bindgen(js_name = defineElement)]
    fn define_element(
        tag: &str,
        attributes: Vec<String>,
        properties: Vec<String>,
        create: &Function,
    ) -> bool;
}

/// Defines the element under `tag`; false if the tag was taken, by an earlier load of this module or by other code.
#[allow(clippy::must_use_candidate)] // It is defined in either case.
pub fn define(tag: &str) -> bool {
    // The queue takes the page's `Promise` at its first task: this must be now, before the page can replace it.
    spawn_local(async {});
    // Lives as long as the element's definition: for ever.
    let create = Closure::<
        dyn Fn(HtmlElement, ShadowRoot, JsValue, Option<Function>, JsValue) -> Instance,
    >::new(
        |host, root: ShadowRoot, internals: JsValue, language_file, early: JsValue| {
            early::attach(early);
            Instance::new(host, &root, &internals, language_file)
        },
    );
    let create: JsValue = create.into_js_value();
    let attributes = ATTRIBUTES
        .iter()
        .map(|attribute| attribute.name.to_owned())
        .collect();
    let properties = PROPERTIES.iter().map(|name| (*name).to_owned()).collect();
    define_element(tag, attributes, properties, &create.into())
}
