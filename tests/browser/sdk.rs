//! The vendor SDK's script and instances: the widget always offers a next step.

use js_sys::Reflect;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::page::{CONNECTED, NOT_CONNECTED, SDK, TOKEN, Widget, document, js, settle};
use crate::replaced::Replaced;

/// A widget on a page that has not loaded the SDK yet. Each call uses a new address.
pub fn widget_with_sdk(url: &str) -> Widget {
    js("delete window.ChakraWhatsappConnect");
    let url = &format!("{url}/*{}*/", js_sys::Math::random());
    let widget = Widget::new(&format!("() => '{TOKEN}'"), NOT_CONNECTED);
    widget.element.set_attribute("sdk-url", url).unwrap();
    widget.attach();
    widget
}

async fn failure_code(widget: &Widget) -> JsValue {
    let detail = widget.next("chakra-failed").await;
    Reflect::get(&detail, &"code".into()).unwrap()
}

fn scripts() -> u32 {
    document().query_selector_all("script").unwrap().length()
}

#[wasm_bindgen_test]
async fn a_script_that_fails_is_removed_and_can_be_loaded_again() {
    let before = scripts();
    let missing = "blob:nothing-here";
    let widget = widget_with_sdk(missing);
    assert_eq!(failure_code(&widget).await, "sdk_load_failed");
    assert_eq!(widget.state(), "unavailable");
    assert_eq!(scripts(), before);
    // The same address leads to a new attempt, not to the old failure.
    widget.call("refresh");
    assert_eq!(failure_code(&widget).await, "sdk_load_failed");
    widget
        .element
        .set_attribute("sdk-url", &format!("{SDK}/*after a failure*/"))
        .unwrap();
    widget.becomes("not_connected").await;
}

#[wasm_bindgen_test]
async fn a_loaded_script_is_not_loaded_again() {
    let first = widget_with_sdk(SDK);
    first.next("chakra-ready").await;
    let before = scripts();
    let second = Widget::offering();
    second.next("chakra-ready").await;
    assert_eq!(scripts(), before);
}

/// For example an older integration of the page, which removes what it believes to be its own.
#[wasm_bindgen_test]
async fn an_sdk_that_other_code_has_removed_is_loaded_again() {
    // The second address gets a number appended, which becomes part of this comment.
    let widget = widget_with_sdk(&format!("{SDK}//"));
    widget.becomes("not_connected").await;
    js("delete window.ChakraWhatsappConnect");
    widget.call("reset");
    assert_eq!(failure_code(&widget).await, "sdk_not_usable");
    widget.call("refresh");
    widget.becomes("not_connected").await;
    assert_ne!(js("window.ChakraWhatsappConnect"), JsValue::UNDEFINED);
}

#[wasm_bindgen_test]
async fn an_element_of_the_globals_name_is_not_the_sdk() {
    let _replaced = Replaced::sdk();
    let clobber = document().create_element("a").unwrap();
    clobber.set_id("ChakraWhatsappConnect");
    document().body().unwrap().append_child(&clobber).unwrap();
    let widget = widget_with_sdk("data:text/javascript,");
    assert_eq!(failure_code(&widget).await, "sdk_not_usable");
    clobber.remove();
}

#[wasm_bindgen_test]
async fn an_init_that_throws_is_reported() {
    let _replaced = Replaced::sdk();
    let widget = widget_with_sdk(
        "data:text/javascript,window.ChakraWhatsappConnect={init(){throw new Error('no')}}",
    );
    assert_eq!(failure_code(&widget).await, "sdk_init_failed");
    assert_eq!(
        widget.element.child_element_count(),
        0,
        "its container is gone"
    );
}

#[wasm_bindgen_test]
async fn callbacks_after_the_end_do_nothing() {
    js("delete window.vendor");
    let widget = widget_with_sdk(SDK);
    widget.next("chakra-ready").await;
    widget.element.remove();
    settle().await;
    assert_eq!(js("window.vendor.destroys"), 1);
    js("window.vendor.options.onSuccess({ phoneNumberId: '1' })");
    js("window.vendor.options.onMessage('FINISH', {})");
    js("window.vendor.options.onError(new Error('late'))");
    js("window.vendor.options.onReady()");
    settle().await;
}

#[wasm_bindgen_test]
async fn a_repeated_success_event_is_one_outcome() {
    js("delete window.vendor");
    js("window.outcomes = 0");
    let widget = widget_with_sdk(SDK);
    widget.next("chakra-ready").await;
    let count = crate::page::function("() => window.outcomes++");
    widget
        .element
        .add_event_listener_with_callback("chakra-connected", &count)
        .unwrap();
    widget.set("fetchStatus", &js(CONNECTED));
    js("window.vendor.options.onMessage('FINISH', { phone_number_id: '1' })");
    js("window.vendor.options.onSuccess({ phoneNumberId: '1' })");
    js("window.vendor.options.onSuccess({ phoneNumberId: '1' })");
    widget.becomes("connected").await;
    settle().await;
    assert_eq!(js("window.outcomes"), 1);
}

#[wasm_bindgen_test]
async fn hostile_payloads_are_hints_at_most() {
    js("delete window.vendor");
    let widget = widget_with_sdk(SDK);
    widget.next("chakra-ready").await;
    js(
        "window.vendor.options.onMessage({ toString() { throw new Error('no') } }, new Proxy({}, { get() { throw new Error('no') }, ownKeys() { throw new Error('no') } }))",
    );
    js(
        "(() => { const cyclic = {}; cyclic.self = cyclic; window.vendor.options.onSuccess(cyclic) })()",
    );
    widget.becomes("confirming").await;
    settle().await;
    assert_ne!(widget.state(), "connected", "the backend did not say so");
}

#[wasm_bindgen_test]
async fn the_token_goes_to_the_sdk_and_nowhere_else() {
    js("delete window.vendor");
    let widget = widget_with_sdk(SDK);
    widget.next("chakra-ready").await;
    assert_eq!(js("window.vendor.options.connectToken"), TOKEN);
    let outside = document().document_element().unwrap().outer_html();
    let inside = widget.element.shadow_root().unwrap().inner_html();
    assert!(!outside.contains(TOKEN) && !inside.contains(TOKEN));
    assert!(js("window.vendor.options.container").is_instance_of::<web_sys::HtmlElement>());
}
