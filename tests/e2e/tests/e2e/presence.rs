//! Assumptions of the other tests that must hold in every browser and on every machine.

use axum::Router;
use chakra_e2e::{Page, Rig};

/// Whether the page has the focus, its visibility, and whether it is online.
async fn presence(page: &Page) -> (bool, String, bool) {
    let body = "return [document.hasFocus(), document.visibilityState, navigator.onLine]";
    page.run(body, &[]).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_starts_focused_visible_and_online() {
    let rig = Rig::with_calls(Router::new()).await;
    let page = &rig.page;
    page.open("/").await;
    for visit in ["first", "second"] {
        // A new page gets the focus shortly after its first script.
        page.holds("document.hasFocus()", visit.into()).await;
        assert_eq!(presence(page).await, (true, "visible".to_owned(), true));
        page.reload().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn focus_visibility_and_network_can_be_taken_and_restored() {
    let rig = Rig::with_calls(Router::new()).await;
    let page = &rig.page;
    page.open("/").await;
    page.leave().await;
    assert_eq!(presence(page).await, (false, "hidden".to_owned(), true));
    page.come_back().await;
    page.goes_offline().await;
    assert_eq!(presence(page).await, (true, "visible".to_owned(), false));
    page.goes_online().await;
    assert_eq!(presence(page).await, (true, "visible".to_owned(), true));
}
