//! A whole signup logs nothing to the console.

use chakra_e2e::{Rig, sandbox};
use serde_json::Value;

/// The test logs this at the start and finds it at the end.
const CANARY: &str = "the test was here";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_whole_signup_logs_nothing() {
    let sandbox = sandbox().await;
    let rig = Rig::start(&sandbox).await;
    rig.page.open("/").await;
    let _: Value = rig
        .page
        .run("console.info(arguments[0]); return null", &[CANARY.into()])
        .await;
    let widget = rig.page.widget();
    widget.becomes("not_connected").await;
    widget.sign_up("cancel").await;
    rig.page.has_outcomes(1).await;
    widget.sign_up("finish").await;
    widget.becomes("connected").await;
    rig.page.reload().await;
    widget.becomes("connected").await;
    widget.click("Disconnect").await;
    widget.click("Disconnect").await;
    widget.becomes("not_connected").await;
    rig.page.settles().await;
    let said = rig.page.console().await;
    let others = said.iter().filter(|line| !line.message.contains(CANARY));
    let others: Vec<_> = others.collect();
    assert!(others.is_empty(), "{others:#?}");
    let kept = said.iter().any(|line| line.message.contains(CANARY));
    assert!(kept, "the log was kept from the start");
}
