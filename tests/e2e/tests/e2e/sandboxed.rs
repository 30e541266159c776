//! The partner's settings in a frame with `sandbox`: what it must allow.

use chakra_e2e::{Rig, sandbox};

const FRAME: &str = "body > iframe";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_documents_name_is_enough() {
    let vendor = sandbox().await;
    let rig = Rig::start(&vendor).await;
    let page = &rig.page;
    page.open("/sandboxed.html").await;
    page.enter(FRAME).await;
    page.widget().becomes("not_connected").await;
    page.widget().sign_up("finish").await;
    page.enter(FRAME).await;
    page.widget().becomes("connected").await;
}

/// The vendor's button does nothing there, and nobody tells the widget: it stays on offer.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_allow_popups_no_window_opens() {
    let vendor = sandbox().await;
    let rig = Rig::start(&vendor).await;
    let page = &rig.page;
    page.open("/sandboxed.html").await;
    let forbid = "const frame = document.querySelector(arguments[0]);
        frame.sandbox.remove('allow-popups');
        return new Promise((done) => { frame.onload = () => done(true); frame.src += ''; })";
    let _: bool = page.run(forbid, &[FRAME.into()]).await;
    page.enter(FRAME).await;
    page.widget().becomes("not_connected").await;
    page.widget().hold_down().await;
    page.widget().let_go().await;
    page.settles().await;
    assert!(page.popup().await.is_none());
}
