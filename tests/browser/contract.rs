//! The element's interface for a page: accessors, promises, headings, and the focus in nested shadow roots.

use chakra_connect::contract::{ATTRIBUTES, PROPERTIES, Values};
use js_sys::{Function, Object, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::HtmlElement;

use crate::page::{CONNECTED, NOT_CONNECTED, TOKEN, Widget, document, function, js, settle};

/// `token-url` becomes `tokenUrl`.
fn property_of(attribute: &str) -> String {
    let mut words = attribute.split('-');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |text, word| {
        text + &word[..1].to_uppercase() + &word[1..]
    })
}

fn text(object: &JsValue, name: &str) -> Option<String> {
    Reflect::get(object, &name.into()).unwrap().as_string()
}

impl Widget {
    /// Calls a method, and returns what its promise resolves to.
    async fn outcome(&self, method: &str) -> JsValue {
        JsFuture::from(self.promise(method, &JsValue::UNDEFINED))
            .await
            .unwrap()
    }

    fn promise(&self, method: &str, options: &JsValue) -> Promise {
        let method: Function = self.get(method).unchecked_into();
        method
            .call1(&self.element, options)
            .unwrap()
            .unchecked_into()
    }
}

#[wasm_bindgen_test]
async fn every_attribute_is_a_property_and_back() {
    let widget = Widget::new("", "");
    for attribute in ATTRIBUTES {
        let property = property_of(attribute.name);
        let before = widget.get(&property);
        let value = match attribute.values {
            Values::Flag => JsValue::TRUE,
            _ => attribute.allowed().last().copied().unwrap_or("acme").into(),
        };
        widget.set(&property, &value);
        let written = widget.element.get_attribute(attribute.name);
        assert_eq!(
            written,
            Some(value.as_string().unwrap_or_default()),
            "{property}"
        );
        assert_eq!(widget.get(&property), value, "{property}");
        assert_eq!(widget.get(&property.to_lowercase()), value, "{property}");
        for nothing in [JsValue::NULL, JsValue::UNDEFINED, JsValue::FALSE] {
            widget.set(&property, &value);
            widget.set(&property, &nothing);
            assert!(!widget.element.has_attribute(attribute.name), "{property}");
        }
        let absent = match attribute.values {
            Values::Flag => JsValue::FALSE,
            _ => JsValue::NULL,
        };
        assert_eq!(widget.get(&property), absent);
        if attribute.name == "sdk-url" {
            widget.set(&property, &before);
        }
    }
    for property in PROPERTIES {
        for name in [(*property).to_owned(), property.to_lowercase()] {
            let value = Object::new();
            widget.set(&name, &value);
            assert_eq!(widget.get(property), *value, "{name}");
        }
    }
}

/// Some compilers write attributes this way, and so do people who know the property's name.
#[wasm_bindgen_test]
async fn an_attribute_in_camel_case_sets_the_intended_one() {
    let widget = Widget::new("", "");
    let element = &widget.element;
    element.set_attribute("tokenUrl", "/token").unwrap();
    assert_eq!(
        element.get_attribute("token-url").as_deref(),
        Some("/token")
    );
    element.remove_attribute("tokenUrl").unwrap();
    assert!(!element.has_attribute("token-url"));
    element.set_attribute("fetchToken", "() => {}").unwrap();
    assert_eq!(widget.get("fetchToken"), JsValue::UNDEFINED);
}

#[wasm_bindgen_test]
async fn attributes_set_as_properties_before_the_definition_count() {
    let tag = "chakra-reflected";
    let element = document().create_element(tag).unwrap();
    for (name, value) in [("tokenUrl", "/token"), ("headinglevel", "4")] {
        Reflect::set(&element, &name.into(), &value.into()).unwrap();
    }
    document().body().unwrap().append_child(&element).unwrap();
    chakra_connect::element::define(tag);
    assert_eq!(
        element.get_attribute("token-url").as_deref(),
        Some("/token")
    );
    assert_eq!(element.get_attribute("heading-level").as_deref(), Some("4"));
    assert_eq!(Reflect::own_keys(&element).unwrap().length(), 0);
    element.remove();
}

