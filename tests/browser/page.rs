//! The page under test: creates an element, answers for its backend, and stands in for the vendor SDK.

use js_sys::{Function, Object, Promise, Reflect, eval};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{CustomEvent, Document, Element, Event, HtmlElement};

/// A connect token of the documented format, with a lifetime of one hour.
pub const TOKEN: &str = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpYXQiOjE3NzE0MDc4NzcuMzAxLCJkYXRhIjp7InRlYW1JZCI6InQiLCJwbHVnaW5JZCI6InAiLCJjbGllbnRSZWZlcmVuY2VJZCI6ImMifSwicmFuZG9tU3RyaW5nIjoiciIsImV4cCI6MTc3MTQxMTQ3N30.c2lnbmF0dXJl";

pub const NOT_CONNECTED: &str = "() => ({ state: 'not_connected', numbers: [] })";
pub const CONNECTED: &str = "() => ({ state: 'connected', numbers: [{ phoneNumberId: '1', displayPhoneNumber: '+1 555 0100' }] })";

/// An SDK that is ready immediately, and stores its options and calls in `window.vendor`.
pub const SDK: &str = "data:text/javascript,window.ChakraWhatsappConnect={init(o){\
    const frame=document.createElement('iframe');o.container.append(frame);o.onReady();\
    const vendor=window.vendor??={inits:0,destroys:0};vendor.inits++;vendor.options=o;\
    return{destroy(){vendor.destroys++;frame.remove()}}}};";

pub fn document() -> Document {
    web_sys::window().unwrap().document().unwrap()
}

/// A JavaScript expression's value.
pub fn js(expression: &str) -> JsValue {
    eval(&format!("({expression})")).unwrap()
}

pub fn function(expression: &str) -> Function {
    js(expression).unchecked_into()
}

/// One widget in its own place, in view. Removed when dropped, together with the attempt that it may keep: the next
/// test's widget would recall it.
pub struct Widget {
    pub element: HtmlElement,
    pub place: Element,
}

impl Widget {
    /// Creates an element whose functions are `token` and `status`, two JavaScript functions. Does not add it to the
    /// page.
    pub fn new(token: &str, status: &str) -> Self {
        chakra_connect::element::define(chakra_connect::element::TAG);
        let place = document().create_element("div").unwrap();
        place
            .set_attribute("style", "position:fixed;inset:0 0 auto 0")
            .unwrap();
        document().body().unwrap().append_child(&place).unwrap();
        let element = document()
            .create_element(chakra_connect::element::TAG)
            .unwrap();
        let element: HtmlElement = element.unchecked_into();
        element.set_attribute("sdk-url", SDK).unwrap();
        let widget = Self { element, place };
        if !token.is_empty() {
            widget.set("fetchToken", &js(token));
        }
        if !status.is_empty() {
            widget.set("fetchStatus", &js(status));
        }
        widget
    }

    /// A widget on the page, without a connection.
    pub fn offering() -> Self {
        let widget = Self::new(&format!("() => '{TOKEN}'"), NOT_CONNECTED);
        widget.attach();
        widget
    }

    pub fn attach(&self) {
        self.place.append_child(&self.element).unwrap();
    }

    pub fn set(&self, property: &str, value: &JsValue) {
        Reflect::set(&self.element, &property.into(), value).unwrap();
    }

    pub fn get(&self, property: &str) -> JsValue {
        Reflect::get(&self.element, &property.into()).unwrap()
    }

    pub fn call(&self, method: &str) {
        self.get(method)
            .unchecked_into::<Function>()
            .call0(&self.element)
            .unwrap();
    }

    pub fn state(&self) -> String {
        self.get("state").as_string().unwrap()
    }

    /// The text that the customer reads.
    pub fn text(&self) -> String {
        self.element
            .shadow_root()
            .unwrap()
            .text_content()
            .unwrap_or_default()
    }

    /// Waits until the customer reads `words`.
    pub async fn says(&self, words: &str) {
        let promise = function(
            "(root, words) => new Promise((done, fail) => {
                const look = () => root.textContent.includes(words) && done(observer.disconnect());
                const observer = new MutationObserver(look);
                observer.observe(root, { subtree: true, childList: true, characterData: true });
                setTimeout(() => fail(`no '${words}' within 30 s but '${root.textContent}'`), 30000);
                look();
            })",
        );
        let root = self.element.shadow_root().unwrap();
        let promise = promise
            .call2(&JsValue::UNDEFINED, &root, &words.into())
            .unwrap();
        JsFuture::from(promise.unchecked_into::<Promise>())
            .await
            .expect("the words come");
    }

    /// Waits until the state is `state`.
    pub async fn becomes(&self, state: &str) {
        while self.state() != state {
            self.next("chakra-statechange").await;
        }
    }

    /// Waits for the next event of this name, and returns its detail.
    pub async fn next(&self, event: &str) -> JsValue {
        next(&self.element, event).await
    }
}

impl Drop for Widget {
    fn drop(&mut self) {
        self.place.remove();
        js("sessionStorage.clear()");
    }
}

/// Waits for the next `event` of `target`. Fails after 15 seconds, because some failures are reported only after a few
/// retries.
pub async fn next(target: &HtmlElement, event: &str) -> JsValue {
    let promise = Promise::new(&mut |resolve, reject| {
        let on_event = Closure::once_into_js(move |event: Event| {
            let detail = event.unchecked_into::<CustomEvent>().detail();
            resolve.call1(&JsValue::UNDEFINED, &detail).unwrap();
        });
        let options = Object::new();
        Reflect::set(&options, &"once".into(), &true.into()).unwrap();
        Reflect::get(target, &"addEventListener".into())
            .unwrap()
            .unchecked_into::<Function>()
            .call3(target, &event.into(), &on_event, &options)
            .unwrap();
        let give_up = function(
            "(target, event, reject) => (window.replaced?.setTimeout ?? setTimeout)(() => {
                const text = target.shadowRoot?.textContent;
                const page = document.visibilityState;
                reject(`no ${event} within 15 s; the state: ${target.state}, the page: ${page}, the text: '${text}'`);
            }, 15000)",
        );
        give_up
            .call3(&JsValue::UNDEFINED, target, &event.into(), &reject)
            .unwrap();
    });
    JsFuture::from(promise).await.expect("the event comes")
}

/// Runs everything that is due: microtasks, and one turn of the event loop.
pub async fn settle() {
    let promise = function("() => new Promise((done) => setTimeout(done))");
    let promise: Promise = promise.call0(&JsValue::UNDEFINED).unwrap().unchecked_into();
    JsFuture::from(promise).await.unwrap();
}

/// Lets the page run until `is_so`. Fails after 30 seconds.
pub async fn until(what: &str, is_so: impl Fn() -> bool) {
    let end = js_sys::Date::now() + 30_000.0;
    while !is_so() {
        assert!(js_sys::Date::now() < end, "{what}");
        settle().await;
    }
}
