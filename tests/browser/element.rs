//! The custom element: attributes, properties, upgrade, events.

use js_sys::Reflect;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::page::{CONNECTED, TOKEN, Widget, document, function, js, settle, until};
use crate::replaced::Replaced;

#[wasm_bindgen_test]
async fn a_connected_number_is_shown_and_no_token_is_requested() {
    let widget = Widget::new(
        "() => { throw new Error('a token was asked for') }",
        CONNECTED,
    );
    widget.attach();
    widget.becomes("connected").await;
    settle().await;
    assert!(widget.text().contains("+1 555 0100"), "{}", widget.text());
    assert_eq!(widget.state(), "connected");
}

#[wasm_bindgen_test]
async fn without_a_token_source_it_says_so() {
    let widget = Widget::new("", "");
    widget.attach();
    let detail = widget.next("chakra-failed").await;
    let code = Reflect::get(&detail, &"code".into()).unwrap();
    assert_eq!(code, "config_missing_token_source");
    assert_eq!(widget.state(), "unavailable");
    settle().await;
    assert!(
        widget.text().contains("config_missing_token_source"),
        "{}",
        widget.text()
    );
}

#[wasm_bindgen_test]
async fn properties_set_before_the_definition_count() {
    // An element that has not been upgraded yet is a plain one with its own properties.
    let tag = "chakra-late";
    let element = document().create_element(tag).unwrap();
    Reflect::set(
        &element,
        &"fetchToken".into(),
        &js(&format!("() => '{TOKEN}'")),
    )
    .unwrap();
    Reflect::set(&element, &"fetchStatus".into(), &js(CONNECTED)).unwrap();
    document().body().unwrap().append_child(&element).unwrap();
    let element: web_sys::HtmlElement = element.unchecked_into();
    assert!(chakra_connect::element::define(tag));
    while Reflect::get(&element, &"state".into()).unwrap() != "connected" {
        crate::page::next(&element, "chakra-statechange").await;
    }
    assert!(
        !Reflect::own_keys(&element)
            .unwrap()
            .includes(&"fetchToken".into(), 0)
    );
    element.remove();
}

#[wasm_bindgen_test]
async fn a_taken_tag_is_left_alone() {
    let _first = Widget::offering();
    assert!(!chakra_connect::element::define(
        chakra_connect::element::TAG
    ));
}

#[wasm_bindgen_test]
async fn a_bad_value_is_warned_of_once() {
    js("window.warnings = []");
    js("window.warn = console.warn");
    js("console.warn = (text) => window.warnings.push(text)");
    let widget = Widget::new(&format!("() => '{TOKEN}'"), CONNECTED);
    widget.element.set_attribute("start", "eventually").unwrap();
    widget.attach();
    widget.becomes("connected").await;
    widget.element.set_attribute("theme", "dark").unwrap();
    settle().await;
    js("console.warn = window.warn");
    let warnings = js("window.warnings.join('\\n')").as_string().unwrap();
    for word in [
        "start",
        "eventually",
        "visible, click, manual",
        "taken: visible",
    ] {
        assert!(warnings.contains(word), "{word} in {warnings}");
    }
    assert_eq!(js("window.warnings.length"), 1);
}

#[wasm_bindgen_test]
async fn an_element_removed_in_its_own_event_ends_quietly() {
    let widget = Widget::new(&format!("() => '{TOKEN}'"), CONNECTED);
    let element = widget.element.clone();
    let remove = Closure::<dyn FnMut()>::new(move || element.remove());
    widget
        .element
        .add_event_listener_with_callback("chakra-statechange", remove.as_ref().unchecked_ref())
        .unwrap();
    widget.attach();
    widget.next("chakra-statechange").await;
    settle().await;
    assert!(!widget.element.is_connected());
    assert_eq!(
        widget.element.shadow_root().unwrap().child_element_count(),
        0
    );
}

#[wasm_bindgen_test]
async fn a_prevented_disconnect_does_not_happen() {
    let widget = Widget::new(&format!("() => '{TOKEN}'"), CONNECTED);
    widget.set(
        "disconnectAccount",
        &js("() => { throw new Error('disconnected') }"),
    );
    let prevent = function("(event) => event.preventDefault()");
    widget
        .element
        .add_event_listener_with_callback("chakra-before-disconnect", &prevent)
        .unwrap();
    widget.attach();
    widget.becomes("connected").await;
    widget.call("disconnect");
    widget.next("chakra-before-disconnect").await;
    settle().await;
    assert_eq!(widget.state(), "connected");
    assert!(
        !widget.text().contains("host_function_failed"),
        "{}",
        widget.text()
    );
}

