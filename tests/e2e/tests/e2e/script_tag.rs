//! The script tag in every form that pages use: what it fetches, and when.

use std::io::Write;

use chakra_e2e::{Cdn, Fault, Page, Part, Rig};
use serde_json::{Value, json};

const TAG: &str =
    r#"<chakra-whatsapp-connect id="widget" backend="/api"></chakra-whatsapp-connect>"#;

fn html(head: &str, body: &str) -> String {
    format!(
        r#"<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A page</title><link rel="icon" href="data:,">
<script>window.before = Object.getOwnPropertyNames(window);</script>{head}</head><body>{body}</body></html>"#
    )
}

/// The widget is connected, and drawn once.
async fn works(page: &Page, way: &str) {
    let find = "const find = (root) => root.querySelector('chakra-whatsapp-connect')
        ?? [...root.querySelectorAll('*')].map((it) => it.shadowRoot && find(it.shadowRoot)).find(Boolean);";
    page.wait_for(&format!(
        "const [done] = arguments; {find}
        const look = () => {{
          const widget = find(document);
          if (widget?.state === 'connected' && widget.shadowRoot.textContent.includes('+1 555 0100')) done();
          else requestAnimationFrame(look);
        }};
        look();"
    ))
    .await;
    let cards: usize = page
        .run(
            &format!("{find} return find(document).shadowRoot.querySelectorAll('.card').length"),
            &[],
        )
        .await;
    assert_eq!(cards, 1, "{way}");
}

