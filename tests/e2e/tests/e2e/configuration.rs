//! A partner's configuration mistake is reported once, and visibly.

use chakra_e2e::{Call, Reply, Rig, Scripted};
use serde_json::json;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_token_source_and_an_unknown_value() {
    let connected =
        json!({ "state": "connected", "numbers": [], "checkedAt": "2026-01-01T00:00:00Z" });
    let scripted = Scripted::default().on("fine", Call::Status, [Reply::Json(connected)]);
    let rig = Rig::with_calls(scripted.router()).await;
    let page = &rig.page;
    page.open("/configuration.html").await;
    let (none, unknown) = (page.widget_at("#none"), page.widget_at("#unknown"));
    none.becomes("unavailable").await;
    unknown.becomes("connected").await;

    page.has_heard("chakra-failed", 1).await;
    let outcomes = page.outcomes().await;
    assert_eq!(outcomes.len(), 1, "{outcomes:#?}");
    assert_eq!(outcomes[0].widget, "none");
    assert_eq!(outcomes[0].text("code"), "config_missing_token_source");
    assert_eq!(outcomes[0].detail["retryable"], false);
    assert_eq!(none.shown_code().await, "config_missing_token_source");
    let words = none.words().await;
    assert!(words.contains("not set up yet"), "{words}");
    assert!(none.buttons().await.is_empty(), "no useless retry button");
    page.shot("no_token_source").await;

    // Reading the attribute again does not report it again.
    unknown.tell("widget.setAttribute('theme', 'light')").await;
    page.settles().await;
    let said = page.console().await;
    assert_eq!(said.len(), 1, "{said:#?}");
    assert_eq!(said[0].level, "WARNING");
    for part in [
        "start",
        "sometimes",
        "visible, click, manual",
        "taken: visible",
    ] {
        assert!(
            said[0].message.contains(part),
            "{part} in {}",
            said[0].message
        );
    }

    none.tell("widget.setAttribute('backend', '/scripted/fine')")
        .await;
    none.becomes("connected").await;
}
