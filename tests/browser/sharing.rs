//! Widgets of one page and tabs of one site: they request the status once and share the response.

use std::cell::Cell;

use js_sys::Reflect;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::page::{SDK, Widget, document, js, next, settle, until};
use crate::replaced::{ARRAY_FROM, Replaced};

/// A backend that replaces the browser's `fetch`: counts status requests, and answers on command. Restored when dropped.
/// Other requests, perhaps of the widget of an earlier test that is just being removed, get no answer.
struct Backend {
    _replaced: Replaced,
}

impl Backend {
    fn new() -> Self {
        js("window.asked = []");
        let fetch = "(url, request) => new Promise((done, fail) => { const { asked } = window; \
            if (!`${url}`.includes('/status-')) return; \
            asked.push({ url, workspace: new Headers(request.headers).get('x-workspace'), answer: (body) => done(new Response(JSON.stringify(body))) }); \
            request.signal.addEventListener('abort', () => { asked.aborted = true; fail(new Error('aborted')) }) })";
        Self {
            _replaced: Replaced::fetch(fetch),
        }
    }

    fn questions() -> f64 {
        js("window.asked.length").as_f64().unwrap()
    }

    fn answer(which: u32, state: &str) {
        js(&format!(
            "window.asked[{which}].answer({{ state: '{state}', numbers: [{{ phoneNumberId: '1', displayPhoneNumber: '+1 555 0100' }}] }})"
        ));
    }
}

fn widget(status_url: &str) -> Widget {
    let widget = Widget::new("() => new Promise(() => {})", "");
    widget
        .element
        .set_attribute("status-url", status_url)
        .unwrap();
    widget.element.set_attribute("sdk-url", SDK).unwrap();
    widget
}

async fn questions_become(count: f64) {
    while Backend::questions() < count {
        settle().await;
    }
    settle().await;
    assert!(
        (Backend::questions() - count).abs() < 0.5,
        "{} questions",
        Backend::questions()
    );
}

#[wasm_bindgen_test]
async fn two_widgets_send_one_request_and_share_the_response() {
    let _backend = Backend::new();
    let (first, second) = (widget("/status-a"), widget("/status-a"));
    first.attach();
    second.attach();
    questions_become(1.0).await;
    Backend::answer(0, "connected");
    first.becomes("connected").await;
    second.becomes("connected").await;
    // One widget checks again, and the other gets the response.
    first.call("refresh");
    questions_become(2.0).await;
    Backend::answer(1, "in_review");
    first.becomes("in_review").await;
    second.becomes("in_review").await;
}

#[wasm_bindgen_test]
async fn the_requesting_widget_may_be_removed() {
    let _backend = Backend::new();
    let (first, second) = (widget("/status-b"), widget("/status-b"));
    first.attach();
    second.attach();
    questions_become(1.0).await;
    first.element.remove();
    settle().await;
    assert!(
        js("window.asked.aborted").is_undefined(),
        "the other still waits"
    );
    Backend::answer(0, "connected");
    second.becomes("connected").await;
}

#[wasm_bindgen_test]
async fn the_request_is_aborted_when_no_widget_waits() {
    let _backend = Backend::new();
    let only = widget("/status-c");
    only.attach();
    questions_become(1.0).await;
    only.element.remove();
    settle().await;
    assert_eq!(js("window.asked.aborted"), true);
}

#[wasm_bindgen_test]
async fn two_tenants_do_not_share() {
    for array_from in ARRAY_FROM {
        let _replaced = Replaced::array_from(array_from);
        let _backend = Backend::new();
        let (first, second) = (widget("/status-d"), widget("/status-d"));
        first.set("requestHeaders", &js("{ 'x-tenant': 'a' }"));
        second.set("requestHeaders", &js("{ 'x-tenant': 'b' }"));
        first.attach();
        second.attach();
        questions_become(2.0).await;
        Backend::answer(0, "connected");
        first.becomes("connected").await;
        settle().await;
        assert_eq!(second.state(), "loading", "{array_from}");
        // Other widgets must not share these requests.
        drop((first, second));
        settle().await;
    }
}

#[wasm_bindgen_test]
async fn headers_of_equal_values_are_shared_whatever_object_holds_them() {
    let _backend = Backend::new();
    let (first, second) = (widget("/status-f"), widget(""));
    first.set(
        "requestHeaders",
        &js("{ 'X-Tenant': 'a', b: '1', traceparent: '1' }"),
    );
    second.set(
        "requestHeaders",
        &js("new Headers({ b: '1', 'x-tenant': 'a', traceparent: '2' })"),
    );
    // The absolute form of the path.
    let path = js("new URL('/status-f', location.href).href");
    let path = path.as_string().unwrap();
    second.element.set_attribute("status-url", &path).unwrap();
    first.attach();
    second.attach();
    questions_become(1.0).await;
    Backend::answer(0, "connected");
    first.becomes("connected").await;
    second.becomes("connected").await;
}

/// Only `tenant` shows for which tenant a function works.
#[wasm_bindgen_test]
async fn two_functions_share_if_the_page_names_one_tenant() {
    for (tenants, questions) in [
        ([None, None], 2.0),
        ([Some("a"), Some("b")], 2.0),
        ([Some("a"), Some("a")], 1.0),
    ] {
        let _backend = Backend::new();
        let widgets = tenants.map(|tenant| {
            let widget = widget("/status-g");
            widget.set("requestHeaders", &js("() => ({})"));
            if let Some(tenant) = tenant {
                widget.element.set_attribute("tenant", tenant).unwrap();
            }
            widget.attach();
            widget
        });
        questions_become(questions).await;
        drop(widgets);
        settle().await;
    }
}