#[wasm_bindgen_test]
async fn a_property_written_as_text_is_warned_of_once() {
    js("window.warnings = []");
    js("window.warn = console.warn");
    js("console.warn = (text) => window.warnings.push(text)");
    let widget = Widget::new(&format!("() => '{TOKEN}'"), CONNECTED);
    let written = [("sendevent", "() => {}"), ("messages", "[object Object]")];
    for (name, text) in written {
        widget.element.set_attribute(name, text).unwrap();
    }
    // The attribute is fine if the property is set too.
    widget
        .element
        .set_attribute("fetchtoken", "() => {}")
        .unwrap();
    widget.attach();
    widget.becomes("connected").await;
    widget.element.set_attribute("theme", "dark").unwrap();
    settle().await;
    js("console.warn = window.warn");
    let warnings = js("window.warnings.filter((text) => / property/.test(text)).join('\\n')");
    let warnings = warnings.as_string().unwrap();
    assert_eq!(warnings.lines().count(), written.len(), "{warnings}");
    for name in ["sendEvent", "messages"] {
        assert!(warnings.contains(name), "{warnings}");
    }
}

#[wasm_bindgen_test]
async fn ready_settles_with_the_first_known_state() {
    let widget = Widget::new(&format!("() => '{TOKEN}'"), CONNECTED);
    let ready: Promise = widget.get("ready").unchecked_into();
    assert!(widget.get("ready") == **ready, "one promise");
    widget.attach();
    let told = JsFuture::from(ready).await.unwrap();
    assert_eq!(text(&told, "state").as_deref(), Some("connected"));
    let again = JsFuture::from(widget.get("ready").unchecked_into::<Promise>());
    assert_eq!(
        text(&again.await.unwrap(), "state").as_deref(),
        Some("connected")
    );
}

#[wasm_bindgen_test]
async fn connect_settles_with_how_the_signup_ends() {
    js("delete window.vendor");
    let widget = Widget::offering();
    widget.next("chakra-ready").await;
    let outcome = widget.promise("connect", &JsValue::UNDEFINED);
    js("window.vendor.options.onMessage('POPUP_OPENED', {})");
    js("window.vendor.options.onMessage('FINISH', {})");
    widget.becomes("confirming").await;
    widget.set("fetchStatus", &js(CONNECTED));
    let _ = widget.promise("refresh", &JsValue::UNDEFINED);
    let told = JsFuture::from(outcome).await.unwrap();
    assert_eq!(
        text(&told, "type").as_deref(),
        Some("connected"),
        "{told:?}"
    );
    assert_eq!(text(&told, "state").as_deref(), Some("connected"));
    assert!(text(&told, "attemptId").is_some());
}

#[wasm_bindgen_test]
async fn refresh_settles_with_the_state() {
    let widget = Widget::new(&format!("() => '{TOKEN}'"), CONNECTED);
    widget.attach();
    widget.becomes("connected").await;
    widget.set("fetchStatus", &js(NOT_CONNECTED));
    let told = widget.outcome("refresh").await;
    assert_ne!(
        text(&told, "state").as_deref(),
        Some("connected"),
        "{told:?}"
    );
    assert_eq!(text(&told, "type"), None);
}

#[wasm_bindgen_test]
async fn disconnect_settles_with_its_result() {
    let widget = Widget::new(&format!("() => '{TOKEN}'"), CONNECTED);
    widget.set("disconnectAccount", &js("() => undefined"));
    widget.attach();
    widget.becomes("connected").await;
    let prevent = function("(event) => event.preventDefault()");
    let target = &widget.element;
    target
        .add_event_listener_with_callback("chakra-before-disconnect", &prevent)
        .unwrap();
    let kept = widget.outcome("disconnect").await;
    assert_eq!(
        text(&kept, "state").as_deref(),
        Some("connected"),
        "{kept:?}"
    );
    target
        .remove_event_listener_with_callback("chakra-before-disconnect", &prevent)
        .unwrap();
    widget.set("fetchStatus", &js(NOT_CONNECTED));
    let told = widget.outcome("disconnect").await;
    assert_eq!(
        text(&told, "type").as_deref(),
        Some("disconnected"),
        "{told:?}"
    );
}

