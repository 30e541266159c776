//! Requests that are sent while the engine loads: each is sent once, and only if the engine would send it too.

use axum::Router;
use axum::routing::get;
use chakra_e2e::{Cdn, Fault, Part, Rig, until};
use serde_json::{Value, json};

use crate::held::{Held, WIDGET};

/// Counts how often the page is asked to allow a signup.
const QUESTIONS: &str = "<script>var questions = 0; addEventListener('chakra-before-connect', () => questions++);</script>";

/// Answers every status request with `answer`.
fn status(answer: &Value) -> Router {
    let answer = answer.to_string();
    let reply = move || {
        let answer = answer.clone();
        async move { ([("content-type", "application/json")], answer) }
    };
    Router::new().route("/status", get(reply))
}

fn connected() -> Value {
    json!({"state": "connected", "numbers": [{"phoneNumberId": "1", "displayPhoneNumber": "+1 555 0100", "issues": []}]})
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn status_token_and_sdk_are_on_their_way_before_the_engine() {
    let held = Held::open(&format!("{QUESTIONS}{WIDGET}")).await;
    let page = held.page();
    held.has_asked("connect-token", 1).await;
    assert_eq!(held.asked.times("status"), 1);
    let is_there =
        "performance.getEntriesByType('resource').some(({ name }) => /sdk\\.js$/.test(name))";
    page.comes_true(is_there).await;
    held.let_engine_come();
    page.has_heard("chakra-ready", 1).await;
    assert!(page.widget().offers_signup().await);
    page.settles().await;
    assert_eq!(held.asked.times("status"), 1, "{:?}", held.asked.all());
    assert_eq!(held.asked.times("connect-token"), 1);
    let questions: usize = page.run("return questions", &[]).await;
    assert_eq!(questions, 1, "the page is asked once");
    let links: usize = page
        .run(
            "return document.querySelectorAll('link[rel=preload], link[rel=modulepreload]').length",
            &[],
        )
        .await;
    assert_eq!(links, 0, "no link is left");
    // The engine is held back, so the preloaded SDK may be used late.
    let said = page.console_apart_from_preload("sdk.js").await;
    assert!(said.is_empty(), "{said:#?}");
    page.widget().sign_up("finish").await;
    page.widget().becomes("connected").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_connected_number_creates_no_token() {
    let held = Held::open_with(WIDGET, status(&connected()), ()).await;
    held.has_asked("status", 1).await;
    held.let_engine_come();
    held.page().widget().becomes("connected").await;
    held.page().settles().await;
    assert_eq!(held.asked.all().len(), 1, "{:?}", held.asked.all());
}

/// The page may give headers directly or by a promise, as an object or a function. A function is called once.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_pages_own_headers_are_sent() {
    for headers in [
        "{ 'X-Workspace': 'a' }",
        "new Headers({ 'X-Workspace': 'a' })",
        "() => (calls++, { 'X-Workspace': 'a', 'X-Request-Id': String(Math.random()) })",
        "async () => (calls++, [['X-Workspace', 'a']])",
    ] {
        let body = format!(
            "{WIDGET}<script>var calls = 0; document.querySelector('#widget').requestHeaders = {headers};</script>"
        );
        let held = Held::open_with(&body, status(&connected()), ()).await;
        held.has_asked("status", 1).await;
        held.let_engine_come();
        held.page().widget().becomes("connected").await;
        held.page().settles().await;
        let a = ("status".to_owned(), "a".to_owned());
        assert_eq!(held.asked.all(), [a], "{headers}");
        let called: usize = held.page().run("return calls", &[]).await;
        assert!(called <= 1, "{headers} was called {called} times");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn functions_are_called_once() {
    let body = r#"<chakra-whatsapp-connect id="widget"></chakra-whatsapp-connect><script>
        var calls = [];
        const widget = document.querySelector('#widget');
        const app = (path, options) => fetch('/app/api/chakra/' + path, options).then((answer) => answer.json());
        widget.fetchStatus = async ({ signal }) => { calls.push('status'); return app('status', { signal }); };
        widget.fetchToken = async ({ intent, signal }) => {
          calls.push('token ' + intent);
          return app('connect-token', { method: 'POST', body: JSON.stringify({ intent }), headers: { 'Content-Type': 'application/json' }, signal });
        };</script>"#;
    let held = Held::open(body).await;
    held.has_asked("connect-token", 1).await;
    held.let_engine_come();
    held.page().has_heard("chakra-ready", 1).await;
    let calls: Vec<String> = held.page().run("return calls", &[]).await;
    assert_eq!(calls, ["status", "token connect"]);
}

/// The engine may load before the response arrives. The next requests are still sent immediately, and only once.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn requests_under_way_when_the_engine_loads_are_sent_once() {
    let status = r#"{ state: "not_connected" }"#;
    for (function, set) in [
        ("status", ""),
        (
            "status and headers",
            "it.requestHeaders = async () => ({ 'X-Workspace': 'a' });",
        ),
    ] {
        let body = format!(
            "{QUESTIONS}{WIDGET}<script>
            const it = document.querySelector('#widget');
            var times = 0, answer;
            it.fetchStatus = () => (times++, new Promise((done) => (answer = () => done({status}))));
            {set}</script>"
        );
        let held = Held::open(&body).await;
        held.page().comes_true("times === 1").await;
        held.let_engine_come();
        let is_started = "document.querySelector('#widget').shadowRoot.querySelector('.card[data-state]') !== null";
        held.page().comes_true(is_started).await;
        held.page().settles().await;
        assert_eq!(held.asked.times("connect-token"), 0);
        let _: () = held.page().run("answer()", &[]).await;
        held.page().has_heard("chakra-ready", 1).await;
        held.page().settles().await;
        let asked: (usize, usize) = held.page().run("return [times, questions]", &[]).await;
        assert_eq!(asked, (1, 1), "{function}");
        assert_eq!(held.asked.times("connect-token"), 1, "{function}");
    }
}

/// A widget that is still out of view when the engine loads waits until it is seen, configured, or called.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_widget_out_of_view_waits_even_with_the_engine_loaded() {
    let far = WIDGET.replace("id=\"widget\"", "class=\"far\"");
    let body = format!(
        r#"{WIDGET}<div style="block-size: 300vh"></div>{}"#,
        far.repeat(4)
    );
    let held = Held::open_with(&body, status(&connected()), ()).await;
    held.has_asked("status", 1).await;
    held.let_engine_come();
    let page = held.page();
    page.widget().becomes("connected").await;
    page.settles().await;
    let states = "[...document.querySelectorAll('.far')].map(({ state }) => state).join()";
    page.comes_true(&format!("{states} === 'loading,loading,loading,loading'"))
        .await;
    for (act, then) in [
        ("all[0].load = 'eager'", "connected,loading,loading,loading"),
        ("all[1].refresh()", "connected,connected,loading,loading"),
        // Removed and put back: it still waits.
        (
            "const it = all[2]; it.remove(); setTimeout(() => document.body.append(it))",
            "connected,connected,loading,loading",
        ),
        (
            "all[3].scrollIntoView()",
            "connected,connected,connected,connected",
        ),
    ] {
        let act = format!("const all = document.querySelectorAll('.far'); {act}");
        let _: () = page.run(&act, &[]).await;
        page.settles().await;
        page.comes_true(&format!("{states} === '{then}'")).await;
    }
}

/// Nothing is requested for a widget out of view, for one with `start="manual"`, or in a hidden tab.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_unseen_widget_requests_nothing() {
    let far = format!(r#"<div style="block-size: 110vh"></div>{WIDGET}"#);
    let manual = WIDGET.replace("id=", r#"start="manual" id="#);
    let hidden = format!(
        "<script>Object.defineProperty(Document.prototype, 'hidden', {{ get: () => true }});</script>{WIDGET}"
    );
    for body in [far, manual, hidden] {
        let held = Held::open(&body).await;
        until("the engine is asked for", || {
            held.cdn.asked().contains(&Part::Wasm)
        })
        .await;
        held.is_without_engine().await;
        assert_eq!(held.asked.all(), [], "{body}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_widget_that_waits_for_a_click_gets_no_token() {
    let held = Held::open(&WIDGET.replace("id=", r#"start="click" id="#)).await;
    held.has_asked("status", 1).await;
    held.let_engine_come();
    held.page().widget().becomes("not_connected").await;
    held.page().settles().await;
    assert_eq!(held.asked.all().len(), 1, "{:?}", held.asked.all());
}

/// If the page refuses, the refusal counts, and the page is not asked again.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pages_refusal_is_respected() {
    let body = format!(
        "{QUESTIONS}{WIDGET}<script>document.addEventListener('chakra-before-connect', (event) => event.preventDefault());</script>"
    );
    let held = Held::open(&body).await;
    held.page().comes_true("questions === 1").await;
    held.let_engine_come();
    held.page().widget().becomes("not_connected").await;
    held.page().settles().await;
    let questions: usize = held.page().run("return questions", &[]).await;
    assert_eq!(questions, 1);
    assert_eq!(held.asked.times("connect-token"), 0);
}

/// The page switches to another tenant before the engine is loaded: the response for the first tenant is not shown.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_response_for_another_tenant_is_discarded() {
    for (set, change) in [
        (
            "requestHeaders = { 'X-Workspace': 'a' }",
            "requestHeaders = { 'X-Workspace': 'b' }",
        ),
        (
            "requestHeaders = () => ({ 'X-Workspace': 'a' })",
            "requestHeaders = () => ({ 'X-Workspace': 'b' })",
        ),
        ("tenant = 'a'", "tenant = 'b'"),
    ] {
        let body = format!("{WIDGET}<script>document.querySelector('#widget').{set};</script>");
        let held = Held::open_with(&body, status(&connected()), ()).await;
        held.has_asked("status", 1).await;
        held.page().widget().tell(&format!("widget.{change}")).await;
        held.let_engine_come();
        held.page().widget().becomes("connected").await;
        assert_eq!(held.asked.times("status"), 2, "{change}");
        if set.contains("Workspace") {
            assert_eq!(held.asked.all()[1].1, "b", "{change}");
        }
    }
}

/// A single-page app changes its path, and with it the meaning of a relative address.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_relative_address_is_of_the_path_at_that_time() {
    let of = |number: &str| {
        let answer = json!({"state": "connected", "numbers": [{"phoneNumberId": "1", "displayPhoneNumber": number, "issues": []}]});
        status(&answer)
    };
    let calls = Router::new()
        .nest("/acme", of("+1 555 0100"))
        .nest("/globex", of("+1 555 0199"));
    let body = r#"<script>history.replaceState(null, "", "/app/api/chakra/acme/numbers")</script>
        <chakra-whatsapp-connect id="widget" status-url="./status" token-url="./connect-token"></chakra-whatsapp-connect>"#;
    let held = Held::open_with(body, calls, ()).await;
    held.has_asked("status", 1).await;
    let change = "history.pushState(null, '', '/app/api/chakra/globex/numbers')";
    let _: () = held.page().run(change, &[]).await;
    held.let_engine_come();
    let widget = held.page().widget();
    widget.becomes("connected").await;
    let words = widget.words().await;
    assert!(words.contains("+1 555 0199"), "{words}");
    assert_eq!(held.asked.times("status"), 2);

    // The same address, written differently, is asked once.
    let held = Held::open_with(
        body,
        status(&connected()).nest("/acme", of("+1 555 0100")),
        (),
    )
    .await;
    held.has_asked("status", 1).await;
    let rewrite = "widget.setAttribute('status-url', '/app/api/chakra/acme/status')";
    held.page().widget().tell(rewrite).await;
    held.let_engine_come();
    held.page().widget().becomes("connected").await;
    assert_eq!(held.asked.times("status"), 1);
}

/// Many widgets of one account send one request.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_widgets_ask_once() {
    let body = WIDGET
        .repeat(5)
        .replacen("id=\"widget\"", "id=\"widget\" class=\"first\"", 1);
    let body = format!("<style>chakra-whatsapp-connect {{ font-size: 4px }}</style>{body}");
    let held = Held::open_with(&body, status(&connected()), ()).await;
    held.has_asked("status", 1).await;
    held.let_engine_come();
    let all = "[...document.querySelectorAll('chakra-whatsapp-connect')].every(({ state }) => state === 'connected')";
    held.page().comes_true(all).await;
    held.page().settles().await;
    assert_eq!(held.asked.all().len(), 1, "{:?}", held.asked.all());
}

/// Without the early script, or if its request fails, the engine sends the request.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_engine_does_without() {
    let cdn = Cdn::new();
    cdn.spoil(Part::Early, Fault::Missing);
    let body = WIDGET.replace("/app/api/chakra", "/api");
    let html = cdn.html("", &body);
    let served = cdn.clone().page("it", html);
    let rig = Rig::with_calls(served.router()).await;
    rig.page.open("/pages/it").await;
    rig.page.widget().becomes("connected").await;

    let body = format!(
        "<script>const own = window.fetch; window.broken = 1;
        window.fetch = (url, ...rest) => /status/.test(url) && window.broken-- > 0 ? Promise.reject(new TypeError('cut off')) : own(url, ...rest);
        </script>{WIDGET}"
    );
    let held = Held::open_with(&body, status(&connected()), ()).await;
    held.page().comes_true("window.broken === 0").await;
    held.is_without_engine().await;
    held.let_engine_come();
    held.page().widget().becomes("connected").await;
    assert_eq!(held.asked.times("status"), 1);
}

/// The page switches to another tenant after the response: no token is created for the tenant that is no longer shown.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_token_is_created_for_a_tenant_without_a_status() {
    for change in ["requestHeaders = { 'X-Workspace': 'b' }", "tenant = 'b'"] {
        let body = format!(
            "{QUESTIONS}{WIDGET}<script>
            const it = document.querySelector('#widget');
            it.requestHeaders = {{ 'X-Workspace': 'a' }};
            addEventListener('chakra-before-connect', () => questions === 1 && (it.{change}));</script>"
        );
        let held = Held::open(&body).await;
        held.page().comes_true("questions >= 1").await;
        held.is_without_engine().await;
        held.let_engine_come();
        held.page().has_heard("chakra-ready", 1).await;
        held.page().comes_true("questions === 2").await;
        let asked = held.asked.all();
        let calls: Vec<_> = asked.iter().map(|(call, _)| call.as_str()).collect();
        assert_eq!(calls, ["status", "status", "connect-token"], "{change}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_removed_element_sends_no_more_requests() {
    let body = format!(
        "{QUESTIONS}{WIDGET}<script>addEventListener('chakra-before-connect', ({{ target }}) => target.remove());</script>"
    );
    let held = Held::open(&body).await;
    held.page().comes_true("questions === 1").await;
    held.page().settles().await;
    assert_eq!(held.asked.times("connect-token"), 0);
}

/// The customer wanted it, and does not have to say so again.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wanted_widget_that_changes_stays_wanted() {
    let body = WIDGET.replace("id=", r#"load="intent" id="#);
    let held = Held::open_with(&body, status(&connected()), ()).await;
    let page = held.page();
    let engine = "the engine is asked for";
    page.widget()
        .tell("root.querySelector('.card').focus()")
        .await;
    until(engine, || held.cdn.asked().contains(&Part::Wasm)).await;
    let _: () = page.run("widget.locale = 'de'", &[]).await;
    held.is_without_engine().await;
    held.let_engine_come();
    page.widget().becomes("connected").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn calls_on_an_element_that_is_gone_settle() {
    let kept = WIDGET.replace("\"widget\"", "\"kept\"");
    let body = format!("{WIDGET}{kept}<script>var it = kept, told = [];</script>");
    let held = Held::open_with(&body, status(&connected()), ()).await;
    let page = held.page();
    let call = "it.refresh().then((it) => told.push(it)); it.connect().then((it) => told.push(it))";
    let _: () = page.run("it.remove()", &[]).await;
    held.is_without_engine().await;
    let _: () = page.run(call, &[]).await;
    page.comes_true("told.length === 2").await;
    held.is_without_engine().await;
    held.let_engine_come();
    page.widget().becomes("connected").await;
    let _: () = page.run(call, &[]).await;
    page.comes_true("told.length === 4").await;
    let told: Vec<Value> = page.run("return told", &[]).await;
    assert_eq!(told, vec![json!({ "state": "loading" }); 4]);
}

/// Some frameworks keep an element while its panel is closed.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_element_that_is_away_while_the_engine_loads_is_drawn_once() {
    let kept = WIDGET.replace("\"widget\"", "\"kept\"");
    let body = format!("{WIDGET}{kept}<script>var it = kept;</script>");
    for is_failed in [false, true] {
        let held = Held::open_with(&body, status(&connected()), ()).await;
        let page = held.page();
        page.widget_at("#kept").becomes("loading").await;
        if is_failed {
            held.cdn.spoil(Part::Wasm, Fault::Missing);
            page.reload().await;
            page.widget_at("#kept").becomes("unavailable").await;
        }
        page.comes_true("it.shadowRoot.querySelector('.card') !== null")
            .await;
        let _: () = page.run("it.remove()", &[]).await;
        page.settles().await;
        held.let_engine_come();
        if is_failed {
            page.widget().click("Try again").await;
        }
        page.widget().becomes("connected").await;
        let _: () = page.run("document.body.append(it)", &[]).await;
        page.widget_at("#kept").becomes("connected").await;
        page.settles().await;
        let cards: (usize, usize) = page
            .widget_at("#kept")
            .ask("[root.querySelectorAll('.card').length, root.children.length]")
            .await;
        assert_eq!(cards, (1, 1), "{is_failed}");
    }
}
