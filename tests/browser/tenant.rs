//! The tenant of a request: nothing is requested or done for a tenant that is not shown.

use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::page::{CONNECTED, TOKEN, Widget, function, js, settle, until};
use crate::replaced::{ARRAY_FROM, Replaced};

/// A backend of several tenants, distinguished by `x-tenant`, each connected. Restored when dropped.
struct Backend {
    _replaced: Replaced,
}

impl Backend {
    fn new() -> Self {
        js("window.asked = []");
        let fetch = "async (url, { method = 'GET', headers }) => { \
            const tenant = headers.get('x-tenant'); asked.push(`${method} ${tenant}`); \
            return method === 'POST' ? new Response(null, { status: 204 }) : Response.json({ state: 'connected', \
            numbers: [{ phoneNumberId: tenant, displayPhoneNumber: `number of ${tenant}` }] }) }";
        Self {
            _replaced: Replaced::fetch(fetch),
        }
    }

    /// Number of requests of this kind.
    fn asked(what: &str) -> usize {
        let all = js("asked.join()").as_string().unwrap();
        all.split(',').filter(|one| *one == what).count()
    }
}

async fn connected(headers: &str) -> Widget {
    connected_as(Widget::new(&format!("() => '{TOKEN}'"), ""), headers).await
}

async fn connected_as(widget: Widget, headers: &str) -> Widget {
    for (name, value) in [("status-url", "/status"), ("disconnect-url", "/disconnect")] {
        widget.element.set_attribute(name, value).unwrap();
    }
    widget.set("requestHeaders", &js(headers));
    widget.attach();
    widget.says("number of a").await;
    widget
}

#[wasm_bindgen_test]
async fn headers_changed_in_place_disconnect_nobody() {
    let _backend = Backend::new();
    js("window.headers = { 'x-tenant': 'a' }");
    let widget = connected("headers").await;
    js("headers['x-tenant'] = 'b'");
    widget.call("disconnect");
    widget.says("number of b").await;
    assert_eq!(Backend::asked("POST b") + Backend::asked("POST a"), 0);
    widget.call("disconnect");
    until("POST b", || Backend::asked("POST b") > 0).await;
}

/// A page renews the token in the object it has given, or sets a new one when it is asked for permission.
#[wasm_bindgen_test]
async fn credentials_renewed_at_the_last_moment_are_those_of_the_named_tenant() {
    for renew in [
        "headers.authorization = 'Bearer two'",
        "widget.requestHeaders = { 'x-tenant': 'a', authorization: 'Bearer two' }",
        "widget.addEventListener('chakra-before-disconnect', () => { \
            widget.requestHeaders = { 'x-tenant': 'a', authorization: 'Bearer two' } })",
    ] {
        let _backend = Backend::new();
        js("window.headers = { 'x-tenant': 'a', authorization: 'Bearer one' }");
        let widget = Widget::new(&format!("() => '{TOKEN}'"), "");
        widget.element.set_attribute("tenant", "a").unwrap();
        let widget = connected_as(widget, "headers").await;
        js_sys::Reflect::set(&js("window"), &"widget".into(), &widget.element).unwrap();
        js("widget.addEventListener('chakra-disconnected', () => { window.ended = true })");
        js(&format!("(() => {{ {renew} }})()"));
        widget.call("disconnect");
        until(renew, || js("window.ended === true") == true).await;
        assert_eq!(Backend::asked("POST a"), 1, "{renew}");
        js("delete window.ended && delete window.widget");
    }
}

#[wasm_bindgen_test]
async fn headers_set_in_the_same_task_disconnect_nobody() {
    for array_from in ARRAY_FROM {
        let _replaced = Replaced::array_from(array_from);
        let _backend = Backend::new();
        let widget = connected("{ 'x-tenant': 'a' }").await;
        widget.set("requestHeaders", &js("{ 'x-tenant': 'b' }"));
        widget.call("disconnect");
        widget.says("number of b").await;
        settle().await;
        let sent = Backend::asked("POST b") + Backend::asked("POST a");
        assert_eq!(sent, 0, "{array_from}");
    }
}

#[wasm_bindgen_test]
async fn a_function_that_speaks_for_another_tenant_disconnects_nobody() {
    for form in [
        "() => ({ 'x-tenant': tenant, authorization: `Bearer ${Math.random()}` })",
        "async () => new Headers({ 'X-Tenant': tenant, traceparent: Math.random() })",
    ] {
        let _backend = Backend::new();
        js("window.tenant = 'a'");
        let widget = connected(form).await;
        js("window.tenant = 'b'");
        widget.call("disconnect");
        widget.says("number of b").await;
        assert_eq!(Backend::asked("POST b") + Backend::asked("POST a"), 0);
        js("window.tenant = 'c'");
        widget.call("refresh");
        widget.says("number of c").await;
        widget.call("disconnect");
        until("POST c", || Backend::asked("POST c") > 0).await;
    }
}