#[wasm_bindgen_test]
async fn a_call_on_an_element_that_is_removed_settles() {
    js("delete window.vendor");
    let widget = Widget::offering();
    widget.next("chakra-ready").await;
    let open = widget.promise("connect", &JsValue::UNDEFINED);
    widget.element.remove();
    let told = JsFuture::from(open).await.unwrap();
    assert!(text(&told, "state").is_some(), "{told:?}");
    let told = widget.outcome("refresh").await;
    assert!(text(&told, "state").is_some(), "{told:?}");
}

#[wasm_bindgen_test]
async fn a_call_on_an_element_that_is_not_connected_yet_waits() {
    let widget = Widget::new(&format!("() => '{TOKEN}'"), CONNECTED);
    let early = widget.promise("refresh", &JsValue::UNDEFINED);
    settle().await;
    widget.attach();
    let told = JsFuture::from(early).await.unwrap();
    assert_eq!(
        text(&told, "state").as_deref(),
        Some("connected"),
        "{told:?}"
    );
}

/// No call's promise rejects, so pages need no error handling.
#[wasm_bindgen_test]
async fn no_promise_is_ever_rejected() {
    let widget = Widget::new("", "");
    widget.attach();
    widget.becomes("unavailable").await;
    for method in ["connect", "refresh", "disconnect", "reset"] {
        let told = JsFuture::from(widget.promise(method, &js("({ intent: 'replace' })")));
        let told = told.await.expect(method);
        assert!(told.is_object(), "{method}: {told:?}");
    }
}

#[wasm_bindgen_test]
async fn the_title_has_the_level_that_the_page_wants() {
    let widget = Widget::new(&format!("() => '{TOKEN}'"), CONNECTED);
    widget.attach();
    widget.becomes("connected").await;
    settle().await;
    let root = widget.element.shadow_root().unwrap();
    let title = |root: &web_sys::ShadowRoot| root.query_selector(".title:not(p)").unwrap().unwrap();
    assert_eq!(title(&root).tag_name(), "H2");
    for (level, tag) in [("1", "H1"), (" 6 ", "H6"), ("7", "H2")] {
        widget
            .element
            .set_attribute("heading-level", level)
            .unwrap();
        settle().await;
        assert_eq!(title(&root).tag_name(), tag, "{level}");
    }
}

/// Inside another shadow root, the document's focus is always that root's host.
#[wasm_bindgen_test]
async fn the_focus_stays_in_a_widget_within_another_shadow_root() {
    let widget = Widget::new(&format!("() => '{TOKEN}'"), CONNECTED);
    widget.set("disconnectAccount", &js("() => undefined"));
    let outer = function("(place) => place.attachShadow({ mode: 'open' })");
    let outer: web_sys::ShadowRoot = outer
        .call1(&JsValue::UNDEFINED, &widget.place)
        .unwrap()
        .unchecked_into();
    outer.append_child(&widget.element).unwrap();
    widget.becomes("connected").await;
    settle().await;
    let root = widget.element.shadow_root().unwrap();
    let button = root.query_selector(".actions button").unwrap().unwrap();
    button.unchecked_ref::<HtmlElement>().focus().unwrap();
    assert_eq!(
        outer.active_element().as_ref(),
        Some(widget.element.as_ref())
    );
    // While it is disconnecting there is nothing to press: the button disappears.
    widget.set("disconnectAccount", &js("() => new Promise(() => {})"));
    let _ = widget.promise("disconnect", &JsValue::UNDEFINED);
    widget.becomes("disconnecting").await;
    settle().await;
    assert!(
        root.active_element().is_some(),
        "the focus is at the top of the page"
    );
}