/// Each form, and its page.
#[expect(clippy::too_many_lines, reason = "it is a table")]
fn ways(script: &str, another: &str, elsewhere: &str) -> Vec<(&'static str, String)> {
    let tag = format!(r#"<script async src="{script}"></script>"#);
    let make = "const made = document.createElement('chakra-whatsapp-connect'); made.setAttribute('backend', '/api');";
    vec![
        ("async in head, before the tag", html(&tag, TAG)),
        (
            "at the end, after the tag",
            html("", &format!("{TAG}{tag}")),
        ),
        (
            "blocking in head",
            html(&format!(r#"<script src="{script}"></script>"#), TAG),
        ),
        (
            "deferred",
            html(&format!(r#"<script defer src="{script}"></script>"#), TAG),
        ),
        (
            "data-* on the script",
            html(
                "",
                &format!(
                    r#"<p></p><script async src="{script}" data-backend="/api" data-variant="inline"></script><p></p>"#
                ),
            ),
        ),
        (
            "data-* on the script in head",
            html(
                &format!(r#"<script async src="{script}" data-backend="/api"></script>"#),
                "<p></p>",
            ),
        ),
        (
            "data-target, before the target",
            html(
                &format!(
                    r#"<script src="{script}" data-backend="/api" data-target=".partner"></script>"#
                ),
                r#"<div class="partner"></div>"#,
            ),
        ),
        ("twice on a page", html(&tag, &format!("{TAG}{tag}"))),
        (
            "two versions on a page",
            html(
                &tag,
                &format!(r#"{TAG}<script async src="{another}"></script>"#),
            ),
        ),
        (
            "beside the module",
            html(
                &tag,
                &format!(
                    r#"{TAG}<script type="module">import init from "/widget/chakra-connect.js"; init();</script>"#
                ),
            ),
        ),
        (
            "an element made later",
            html(
                &tag,
                &format!(
                    "<script>addEventListener('load', () => {{ {make} document.body.append(made); }})</script>"
                ),
            ),
        ),
        (
            "inside a shadow root",
            html(
                &tag,
                &format!(
                    "<div id=host></div><script>{make} host.attachShadow({{ mode: 'open' }}).append(made);</script>"
                ),
            ),
        ),
        (
            "a script made by a script",
            html(
                "",
                &format!(
                    "{TAG}<script>const it = document.createElement('script'); it.src = '{script}'; document.head.append(it);</script>"
                ),
            ),
        ),
        (
            "from another origin, with integrity",
            html(
                &format!(r#"<script async crossorigin src="{elsewhere}"></script>"#),
                TAG,
            ),
        ),
        (
            "functions set before the script came",
            html(
                "",
                &format!(
                    "<script>{make} made.removeAttribute('backend'); made.fetchToken = () => 'none'; made.fetchStatus = async () => (await fetch('/api/status')).json(); document.body.append(made);</script>{tag}"
                ),
            ),
        ),
        (
            "functions set right after the element",
            html(
                &tag,
                &format!(
                    "<script>addEventListener('load', () => {{ {make} made.removeAttribute('backend'); document.body.append(made); made.fetchToken = () => 'none'; made.fetchStatus = async () => (await fetch('/api/status')).json(); }})</script>"
                ),
            ),
        ),
        (
            "load=eager",
            html(
                &tag,
                r#"<div style="block-size: 500vh"></div><chakra-whatsapp-connect load="eager" backend="/api"></chakra-whatsapp-connect>"#,
            ),
        ),
    ]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_way_of_embedding() {
    let cdn = Cdn::new();
    let script = cdn.script();
    let another = cdn.script_in("another");
    let elsewhere = format!("{}{script}", cdn.elsewhere().await);
    let ways = ways(&script, &another, &elsewhere);
    let mut served = cdn.clone();
    for (index, (_, page)) in ways.iter().enumerate() {
        served = served.page(&index.to_string(), page.clone());
    }
    let rig = Rig::with_calls(cdn.router()).await;
    for (index, (way, _)) in ways.iter().enumerate() {
        let _ = cdn.asked();
        rig.page.cdp("Network.clearBrowserCache", json!({})).await;
        rig.page.open(&format!("/pages/{index}")).await;
        works(&rig.page, way).await;
        let failed = rig.page.outcomes().await;
        assert!(failed.is_empty(), "{way}: {failed:#?}");
        let said = rig.page.console().await;
        assert!(said.is_empty(), "{way}: {said:#?}");
        let asked = cdn.asked();
        for part in [Part::Glue, Part::Wasm] {
            let times = asked.iter().filter(|it| **it == part).count();
            assert_eq!(times, 1, "{way}: {asked:?}");
        }
        let left: Vec<String> = rig
            .page
            .run(
                "const fresh = Object.getOwnPropertyNames(window).filter((name) => !before.includes(name));
                return fresh.filter((name) => !['before', 'it', 'made', 'ret_nodes'].includes(name) && !document.getElementById(name))",
                &[],
            )
            .await;
        assert!(left.is_empty(), "{way}: {left:?}");
        let row = format!("script tag  {way:<38} connected, glue and wasm fetched once\n");
        std::io::stdout().write_all(row.as_bytes()).unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_widget_appears_where_the_script_says() {
    let cdn = Cdn::new();
    let script = cdn.script();
    let body = format!(
        r#"<main><p id="a"></p><script id="b" async src="{script}" data-backend="/api" data-variant="inline" data-other="x"></script><p id="c"></p></main>"#
    );
    let served = cdn.clone().page("place", html("", &body));
    let rig = Rig::with_calls(served.router()).await;
    rig.page.open("/pages/place").await;
    works(&rig.page, "data-*").await;
    let widget = rig.page.widget();
    let before: String = widget.ask("widget.previousElementSibling.id").await;
    assert_eq!(before, "b");
    let names: Vec<String> = widget.ask("widget.getAttributeNames()").await;
    assert_eq!(names, ["backend", "variant"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_more_is_fetched_before_the_widget_is_near() {
    let cdn = Cdn::new();
    let tag = format!(r#"<script async src="{}"></script>"#, cdn.script());
    let far = format!(r#"<div id="space" style="block-size: 500vh"></div>{TAG}"#);
    let german = far.replace("<div", r#"<div lang="de""#).replace(
        "<chakra-whatsapp-connect",
        r#"<chakra-whatsapp-connect locale="de""#,
    );
    let served = cdn.clone().page("far", html(&tag, &german));
    let rig = Rig::with_calls(served.router()).await;
    let page = &rig.page;
    page.open("/pages/far").await;
    page.settles().await;
    assert_eq!(cdn.asked(), [Part::Loader]);
    let widget = page.widget();
    assert_eq!(widget.state().await, "loading");
    let skeleton: f64 = widget.ask("widget.getBoundingClientRect().height").await;
    assert!(skeleton > 200.0, "{skeleton}");
    let shown: bool = widget
        .ask("root.querySelector('.skeleton').checkVisibility()")
        .await;
    assert!(shown);
    let _: Value = page
        .run(
            "document.querySelector('#space').style.blockSize = '10vh'; return null",
            &[],
        )
        .await;
    widget.becomes("connected").await;
    let mut asked = cdn.asked();
    asked.sort_by_key(|part| *part as u8);
    assert_eq!(asked, [Part::Glue, Part::Wasm, Part::Early, Part::Language]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_skeleton_takes_the_room_of_the_card() {
    let cdn = Cdn::new();
    let tag = format!(r#"<script async src="{}"></script>"#, cdn.script());
    for variant in ["card", "inline", "button"] {
        let widget = format!(
            r#"<chakra-whatsapp-connect id="widget" load="intent" variant="{variant}"></chakra-whatsapp-connect>
            <script>widget.fetchToken = () => "none"; widget.fetchStatus = () => new Promise(() => {{}});</script>"#
        );
        let _ = cdn.clone().page(variant, html(&tag, &widget));
    }
    let rig = Rig::with_calls(cdn.router()).await;
    let size = "(({ width, height }) => [width, height])(widget.getBoundingClientRect())";
    for variant in ["card", "inline", "button"] {
        rig.page.open(&format!("/pages/{variant}")).await;
        rig.page
            .holds(
                "document.querySelector('#widget').state === 'loading'",
                json!(null),
            )
            .await;
        let widget = rig.page.widget();
        let before: [f64; 2] = widget.ask(size).await;
        widget.tell("root.querySelector('.card').focus()").await;
        // Only the engine draws the mark.
        rig.page
            .wait_for(
                "const [done] = arguments;
                const look = () => widget.shadowRoot.querySelector('.mark') ? done() : requestAnimationFrame(look);
                look();",
            )
            .await;
        let after: [f64; 2] = widget.ask(size).await;
        assert!(
            before
                .iter()
                .zip(after)
                .all(|(before, after)| (before - after).abs() < 2.0),
            "{variant}: {before:?} became {after:?}"
        );
        let is_tall = "document.documentElement.scrollHeight > innerHeight";
        let is_tall: bool = widget.ask(is_tall).await;
        assert!(!is_tall, "{variant}: there is something to scroll to");
    }
}

/// By pointer and by keyboard. The keyboard focus is kept afterwards.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn intent_starts_it() {
    let cdn = Cdn::new();
    let tag = format!(r#"<script async src="{}"></script>"#, cdn.script());
    let widget = TAG.replace("id=", r#"load="intent" id="#);
    let served = cdn.clone().page("intent", html(&tag, &widget));
    let rig = Rig::with_calls(served.router()).await;
    let page = &rig.page;
    for way in [
        "root.querySelector('.card').focus()",
        "root.querySelector('.card').dispatchEvent(new PointerEvent('pointerover', { bubbles: true, composed: true }))",
    ] {
        page.cdp("Network.clearBrowserCache", json!({})).await;
        page.open("/pages/intent").await;
        page.settles().await;
        assert_eq!(cdn.asked(), [Part::Loader]);
        page.widget().tell(way).await;
        page.widget().becomes("connected").await;
        let _ = cdn.asked();
        let focused: bool = page.widget().ask("root.activeElement !== null").await;
        assert_eq!(focused, way.contains("focus()"));
    }
}

/// Method calls made before the engine is loaded run in order once it is.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_method_called_early_starts_the_engine_and_runs() {
    let cdn = Cdn::new();
    let widget = r#"<div style="block-size: 500vh"></div><chakra-whatsapp-connect id="widget" start="manual"></chakra-whatsapp-connect>
        <script>
          window.intents = [];
          widget.fetchToken = ({ intent }) => { intents.push(intent); throw { status: 403 }; };
          widget.fetchStatus = () => ({ state: "not_connected", numbers: [] });
        </script>"#;
    let blocking = format!(
        r#"<script src="{}"></script><script>widget.connect()</script>"#,
        cdn.script()
    );
    let served = cdn
        .clone()
        .page("early", html("", &format!("{widget}{blocking}")));
    let rig = Rig::with_calls(served.router()).await;
    rig.page.open("/pages/early").await;
    rig.page.has_outcomes(1).await;
    let intents: Vec<String> = rig.page.run("return intents", &[]).await;
    assert_eq!(intents, ["connect"]);
}

/// A connected widget, whose page counts what it disconnects, and keeps the outcome.
const DISCONNECTS: &str = r#"<chakra-whatsapp-connect id="widget" tenant="a"></chakra-whatsapp-connect>
    <script>
      [window.disconnected, window.outcomes] = [0, []];
      const numbers = [{ phoneNumberId: "1", displayPhoneNumber: "+1 555 0100" }];
      widget.fetchToken = () => { throw { status: 403 }; };
      widget.fetchStatus = () => ({ state: window.disconnected ? "not_connected" : "connected", numbers });
      widget.disconnectAccount = () => void window.disconnected++;
      const disconnect = () => widget.disconnect().then(({ type, state }) => window.outcomes.push(type ?? state));
    </script>"#;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_early_disconnection_is_of_the_account_at_the_call() {
    let same = [
        ("", ""),
        ("", "widget.locale = 'de'; widget.messages = {}"),
        // As React does at each render.
        (
            "widget.requestHeaders = { a: 1 }",
            "widget.requestHeaders = { a: 1 }",
        ),
        (
            "widget.requestHeaders = () => ({})",
            "widget.requestHeaders = () => ({})",
        ),
        (
            "widget.requestHeaders = { authorization: 'one' }",
            "widget.requestHeaders = { authorization: 'two' }",
        ),
        (
            "widget.requestHeaders = { a: 1, b: 2 }",
            "widget.requestHeaders = { b: 2, a: 1 }",
        ),
        ("", "history.replaceState(null, '', '#x')"),
    ];
    let other = [
        ("", "widget.tenant = 'b'"),
        ("", "widget.requestHeaders = { 'x-tenant': 'b' }"),
        (
            "window.given = { 'x-tenant': 'a' }; widget.requestHeaders = given",
            "given['x-tenant'] = 'b'; widget.requestHeaders = given",
        ),
        (
            "widget.tenant = null; widget.requestHeaders = () => ({})",
            "widget.requestHeaders = () => ({ 'x-tenant': 'b' })",
        ),
        (
            "widget.tenant = ''; widget.requestHeaders = () => ({})",
            "widget.requestHeaders = () => ({ 'x-tenant': 'b' })",
        ),
        ("", "widget.setAttribute('backend', '/b')"),
    ];
    let same = same.map(|(before, then)| (before, then, 1, "disconnected"));
    let other = other.map(|(before, then)| (before, then, 0, "loading"));
    for (before, then, disconnected, outcome) in same.into_iter().chain(other) {
        let cdn = Cdn::new();
        let blocking = format!(
            r#"<script src="{}"></script><script>{before}; disconnect(); {then}</script>"#,
            cdn.script()
        );
        let page = html("", &format!("{DISCONNECTS}{blocking}"));
        let served = cdn.clone().page("early", page);
        let rig = Rig::with_calls(served.router()).await;
        rig.page.open("/pages/early").await;
        rig.page.comes_true("outcomes.length === 1").await;
        let state = if disconnected > 0 {
            "not_connected"
        } else {
            "connected"
        };
        rig.page
            .comes_true(&format!(
                "widget.state === '{state}' || widget.state === 'unavailable'"
            ))
            .await;
        rig.page.settles().await;
        let seen: (u32, Vec<String>) = rig.page.run("return [disconnected, outcomes]", &[]).await;
        assert_eq!(seen, (disconnected, vec![outcome.to_owned()]), "{then}");
    }
}

/// The page was told that it failed, and the customer may have decided otherwise by now.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_disconnection_that_failed_to_load_is_over() {
    let cdn = Cdn::new();
    cdn.spoil(Part::Wasm, Fault::Missing);
    let blocking = format!(
        r#"<script src="{}"></script><script>disconnect()</script>"#,
        cdn.script()
    );
    let page = html("", &format!("{DISCONNECTS}{blocking}"));
    let served = cdn.clone().page("early", page);
    let rig = Rig::with_calls(served.router()).await;
    rig.page.open("/pages/early").await;
    rig.page.widget().becomes("unavailable").await;
    rig.page.comes_true("outcomes.length === 1").await;
    cdn.mend();
    rig.page.widget().click("Try again").await;
    rig.page.widget().becomes("connected").await;
    rig.page.settles().await;
    let seen: (u32, Vec<String>) = rig.page.run("return [disconnected, outcomes]", &[]).await;
    assert_eq!(seen, (0, vec!["failed".to_owned()]));
}
