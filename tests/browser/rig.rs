//! A driver in a plain host element: carries out a test's outputs, and logs its inputs.

use std::cell::RefCell;
use std::rc::Rc;

use chakra_connect::browser::{Driver, Hooks, Host, request_headers};
use chakra_connect::flow::config::{Config, Source};
use chakra_connect::flow::io::{CallId, FrameId};
use chakra_connect::flow::time::Millis;
use chakra_connect::flow::token::{CachedToken, ConnectToken};
use chakra_connect::flow::{Input, Output};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, HtmlElement, ShadowRoot, ShadowRootInit, ShadowRootMode};

use crate::page::{TOKEN, document, function, js};

/// A driver whose inputs and outputs are recorded in `window.logged` through the debug log.
pub struct Rig {
    pub host: HtmlElement,
    pub driver: Option<Rc<Driver>>,
    pub settled: Rc<RefCell<Vec<(CallId, JsValue)>>>,
}

impl Rig {
    /// A driver in a host at the end of the page.
    pub fn new() -> Self {
        Self::inside(&document().body().unwrap())
    }

    /// A driver in a host in `place`.
    pub fn inside(place: &Element) -> Self {
        js("window.logged = []");
        js("window.realDebug ??= console.debug");
        js("console.debug = (text) => logged.push(text)");
        let host: HtmlElement = document().create_element("div").unwrap().unchecked_into();
        shadow(&host).set_inner_html(
            "<section class='card' tabindex='-1'><slot name='vendor'></slot></section>",
        );
        place.append_child(&host).unwrap();
        let settled = Rc::new(RefCell::new(Vec::new()));
        let (calls, read) = (settled.clone(), host.clone());
        let hooks = Hooks {
            read_config: Box::new(move || Some(config_of(&read))),
            on_settled: Rc::new(move |call, value| calls.borrow_mut().push((call, value))),
        };
        let driver = Driver::new(Host(host.clone()), &JsValue::UNDEFINED, hooks);
        driver.set_debug(true);
        Self {
            host,
            driver: Some(driver),
            settled,
        }
    }

    pub fn driver(&self) -> &Driver {
        self.driver.as_ref().unwrap()
    }

    /// Starts it with the configuration in its host's attributes.
    pub fn start(&self) {
        self.driver().send(Input::Start(config_of(&self.host)));
    }

    /// Ends the widget. The log goes on.
    pub fn end(mut self) {
        self.driver.take();
        self.host.remove();
        core::mem::forget(self);
    }

    pub fn carry_out(&self, output: Output) {
        self.driver().carry_out(output);
    }

    /// Makes it create a frame of a fake vendor instead of Chakra's.
    pub fn mount(&self, id: u32) -> HtmlElement {
        js("window.real ??= { it: window.ChakraWhatsappConnect }");
        js(
            "window.ChakraWhatsappConnect = { init({ container }) { const frame = document.createElement('iframe'); \
            container.append(frame); return { destroy() { frame.remove() } } } }",
        );
        self.carry_out(Output::Mount(FrameId(id), token()));
        let container = self.host.query_selector(":scope > [slot=vendor]");
        container.unwrap().unwrap().unchecked_into()
    }
}

impl Drop for Rig {
    fn drop(&mut self) {
        self.driver.take();
        self.host.remove();
        js("console.debug = window.realDebug");
        // Restores the real SDK's script for other tests' widgets.
        js(
            "window.real && (real.it ? window.ChakraWhatsappConnect = real.it : delete window.ChakraWhatsappConnect)",
        );
        js("delete window.real");
    }
}

/// The configuration in the attributes of a rig's host.
fn config_of(host: &HtmlElement) -> Config {
    Config {
        status: host.get_attribute("status-url").map(Source::Url),
        tenant: host.get_attribute("tenant"),
        headers: request_headers::values(host),
        ..Config::default()
    }
}

/// An open shadow root of `host`.
pub fn shadow(host: &Element) -> ShadowRoot {
    host.attach_shadow(&ShadowRootInit::new(ShadowRootMode::Open))
        .unwrap()
}

/// Number of lines of the debug log that begin with this text.
pub fn logged(beginning: &str) -> u32 {
    let count = function(
        "(text) => logged.filter((line) => line.startsWith(`chakra-connect ${text}`)).length.toString()",
    );
    let count = count.call1(&JsValue::UNDEFINED, &beginning.into()).unwrap();
    serde_json::from_str(&count.as_string().unwrap()).unwrap()
}

pub fn token() -> ConnectToken {
    let payload = serde_json::json!({ "connectToken": TOKEN, "expiresInSeconds": 3600 });
    CachedToken::from_payload(&payload, Millis(0), None)
        .unwrap()
        .token
}
