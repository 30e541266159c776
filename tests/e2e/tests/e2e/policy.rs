//! The Content-Security-Policy of the book is all that the widget needs, and it does need it.

use chakra_e2e::{Rig, sandbox};

const PAGE: &str = include_str!("../../../../docs/book/src/policies.md");
const VENDOR: &str = "https://embed.chakrahq.com";

/// The line on the page, with the stand-in in Chakra's place.
fn policy(embed_url: &str) -> String {
    let mut lines = PAGE.lines();
    let line = lines.find(|line| line.starts_with("script-src 'self'"));
    line.expect("the page has it").replace(VENDOR, embed_url)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_documented_policy_is_enough() {
    let sandbox = sandbox().await;
    // Everything else forbidden; styles are the page's own sheet, the widget's is made by script.
    let policy = format!(
        "default-src 'none'; style-src 'self'; {}",
        policy(&sandbox.embed_url())
    );
    let rig = Rig::with_policy(&sandbox, Some(&policy)).await;
    rig.page.open("/").await;
    let widget = rig.page.widget();
    widget.becomes("not_connected").await;
    widget.sign_up("finish").await;
    widget.becomes("connected").await;
    let said = rig.page.console().await;
    let refused: Vec<_> = said
        .iter()
        .filter(|line| line.message.contains("Content Security Policy"))
        .filter(|line| !line.message.contains("/icon.svg"))
        .collect();
    assert!(refused.is_empty(), "{refused:#?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_policy_without_the_vendor_is_told() {
    let sandbox = sandbox().await;
    let policy = policy("https://elsewhere.example");
    let rig = Rig::with_policy(&sandbox, Some(&policy)).await;
    rig.page.open("/").await;
    let widget = rig.page.widget();
    widget.becomes("unavailable").await;
    assert_eq!(widget.shown_code().await, "sdk_load_failed");
    assert_eq!(widget.buttons().await, ["Try again"]);
    let outcomes = rig.page.outcomes().await;
    assert_eq!(outcomes.len(), 1);
    assert_eq!(outcomes[0].text("code"), "sdk_load_failed");
}

/// With every directive that has to do with scripts as strict as it gets.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn trusted_types_are_no_hindrance() {
    let sandbox = sandbox().await;
    let policy = format!(
        "default-src 'none'; style-src 'self'; {}; require-trusted-types-for 'script'; trusted-types chakra-connect",
        policy(&sandbox.embed_url())
    );
    let rig = Rig::with_policy(&sandbox, Some(&policy)).await;
    rig.page.open("/settings.html").await;
    let widget = rig.page.widget();
    widget.becomes("not_connected").await;
    let said = rig.page.console().await;
    let refused: Vec<_> = said
        .iter()
        .filter(|line| line.message.contains("Trusted"))
        .collect();
    assert!(refused.is_empty(), "{refused:#?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_that_does_not_allow_our_policy_is_told() {
    let sandbox = sandbox().await;
    let policy = format!(
        "{}; require-trusted-types-for 'script'; trusted-types other",
        policy(&sandbox.embed_url())
    );
    let rig = Rig::with_policy(&sandbox, Some(&policy)).await;
    rig.page.open("/settings.html").await;
    let widget = rig.page.widget();
    widget.becomes("unavailable").await;
    assert_eq!(widget.shown_code().await, "sdk_load_failed");
}
