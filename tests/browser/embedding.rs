//! The page around the widget: loaded twice, removed and put back, blocked, and otherwise untouched.

use js_sys::Reflect;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::page::{CONNECTED, NOT_CONNECTED, SDK, TOKEN, Widget, document, js, settle};
use crate::replaced::Replaced;

/// The page's state that a widget could affect: scrolling, classes, styles and globals.
const PAGE: &str = "JSON.stringify([
    document.documentElement.getAttribute('style'), document.documentElement.className,
    document.body.getAttribute('style'), document.body.className,
    getComputedStyle(document.body).overflow, getComputedStyle(document.documentElement).overflow,
    scrollY, document.title, location.href, document.adoptedStyleSheets.length,
    document.head.querySelectorAll('style, link').length,
    Object.keys(window).filter((name) => name !== 'vendor' && !/^[0-9]+$/.test(name)),
    Object.keys(localStorage), Object.keys(sessionStorage).filter((name) => !name.startsWith('chakra-connect ')), document.cookie])";

/// The number of entries stored for a reload.
const KEPT: &str =
    "Object.keys(sessionStorage).filter((name) => name.startsWith('chakra-connect ')).length";

#[wasm_bindgen_test]
async fn the_page_around_it_is_left_as_it_is() {
    // The SDK's global belongs to the vendor, and stays.
    let first = Widget::offering();
    first.next("chakra-ready").await;
    drop(first);
    settle().await;
    let before = js(PAGE);
    js("delete window.vendor");
    let widget = Widget::offering();
    widget.next("chakra-ready").await;
    assert_eq!(js(PAGE), before, "while the signup is offered");
    js("window.vendor.options.onMessage('FINISH', {})");
    widget.becomes("confirming").await;
    assert_eq!(js(PAGE), before, "while it is confirmed");
    assert_eq!(js(KEPT), 1, "the attempt alone is kept");
    widget.set("fetchStatus", &js(CONNECTED));
    widget.call("refresh");
    widget.becomes("connected").await;
    assert_eq!(js(PAGE), before, "once it is connected");
    assert_eq!(js(KEPT), 0);
    drop(widget);
    settle().await;
    assert_eq!(js(PAGE), before, "once it is gone");
}

/// Browsers would block a popup opened after a wait. Our popup is opened by the vendor, directly in the customer's
/// click.
#[wasm_bindgen_test]
async fn no_window_is_ever_opened_by_the_widget() {
    js("delete window.vendor");
    js("window.opened = 0");
    js("window.openBefore = window.open");
    js("window.open = () => { window.opened++; return null }");
    let widget = Widget::offering();
    widget.next("chakra-ready").await;
    widget.call("connect");
    js("window.vendor.options.onMessage('CANCEL', {})");
    widget.next("chakra-cancelled").await;
    widget.set("fetchStatus", &js(CONNECTED));
    js("window.vendor.options.onMessage('FINISH', {})");
    widget.becomes("connected").await;
    js("window.open = window.openBefore");
    assert_eq!(js("window.opened"), 0);
    js("delete window.opened && delete window.openBefore");
}

#[wasm_bindgen_test]
async fn put_back_it_keeps_its_one_shadow_root() {
    let widget = Widget::new(&format!("() => '{TOKEN}'"), CONNECTED);
    let root = widget.element.shadow_root().expect("from the start");
    for _ in 0..3 {
        widget.attach();
        widget.becomes("connected").await;
        settle().await;
        assert!(widget.text().contains("+1 555 0100"), "{}", widget.text());
        assert_eq!(root.query_selector_all(".card").unwrap().length(), 1);
        widget.element.remove();
        settle().await;
        assert_eq!(root.child_element_count(), 0);
    }
    assert_eq!(widget.element.shadow_root(), Some(root));
}

