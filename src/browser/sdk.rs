//! The vendor SDK: its script, loaded once a page and again after a failure, and its instances.

use std::cell::RefCell;

use js_sys::{Function, Object, Promise, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Element, HtmlElement, HtmlScriptElement};

use super::js;
use super::page::Host;
use super::trusted;
use crate::flow::VENDOR_TIME;
use crate::flow::error::{Code, Failure};
use crate::flow::token::ConnectToken;
use crate::flow::vendor::{Callback, Signal};

#[wasm_bindgen(module = "/src/element/shim.js")]
extern "C" {
    fn loading(script: &HtmlScriptElement) -> Promise;
}

/// The global that Chakra's script defines. Source: every public integration (chakra-protocol 2.1).
const GLOBAL: &str = "ChakraWhatsappConnect";

thread_local! {
    /// The scripts of this page that load or have loaded. A failed one is taken out again, so that
    /// a later try is a new one.
    static SCRIPTS: RefCell<Vec<Script>> = const { RefCell::new(Vec::new()) };
}

#[derive(Clone)]
struct Script {
    url: String,
    element: HtmlScriptElement,
    loaded: Promise,
    /// When it was put on the page, in milliseconds of the monotonic clock.
    added: f64,
}

impl Script {
    /// Whether it has had its time. Some blockers let a script neither load nor fail: who waited
    /// for such a one again would wait for good.
    fn is_hanging(&self) -> bool {
        now() - self.added >= VENDOR_TIME.as_secs_f64() * 1000.0
    }

    fn take_out(&self) {
        self.element.remove();
        SCRIPTS.with_borrow_mut(|scripts| {
            scripts.retain(|script| script.element != self.element);
        });
    }
}

/// Loads the SDK from `url`, unless it is there; with the nonce of `host`, where it has one.
pub(super) async fn load(host: &Host, url: &str) -> Result<(), Failure> {
    if init_function().is_none() {
        let script = known_script(url).or_else(|| add_script(host, url));
        let script = script.ok_or(Code::SdkLoadFailed)?;
        let loaded = JsFuture::from(script.loaded.clone()).await;
        if init_function().is_none() {
            script.take_out();
            loaded.map_err(|_| Code::SdkLoadFailed)?;
        }
    }
    init_function()
        .map(|_| ())
        .ok_or_else(|| Code::SdkNotUsable.into())
}

fn known_script(url: &str) -> Option<Script> {
    let same = |script: &&Script| script.url == url;
    let known = SCRIPTS.with_borrow(|scripts| scripts.iter().find(same).cloned())?;
    if known.is_hanging() {
        known.take_out();
        return None;
    }
    Some(known)
}

fn add_script(host: &Host, url: &str) -> Option<Script> {
    let document = web_sys::window()?.document()?;
    let element: HtmlScriptElement = document.create_element("script").ok()?.unchecked_into();
    let loaded = loading(&element);
    element.set_async(true);
    // The page's policy may ask for one; only the property still tells it.
    Reflect::set(&element, &"nonce".into(), &js::get(&host.0, "nonce")).ok()?;
    // Throws where the page demands trusted types and does not allow our policy.
    Reflect::set(&element, &"src".into(), &trusted::script_url(url)).ok()?;
    document.head()?.append_child(&element).ok()?;
    let script = Script {
        url: url.to_owned(),
        element,
        loaded,
        added: now(),
    };
    SCRIPTS.with_borrow_mut(|scripts| scripts.push(script.clone()));
    Some(script)
}

/// The monotonic clock, in milliseconds.
fn now() -> f64 {
    let performance = web_sys::window().and_then(|window| window.performance());
    performance.map_or(0.0, |performance| performance.now())
}

/// `window.ChakraWhatsappConnect` and its `init`, if they are what they should be: an element with
/// that id, or any other global of that name, is not.
fn init_function() -> Option<(JsValue, Function)> {
    let window = web_sys::window()?;
    let sdk = js::get(&window, GLOBAL);
    if sdk.is_instance_of::<Element>() {
        return None;
    }
    let init = js::function(&sdk, "init")?;
    Some((sdk, init))
}

/// One frame of the vendor's, in its container. Destroyed and removed when dropped.
#[derive(Debug)]
pub(super) struct Mounted {
    container: HtmlElement,
    instance: JsValue,
}

