//! Assumptions of the other tests, in every browser and on every machine.

use axum::Router;
use chakra_e2e::{Page, Rig};

/// The page's focus, sight and network.
async fn presence(page: &Page) -> (bool, String, bool) {
    let body = "return [document.hasFocus(), document.visibilityState, navigator.onLine]";
    page.run(body, &[]).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_has_focus_sight_and_network_from_the_beginning() {
    let rig = Rig::with_calls(Router::new()).await;
    let page = &rig.page;
    page.open("/").await;
    for visit in ["first", "second"] {
        // The focus comes to a new page shortly after its first script.
        page.holds("document.hasFocus()", visit.into()).await;
        assert_eq!(presence(page).await, (true, "visible".to_owned(), true));
        page.reload().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_of_them_is_taken_and_given_back() {
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
