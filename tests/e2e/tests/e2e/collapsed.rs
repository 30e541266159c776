//! An element that is on the page, and that nobody can see: in a collapsed panel, a closed `<details>`, another slide.
//! It gets no token until it is shown.

use crate::held::{Held, WIDGET};

/// Panels in which no part of the element is visible, and what opens them.
const COLLAPSED: [(&str, &str, &str); 4] = [
    (
        "<div id=panel style='block-size: 0; overflow: hidden'>",
        "</div>",
        "panel.style.blockSize = 'auto'",
    ),
    (
        "<div id=panel style='display: grid; grid-template-rows: 0fr'><div style='min-block-size: 0; overflow: hidden'>",
        "</div></div>",
        "panel.style.gridTemplateRows = '1fr'",
    ),
    (
        "<div style='overflow: hidden; inline-size: 400px'><div id=panel style='translate: 100%'>",
        "</div></div>",
        "panel.style.translate = 'none'",
    ),
    (
        "<div id=panel style='max-block-size: 0; overflow: clip'>",
        "</div>",
        "panel.style.maxBlockSize = 'none'",
    ),
];

/// Panels whose content is not drawn at all.
const NOT_DRAWN: [(&str, &str, &str); 4] = [
    (
        "<details id=panel><summary>WhatsApp</summary>",
        "</details>",
        "panel.open = true",
    ),
    (
        "<div id=panel hidden=until-found>",
        "</div>",
        "panel.hidden = false",
    ),
    (
        "<div id=panel style='content-visibility: hidden'>",
        "</div>",
        "panel.style.contentVisibility = 'visible'",
    ),
    (
        "<div id=panel style='display: none'>",
        "</div>",
        "panel.style.display = 'block'",
    ),
];

/// It is shown now, and can be used.
async fn is_ready(held: &Held) {
    held.page().widget().becomes("not_connected").await;
    held.page().has_heard("chakra-ready", 1).await;
    assert_eq!(held.asked.times("connect-token"), 1);
    assert_eq!(held.page().widget().frames().await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn in_a_collapsed_panel_it_gets_no_token() {
    for (before, after, open) in COLLAPSED {
        let held = Held::open(&format!("{before}{WIDGET}{after}")).await;
        held.has_asked("status", 1).await;
        held.let_engine_come();
        let page = held.page();
        page.comes_true("widget.shadowRoot.querySelector('.card')?.dataset.frame === 'loading'")
            .await;
        // Time for the browser to report what is in view, and for its consequences.
        page.is_drawn().await;
        page.settles().await;
        assert_eq!(held.asked.times("connect-token"), 0, "{before}");
        assert_eq!(page.widget().frames().await, 0, "{before}");
        page.does(open).await;
        is_ready(&held).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_not_drawn_requests_nothing() {
    for (before, after, open) in NOT_DRAWN {
        let held = Held::open(&format!("{before}{WIDGET}{after}")).await;
        held.let_engine_come();
        held.page().is_drawn().await;
        held.is_without_engine().await;
        assert_eq!(held.asked.all(), [], "{before}");
        held.page().does(open).await;
        is_ready(&held).await;
    }
}

/// The page's own rule gives the element no box, nor perhaps what is around it. Its card is shown all the same.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_box_of_its_own_it_is_as_visible_as_its_card() {
    for (load, around) in [
        ("", "<div id=around>"),
        ("load=eager", "<div id=around>"),
        ("", "<div id=around style='display: contents'>"),
    ] {
        let widget = WIDGET.replace("id=", &format!("style='display: contents' {load} id="));
        let held = Held::open(&format!(
            "<div id=panel hidden>{around}{widget}</div></div><div id=there hidden></div>"
        ))
        .await;
        held.let_engine_come();
        held.is_without_engine().await;
        // Moved while it is hidden, and hidden by itself.
        held.page()
            .does("there.append(widget), widget.hidden = true")
            .await;
        held.is_without_engine().await;
        held.page()
            .does("around.append(widget), widget.hidden = false, panel.hidden = false")
            .await;
        is_ready(&held).await;
    }
}
