//! The Content-Security-Policy in the book allows all that the widget needs, and nothing less is enough.

use chakra_e2e::{Rig, sandbox};

const PAGE: &str = include_str!("../../../../docs/book/src/policies.md");
const VENDOR: &str = "https://embed.chakrahq.com";

/// The policy line of the page, with the stand-in in Chakra's place.
fn policy(embed_url: &str) -> String {
    let mut lines = PAGE.lines();
    let line = lines.find(|line| line.starts_with("script-src 'self'"));
    line.expect("the page has the policy")
        .replace(VENDOR, embed_url)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_documented_policy_is_enough() {
    let sandbox = sandbox().await;
    // Everything else is forbidden. Styles may come from the page's own sheet; the widget creates its own by script.
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
async fn a_policy_without_the_vendor_is_reported() {
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

/// Every directive about scripts is as strict as possible.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn trusted_types_do_not_matter() {
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
async fn a_page_that_does_not_allow_our_policy_is_reported() {
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
