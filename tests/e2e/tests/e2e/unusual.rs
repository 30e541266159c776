//! Customers about whom the page gets fewer events: with a keyboard, or with the popup beside the page.

use chakra_e2e::{Rig, sandbox};

/// No pointer is over the frame: the attempt begins when the popup takes the focus.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn by_the_keyboard() {
    let sandbox = sandbox().await;
    let rig = Rig::start(&sandbox).await;
    let page = &rig.page;
    page.open("/").await;
    let widget = page.widget();
    widget.becomes("not_connected").await;
    let popup = widget.open_popup_by_keyboard().await;
    // The page only sees that it lost the focus. The vendor's event makes it a signup.
    page.leave().await;
    page.choose(popup, "cancel").await;
    page.come_back().await;
    page.has_outcomes(1).await;
    let outcomes = page.outcomes().await;
    assert_eq!(outcomes[0].text("reason"), "user");
    widget.becomes("not_connected").await;
}

/// The page stays visible, and the vendor is silent: the widget polls the status every few seconds. Where no event shows
/// that the customer is back, as in Chromium without windows, only that finds the connection.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_silent_signup_beside_the_page() {
    let sandbox = sandbox().await;
    let rig = Rig::start(&sandbox).await;
    let page = &rig.page;
    page.open("/").await;
    let widget = page.widget();
    widget.becomes("not_connected").await;
    let popup = widget.open_popup().await;
    widget.becomes("connecting").await;
    page.choose(popup, "silent").await;
    widget.becomes("connected").await;
    assert_eq!(page.outcomes().await.len(), 1);
}

/// The customer can leave an attempt that nothing ends.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn start_again() {
    let sandbox = sandbox().await;
    let rig = Rig::start(&sandbox).await;
    let page = &rig.page;
    page.open("/").await;
    let widget = page.widget();
    widget.becomes("not_connected").await;
    let popup = widget.open_popup().await;
    page.choose(popup, "close").await;
    assert_eq!(widget.state().await, "connecting");
    widget.click("Start again").await;
    page.has_outcomes(1).await;
    assert_eq!(page.outcomes().await[0].text("reason"), "user");
    widget.becomes("not_connected").await;
    widget.sign_up("finish").await;
    widget.becomes("connected").await;
}
