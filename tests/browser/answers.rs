//! Backend responses, and results and errors of the page's functions, in the formats of common libraries.

use js_sys::{Promise, Reflect};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::page::{Widget, js, settle};
use crate::replaced::Replaced;

/// Replaces the browser's `fetch` with a function of address and options.
fn fetch_is(function: &str) -> Replaced {
    js("window.asked = []");
    Replaced::fetch(&format!(
        "(url, init) => {{ asked.push([url, {{ ...init, headers: new Headers(init.headers) }}]); return ({function})(url, init); }}"
    ))
}

/// Simulates that the last check why a request failed was long ago.
fn much_later() {
    js("window.realNow ??= Date.now");
    js("window.shift = (window.shift ?? 0) + 60000");
    js("Date.now = () => realNow() + shift");
}

const NEVER: &str = "() => new Promise(() => {})";

fn asks_at(url: &str) -> Widget {
    let widget = Widget::new(NEVER, "");
    widget.element.set_attribute("status-url", url).unwrap();
    widget.attach();
    widget
}

async fn code_of(widget: &Widget) -> String {
    let detail = widget.next("chakra-failed").await;
    let code = Reflect::get(&detail, &"code".into()).unwrap();
    code.as_string().unwrap()
}

#[wasm_bindgen_test]
async fn functions_return_the_response_in_any_wrapper() {
    const BODY: &str = "({ connected: true, whatsapp_phone_number_id: 1 })";
    for given in [
        "BODY",
        "JSON.stringify(BODY)",
        "Response.json(BODY)",
        "({ data: BODY, status: 200, statusText: 'OK', headers: {}, config: {}, request: window })",
        "({ data: BODY, error: null })",
        "({ data: BODY, response: new Response(null) })",
        "({ status: 200, body: BODY, headers: new Headers() })",
        "({ status: 200, ok: true, text: async () => JSON.stringify(BODY) })",
        "({ status: 200, ok: true, json: async () => BODY })",
        "Object.assign(new Response(''), { _data: BODY, read: true })",
        "({ then: (done) => done(BODY) })",
        "Object.assign(Object.create(null), BODY)",
        "({ get broken() { throw new Error('no') }, connected: true, toJSON: () => BODY })",
        "(() => { const frame = document.createElement('iframe'); document.body.append(frame); return new frame.contentWindow.Response(JSON.stringify(BODY)) })()",
    ] {
        let function = format!(
            "async () => {{ const it = {}; if (it.read) await it.text(); return it; }}",
            given.replace("BODY", BODY)
        );
        let widget = Widget::new(NEVER, &function);
        widget.attach();
        while widget.state() != "connected" {
            assert_eq!(widget.state(), "loading", "{given}: {}", widget.text());
            settle().await;
        }
    }
}

