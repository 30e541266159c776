//! The widget's surroundings: an in-app browser, and a fallback page.

use chakra_connect::browser::surroundings;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::Element;

use crate::page::{CONNECTED, TOKEN, Widget, js, settle};

const INSTAGRAM: &str =
    "Mozilla/5.0 (Linux; Android 14; Pixel 8; wv) Instagram 330.0.0.40.92 Android";

/// Makes the browser look like another one, until dropped.
struct Browser;

impl Browser {
    fn named(user_agent: &str) -> Self {
        let named = format!("{{ value: '{user_agent}', configurable: true }}");
        js(&format!(
            "Object.defineProperty(navigator, 'userAgent', {named})"
        ));
        Self
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        js("[delete navigator.userAgent, delete navigator.standalone]");
    }
}

fn find(widget: &Widget, selector: &str) -> Option<Element> {
    let root = widget.element.shadow_root().unwrap();
    root.query_selector(selector).unwrap()
}

#[wasm_bindgen_test]
async fn an_in_app_browser_gets_a_link_to_the_default_browser() {
    let _browser = Browser::named(INSTAGRAM);
    let widget = Widget::offering();
    widget.next("chakra-ready").await;
    widget.says("This page is open inside Instagram").await;
    let link = find(&widget, "a").unwrap();
    assert_eq!(link.text_content().unwrap(), "Open in browser");
    assert_eq!(
        link.get_attribute("part").unwrap(),
        "button button-secondary"
    );
    let host = js("location.host").as_string().unwrap();
    let address = link.get_attribute("href").unwrap();
    assert!(
        address.starts_with(&format!("intent://{host}/#Intent;scheme=http;")),
        "{address}"
    );
    assert_eq!(js("document.querySelector('[slot=vendor] a')"), js("null"));
}

#[wasm_bindgen_test]
async fn a_browser_or_home_screen_app_is_not_an_in_app_browser() {
    let widget = Widget::offering();
    widget.next("chakra-ready").await;
    settle().await;
    assert!(find(&widget, "a").is_none() && !widget.text().contains("open inside"));
    let home_screen = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148";
    let _browser = Browser::named(home_screen);
    assert_eq!(surroundings::in_app().map(|app| app.name), Some(None));
    js("Object.defineProperty(navigator, 'standalone', { value: true, configurable: true })");
    assert_eq!(surroundings::in_app(), None);
}

#[wasm_bindgen_test]
fn only_a_web_page_can_be_the_fallback() {
    let widget = Widget::new("", "");
    let page = js("location.origin").as_string().unwrap();
    for (named, expected) in [
        (
            "https://partner.example/help?a=1#b",
            Some("https://partner.example/help?a=1#b".to_owned()),
        ),
        (" /help ", Some(format!("{page}/help"))),
        ("javascript:alert(1)", None),
        ("data:text/html,a", None),
        ("http-evil:x", None),
        ("https://", None),
        (" ", None),
        ("", None),
    ] {
        widget.element.set_attribute("fallback-url", named).unwrap();
        assert_eq!(surroundings::fallback(&widget.element), expected, "{named}");
    }
    widget.element.remove_attribute("fallback-url").unwrap();
    assert_eq!(surroundings::fallback(&widget.element), None);
}

/// The question belonged to a state that has passed, so the customer must not see it again.
#[wasm_bindgen_test]
async fn a_question_does_not_come_back_with_its_state() {
    let widget = Widget::new(&format!("() => '{TOKEN}'"), CONNECTED);
    widget.set("disconnectAccount", &js("() => {}"));
    widget.attach();
    widget.becomes("connected").await;
    widget.says("Disconnect").await;
    let ask = find(&widget, ".button-quiet, .quiet").unwrap();
    js("(button) => button.click()")
        .unchecked_into::<js_sys::Function>()
        .call1(&js("null"), &ask)
        .unwrap();
    widget.says("Disconnect this number?").await;
    for state in ["action_needed", "connected"] {
        let status = CONNECTED.replace("state: 'connected'", &format!("state: '{state}'"));
        widget.set("fetchStatus", &js(&status));
        widget.call("refresh");
        widget.becomes(state).await;
        settle().await;
    }
    assert!(find(&widget, ".question").is_none(), "{}", widget.text());
}
