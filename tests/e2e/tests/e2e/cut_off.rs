//! A page whose `Cross-Origin-Opener-Policy` cuts the popup off from the vendor's frame.

use axum::Router;
use chakra_backend::DemoTenant;
use chakra_backend_server::{Server, Settings};
use chakra_e2e::{KEY, Page, Recorded, Rig, Site, Widget, calls, sandbox};
use chakra_sandbox::Sandbox;
use serde_json::{Value, json};

/// Records the URLs for which the page's scripts request only the headers.
const HEADS: &str = "window.__heads = [];
    const real = window.fetch;
    window.fetch = function (url, init) {
      if (init?.method === 'HEAD') window.__heads[window.__heads.length] = String(url);
      return real.call(window, url, init);
    };";

/// Opens a page with this policy.
async fn opened(sandbox: &Sandbox, policy: &'static str, path: &str) -> Rig<Site> {
    let calls = calls(sandbox, DemoTenant).await;
    let calls = Router::new().nest("/api/chakra", calls);
    let headers = [("cross-origin-opener-policy", policy.to_owned())];
    let rig = Rig::with_headers(calls, &headers).await;
    rig.page.at_the_start(HEADS).await;
    rig.page.open(path).await;
    rig
}

async fn rig(sandbox: &Sandbox, policy: &'static str) -> Rig<Site> {
    let rig = opened(sandbox, policy, "/").await;
    rig.page.widget().becomes("not_connected").await;
    rig
}

/// Number of vendor events that the widget has passed on to the backend.
const HINTS: &str = "performance.getEntriesByType('resource')
    .filter(({ name }) => name.endsWith('/connect-event')).length";

async fn hints(page: &Page) -> usize {
    page.run(&format!("return {HINTS}"), &[]).await
}

async fn heads(page: &Page) -> Vec<String> {
    page.run("return __heads", &[]).await
}

/// The customer closes the popup, and no event reports it. Returns the `attempt`th outcome.
async fn is_closed(widget: Widget<'_>, page: &Page, attempt: usize) -> Recorded {
    widget.sign_up("close").await;
    page.has_outcomes(attempt).await;
    let ended = page.outcomes().await.remove(attempt - 1);
    assert_eq!(ended.text("reason"), "unknown", "{ended:?}");
    ended
}

/// No event reports how the signup ends. The status check finds the connection in the backend's records when the
/// customer is back.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_status_check_finds_the_connection() {
    let sandbox = sandbox().await;
    let rig = rig(&sandbox, "same-origin").await;
    let page = &rig.page;
    let widget = page.widget();
    widget.sign_up("finish").await;
    widget.becomes("connected").await;
    page.settles().await;
    let outcomes = page.outcomes().await;
    assert_eq!(outcomes.len(), 1, "{outcomes:#?}");
    assert_eq!(outcomes[0].name, "chakra-connected");
    assert_eq!(outcomes[0].detail["verified"], true);
    assert_eq!(hints(page).await, 0, "the frame sent no event");
}

/// If the backend finds no connection either, the outcome tells the developer the reason. One `HEAD` request is enough.
/// It goes to the page's address without the parts that may be valid only once.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_end_without_an_event_names_the_header() {
    let sandbox = sandbox().await;
    let policy = "same-origin; report-to=\"coop\"";
    let rig = opened(&sandbox, policy, "/?code=good-for-once").await;
    let page = &rig.page;
    page.widget().becomes("not_connected").await;
    assert!(heads(page).await.is_empty(), "no request before an attempt");
    let go_on = "history.pushState(null, '', '/elsewhere'); return null";
    page.run::<Value>(go_on, &[]).await;
    for attempt in [1, 2] {
        let ended = is_closed(page.widget(), page, attempt).await;
        let message = ended.text("message");
        for words in [
            "Cross-Origin-Opener-Policy: same-origin`",
            "same-origin-allow-popups",
        ] {
            assert!(message.contains(words), "{attempt}: {message:?}");
        }
    }
    assert_eq!(heads(page).await, [format!("{}/", page.origin())]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_the_header_no_message_mentions_it() {
    let sandbox = sandbox().await;
    let rig = rig(&sandbox, "same-origin-allow-popups").await;
    let ended = is_closed(rig.page.widget(), &rig.page, 1).await;
    assert_eq!(ended.detail["message"], Value::Null);
    assert_eq!(heads(&rig.page).await.len(), 1);
}

/// For a widget in a frame, the policy of the outer page counts.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn in_a_frame_the_outer_page_is_requested() {
    let sandbox = sandbox().await;
    let rig = opened(&sandbox, "same-origin", "/barriers.html").await;
    let page = &rig.page;
    let embed = "window.framed = document.createElement('iframe');
        Object.assign(framed, { src: '/moving.html', width: 800, height: 900 });
        document.body.prepend(framed); return null";
    page.run::<Value>(embed, &[]).await;
    page.shows(
        "framed.contentDocument.querySelector('#widget').shadowRoot
        .querySelector('.card').dataset.frame === 'ready'",
    )
    .await;
    // As with the keyboard: the attempt begins when the popup takes the focus.
    let enter = "framed.contentDocument.querySelector('[slot=vendor] iframe').focus(); return null";
    page.run::<Value>(enter, &[]).await;
    page.leave().await;
    page.come_back().await;
    page.shows("framed.contentWindow.__heads.length > 0").await;
    let heads: Vec<String> = page.run("return framed.contentWindow.__heads", &[]).await;
    assert_eq!(heads, [format!("{}/barriers.html", page.origin())]);
}

/// The page's policy may allow the backend's origin but not the page's own. The widget then sends the page no request.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_with_its_backend_elsewhere_is_not_requested() {
    let sandbox = sandbox().await;
    let rig = opened(&sandbox, "same-origin", "/moving.html").await;
    let page = &rig.page;
    let api = sandbox.api_url().parse().expect("an address");
    let mut settings = Settings::new(api, KEY.parse().expect("a key"));
    settings.sdk_url = Some(sandbox.sdk_url().parse().expect("an address"));
    settings.allowed_origins = vec![page.origin().parse().expect("an origin")];
    let elsewhere = Server::start(settings, DemoTenant).await;
    let elsewhere = elsewhere.expect("the backend starts");
    let set =
        "document.querySelector('#widget').setAttribute('backend', arguments[0]); return null";
    let backend = format!("{}api/chakra", elsewhere.url());
    page.run::<Value>(set, &[json!(backend)]).await;
    let widget = page.widget();
    widget.becomes("not_connected").await;
    let ended = is_closed(widget, page, 1).await;
    assert_eq!(ended.detail["message"], Value::Null);
    assert!(heads(page).await.is_empty());
}

/// The policies that allow a page to use popups.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_policy_that_allows_popups_cuts_nothing_off() {
    for policy in ["same-origin-allow-popups", "noopener-allow-popups"] {
        let sandbox = sandbox().await;
        let rig = rig(&sandbox, policy).await;
        let page = &rig.page;
        let widget = page.widget();
        let popup = widget.open_popup().await;
        // The page stays visible, so only the frame can report that the customer cancelled.
        page.choose(popup, "cancel").await;
        page.has_outcomes(1).await;
        let outcomes = page.outcomes().await;
        assert_eq!(outcomes[0].text("reason"), "user");
        assert_eq!(outcomes[0].text("step"), "PHONE_NUMBER_SETUP");
        // The browser lists a request only after its end.
        page.comes_true(&format!("{HINTS} > 0")).await;
        page.settles().await;
        assert_eq!(hints(page).await, 1);
    }
}