#[wasm_bindgen_test]
async fn a_disconnected_account_is_offered_the_signup_again() {
    let widget = Widget::new(&format!("() => '{TOKEN}'"), CONNECTED);
    widget.set("disconnectAccount", &js("() => undefined"));
    widget.attach();
    widget.becomes("connected").await;
    widget.set("fetchStatus", &js(crate::page::NOT_CONNECTED));
    widget.call("disconnect");
    widget.next("chakra-disconnected").await;
    widget.becomes("not_connected").await;
}

/// Neither needs a request: without a pause, the tab would never get out of its microtasks.
#[wasm_bindgen_test]
async fn a_page_that_tries_again_at_once_keeps_its_tab() {
    let refused = "() => { throw { status: 403 } }";
    for (status, retry) in [
        (
            "",
            "widget.addEventListener('chakra-failed', () => again() && widget.refresh())",
        ),
        (
            "",
            "widget.addEventListener('chakra-failed', () => again() && widget.connect())",
        ),
        (
            "",
            "widget.addEventListener('chakra-failed', async () => { await null; if (again()) widget.refresh() })",
        ),
        (
            "",
            "(async () => { while (again()) await widget.refresh() })()",
        ),
        (
            "",
            "(async () => { while (again()) await widget.connect() })()",
        ),
        (
            refused,
            "widget.addEventListener('chakra-failed', () => again() && widget.refresh())",
        ),
        (
            refused,
            "(async () => { while (again()) await widget.refresh() })()",
        ),
    ] {
        let widget = Widget::new("", status);
        if status == refused {
            widget.set("fetchToken", &js("() => new Promise(() => {})"));
        }
        js("window.tries = 0");
        let start = function(&format!(
            "(widget) => {{ const again = () => ++tries < 3000; {retry} }}"
        ));
        start.call1(&JsValue::UNDEFINED, &widget.element).unwrap();
        widget.attach();
        settle().await;
        settle().await;
        settle().await;
        let tries = js("tries").as_f64().unwrap();
        assert!((1.0..100.0).contains(&tries), "{retry}: {tries}");
        // The last try is that of the removed widget.
        drop(widget);
        js("window.tries = 3000");
        settle().await;
    }
}

/// Of what the page has replaced, anything may throw where nothing catches it.
#[wasm_bindgen_test]
async fn an_exception_of_the_page_does_not_end_the_widget() {
    let widget = Widget::new(&format!("() => '{TOKEN}'"), CONNECTED);
    widget.attach();
    widget.becomes("connected").await;
    settle().await;
    let refresh = function("(widget) => widget.refresh().catch(() => {})");
    let clock = Replaced::with_throwing_clock();
    refresh.call1(&JsValue::UNDEFINED, &widget.element).unwrap();
    drop(clock);
    settle().await;
    widget.set(
        "fetchStatus",
        &js("() => ({ state: 'in_review', numbers: [] })"),
    );
    widget.call("refresh");
    until("it goes on", || widget.state() == "in_review").await;
    // What the exception interrupted cannot be freed, which is an error: not during the next test.
    widget.element.remove();
    settle().await;
    settle().await;
}

/// Frameworks do so when a key changes.
#[wasm_bindgen_test]
async fn a_page_that_replaces_whatever_fails_keeps_its_tab() {
    let widget = Widget::new("", "");
    let listen = function(
        "(place) => place.addEventListener('chakra-failed', ({ target }) => {
            if (++replacements < 500) target.replaceWith(target.cloneNode());
        })",
    );
    js("window.replacements = 0");
    listen.call1(&JsValue::UNDEFINED, &widget.place).unwrap();
    widget.attach();
    settle().await;
    assert!(js("replacements < 500").is_truthy(), "no other task ran");
    until("it goes on", || js("replacements > 60").is_truthy()).await;
    js("window.replacements = 500");
    settle().await;
}

/// Pages take away what they do not use, so that visitors see nothing of it.
#[wasm_bindgen_test]
async fn a_page_without_a_console_has_its_widget() {
    for console in [
        "undefined",
        "{}",
        "{ get debug() { throw new Error('no') } }",
    ] {
        let _console = Replaced::console(console);
        let widget = Widget::new(&format!("() => '{TOKEN}'"), CONNECTED);
        widget.element.set_attribute("debug", "").unwrap();
        widget.element.set_attribute("variant", "none").unwrap();
        widget.attach();
        widget.becomes("connected").await;
    }
}
