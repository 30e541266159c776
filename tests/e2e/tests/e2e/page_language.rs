//! The page changes its language, and the card follows: while loading, failed and ready.

use chakra_e2e::{Cdn, Fault, Page, Part, Rig, Site};

fn html(cdn: &Cdn) -> String {
    format!(
        r#"<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A page</title><link rel="icon" href="data:,">{}</head><body>
<main><div id="around"><chakra-whatsapp-connect id="widget" backend="/api"></chakra-whatsapp-connect></div></main><div lang="tr" id="other"></div></body></html>"#,
        cdn.tag()
    )
}

async fn connected() -> Rig<Site> {
    let cdn = Cdn::new();
    let served = cdn.clone().page("it", html(&cdn));
    let rig = Rig::with_calls(served.router()).await;
    rig.page.open("/pages/it").await;
    rig.page.widget().becomes("connected").await;
    rig
}

async fn speaks(page: &Page, tag: &str) {
    page.shows(&format!(
        "document.querySelector('#widget').shadowRoot.querySelector('.card').lang === '{tag}'"
    ))
    .await;
}

/// Each way in which the surrounding language can change, and the language the card then uses.
const CHANGES: [(&str, &str); 10] = [
    ("document.documentElement.lang = 'de'", "de"),
    ("around.lang = 'fr'", "fr"),
    ("document.querySelector('main').lang = 'es'", "fr"),
    ("around.removeAttribute('lang')", "es"),
    ("other.append(widget)", "tr"),
    ("other.removeAttribute('lang')", "de"),
    ("document.documentElement.lang = 'ar'", "ar"),
    // The page's `main` is Spanish since then.
    (
        "around.moveBefore ? around.moveBefore(widget, null) : around.append(widget)",
        "es",
    ),
    ("around.lang = 'fr'", "fr"),
    ("widget.setAttribute('locale', 'it')", "it"),
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_card_follows() {
    let rig = connected().await;
    let page = &rig.page;
    speaks(page, "en").await;
    for (statement, tag) in CHANGES {
        page.does(statement).await;
        page.settles().await;
        speaks(page, tag).await;
    }
    // The element's own attribute takes precedence over the page.
    page.does("document.documentElement.lang = 'hi'").await;
    page.settles().await;
    speaks(page, "it").await;
}

/// A shadow root without a language inherits its host's, and so on outwards.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn shadow_roots_inherit_the_language() {
    let rig = connected().await;
    let page = &rig.page;
    let nest = "const [outer, inner] = ['div', 'div'].map((it) => document.createElement(it));
        window.app = document.createElement('div');
        app.lang = 'fr';
        inner.attachShadow({ mode: 'open' }).append(widget);
        app.append(inner);
        outer.attachShadow({ mode: 'open' }).append(app);
        document.body.append(outer)";
    page.does(nest).await;
    let card = "app.firstChild.shadowRoot.firstChild.shadowRoot.querySelector('.card')";
    for tag in ["fr", "de"] {
        page.does(&format!("app.lang = '{tag}'")).await;
        page.shows(&format!("{card}?.lang === '{tag}'")).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_failure_follows() {
    let cdn = Cdn::new();
    cdn.spoil(Part::Wasm, Fault::Missing);
    let served = cdn.clone().page("it", html(&cdn));
    let rig = Rig::with_calls(served.router()).await;
    let page = &rig.page;
    page.open("/pages/it").await;
    page.has_heard("chakra-failed", 1).await;
    speaks(page, "en").await;
    page.does("document.documentElement.lang = 'de'").await;
    speaks(page, "de").await;
    page.does("around.lang = 'ar'").await;
    speaks(page, "ar").await;
    page.does("other.moveBefore ? other.moveBefore(widget, null) : other.append(widget)")
        .await;
    speaks(page, "tr").await;
    assert_eq!(page.outcomes().await.len(), 1, "told once");
}
