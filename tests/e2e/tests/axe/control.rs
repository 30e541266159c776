//! Checks that axe finds violations inside a shadow root. Without this, a run without findings would prove nothing.

use axum::Router;
use chakra_e2e::{Axe, Rig};

pub(crate) async fn finds_what_is_wrong(axe: &Axe) {
    let rig = Rig::with_calls(Router::new()).await;
    rig.page.open("/barriers.html").await;
    rig.page.bring(axe).await;
    let audit = rig.page.audit("#host").await;
    let mut rules: Vec<_> = audit.violations.iter().map(|it| it.rule.as_str()).collect();
    rules.sort_unstable();
    rules.dedup();
    assert_eq!(
        rules,
        [
            "button-name",
            "color-contrast",
            "frame-title",
            "target-size"
        ],
        "{audit:#?}"
    );
}
