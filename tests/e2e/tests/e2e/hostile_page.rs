//! Pages that work against the widget: patched built-ins, clobbered names, forged events. The widget keeps working or
//! reports the problem. It never trusts such a page, and never disturbs it.

use std::collections::BTreeSet;

use axum::Router;
use chakra_backend::DemoTenant;
use chakra_e2e::{Cdn, Haystack, Page, Recorded, Rig, TokenTap, calls, names, sandbox};
use chakra_sandbox::{Outcome, SettingsChange, SignupEnd};
use serde_json::Value;

const WIDGET: &str = "document.querySelector('#widget')";

/// Opens the page under one attack. Checks that the attack is active and breaks code that trusts the page.
async fn under(page: &Page, attack: &str) {
    page.open(&format!("/hostile.html?{attack}")).await;
    page.comes_true("document.querySelector('#place').children.length === 1")
        .await;
    let hurts: bool = page.evaluate("hurts()").await;
    assert!(hurts, "{attack} is an attack");
}

async fn becomes(page: &Page, state: &str) {
    page.comes_true(&format!("{WIDGET}.state === '{state}'"))
        .await;
}

/// The events that the page has received, read through the browser's own protocol.
async fn heard(page: &Page) -> Vec<Recorded> {
    page.evaluate("__heard").await
}

/// Nothing was thrown, rejected or logged.
async fn is_quiet(page: &Page, attack: &str) {
    let _: Value = page.evaluate("settles().then(() => null)").await;
    let noise: Vec<String> = page.evaluate("noise").await;
    assert!(noise.is_empty(), "{attack}: {noise:#?}");
    let said = page.console().await;
    // Browsers themselves report requests that the network rejects.
    let is_ours = |source: Option<&str>| source != Some("network");
    let ours: Vec<_> = said
        .iter()
        .filter(|it| is_ours(it.source.as_deref()))
        .collect();
    assert!(ours.is_empty(), "{attack}: {ours:#?}");
}

/// The widget gives up with this code, without any other effect.
async fn fails_with(page: &Page, attack: &str, code: &str) {
    under(page, attack).await;
    becomes(page, "unavailable").await;
    page.comes_true(&format!(
        "{WIDGET}.shadowRoot.querySelector('.code')?.textContent.includes('{code}')"
    ))
    .await;
    let _: Value = page.evaluate("settles().then(() => null)").await;
    let outcomes: Vec<_> = heard(page)
        .await
        .into_iter()
        .filter(Recorded::is_outcome)
        .collect();
    assert_eq!(outcomes.len(), 1, "{attack}: {outcomes:#?}");
    assert_eq!(outcomes[0].text("code"), code);
    let noise: Vec<String> = page.evaluate("noise").await;
    assert!(noise.is_empty(), "{attack}: {noise:#?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn patched_prototypes() {
    let sandbox = sandbox().await;
    let rig = Rig::start(&sandbox).await;
    let page = &rig.page;
    for attack in [
        "additions",
        "late&additions",
        "getters",
        "late&getters",
        "lies",
        "late&lies",
        "late&broken",
    ] {
        under(page, attack).await;
        becomes(page, "not_connected").await;
        page.comes_true(&format!(
            "{WIDGET}.shadowRoot.querySelector('.card').dataset.frame === 'ready'"
        ))
        .await;
        for event in heard(page).await {
            let told = event.name != "chakra-statechange" || event.text("state") == "not_connected";
            assert!(told, "{attack}: {event:?}");
        }
        is_quiet(page, attack).await;
    }
}

/// The card in its shadow root has no parent element, and neither has a frame that the page has removed.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_remove_that_needs_a_parent_element() {
    let sandbox = sandbox().await;
    let rig = Rig::start(&sandbox).await;
    let page = &rig.page;
    for attack in ["remove", "late&remove"] {
        under(page, attack).await;
        page.widget().becomes("not_connected").await;
        page.widget()
            .tell("widget.removeChild(widget.children[0])")
            .await;
        page.comes_true(&format!("{WIDGET}.querySelector('iframe') !== null"))
            .await;
        page.widget()
            .tell("(window.gone = widget).parentNode.removeChild(widget)")
            .await;
        page.settles().await;
        let left: [usize; 2] = page
            .run(
                "return [gone.children.length, gone.shadowRoot.children.length]",
                &[],
            )
            .await;
        assert_eq!(left, [0, 0], "{attack}");
        let put_back = "document.querySelector('#place').append(gone); return null";
        let _: Value = page.run(put_back, &[]).await;
        page.widget().becomes("not_connected").await;
        is_quiet(page, attack).await;
    }
}

