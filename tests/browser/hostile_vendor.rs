//! Values that a hostile SDK may pass to the callbacks: each is at most a hint, and the next signup still works.

use js_sys::WebAssembly::Memory;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::page::{CONNECTED, SDK, Widget, document, function, js, settle, until};
use crate::sdk::widget_with_sdk;

/// Values as JavaScript expressions, each with a name for what is wrong.
const PAYLOADS: [(&str, &str); 24] = [
    ("nothing", "undefined"),
    ("a symbol", "Symbol('FINISH')"),
    ("a big integer", "10n"),
    ("a function", "() => ({ phoneNumberId: '1' })"),
    ("no number", "NaN"),
    ("a date that is none", "new Date(NaN)"),
    (
        "an object that holds itself",
        "(() => { const it = {}; return it.it = it })()",
    ),
    (
        "a getter that throws",
        "({ get phoneNumberId() { throw new Error('no') } })",
    ),
    (
        "a getter that throws nothing",
        "({ get message() { throw undefined } })",
    ),
    (
        "toJSON that throws",
        "({ toJSON() { throw new Error('no') } })",
    ),
    (
        "toJSON that claims a connection",
        "({ toJSON: () => ({ state: 'connected', connected: true }) })",
    ),
    (
        "toString that throws",
        "({ toString() { throw new Error('no') }, valueOf() { throw new Error('no') } })",
    ),
    (
        "a thenable",
        "({ then(done) { window.awaited = true; done({ phoneNumberId: '1' }) } })",
    ),
    (
        "a promise that is rejected",
        "(() => { const it = Promise.reject(1); it.catch(() => {}); return it })()",
    ),
    (
        "a proxy that refuses",
        "new Proxy({}, { get() { throw new Error('no') }, ownKeys() { throw new Error('no') } })",
    ),
    (
        "a proxy that is revoked",
        "(() => { const it = Proxy.revocable({}, {}); it.revoke(); return it.proxy })()",
    ),
    (
        "keys of prototypes",
        "JSON.parse('{\"__proto__\": {\"connected\": true}, \"constructor\": {\"prototype\": {}}}')",
    ),
    ("half a character", "'\\ud800'"),
    ("a text without an end", "'{'.repeat(5000)"),
    (
        "a nested text",
        "JSON.stringify(JSON.stringify(JSON.stringify({ phoneNumberId: '1' })))",
    ),
    (
        "a deep list",
        "(() => { let it = []; for (let n = 0; n < 4000; n++) it = [it]; return it })()",
    ),
    ("a large list", "new Array(1_000_000).fill('phoneNumberId')"),
    (
        "another window's object",
        "new (document.querySelector('#other').contentWindow.Object)()",
    ),
    (
        "another window's error",
        "new (document.querySelector('#other').contentWindow.Error)('theirs')",
    ),
];

const CALLBACKS: [&str; 3] = [
    "onMessage(PAYLOAD, {})",
    "onMessage('FINISH', PAYLOAD)",
    "onError(PAYLOAD)",
];

/// A widget that offers a signup, with the SDK's options in `window.vendor`.
async fn offering() -> Widget {
    js("delete window.vendor");
    let widget = widget_with_sdk(SDK);
    widget.next("chakra-ready").await;
    widget
}

/// A frame of this page, whose objects belong to another window.
struct OtherWindow(web_sys::Element);

impl OtherWindow {
    fn open() -> Self {
        let frame = document().create_element("iframe").unwrap();
        frame.set_id("other");
        document().body().unwrap().append_child(&frame).unwrap();
        Self(frame)
    }
}

impl Drop for OtherWindow {
    fn drop(&mut self) {
        self.0.remove();
    }
}

#[wasm_bindgen_test]
async fn no_payload_connects_or_stops_the_widget() {
    let _other = OtherWindow::open();
    js("delete window.awaited");
    for (what, payload) in PAYLOADS {
        for callback in CALLBACKS {
            let widget = offering().await;
            let call = callback.replace("PAYLOAD", payload);
            js(&format!("window.vendor.options.{call}"));
            settle().await;
            assert_ne!(widget.state(), "connected", "{what}: {call}");
            // The backend has the last word, whatever events came before.
            widget.set("fetchStatus", &js(CONNECTED));
            js("window.vendor.options.onSuccess({ phoneNumberId: '1' })");
            widget.call("refresh");
            until(&format!("{what}: {call}: {}", widget.state()), || {
                widget.state() == "connected"
            })
            .await;
        }
    }
    assert!(js("window.awaited").is_undefined(), "nothing is awaited");
}

#[wasm_bindgen_test]
async fn an_error_of_another_window_keeps_its_message() {
    let _other = OtherWindow::open();
    for error in [
        "new Error('theirs')",
        "new (document.querySelector('#other').contentWindow.Error)('theirs')",
        "new (document.querySelector('#other').contentWindow.DOMException)('theirs')",
        "new ErrorEvent('error', { message: 'theirs' })",
        "({ code: 3, message: 'theirs', get other() { throw 1 } })",
    ] {
        let widget = offering().await;
        let listen = function(
            "(widget) => { widget.addEventListener('chakra-failed', ({ detail }) => window.told = detail) }",
        );
        js("delete window.told");
        listen.call1(&JsValue::UNDEFINED, &widget.element).unwrap();
        // Before a click, a new frame is the response to the first error.
        js(&format!("window.vendor.options.onError({error})"));
        until("a second frame", || js("window.vendor.inits") == 2).await;
        js(&format!("window.vendor.options.onError({error})"));
        until(error, || js("window.told").is_object()).await;
        let message = js("window.told.vendorMessage");
        assert_eq!(message, "theirs", "{error}");
    }
}

#[wasm_bindgen_test]
async fn a_huge_payload_takes_no_memory() {
    let widget = offering().await;
    let size = || {
        let memory: Memory = wasm_bindgen::memory().unchecked_into();
        memory
            .buffer()
            .unchecked_into::<js_sys::ArrayBuffer>()
            .byte_length()
    };
    let before = size();
    for call in [
        "onMessage('x'.repeat(50_000_000), {})",
        "onMessage('CANCEL', { text: 'x'.repeat(50_000_000) })",
        "onError(new Error('x'.repeat(50_000_000)))",
    ] {
        js(&format!("window.vendor.options.{call}"));
        settle().await;
    }
    assert!(size() - before < 10_000_000, "{before} became {}", size());
    assert_ne!(widget.state(), "connected");
}