/// Some frameworks mount everything twice to find components that do not tolerate it.
#[wasm_bindgen_test]
async fn mounted_twice_at_once_it_starts_once() {
    js("delete window.vendor");
    js("window.looks = 0");
    let widget = Widget::new(&format!("() => '{TOKEN}'"), NOT_CONNECTED);
    let status = format!("() => {{ window.looks++; return ({NOT_CONNECTED})() }}");
    widget.set("fetchStatus", &js(&status));
    widget.attach();
    widget.element.remove();
    widget.attach();
    widget.next("chakra-ready").await;
    settle().await;
    assert_eq!(js("window.looks"), 1);
    assert_eq!(js("window.vendor.inits"), 1);
    let root = widget.element.shadow_root().unwrap();
    assert_eq!(root.query_selector_all(".card").unwrap().length(), 1);
}

#[wasm_bindgen_test]
async fn after_a_second_definition_the_widgets_keep_working() {
    js("delete window.vendor");
    js("window.readies = 0");
    let widget = Widget::new(&format!("() => '{TOKEN}'"), NOT_CONNECTED);
    let count = crate::page::function("() => window.readies++");
    widget
        .element
        .add_event_listener_with_callback("chakra-ready", &count)
        .unwrap();
    assert!(!chakra_connect::element::define(
        chakra_connect::element::TAG
    ));
    widget.attach();
    widget.next("chakra-ready").await;
    assert!(!chakra_connect::element::define(
        chakra_connect::element::TAG
    ));
    settle().await;
    assert_eq!(js("window.vendor.inits"), 1);
    assert_eq!(js("window.readies"), 1, "each event once");
    widget.set("fetchStatus", &js(CONNECTED));
    widget.call("refresh");
    widget.becomes("connected").await;
}

/// Some blockers make a script neither load nor fail.
#[wasm_bindgen_test]
async fn a_script_that_neither_loads_nor_fails_is_given_up_and_retried() {
    js("delete window.ChakraWhatsappConnect");
    let _replaced = Replaced::with_stalled_scripts();
    let scripts = || document().query_selector_all("script").unwrap().length();
    let before = scripts();
    let widget = Widget::new(&format!("() => '{TOKEN}'"), NOT_CONNECTED);
    // The next address gets a number appended, which becomes part of this comment.
    let url = format!("{SDK}//stalled at first");
    widget.element.set_attribute("sdk-url", &url).unwrap();
    widget.attach();
    while scripts() == before {
        settle().await;
    }
    let detail = widget.next("chakra-failed").await;
    let code = Reflect::get(&detail, &"code".into()).unwrap();
    assert_eq!(code, "sdk_load_timeout");
    assert_eq!(widget.state(), "unavailable");
    assert!(widget.text().contains("ad blocker"), "{}", widget.text());
    // The visitor unblocks the script and tries again: a new script element.
    Replaced::scripts_load_again();
    widget.call("refresh");
    widget.next("chakra-ready").await;
    assert_eq!(widget.state(), "not_connected");
    assert_eq!(scripts(), before + 1, "the stalled one is taken out");
    let addresses = "[...document.scripts].map((script) => script.src).join(' ')";
    let addresses = js(addresses).as_string().unwrap();
    assert!(
        addresses.contains("//stalled%20at%20first&2"),
        "{addresses}"
    );
}

#[wasm_bindgen_test]
async fn the_theme_changes_immediately_and_restarts_nothing() {
    js("delete window.vendor");
    let widget = Widget::offering();
    widget.next("chakra-ready").await;
    let scheme = |theme: &str| {
        widget.element.set_attribute("theme", theme).unwrap();
        let read = crate::page::function("(element) => getComputedStyle(element).colorScheme");
        read.call1(&wasm_bindgen::JsValue::NULL, &widget.element)
            .unwrap()
    };
    assert_eq!(scheme("dark"), "dark");
    assert_eq!(scheme("light"), "light");
    assert_eq!(scheme("auto"), "light dark");
    settle().await;
    assert_eq!(js("window.vendor.inits"), 1, "the frame stands as it was");
    assert_eq!(widget.state(), "not_connected");
}