/// The vendor's script, or its caller, needs the parts that this attack breaks.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn functions_that_the_vendor_needs_are_broken() {
    let sandbox = sandbox().await;
    let rig = Rig::start(&sandbox).await;
    for attack in ["late&call", "late&append"] {
        fails_with(&rig.page, attack, "sdk_init_failed").await;
        is_quiet(&rig.page, attack).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_whole_signup_on_a_patched_page() {
    let sandbox = sandbox().await;
    let change = SettingsChange {
        signup_end: Some(SignupEnd::Settled(Outcome::Finish)),
        ..SettingsChange::default()
    };
    sandbox
        .configure(change)
        .expect("a signup that ends by itself");
    let rig = Rig::start(&sandbox).await;
    let page = &rig.page;
    for attack in [
        "late&getters",
        "late&promise",
        "late&json",
        "late&lies",
        "clobbered",
    ] {
        under(page, attack).await;
        becomes(page, "not_connected").await;
        page.click_into("#widget iframe").await;
        becomes(page, "connected").await;
        let outcomes: Vec<_> = heard(page)
            .await
            .into_iter()
            .filter(Recorded::is_outcome)
            .collect();
        assert_eq!(names(&outcomes), ["chakra-connected"], "{attack}");
        assert_eq!(outcomes[0].detail["verified"], true, "{attack}");
        assert_eq!(
            outcomes[0].detail["numbers"].as_array().map(Vec::len),
            Some(1)
        );
        is_quiet(page, attack).await;
        let _: Value = page
            .evaluate(&format!("({WIDGET}.disconnect(), null)"))
            .await;
        becomes(page, "not_connected").await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn promise_and_json_replaced() {
    let sandbox = sandbox().await;
    let rig = Rig::start(&sandbox).await;
    for attack in [
        "late&promise",
        "late&sudden",
        "sudden",
        "json",
        "late&json",
        "json-throws",
        "late&json-throws",
    ] {
        under(&rig.page, attack).await;
        becomes(&rig.page, "not_connected").await;
        is_quiet(&rig.page, attack).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fetch_replaced() {
    let sandbox = sandbox().await;
    let rig = Rig::start(&sandbox).await;
    for attack in [
        "fetch-throws",
        "fetch-nothing",
        "fetch-object",
        "fetch-empty",
        "fetch-twice",
        "fetch-rejects",
        "fetch-read",
        "fetch-locked",
    ] {
        fails_with(&rig.page, &format!("late&{attack}"), "backend_unreachable").await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn elements_that_answer_to_our_names() {
    let sandbox = sandbox().await;
    let rig = Rig::start(&sandbox).await;
    for attack in ["clobbered", "clobbered-frame", "late&clobbered"] {
        under(&rig.page, attack).await;
        let widget = rig.page.widget();
        widget.becomes("not_connected").await;
        assert_eq!(widget.frames().await, 1);
        is_quiet(&rig.page, attack).await;
    }
}

/// Visitors' content on a page that keeps `name` and `data-*`: each element shadows a property of `document`.
fn shadows(cdn: &Cdn) -> Vec<String> {
    // The image would be the loader's own tag.
    let address = cdn.script_in("another");
    let image = format!(
        r#"<img alt="" name="currentScript" src="{address}" data-load="eager" data-token-url="/evil" data-sdk-url="/evil.js"><img alt="" name="documentElement">"#
    );
    let names = ["baseURI", "body", "head", "hidden", "readyState", "scripts"];
    let forms = names.map(|name| {
        format!(r#"<form name="{name}"><input name="append"><input name="getAttribute"></form>"#)
    });
    let all = forms.concat() + image.as_str();
    [vec![image], forms.to_vec(), vec![all]].concat()
}

/// In the script tag's page and the npm package's.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_loader_is_not_misled_by_elements_with_names_of_the_document() {
    const BODY: &str = r#"<chakra-whatsapp-connect id="widget" backend="/api"></chakra-whatsapp-connect><div id="place"></div>"#;
    for cdn in [Cdn::new(), Cdn::of_package()] {
        let tag = cdn.tag().replace("async ", "");
        let attacks = shadows(&cdn);
        for (index, attack) in attacks.iter().enumerate() {
            let html = format!(
                r#"<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A page</title><link rel="icon" href="data:,"></head>
                <body>{attack}{BODY}{tag}</body></html>"#
            );
            let _ = cdn.clone().page(&index.to_string(), html);
        }
        let rig = Rig::with_calls(cdn.router()).await;
        let page = &rig.page;
        for (index, attack) in attacks.iter().enumerate() {
            page.open(&format!("/pages/{index}")).await;
            page.comes_true(&format!("{WIDGET}.state === 'connected'"))
                .await;
            let placed: usize = page
                .evaluate("document.querySelectorAll('chakra-whatsapp-connect').length")
                .await;
            assert_eq!(placed, 1, "{attack}");
            let said = page.console().await;
            let ours = said
                .iter()
                .find(|it| it.source.as_deref() != Some("network"));
            assert!(ours.is_none(), "{attack}: {ours:#?}");
        }
    }
}

/// A page's style sheet can style the element itself and its child, the vendor's frame. In the shadow root, only
/// inherited properties apply.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn global_resets() {
    let sandbox = sandbox().await;
    let rig = Rig::start(&sandbox).await;
    // A page may hide its widget: this is not an attack, and costs no token.
    under(&rig.page, "hidden-css").await;
    rig.page.settles().await;
    let height: f64 = rig.page.widget().ask("widget.offsetHeight").await;
    assert!(height.abs() < f64::EPSILON);
    assert_eq!(sandbox.log().tokens_minted, 0);

    let styles = "(({ display, paddingInlineStart, borderTopWidth, boxSizing }) =>
        [display, paddingInlineStart, borderTopWidth, boxSizing])(getComputedStyle(root.querySelector('.card')))";
    rig.page.open("/hostile.html").await;
    rig.page.widget().becomes("not_connected").await;
    let usual: [String; 4] = rig.page.widget().ask(styles).await;
    under(&rig.page, "reset-css").await;
    let widget = rig.page.widget();
    widget.becomes("not_connected").await;
    let reset: [String; 4] = widget.ask(styles).await;
    assert_eq!(usual, reset);
    assert!(widget.offers_signup().await);
    let width = "widget.querySelector('iframe').getBoundingClientRect().width
        <= root.querySelector('.card').getBoundingClientRect().width";
    assert!(
        widget.ask::<bool>(width).await,
        "the frame stays in the card"
    );
    widget.sign_up("finish").await;
    widget.becomes("connected").await;
    assert_eq!(
        widget.buttons().await.last().map(String::as_str),
        Some("Disconnect")
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn forged_vendors() {
    let sandbox = sandbox().await;
    let rig = Rig::start(&sandbox).await;
    for attack in [
        "vendor-nothing",
        "vendor-number",
        "vendor-thrower",
        "vendor-destroyer",
        "vendor-rejected",
        "late&vendor-destroyer",
    ] {
        under(&rig.page, attack).await;
        let widget = rig.page.widget();
        widget.becomes("not_connected").await;
        assert_eq!(
            rig.page.run::<u32>("return inits", &[]).await,
            1,
            "{attack}"
        );
        // Removed and put back: the error that the vendor threw on removal does not matter.
        widget.tell("(window.gone = widget).remove()").await;
        rig.page.settles().await;
        let left: usize = rig.page.run("return gone.children.length", &[]).await;
        assert_eq!(left, 0, "{attack}");
        is_quiet(&rig.page, attack).await;
    }
    fails_with(&rig.page, "vendor-throws", "sdk_init_failed").await;
    is_quiet(&rig.page, "vendor-throws").await;
    fails_with(&rig.page, "vendor-getter", "sdk_not_usable").await;
    is_quiet(&rig.page, "vendor-getter").await;
}

/// The SDK is replaced while the widget is running: the next frame comes from the new one, and nothing else changes.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_vendor_replaced_at_work() {
    let sandbox = sandbox().await;
    let rig = Rig::start(&sandbox).await;
    let page = &rig.page;
    page.open("/hostile.html").await;
    let widget = page.widget();
    widget.becomes("not_connected").await;
    let _: Value = page
        .run("attacks['vendor-throws'](); return null", &[])
        .await;
    assert_eq!(widget.state().await, "not_connected");
    widget.sign_up("cancel").await;
    page.has_outcomes(1).await;
    widget.tell("widget.reset()").await;
    page.has_outcomes(2).await;
    assert_eq!(page.outcomes().await[1].text("code"), "sdk_init_failed");
    is_quiet(page, "vendor-throws").await;
}

/// The vendor's script calls all its callbacks without end. The widget trusts none of them, the page stays fast, the
/// backend gets no extra load, and the token stays where it was given.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_vendor_that_calls_back_endlessly() {
    let sandbox = sandbox().await;
    let tap = TokenTap::default();
    let app = Router::new().nest("/api/chakra", calls(&sandbox, DemoTenant).await);
    let rig = Rig::with_calls(tap.on(app)).await;
    let page = &rig.page;
    under(page, "vendor-mad").await;
    page.shows("rounds > 1000").await;
    let events = page.events().await;
    let states: BTreeSet<_> = events.iter().map(|it| it.text("state")).collect();
    assert!(!states.contains("connected"), "{states:?}");
    let told = names(&events);
    assert!(!told.contains(&"chakra-connected"), "{told:?}");
    assert!(told.len() < 100, "{} events", told.len());
    let inits: u32 = page.run("return inits", &[]).await;
    assert!(inits < 20, "{inits} frames");
    let asked: usize = page
        .run(
            "return performance.getEntriesByType('resource')
            .filter(({ name }) => name.includes('/api/chakra/')).length",
            &[],
        )
        .await;
    assert!(asked < 60, "{asked} requests");
    page.widget().tell("widget.remove()").await;
    let noise: Vec<String> = page.run("return noise", &[]).await;
    assert!(noise.is_empty(), "{noise:#?}");
    let tokens = tap.tokens();
    assert!(!tokens.is_empty());
    assert_eq!(
        Haystack::gather(page).await.search(&tokens),
        BTreeSet::new()
    );
}

const ROUNDS: usize = 500;
const FORMS: usize = 16;

/// Waits until the page has received `count` messages. Does not wait for a frame to be drawn, because the popup may
/// cover the page.
async fn hears(page: &Page, count: usize) {
    let script = "const [count] = arguments;
        return new Promise((done) => {
          const look = () => heard >= count && done(heard);
          addEventListener('message', look);
          setTimeout(() => done(heard), 50000);
          look();
        })";
    let heard: usize = page.run(script, &[count.into()]).await;
    assert_eq!(heard, count);
}

/// Floods the page from itself, from a frame beside the widget, and from a popup. Returns the duration in milliseconds.
async fn flood(page: &Page) -> f64 {
    let start = "[heard, believed] = [0, false]; window.began = performance.now();
        flood(window, arguments[0]); frame(arguments[0]);
        window.popup = open(`flooder.html?${arguments[0]}`); return null";
    let _: Value = page.run(start, &[ROUNDS.into()]).await;
    hears(page, 3 * ROUNDS * FORMS).await;
    page.run(
        "popup.close(); const took = performance.now() - began;
        if (!believed) throw new Error('nobody was fooled'); return took",
        &[],
    )
    .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn forged_messages() {
    let sandbox = sandbox().await;
    let rig = Rig::start(&sandbox).await;
    let page = &rig.page;
    page.open("/flooded.html").await;
    let widget = page.widget();
    widget.becomes("not_connected").await;
    let before = page.events().await;
    let took = flood(page).await;
    assert!(took < 40_000.0, "{took} ms");
    page.settles().await;
    assert_eq!(widget.state().await, "not_connected");
    assert_eq!(names(&page.events().await), names(&before));
    assert_eq!(widget.frames().await, 1);

    // The flood has no effect while an attempt is open, either.
    let popup = widget.open_popup().await;
    widget.becomes("connecting").await;
    let _: Value = page
        .run(
            "[heard, believed] = [0, false]; flood(window, 500); return null",
            &[],
        )
        .await;
    hears(page, ROUNDS * FORMS).await;
    page.settles().await;
    assert_eq!(widget.state().await, "connecting");
    assert!(page.outcomes().await.is_empty());
    page.choose(popup, "cancel").await;
    page.has_outcomes(1).await;
    assert_eq!(names(&page.outcomes().await), ["chakra-cancelled"]);
}
