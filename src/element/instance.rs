//! One element on the page: joins the driver and the view to the JavaScript class.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Function, Reflect};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::{HtmlElement, ShadowRoot, console};

use super::mount::MountedView;
use super::presentation::Presentation;
use crate::browser::{Driver, Host};
use crate::flow::Input;
use crate::flow::config::{Config, Functions, Warning};
use crate::flow::io::{CancelReason, Intent};

/// What the JavaScript class holds. All methods take `&self`: one may run inside another.
#[wasm_bindgen]
pub struct Instance {
    host: HtmlElement,
    driver: RefCell<Option<Rc<Driver>>>,
    presentation: Rc<Presentation>,
    view: RefCell<Option<MountedView>>,
    /// What was warned of already: each bad value once.
    warned: RefCell<Vec<Warning>>,
}

impl Instance {
    /// Mounts the widget into `root` and starts it.
    pub(super) fn new(
        host: HtmlElement,
        root: &ShadowRoot,
        internals: &JsValue,
        language_file: Option<Function>,
    ) -> Self {
        // A clone, or what a page has kept of an element: the copy of the vendor's frame is a dead one.
        while let Ok(Some(copy)) = host.query_selector(":scope > [slot=vendor]") {
            copy.remove();
        }
        let driver = Driver::new(Host(host.clone()), internals);
        let presentation = Presentation::new(host.clone(), language_file);
        let view = MountedView::new(root, &driver, presentation.appearance());
        let instance = Self {
            host,
            driver: RefCell::new(Some(driver)),
            presentation,
            view: RefCell::new(Some(view)),
            warned: RefCell::default(),
        };
        instance.configure();
        instance
    }

    fn send(&self, input: Input) {
        let driver = self.driver.borrow().clone();
        if let Some(driver) = driver {
            driver.send(input);
        }
    }

    fn has_function(&self, name: &str) -> bool {
        Reflect::get(&self.host, &name.into()).is_ok_and(|value| value.is_function())
    }

    fn warn(&self, warnings: Vec<Warning>) {
        for warning in warnings {
            if !self.warned.borrow().contains(&warning) {
                console::warn_1(&warning.to_string().into());
                self.warned.borrow_mut().push(warning);
            }
        }
    }
}

#[wasm_bindgen]
impl Instance {
    /// Reads the attributes and properties again.
    pub fn configure(&self) {
        let functions = Functions {
            token: self.has_function("fetchToken"),
            status: self.has_function("fetchStatus"),
            disconnect: self.has_function("disconnectAccount"),
            event: self.has_function("sendEvent"),
        };
        let (config, warnings) = Config::read(|name| self.host.get_attribute(name), functions);
        self.warn(warnings);
        self.presentation.configure();
        self.send(Input::Start(config));
    }

    /// The element stands elsewhere in the document now.
    pub fn moved(&self) {
        if let Some(view) = self.view.borrow().as_ref() {
            view.moved();
        }
        self.send(Input::Moved);
    }

    /// Ends everything: requests, timers, listeners, the vendor's frame, the view.
    pub fn remove(&self) {
        let driver = self.driver.borrow_mut().take();
        drop(driver);
        let view = self.view.borrow_mut().take();
        drop(view);
    }

    /// The state's name.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn state(&self) -> String {
        let state = self
            .driver
            .borrow()
            .as_ref()
            .map(|driver| driver.state())
            .unwrap_or_default();
        state.as_str().to_owned()
    }

    /// See the element's `connect()`.
    pub fn connect(&self, replaces: bool) {
        let intent = if replaces {
            Intent::Replace
        } else {
            Intent::Connect
        };
        self.send(Input::Connect(intent));
    }

    /// See the element's `refresh()`.
    pub fn refresh(&self) {
        self.send(Input::Refresh);
    }

    /// See the element's `disconnect()`.
    pub fn disconnect(&self) {
        self.send(Input::Disconnect);
    }

    /// See the element's `reset()`.
    pub fn reset(&self) {
        self.send(Input::Reset(CancelReason::Superseded));
    }
}
