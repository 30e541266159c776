//! The page's `requestHeaders`: every valid form is sent, and forbidden ones are reported.

use wasm_bindgen_test::wasm_bindgen_test;

use crate::page::{Widget, js, settle};
use crate::replaced::Replaced;

/// An object that throws whatever is done with it, as that of a library whose state is gone.
const REVOKED: &str =
    "(() => { const it = Proxy.revocable({}, {}); it.revoke(); return it.proxy })()";

/// Records requests instead of sending them, and never answers.
fn keep_what_is_sent() -> Replaced {
    js("window.sent = []");
    Replaced::fetch("(url, init) => (sent.push(init.headers), new Promise(() => {}))")
}

fn widget(headers: &str) -> Widget {
    let widget = Widget::new("() => new Promise(() => {})", "");
    let element = &widget.element;
    element.set_attribute("status-url", "/headers").unwrap();
    widget.set("requestHeaders", &js(headers));
    widget.attach();
    widget
}

#[wasm_bindgen_test]
async fn every_form_is_sent() {
    for headers in [
        "{ 'X-Tenant': 'a', skipped: undefined }",
        "new Headers({ 'X-Tenant': 'a' })",
        "() => ({ 'X-Tenant': 'a' })",
        "async () => new Headers([['X-Tenant', 'a']])",
    ] {
        let _sent = keep_what_is_sent();
        let widget = widget(headers);
        settle().await;
        let sent = js("JSON.stringify(sent.map((headers) => [...headers]))");
        assert_eq!(
            sent.as_string().unwrap(),
            r#"[[["accept","application/json"],["x-tenant","a"]]]"#,
            "{headers}"
        );
        // The next widget must not share this request.
        drop(widget);
        settle().await;
    }
}

#[wasm_bindgen_test]
async fn values_that_are_not_texts_are_sent_as_texts() {
    for headers in [
        "Object.assign(Object.create(null), { 'X-Tenant': 7, none: null })",
        "new Map([['X-Tenant', '7']])",
        "[['x-tenant', 7]]",
    ] {
        let _sent = keep_what_is_sent();
        let widget = widget(headers);
        settle().await;
        let sent = js("sent[0].get('x-tenant') + [...sent[0]].length");
        assert_eq!(sent.as_string().unwrap(), "72", "{headers}");
        // The next widget must not share this request.
        drop(widget);
        settle().await;
    }
}

#[wasm_bindgen_test]
async fn headers_that_cannot_be_sent_are_reported() {
    let _sent = keep_what_is_sent();
    let widgets = [
        "{ 'no name': 'a' }",
        "{ '': 'a' }",
        "{ 'X-Tenant': 'a\\nb' }",
        "{ 'X-Tenant': '\\u4e2d' }",
        "{ get 'X-Tenant'() { throw new Error('no session') } }",
        REVOKED,
        "() => { throw new Error('no session') }",
        "async () => { throw new Error('no session') }",
    ]
    .map(|headers| (headers, widget(headers)));
    // After the widget's own retries.
    for (headers, widget) in &widgets {
        widget.becomes("unavailable").await;
        let text = widget.text();
        assert!(text.contains("host_function_failed"), "{headers}: {text}");
    }
    assert_eq!(js("sent.length").as_f64(), Some(0.0));
}

/// The widget reports headers that it cannot read, and works again with the next ones.
#[wasm_bindgen_test]
async fn headers_that_cannot_be_read_for_a_while_do_not_end_the_widget() {
    let _backend = Replaced::fetch(
        "async (url, { headers }) => Response.json({ state: 'connected', numbers: [{ phoneNumberId: '1', \
        displayPhoneNumber: `number of ${headers.get('x-tenant')}` }] })",
    );
    let widget = widget("{ 'X-Tenant': 'a' }");
    widget.says("number of a").await;
    widget.set("requestHeaders", &js(REVOKED));
    // In the same task, when the widget does not know yet.
    widget.call("refresh");
    let detail = widget.next("chakra-failed").await;
    let code = js_sys::Reflect::get(&detail, &"code".into()).unwrap();
    assert_eq!(code, "host_function_failed");
    widget.set("requestHeaders", &js("{ 'X-Tenant': 'b' }"));
    widget.says("number of b").await;
}
