//! Messages for the page's developer: warnings, each once, and in debug mode everything the widget does.

use std::cell::{Cell, RefCell};

use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::HtmlElement;

use super::page::Host;
use crate::flow::trace;
use crate::flow::{Input, Output};

#[wasm_bindgen(module = "/src/browser/native.js")]
extern "C" {
    #[wasm_bindgen(js_name = log)]
    fn log(method: &str, text: &str);

    #[wasm_bindgen(js_name = log)]
    fn log_with(method: &str, text: &str, host: &HtmlElement);
}

/// Logs a warning. Never throws.
pub fn warn(text: &str) {
    log("warn", text);
}

/// The console, for one widget.
#[derive(Debug, Default)]
pub(super) struct Console {
    warned: RefCell<Vec<&'static str>>,
    is_debug: Cell<bool>,
}

impl Console {
    /// Logs a warning, unless the same text was logged before.
    pub(super) fn warn(&self, text: &'static str) {
        if !self.warned.borrow().contains(&text) {
            self.warned.borrow_mut().push(text);
            warn(&["<chakra-whatsapp-connect>: ", text].concat());
        }
    }

    /// Sets whether inputs and outputs are logged.
    pub(super) fn set_debug(&self, is_debug: bool) {
        self.is_debug.set(is_debug);
    }

    /// Logs what happened to the widget in `host`.
    pub(super) fn input(&self, host: &Host, input: &Input) {
        if self.is_debug.get() {
            debug(&host.0, "in ", &trace::input(input));
        }
    }

    /// Logs an output of the machine.
    pub(super) fn output(&self, host: &Host, output: &Output) {
        if self.is_debug.get() {
            debug(&host.0, "out", &trace::output(output));
        }
    }
}

fn debug(host: &HtmlElement, direction: &str, text: &str) {
    let text = ["chakra-connect ", direction, " ", text].concat();
    // With the element: a page may have several.
    log_with("debug", &text, host);
}
