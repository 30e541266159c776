//! One element on the page: connects the driver and the view to the JavaScript class.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Function, Reflect};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::spawn_local;
use web_sys::{HtmlElement, ShadowRoot, Url};

use super::calls::Calls;
use super::mount::MountedView;
use super::presentation::Presentation;
use crate::browser::{Driver, Hooks, Host, console, request_headers};
use crate::flow::config::{Config, Functions, Warning};
use crate::flow::io::{Intent, Method};
use crate::flow::{Input, State};

/// The state of an element, held by its JavaScript class. All methods take `&self`, because calls may nest.
#[wasm_bindgen]
pub struct Instance {
    host: HtmlElement,
    driver: RefCell<Option<Rc<Driver>>>,
    presentation: Rc<Presentation>,
    view: RefCell<Option<MountedView>>,
    calls: Rc<Calls>,
    /// The warnings so far: each bad value is reported once.
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
        // For clones, and for elements that a page has kept: their copy of the vendor's frame is dead.
        while let Ok(Some(copy)) = host.query_selector(":scope > [slot=vendor]") {
            copy.remove();
        }
        let calls = Rc::<Calls>::default();
        let (read, settled) = (host.clone(), calls.clone());
        let hooks = Hooks {
            read_config: Box::new(move || Some(read_config(&read).0)),
            on_settled: Rc::new(move |id, outcome| settled.settle(id, &outcome)),
        };
        let driver = Driver::new(Host(host.clone()), internals, hooks);
        let presentation = Presentation::new(host.clone(), language_file);
        let view = MountedView::new(root, &driver, presentation.appearance());
        let instance = Self {
            host,
            driver: RefCell::new(Some(driver)),
            presentation,
            view: RefCell::new(Some(view)),
            calls,
            warned: RefCell::default(),
        };
        instance.configure();
        instance.presentation.follow_page();
        instance
    }

    fn driver(&self) -> Option<Rc<Driver>> {
        self.driver.borrow().clone()
    }

    fn send(&self, input: Input) {
        if let Some(driver) = self.driver() {
            driver.send(input);
        }
    }

    fn current_state(&self) -> State {
        self.driver()
            .map(|driver| driver.state())
            .unwrap_or_default()
    }

    fn warn(&self, warnings: Vec<Warning>) {
        for warning in warnings {
            if !self.warned.borrow().contains(&warning) {
                console::warn(&warning.to_string());
                self.warned.borrow_mut().push(warning);
            }
        }
    }
}

/// The page's current settings, by attributes and properties.
fn read_config(host: &HtmlElement) -> (Config, Vec<Warning>) {
    let has_function =
        |name: &str| Reflect::get(host, &name.into()).is_ok_and(|value| value.is_function());
    let functions = Functions {
        token: has_function("fetchToken"),
        status: has_function("fetchStatus"),
        disconnect: has_function("disconnectAccount"),
        event: has_function("sendEvent"),
    };
    let (mut config, warnings) = Config::read(|name| host.get_attribute(name), functions);
    // The page's own address may change, and with it the target of relative ones.
    let base = host.base_uri().ok().flatten().unwrap_or_default();
    config.note_addresses(|address| {
        Url::new_with_base(address, &base)
            .ok()
            .map(|url| url.href())
    });
    config.headers = request_headers::values(host);
    config.asks_for_headers = has_function("requestHeaders");
    (config, warnings)
}

#[wasm_bindgen]
impl Instance {
    /// Reads the attributes and properties again.
    pub fn configure(&self) {
        let (config, warnings) = read_config(&self.host);
        self.warn(warnings);
        self.presentation.configure();
        if let Some(driver) = self.driver() {
            driver.set_debug(self.host.has_attribute("debug"));
            driver.send(Input::Start(config));
        }
    }

    /// The element has moved within the document, or to another one.
    pub fn moved(&self) {
        if let Some(view) = self.view.borrow().as_ref() {
            view.moved();
        }
        self.presentation.follow_page();
        self.send(Input::Moved);
    }

    /// The element has another place in the document, to which it came without being removed.
    #[wasm_bindgen(js_name = followPage)]
    pub fn follow_page(&self) {
        self.presentation.follow_page();
    }

    /// Ends everything: requests, timers, listeners, the vendor's frame, the view.
    pub fn remove(&self) {
        let state = self.current_state();
        // Reports the outcome of an open attempt before the driver is dropped.
        self.send(Input::Removed);
        let driver = self.driver.borrow_mut().take();
        drop(driver);
        let view = self.view.borrow_mut().take();
        drop(view);
        let calls = self.calls.clone();
        // After the calls that the machine has settled.
        spawn_local(async move { calls.settle_all(state) });
    }

    /// The name of the state.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn state(&self) -> String {
        self.current_state().as_str().to_owned()
    }

    /// Calls a method of the element by its name; `settle` resolves its promise.
    pub fn call(&self, method: &str, replaces: bool, settle: Function) {
        let method = match method {
            "refresh" => Method::Refresh,
            "disconnect" => Method::Disconnect,
            "reset" => Method::Reset,
            _ if replaces => Method::Connect(Intent::Replace),
            _ => Method::Connect(Intent::Connect),
        };
        let id = self.calls.begin(settle);
        self.send(Input::Call(id, method));
    }
}