impl Mounted {
    /// Makes the frame in a new container in the host's light DOM, where a selector, a style sheet
    /// and the browser's focus can reach it, shown through the slot `vendor`.
    pub(super) fn new(
        host: &Host,
        token: &ConnectToken,
        on_signal: impl Fn(Signal) + Clone + 'static,
    ) -> Result<Self, Failure> {
        let (sdk, init) = init_function().ok_or(Code::SdkNotUsable)?;
        // Of this window, in whose sense it then is an element, also where the host has been taken
        // into the document of a frame.
        let document = web_sys::window().and_then(|window| window.document());
        let document = document.ok_or(Code::SdkInitFailed)?;
        let element = document
            .create_element("div")
            .map_err(|_| Code::SdkInitFailed)?;
        let container: HtmlElement = element.unchecked_into();
        container.set_slot("vendor");
        host.0
            .append_child(&container)
            .map_err(|_| Code::SdkInitFailed)?;
        // From here on, dropping removes the container.
        let mut mounted = Self {
            container,
            instance: JsValue::UNDEFINED,
        };
        let options = options(&mounted.container, token, on_signal);
        mounted.instance = init
            .call1(&sdk, &options)
            .map_err(|_| Code::SdkInitFailed)?;
        Ok(mounted)
    }
}

impl Drop for Mounted {
    fn drop(&mut self) {
        let host = self.container.parent_element();
        let focused = self.container.owner_document();
        let focused = focused.and_then(|document| document.active_element());
        let has_focus = self.container.contains(focused.as_deref());
        if let Some(destroy) = js::function(&self.instance, "destroy") {
            // What the vendor throws here, nobody could act on; the container goes all the same.
            let _ = destroy.call0(&self.instance);
        }
        self.container.remove();
        if has_focus {
            focus_card(host);
        }
    }
}

/// The focus was in the frame that goes: it stays in the widget, not at the top of the page.
fn focus_card(host: Option<Element>) {
    let root = host.and_then(|host| host.shadow_root());
    let card = root.and_then(|root| root.query_selector("[tabindex]").ok().flatten());
    if let Some(card) = card {
        // Fails for nothing the browser tells of.
        let _ = card.unchecked_into::<HtmlElement>().focus();
    }
}

/// The options of `init`. Source: chakra-protocol 2.1.
fn options(
    container: &HtmlElement,
    token: &ConnectToken,
    on_signal: impl Fn(Signal) + Clone + 'static,
) -> Object {
    let options = Object::new();
    js::set(&options, "connectToken", token.secret());
    js::set(&options, "container", container);
    js::set(&options, "width", "100%");
    js::set(&options, "height", "100%");
    let ready = on_signal.clone();
    js::set(
        &options,
        "onReady",
        callback(move |_, _| ready(signal(Callback::Ready, &JsValue::NULL, &JsValue::NULL))),
    );
    let success = on_signal.clone();
    js::set(
        &options,
        "onSuccess",
        callback(move |data, _| success(signal(Callback::Success, &JsValue::NULL, &data))),
    );
    let error = on_signal.clone();
    js::set(
        &options,
        "onError",
        callback(move |data, _| error(signal(Callback::Error, &JsValue::NULL, &described(&data)))),
    );
    js::set(
        &options,
        "onMessage",
        callback(move |event, data| on_signal(signal(Callback::Message, &event, &data))),
    );
    options
}

/// A function that belongs to JavaScript and is freed by its garbage collector: the vendor may
/// still call it after `destroy()`.
fn callback(call: impl Fn(JsValue, JsValue) + 'static) -> JsValue {
    Closure::<dyn Fn(JsValue, JsValue)>::new(call).into_js_value()
}

fn signal(callback: Callback, event: &JsValue, data: &JsValue) -> Signal {
    Signal {
        callback,
        event: js::json(event),
        data: js::json(data),
    }
}

/// An `Error` has no JSON of its own: its message is copied out.
fn described(error: &JsValue) -> JsValue {
    if !error.is_instance_of::<js_sys::Error>() {
        return error.clone();
    }
    let object = Object::new();
    js::set(&object, "message", js::get(error, "message"));
    object.into()
}
