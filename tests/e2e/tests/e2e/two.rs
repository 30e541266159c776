//! Two widgets on one page, for two customers' accounts.

use axum::Router;
use axum::http::request::Parts;
use chakra_backend::{Caller, ResolveError, Rights, Tenant, TenantResolver, async_trait};
use chakra_e2e::{Rig, TokenTap, calls, sandbox};
use serde_json::json;

struct Always(&'static str);

#[async_trait]
impl TenantResolver for Always {
    async fn resolve(&self, _: &Parts) -> Result<Caller, ResolveError> {
        Ok(Caller::new(Tenant::new(self.0, self.0), Rights::ALL))
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_keeps_to_itself() {
    let sandbox = sandbox().await;
    let tap = TokenTap::default();
    let app = Router::new()
        .nest("/a/api/chakra", calls(&sandbox, Always("a")).await)
        .nest("/b/api/chakra", calls(&sandbox, Always("b")).await);
    let rig = Rig::with_calls(tap.on(app)).await;
    let page = &rig.page;
    page.open("/two.html").await;
    let (first, second) = (page.widget_at("#first"), page.widget_at("#second"));
    first.becomes("not_connected").await;
    second.becomes("not_connected").await;
    assert_eq!((first.frames().await, second.frames().await), (1, 1));
    let tokens = tap.tokens();
    assert_eq!(tokens.len(), 2);
    assert_ne!(tokens[0], tokens[1]);
    let scripts: usize = page
        .run(
            "return document.querySelectorAll('script[src*=\"sdk.js\"]').length",
            &[],
        )
        .await;
    assert_eq!(scripts, 1, "the SDK is loaded once");

    second.sign_up("finish").await;
    second.becomes("connected").await;
    page.settles().await;
    assert_eq!(first.state().await, "not_connected");
    assert!(first.offers_signup().await);
    assert_eq!((first.frames().await, second.frames().await), (1, 0));
    for event in page.events().await {
        let expected = if event.is_outcome() {
            "second"
        } else {
            &event.widget
        };
        assert_eq!(event.widget, expected, "{event:?}");
        assert!(
            event.name != "chakra-statechange"
                || event.widget == "second"
                || event.detail == json!({ "previous": "loading", "state": "not_connected" }),
            "{event:?}"
        );
    }
    page.shot("two").await;

    // One is removed; the other keeps working.
    second.tell("widget.remove()").await;
    first.sign_up("cancel").await;
    page.has_outcomes(2).await;
    first.sign_up("finish").await;
    first.becomes("connected").await;
    let outcomes = page.outcomes().await;
    let told: Vec<_> = outcomes
        .iter()
        .map(|it| (it.widget.as_str(), it.name.as_str()))
        .collect();
    assert_eq!(
        told,
        [
            ("second", "chakra-connected"),
            ("first", "chakra-cancelled"),
            ("first", "chakra-connected"),
        ]
    );
}
