//! A page whose `Cross-Origin-Opener-Policy` cuts the popup off from the vendor's frame.

use axum::Router;
use chakra_backend::DemoTenant;
use chakra_e2e::{Page, Rig, Site, calls, sandbox};
use chakra_sandbox::Sandbox;

async fn rig(sandbox: &Sandbox, policy: &'static str) -> Rig<Site> {
    let calls = calls(sandbox, DemoTenant).await;
    let calls = Router::new().nest("/api/chakra", calls);
    let headers = [("cross-origin-opener-policy", policy.to_owned())];
    let rig = Rig::with_headers(calls, &headers).await;
    rig.page.open("/").await;
    rig.page.widget().becomes("not_connected").await;
    rig
}

/// How often the widget has passed on to the backend what the vendor's frame told it.
async fn hints(page: &Page) -> usize {
    page.run(
        "return performance.getEntriesByType('resource')
        .filter(({ name }) => name.endsWith('/connect-event')).length",
        &[],
    )
    .await
}

/// Nobody is told how the signup ends. The backend's records hold all the same, and are looked at
/// when the customer is back.
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
    assert_eq!(hints(page).await, 0, "the frame had nothing to tell");
}

/// The policy that the README names instead.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_policy_that_allows_popups_cuts_nothing_off() {
    let sandbox = sandbox().await;
    let rig = rig(&sandbox, "same-origin-allow-popups").await;
    let page = &rig.page;
    let widget = page.widget();
    let popup = widget.open_popup().await;
    // The page stays in sight: that the customer cancelled, only the frame can tell.
    page.choose(popup, "cancel").await;
    page.has_outcomes(1).await;
    let outcomes = page.outcomes().await;
    assert_eq!(outcomes[0].text("reason"), "user");
    assert_eq!(outcomes[0].text("step"), "PHONE_NUMBER_SETUP");
    page.settles().await;
    assert_eq!(hints(page).await, 1);
}