#[wasm_bindgen_test]
async fn a_response_from_before_a_change_is_discarded() {
    let _backend = Backend::new();
    let (first, second) = (widget("/status-h"), widget("/status-h"));
    for it in [&first, &second] {
        it.element.set_attribute("start", "click").unwrap();
    }
    first.set("disconnectAccount", &js("() => undefined"));
    first.attach();
    second.attach();
    questions_become(1.0).await;
    Backend::answer(0, "connected");
    first.becomes("connected").await;
    second.becomes("connected").await;
    second.call("refresh");
    questions_become(2.0).await;
    first.call("disconnect");
    until("the first asks again", || Backend::questions() > 2.0).await;
    // Requested before the account was disconnected.
    Backend::answer(1, "in_review");
    settle().await;
    settle().await;
    assert_ne!(second.state(), "in_review");
    let answered = Cell::new(2);
    let new = "not_connected";
    until("both are told what is so now", || {
        if f64::from(answered.get()) < Backend::questions() {
            Backend::answer(answered.replace(answered.get() + 1), new);
        }
        first.state() == new && second.state() == new
    })
    .await;
}

/// The widget that created the request shows another tenant by now.
#[wasm_bindgen_test]
async fn a_repeated_request_is_of_a_widget_that_still_waits() {
    let _backend = Backend::new();
    let (first, second) = (widget("/status-k"), widget("/status-k"));
    for it in [&first, &second] {
        it.element.set_attribute("start", "click").unwrap();
        it.set("requestHeaders", &js("({ 'X-Workspace': 'a' })"));
    }
    let refusal = "() => { throw Object.assign(new Error('no'), { status: 409 }) }";
    first.set("disconnectAccount", &js(refusal));
    first.attach();
    second.attach();
    questions_become(1.0).await;
    Backend::answer(0, "connected");
    first.becomes("connected").await;
    second.becomes("connected").await;
    first.call("refresh");
    questions_become(2.0).await;
    second.call("refresh");
    questions_become(2.0).await;
    // What it may have changed makes the request under way worthless.
    first.call("disconnect");
    first.next("chakra-failed").await;
    first.set("requestHeaders", &js("({ 'X-Workspace': 'b' })"));
    until("the first asks for its own", || {
        js("asked.at(-1).workspace === 'b'").is_truthy()
    })
    .await;
    let asked = Backend::questions();
    Backend::answer(1, "connected");
    until("the second's is repeated", || Backend::questions() > asked).await;
    assert_eq!(js("asked.at(-1).workspace"), "a");
}

#[wasm_bindgen_test]
async fn a_message_about_another_tenant_is_ignored() {
    let _backend = Backend::new();
    let widget = widget("/status-i");
    widget.element.set_attribute("tenant", "a").unwrap();
    widget.attach();
    questions_become(1.0).await;
    Backend::answer(0, "connected");
    widget.becomes("connected").await;
    let tell = |tenant: &str| {
        js(&format!(
            "(() => {{ const tab = new BroadcastChannel(`chakra-connect ${{location.origin}}/status-i{tenant}`); tab.postMessage(1); tab.close() }})()"
        ))
    };
    tell("");
    tell(" tenant=b");
    for _ in 0..5 {
        questions_become(1.0).await;
    }
    tell(" tenant=a");
    questions_become(2.0).await;
}

#[wasm_bindgen_test]
async fn a_message_from_another_tab_triggers_a_check() {
    let _backend = Backend::new();
    let widget = widget("/status-e");
    widget.attach();
    questions_become(1.0).await;
    Backend::answer(0, "connected");
    widget.becomes("connected").await;
    js(
        "(() => { const tab = new BroadcastChannel(`chakra-connect ${location.origin}/status-e`); tab.postMessage('anything'); tab.close() })()",
    );
    questions_become(2.0).await;
    Backend::answer(1, "reconnect_needed");
    widget.becomes("loading").await;
}

#[wasm_bindgen_test]
async fn a_response_of_the_pages_function_keeps_its_status() {
    let widget = Widget::new(
        "() => new Promise(() => {})",
        "() => new Response('{\"message\":\"no\"}', { status: 401 })",
    );
    widget.attach();
    let detail = widget.next("chakra-failed").await;
    let code = Reflect::get(&detail, &"code".into()).unwrap();
    assert_eq!(code, "backend_unauthorized");
    widget.set(
        "fetchStatus",
        &js("() => Response.json({ connected: true, whatsappPhoneNumberId: '1' })"),
    );
    widget.call("refresh");
    widget.becomes("connected").await;
}

#[wasm_bindgen_test]
async fn a_function_receives_an_abort_signal() {
    let widget = Widget::new(
        "function ({ signal }) {
            const tell = (name) => document.body.dispatchEvent(new CustomEvent(name));
            signal.addEventListener('abort', () => tell('stopped'));
            tell('asked');
            return new Promise(() => {});
        }",
        crate::page::NOT_CONNECTED,
    );
    let page = document().body().unwrap();
    let asked = next(&page, "asked");
    widget.attach();
    asked.await;
    let stopped = next(&page, "stopped");
    widget.element.remove();
    stopped.await;
}
