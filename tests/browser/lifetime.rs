//! Widgets that are moved, removed, or created in another's event: nothing is lost, and nothing is left behind.
//!
//! The first four guard what we measured of Leptos in a custom element: a view's owner must be a root and be cleaned up
//! by hand, and a move is a removal and an insertion.

use js_sys::Reflect;
use leptos::prelude::{GetUntracked, Owner, RwSignal};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::page::{CONNECTED, NOT_CONNECTED, TOKEN, Widget, document, js, settle};
use crate::replaced::Replaced;

#[wasm_bindgen_test]
async fn a_move_keeps_the_state() {
    let widget = Widget::new(&format!("() => '{TOKEN}'"), CONNECTED);
    js("window.looks = 0");
    widget.set(
        "fetchStatus",
        &js(&format!(
            "() => {{ window.looks++; return ({CONNECTED})() }}"
        )),
    );
    widget.attach();
    widget.becomes("connected").await;
    let elsewhere = document().create_element("p").unwrap();
    document().body().unwrap().append_child(&elsewhere).unwrap();
    elsewhere.append_child(&widget.element).unwrap();
    settle().await;
    assert_eq!(widget.state(), "connected");
    assert!(widget.text().contains("+1 555 0100"), "{}", widget.text());
    assert_eq!(js("window.looks"), 1, "no new start");
    elsewhere.remove();
}

#[wasm_bindgen_test]
async fn a_move_of_an_offered_signup_recreates_its_frame() {
    js("delete window.vendor");
    let widget = Widget::offering();
    widget.next("chakra-ready").await;
    widget.place.append_child(&widget.element).unwrap();
    widget.next("chakra-ready").await;
    assert_eq!(js("window.vendor.inits"), 2);
    assert_eq!(js("window.vendor.destroys"), 1);
    assert_eq!(
        widget
            .element
            .query_selector_all("iframe")
            .unwrap()
            .length(),
        1
    );
}

#[wasm_bindgen_test]
async fn a_widget_made_in_anothers_event_outlives_it() {
    let first = Widget::new(&format!("() => '{TOKEN}'"), CONNECTED);
    let second = std::rc::Rc::new(Widget::new(&format!("() => '{TOKEN}'"), CONNECTED));
    let offspring = second.clone();
    let make = Closure::<dyn FnMut()>::new(move || offspring.attach());
    first
        .element
        .add_event_listener_with_callback("chakra-statechange", make.as_ref().unchecked_ref())
        .unwrap();
    first.attach();
    second.becomes("connected").await;
    first.element.remove();
    settle().await;
    second.set("fetchStatus", &js(NOT_CONNECTED));
    second.call("refresh");
    second.becomes("not_connected").await;
    settle().await;
    assert!(
        second.text().contains("Connect WhatsApp"),
        "its view follows: {}",
        second.text()
    );
}

#[wasm_bindgen_test]
async fn a_response_after_the_removal_does_nothing() {
    js("delete window.vendor");
    let widget = Widget::new(
        "() => new Promise((done) => { window.answerLate = done })",
        NOT_CONNECTED,
    );
    widget.attach();
    while js("typeof window.answerLate") != "function" {
        settle().await;
    }
    widget.element.remove();
    settle().await;
    js(&format!("window.answerLate('{TOKEN}')"));
    settle().await;
    assert!(js("window.vendor").is_undefined(), "no frame was made");
    assert_eq!(widget.element.child_element_count(), 0);
    assert_eq!(widget.state(), "loading");
    js("delete window.answerLate");
}

#[wasm_bindgen_test]
async fn a_removed_widget_can_be_put_back() {
    let widget = Widget::new(&format!("() => '{TOKEN}'"), CONNECTED);
    widget.attach();
    widget.becomes("connected").await;
    widget.element.remove();
    settle().await;
    assert_eq!(
        widget.element.shadow_root().unwrap().child_element_count(),
        0
    );
    widget.attach();
    widget.becomes("connected").await;
    settle().await;
    assert!(widget.text().contains("+1 555 0100"), "{}", widget.text());
}

