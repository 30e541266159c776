//! The element's custom state, for the page's style sheets: `:state(connected)`.

use js_sys::Function;
use wasm_bindgen::JsValue;

use super::js;
use crate::flow::State;

/// The states of the element's internals; undefined in a browser without them.
#[derive(Clone, Debug)]
pub(super) struct CustomStates(JsValue);

impl CustomStates {
    pub(super) fn of(internals: &JsValue) -> Self {
        Self(js::get(internals, "states"))
    }

    /// Makes `state` the only one.
    pub(super) fn show(&self, state: State) {
        let call = |name: &str, value: &str| {
            let function = js::function(&self.0, name);
            // Browsers from before 2024 refuse names that do not begin with two dashes.
            function.map(|function: Function| function.call1(&self.0, &value.into()))
        };
        let _ = call("clear", "");
        let _ = call("add", state.as_str());
    }
}