#[wasm_bindgen_test]
async fn functions_throw_the_response_in_any_wrapper() {
    for (thrown, code) in [
        (
            "Object.assign(new Error('x'), { status: 401 })",
            "backend_unauthorized",
        ),
        (
            "Object.assign(new Error('x'), { statusCode: '403' })",
            "backend_forbidden",
        ),
        (
            "Object.assign(new Error('x'), { response: { status: 401, data: {}, headers: {} } })",
            "backend_unauthorized",
        ),
        (
            "Object.assign(new Error('x'), { response: new Response('{\"ok\":false}', { status: 422 }) })",
            "backend_rejected",
        ),
        (
            "Object.assign(new Error('x'), { context: new Response('', { status: 401 }) })",
            "backend_unauthorized",
        ),
        (
            "Object.assign(new Error('x'), { cause: { response: { status: 403 } } })",
            "backend_forbidden",
        ),
        (
            "Object.assign(new Error('x'), { data: { code: 'UNAUTHORIZED', httpStatus: 401 } })",
            "backend_unauthorized",
        ),
        (
            "({ status: 419, error: { message: 'CSRF token mismatch.' } })",
            "backend_unauthorized",
        ),
        ("new Response('', { status: 403 })", "backend_forbidden"),
        ("new Error('Response status: 401')", "backend_unauthorized"),
        // As created by axios since 1.7, with the status in two places.
        (
            "Object.assign(new Error('Request failed with status code 403'), { status: 403, response: { status: 403, data: { detail: 'Authentication credentials were not provided.' }, headers: {} } })",
            "backend_unauthorized",
        ),
        ("({ message: 'Unauthenticated.' })", "backend_unauthorized"),
        ("new Error('Unauthorized')", "backend_unauthorized"),
        (
            "Object.assign(new Error('No'), { code: 'functions/unauthenticated' })",
            "backend_unauthorized",
        ),
        (
            "({ error: { code: 'permission_denied', message: 'No.' } })",
            "backend_forbidden",
        ),
    ] {
        for function in [
            format!("() => {{ throw {thrown}; }}"),
            format!("async () => {{ throw {thrown}; }}"),
        ] {
            let widget = Widget::new(NEVER, &function);
            widget.attach();
            assert_eq!(code_of(&widget).await, code, "{thrown}");
        }
    }
    // Returned, not thrown.
    for (given, code) in [
        (
            "({ data: null, error: Object.assign(new Error('x'), { context: new Response('', { status: 401 }) }) })",
            "backend_unauthorized",
        ),
        (
            "({ error: { message: 'no' }, response: new Response(null, { status: 403 }) })",
            "backend_forbidden",
        ),
        (
            "({ data: { message: 'no' }, status: 401, headers: {} })",
            "backend_unauthorized",
        ),
    ] {
        let widget = Widget::new(NEVER, &format!("() => {given}"));
        widget.attach();
        assert_eq!(code_of(&widget).await, code, "{given}");
    }
}

/// Nothing is connected then, so the signup is prepared.
#[wasm_bindgen_test]
async fn a_lost_plugin_that_a_function_throws_leads_to_a_new_start() {
    for thrown in [
        "Object.assign(new Error('x'), { response: { status: 404, data: { code: 'plugin_not_found' } } })",
        "Object.assign(new Error('plugin not found'), { status: 404 })",
        "Object.assign(new Error('x'), { statusCode: 409, data: { code: 'plugin_not_found' } })",
    ] {
        let begun = js("new Promise((done) => { window.begin = done; })");
        let token = "() => { begin(); return new Promise(() => {}); }";
        let widget = Widget::new(token, &format!("() => {{ throw {thrown}; }}"));
        widget.attach();
        JsFuture::from(begun.unchecked_into::<Promise>())
            .await
            .unwrap();
        assert!(!widget.text().contains("plugin_not_found"), "{thrown}");
    }
}

#[wasm_bindgen_test]
async fn an_error_without_a_status_is_retried() {
    for thrown in [
        "new Error('Network Error')",
        "({ status: 0, error: new ProgressEvent('error') })",
        "null",
        "'oops'",
        "({ get status() { throw new Error('no') } })",
    ] {
        js("window.tries = 0");
        let function = format!(
            "() => {{ if (!tries++) throw {thrown}; return {{ connected: true, whatsappPhoneNumberId: '1' }}; }}"
        );
        let widget = Widget::new(NEVER, &function);
        widget.attach();
        widget.becomes("connected").await;
        assert_eq!(js("tries").as_f64(), Some(2.0), "{thrown}");
    }
}

#[wasm_bindgen_test]
async fn a_body_is_read_in_its_encoding() {
    for (bytes, content_type) in [
        ("[...new TextEncoder().encode(text)]", "application/json"),
        (
            "[0xEF, 0xBB, 0xBF, ...new TextEncoder().encode(text)]",
            "text/html; charset=iso-8859-1",
        ),
        (
            "[...text].map((c) => c.charCodeAt(0))",
            "application/json; charset=iso-8859-1",
        ),
        ("[...text].map((c) => c.charCodeAt(0))", "text/plain"),
        (
            "[0xFF, 0xFE, ...[...text].flatMap((c) => [c.charCodeAt(0), 0])]",
            "application/json",
        ),
        (
            "[...text].flatMap((c) => [0, c.charCodeAt(0)])",
            "application/json",
        ),
    ] {
        let _fetch = fetch_is(&format!(
            "async () => {{ const text = '{{\"state\":\"connected\",\"numbers\":[{{\"phoneNumberId\":\"1\",\"displayPhoneNumber\":\"+1 2\",\"verifiedName\":\"Caf\\u00e9\"}}]}}';
               return new Response(new Uint8Array({bytes}), {{ headers: {{ 'Content-Type': '{content_type}' }} }}); }}"
        ));
        let widget = asks_at("/encoded");
        widget.becomes("connected").await;
        settle().await;
        assert!(widget.text().contains("Café"), "{bytes}: {}", widget.text());
    }
}