/// A library's `remove` needs a parent element, which the card in its shadow root does not have.
#[wasm_bindgen_test]
async fn a_removed_widget_is_gone_whatever_remove_does() {
    let _replaced = Replaced::remove();
    js("window.errors = 0");
    js("window.onerror = () => { window.errors++ }");
    let widget = Widget::offering();
    widget.next("chakra-ready").await;
    widget.place.remove_child(&widget.element).unwrap();
    settle().await;
    settle().await;
    js("delete window.onerror && (window.onerror = null)");
    assert_eq!(js("window.errors"), 0);
    let root = widget.element.shadow_root().unwrap();
    assert_eq!(root.child_element_count(), 0);
    assert_eq!(widget.element.child_element_count(), 0);
    widget.attach();
    widget.becomes("not_connected").await;
    assert_eq!(root.child_element_count(), 1);
}

/// An app's own signals would otherwise belong to the widget, and end with it.
#[wasm_bindgen_test]
async fn a_widget_leaves_the_apps_owner_as_it_was() {
    for own in [None, Some(Owner::new_root(None))] {
        match &own {
            Some(own) => own.set(),
            None => {
                if let Some(other) = Owner::current() {
                    other.unset();
                }
            }
        }
        let widget = Widget::new(&format!("() => '{TOKEN}'"), CONNECTED);
        widget.attach();
        widget.becomes("connected").await;
        assert!(Owner::current() == own, "{own:?}");
        let signal = RwSignal::new(7);
        widget.element.remove();
        settle().await;
        assert_eq!(signal.try_get_untracked(), Some(7), "{own:?}");
    }
}

#[wasm_bindgen_test]
async fn a_widget_removes_everything_it_adds() {
    // The SDK's script stays: it belongs to the page, and is loaded once.
    let first = Widget::offering();
    first.next("chakra-ready").await;
    drop(first);
    settle().await;
    js("window.listeners = 0");
    js("window.added = EventTarget.prototype.addEventListener");
    js("window.removed = EventTarget.prototype.removeEventListener");
    js(
        "EventTarget.prototype.addEventListener = function (...all) { if (this === window || this === document) window.listeners++; return window.added.apply(this, all) }",
    );
    js(
        "EventTarget.prototype.removeEventListener = function (...all) { if (this === window || this === document) window.listeners--; return window.removed.apply(this, all) }",
    );
    let elements = document().query_selector_all("*").unwrap().length();
    for _ in 0..20 {
        let widget = Widget::offering();
        widget.next("chakra-ready").await;
        assert_ne!(js("window.listeners"), 0);
        drop(widget);
        settle().await;
    }
    js("EventTarget.prototype.addEventListener = window.added");
    js("EventTarget.prototype.removeEventListener = window.removed");
    assert_eq!(js("window.listeners"), 0);
    assert_eq!(
        document().query_selector_all("*").unwrap().length(),
        elements
    );
    let globals = js("Object.keys(window).filter((name) => /chakra/i.test(name)).join()");
    assert_eq!(
        globals, "ChakraWhatsappConnect",
        "no global but the vendor's"
    );
}

#[wasm_bindgen_test]
async fn two_widgets_have_two_frames_and_two_tokens() {
    js("window.tokens = 0");
    let token = format!("() => {{ window.tokens++; return '{TOKEN}' }}");
    let (first, second) = (
        Widget::new(&token, NOT_CONNECTED),
        Widget::new(&token, NOT_CONNECTED),
    );
    first.attach();
    first.next("chakra-ready").await;
    second.attach();
    second.next("chakra-ready").await;
    assert_eq!(js("window.tokens"), 2);
    second.set("fetchStatus", &js(CONNECTED));
    second.call("refresh");
    second.becomes("connected").await;
    assert_eq!(first.state(), "not_connected");
    assert_eq!(
        first.element.query_selector_all("iframe").unwrap().length(),
        1
    );
    assert_eq!(
        second.element.child_element_count(),
        0,
        "the connected one needs no frame"
    );
    let root = Reflect::get(&first.element, &"shadowRoot".into()).unwrap();
    assert!(root.is_object());
}
