//! Messages for the page's developer: warnings, each once, and in debug mode everything the widget does.

use std::cell::{Cell, RefCell};

use web_sys::{HtmlElement, console};

use super::page::Host;
use crate::flow::trace;
use crate::flow::{Input, Output};

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
            console::warn_1(&["<chakra-whatsapp-connect>: ", text].concat().into());
        }
    }

    /// Sets whether inputs and outputs are logged.
    pub(super) fn set_debug(&self, is_debug: bool) {
        self.is_debug.set(is_debug);
    }

    /// Logs what happened to the widget in `host`.
    pub(super) fn input(&self, host: &Host, input: &Input) {
        if self.is_debug.get() {
            log(&host.0, "in ", &trace::input(input));
        }
    }

    /// Logs an output of the machine.
    pub(super) fn output(&self, host: &Host, output: &Output) {
        if self.is_debug.get() {
            log(&host.0, "out", &trace::output(output));
        }
    }
}

fn log(host: &HtmlElement, direction: &str, text: &str) {
    let text = ["chakra-connect ", direction, " ", text].concat();
    // With the element: a page may have several.
    console::debug_2(&text.into(), host);
}