const REDIRECTED: &str = "const led = (body, url) => Object.defineProperties(new Response(body), { redirected: { value: true }, url: { value: new URL(url, location).href } });";

#[wasm_bindgen_test]
async fn a_redirect_to_a_page_means_signed_out_but_one_to_the_response_does_not() {
    let _fetch = fetch_is(&format!(
        "async () => {{ {REDIRECTED} return led('<!doctype html>', '/login?next=/status'); }}"
    ));
    let widget = asks_at("/led");
    assert_eq!(code_of(&widget).await, "backend_unauthorized");
    for (body, to, code) in [
        (
            "{\"connected\":true,\"whatsappPhoneNumberId\":1}",
            "/v2/status",
            None,
        ),
        ("<!doctype html>", "/led/", Some("backend_not_json")),
    ] {
        let _fetch = fetch_is(&format!(
            "async () => {{ {REDIRECTED} return led('{body}', '{to}'); }}"
        ));
        let widget = asks_at("/led");
        match code {
            Some(code) => assert_eq!(code_of(&widget).await, code),
            None => widget.becomes("connected").await,
        }
    }
}

/// Scripts cannot see why the request failed. A second request that does not follow redirects reveals the redirect.
#[wasm_bindgen_test]
async fn a_redirect_that_the_browser_stops_means_signed_out() {
    much_later();
    let _fetch = fetch_is(
        "async (url, { method, redirect }) => {
            if (method !== 'HEAD' || redirect !== 'manual') throw new TypeError('Failed to fetch');
            return { type: 'opaqueredirect', status: 0, text: async () => '' };
        }",
    );
    let widget = Widget::new(NEVER, "");
    widget
        .element
        .set_attribute("status-url", "/abroad")
        .unwrap();
    widget.set("requestHeaders", &js("{ Authorization: 'Bearer t' }"));
    widget.attach();
    assert_eq!(code_of(&widget).await, "backend_unauthorized");
    let sent = js(
        "asked.map(([, { method, headers, body }]) => [method, headers.get('Authorization'), body].join()).join(' ')",
    );
    assert_eq!(sent.as_string().unwrap(), ",Bearer t, HEAD,Bearer t,");
}

#[wasm_bindgen_test]
async fn ordinary_failures_are_not_investigated_in_bursts() {
    much_later();
    let _fetch = fetch_is("async () => { throw new TypeError('Failed to fetch'); }");
    let _widgets = ["/a", "/b", "/c", "/d"].map(asks_at);
    for _ in 0..20 {
        settle().await;
    }
    let heads = js("asked.filter(([, { method }]) => method === 'HEAD').length");
    assert_eq!(heads.as_f64(), Some(1.0));
}

#[wasm_bindgen_test]
async fn a_failure_offline_is_not_investigated() {
    much_later();
    let _fetch = fetch_is("async () => { throw new TypeError('Failed to fetch'); }");
    js("Object.defineProperty(navigator, 'onLine', { value: false, configurable: true })");
    let _widget = asks_at("/offline");
    for _ in 0..20 {
        settle().await;
    }
    js("delete navigator.onLine");
    assert_eq!(
        js("asked.length > 0 && !asked.some(([, { method }]) => method)"),
        true
    );
}

#[wasm_bindgen_test]
async fn an_answered_request_is_not_aborted_afterwards() {
    js("window.aborts = 0");
    let widget = Widget::new(
        NEVER,
        "({ signal }) => { signal?.addEventListener('abort', () => aborts++); return { connected: true, whatsappPhoneNumberId: '1' }; }",
    );
    widget.attach();
    widget.becomes("connected").await;
    drop(widget);
    settle().await;
    assert_eq!(js("aborts").as_f64(), Some(0.0));
}
