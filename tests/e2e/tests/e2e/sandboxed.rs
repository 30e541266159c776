//! The partner's settings page in a frame with `sandbox`: what the attribute must allow.

use chakra_e2e::{Page, Rig, sandbox};

const FRAME: &str = "body > iframe";

/// Clicks the vendor's button in the frame.
async fn presses(page: &Page) {
    page.enter(FRAME).await;
    page.widget().becomes("not_connected").await;
    page.widget().click_vendor().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_documented_tokens_are_enough() {
    let vendor = sandbox().await;
    let rig = Rig::start(&vendor).await;
    let page = &rig.page;
    page.open("/sandboxed.html").await;
    presses(page).await;
    let popup = page.widget().has_popup().await;
    page.choose(popup, "finish").await;
    page.enter(FRAME).await;
    page.widget().becomes("connected").await;
}

/// The same click has no effect, and no browser reports it: the widget notices that no window opened.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_allow_popups_no_window_opens_and_the_card_says_so() {
    let vendor = sandbox().await;
    let rig = Rig::start(&vendor).await;
    let page = &rig.page;
    page.open("/sandboxed.html").await;
    let forbid = "const frame = document.querySelector(arguments[0]);
        frame.sandbox.remove('allow-popups');
        return new Promise((done) => { frame.onload = () => done(true); frame.src += ''; })";
    let _: bool = page.run(forbid, &[FRAME.into()]).await;
    presses(page).await;
    page.enter(FRAME).await;
    page.shows("document.querySelector('#widget').shadowRoot.querySelector('.notice-text')")
        .await;
    let widget = page.widget();
    assert_eq!(widget.state().await, "connecting");
    assert_eq!(widget.shown_code().await, "popup_not_seen");
    let words = widget.words().await;
    assert!(words.contains("Allow pop-ups"), "{words}");
    // Pages may set a fallback link at any time.
    let link = "widget.setAttribute('fallback-url', '/help')";
    widget.tell(link).await;
    page.shows("new URL('/help', location).href === document.querySelector('#widget').shadowRoot.querySelector('a.quiet').href")
        .await;
    assert!(page.popup().await.is_none());
}