/// A header that differs in every request says nothing about the tenant.
#[wasm_bindgen_test]
async fn headers_that_differ_each_time_block_nothing_for_long() {
    js("window.warnings = []");
    js("window.warn = console.warn");
    js("console.warn = (text) => window.warnings.push(text)");
    for form in [
        "() => ({ 'x-tenant': 'a', 'x-count': String(Math.random()) })",
        "{ 'x-tenant': 'a', get 'x-count'() { return String(Math.random()) } }",
    ] {
        let _backend = Backend::new();
        js("warnings.length = 0");
        let widget = connected(form).await;
        for _ in 0..5 {
            widget.call("disconnect");
            settle().await;
            settle().await;
            widget.call("refresh");
            settle().await;
            settle().await;
        }
        assert!(Backend::asked("POST a") >= 1, "{form}");
        assert!(Backend::asked("GET a") < 30, "{form}");
        let warnings = js("window.warnings.join()").as_string().unwrap();
        assert!(warnings.contains("`tenant`"), "{form}: {warnings}");
        assert_eq!(js("window.warnings.length"), 1, "{form}");
    }
    js("console.warn = window.warn");
}

/// If the page names the tenant, it stays the same whatever the function returns.
#[wasm_bindgen_test]
async fn a_named_tenant_needs_no_comparison() {
    let _backend = Backend::new();
    let widget = Widget::new(&format!("() => '{TOKEN}'"), "");
    for (name, value) in [
        ("status-url", "/status"),
        ("disconnect-url", "/disconnect"),
        ("tenant", "a"),
    ] {
        widget.element.set_attribute(name, value).unwrap();
    }
    widget.set(
        "requestHeaders",
        &js("() => ({ 'x-tenant': 'a', 'x-count': String(Math.random()) })"),
    );
    widget.attach();
    widget.says("number of a").await;
    widget.call("disconnect");
    until("POST a", || Backend::asked("POST a") > 0).await;
}

/// What is set before and after a call of `disconnect()`, in the same task: the widget has not started yet.
const SAME_ACCOUNT: [(&str, &str); 9] = [
    ("", ""),
    ("headers = { a: 1, b: 2 }", "headers = { b: 2, a: 1 }"),
    (
        "headers = { 'X-A': 1 }",
        "headers = new Headers({ 'x-a': '1' })",
    ),
    ("tenant = 'a'", "tenant = ' a '"),
    (
        "tenant = 'a'; headers = { Authorization: 'one', 'X-CSRFToken': 1, b: 1 }",
        "headers = { authorization: 'two', 'x-csrftoken': 2, b: 1 }",
    ),
    ("tenant = 'a'; headers = () => ({})", "headers = () => ({})"),
    ("backend = '/api'", "history.replaceState(null, '', '?x')"),
    ("backend = 'api'", "history.replaceState(null, '', '#x')"),
    (
        "backend = '/api'",
        "backend = new URL('/api', location.href).href",
    ),
];
const OTHER_ACCOUNT: [(&str, &str); 11] = [
    ("tenant = 'a'", "tenant = 'b'"),
    ("headers = { a: 1 }", "headers = { a: 2 }"),
    ("headers = { a: 1 }", "headers = undefined"),
    (
        "headers = { authorization: 'one' }",
        "headers = { authorization: 'two' }",
    ),
    ("tenant = ''; headers = () => ({})", "headers = () => ({})"),
    ("tenant = ' '; headers = () => ({})", "headers = () => ({})"),
    (
        "tenant = ' '; headers = { authorization: 'one' }",
        "headers = { authorization: 'two' }",
    ),
    (
        "tenant = 'a'; headers = { authorization: 'one' }",
        "headers = {}",
    ),
    ("tenant = 'a'; headers = {}", "headers = () => ({})"),
    ("backend = '/api'", "backend = '/b'"),
    (
        "backend = 'api'",
        "history.replaceState(null, '', '/elsewhere/x')",
    ),
];

#[wasm_bindgen_test]
async fn a_waiting_disconnection_is_of_the_account_at_the_call() {
    let same = SAME_ACCOUNT.map(|(before, then)| (before, then, 1));
    let other = OTHER_ACCOUNT.map(|(before, then)| (before, then, 0));
    js("window.address = location.href");
    for (before, then, disconnected) in same.into_iter().chain(other) {
        let widget = Widget::new("() => new Promise(() => {})", CONNECTED);
        js("[window.disconnected, window.isOver] = [0, false]");
        widget.set("disconnectAccount", &js("() => void disconnected++"));
        let set = |what: &str| {
            what.replace("headers =", "widget.requestHeaders =")
                .replace("tenant =", "widget.tenant =")
                .replace("backend =", "widget.backend =")
        };
        let run = function(&format!(
            "(widget, place) => {{ {}; place.append(widget); \
            widget.disconnect().then(() => {{ window.isOver = true }}); {} }}",
            set(before),
            set(then)
        ));
        run.call2(&JsValue::UNDEFINED, &widget.element, &widget.place)
            .unwrap();
        until(then, || js("isOver") == true).await;
        js("history.replaceState(null, '', address)");
        settle().await;
        assert_eq!(js("disconnected"), disconnected, "{before}, {then}");
    }
}
