//! Content below the widget stays in place while the widget finds out what to show, and nothing is wider than the
//! narrowest screen.

use axum::Router;
use chakra_e2e::{Cdn, Gallery, Page, Rig, Shift, sandbox};
use serde_json::{Value, json};

const THEMING: &str = include_str!("../../../../docs/book/src/theming.md");

const SCREENS: [(u32, u32); 2] = [(1280, 900), (320, 800)];

const FRAME_IS_READY: &str = "document.querySelector('chakra-whatsapp-connect').shadowRoot
    .querySelector('.card').dataset.frame === 'ready'";

/// Nothing has moved since the page was opened. Then moves something, to check that a shift is detected.
async fn nothing_moved(page: &Page, what: &str) {
    // The page was seen. The browser may list that late.
    page.shows("performance.getEntriesByName('first-contentful-paint').length === 1")
        .await;
    let shifts = page.shifts().await;
    let sum: f64 = shifts.iter().map(|shift| shift.value).sum();
    assert!(shifts.is_empty(), "{what}: {sum}: {shifts:#?}");
    let push = "document.querySelector('#widget').style.marginBlockStart = '60px'; return null";
    let _: Value = page.run(push, &[]).await;
    let is_below = |shift: &Shift| shift.moved.iter().any(|it| it.starts_with("section"));
    let shifts = page.shifts().await;
    assert!(shifts.iter().any(is_below), "not noticed: {shifts:#?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_moves_until_it_is_ready() {
    let sandbox = sandbox().await;
    let rig = Rig::start(&sandbox).await;
    let page = &rig.page;
    page.watch_layout().await;
    for (width, height) in SCREENS {
        page.has_screen(width, height, 1).await;
        page.open("/settings.html").await;
        page.has_heard("chakra-ready", 1).await;
        page.shows(FRAME_IS_READY).await;
        page.settles().await;
        nothing_moved(page, &format!("until ready at {width}")).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_moves_until_it_shows_the_number() {
    let sandbox = sandbox().await;
    let rig = Rig::start(&sandbox).await;
    let page = &rig.page;
    page.watch_layout().await;
    page.open("/settings.html").await;
    page.widget().becomes("not_connected").await;
    page.widget().sign_up("finish").await;
    page.widget().becomes("connected").await;
    for (width, height) in SCREENS {
        page.has_screen(width, height, 1).await;
        page.open("/settings.html").await;
        page.widget().becomes("connected").await;
        page.settles().await;
        nothing_moved(page, &format!("until connected at {width}")).await;
    }
}

/// In any parent, from the height that the page reserves to the loader's, and from that to the engine's.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_moves_with_the_script_tag() {
    let cdn = Cdn::new();
    let room = THEMING
        .split("```css")
        .find(|it| it.contains(":not(:defined)"));
    let room = room
        .and_then(|it| it.split("```").next())
        .expect("the book has the rule");
    let rig = Rig::with_calls(cdn.router()).await;
    let page = &rig.page;
    page.watch_layout().await;
    page.has_screen(1280, 900, 1).await;
    for parent in [
        "",
        "display: flex; gap: 1rem",
        "display: flex; flex-direction: column; align-items: start",
        "display: grid; grid-template-columns: repeat(4, 1fr)",
        "display: grid; grid-template-columns: auto 1fr",
        "inline-size: fit-content; border: 1px solid",
        "display: table",
    ] {
        let style = format!(
            "<style>body {{ margin: 0; display: flow-root }} main {{ {parent} }} {room}</style>"
        );
        let cell = if parent == "display: table" {
            // Browsers align a `td` this way.
            "style=\"display: table-cell; vertical-align: middle\""
        } else {
            ""
        };
        let widget =
            r#"<chakra-whatsapp-connect id="widget" backend="/api"></chakra-whatsapp-connect>"#;
        // In a table, the widget goes into a cell.
        let widget = match cell {
            "" => widget.to_owned(),
            cell => format!("<div {cell}>{widget}</div>"),
        };
        let body = format!(
            "<main><p {cell}>Before it.</p>{widget}<p {cell}>Behind it.</p></main>
            <section><p>What stands here must not move.</p></section>"
        );
        let _ = cdn.clone().page("it", cdn.html(&style, &body));
        page.cdp("Network.clearBrowserCache", json!({})).await;
        page.open("/pages/it").await;
        page.widget().becomes("connected").await;
        page.settles().await;
        nothing_moved(page, &format!("in a parent of {parent:?}")).await;
    }
}

const FRAME: &str = "(({ x, y, width, height }) => [x, y, width, height].map(Math.round))
    (widget.querySelector('[slot=vendor] iframe').getBoundingClientRect())";

/// A pointer that goes down on the vendor's button gives its frame the focus, and so begins an attempt. A frame that
/// then moved away under the pointer would never get the click.
async fn the_frame_stays_under_the_pointer(page: &Page, what: &str) {
    page.shows(FRAME_IS_READY).await;
    let widget = page.widget();
    let before: [i64; 4] = widget.ask(FRAME).await;
    widget.hold_down().await;
    widget.becomes("connecting").await;
    page.is_drawn().await;
    let now: [i64; 4] = widget.ask(FRAME).await;
    widget.let_go().await;
    // Rounding may change a position by one pixel, which is too little for a pointer to miss the button.
    let is_held = before
        .iter()
        .zip(now)
        .all(|(before, now)| before.abs_diff(now) <= 1);
    assert!(
        is_held,
        "x, y, width, height {what}: {before:?}, then {now:?}"
    );
    let popup = widget.has_popup().await;
    page.choose(popup, "finish_only_waba").await;
    page.come_back().await;
    widget.becomes("connected_without_number").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_vendors_button_gets_its_click() {
    for (width, height) in SCREENS {
        let sandbox = sandbox().await;
        let rig = Rig::start(&sandbox).await;
        let page = &rig.page;
        page.has_screen(width, height, 1).await;
        page.open("/settings.html").await;
        the_frame_stays_under_the_pointer(page, &format!("at first, at {width}")).await;
        page.widget().click("Add a number").await;
        the_frame_stays_under_the_pointer(page, &format!("for a number, at {width}")).await;
    }
}

/// The browser's scroll anchoring keeps something in view where it is, and may move everything else to do so.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_vendors_button_gets_its_click_in_a_scrolled_page() {
    for (width, height) in SCREENS {
        let sandbox = sandbox().await;
        let rig = Rig::start(&sandbox).await;
        let page = &rig.page;
        page.has_screen(width, height, 1).await;
        page.open("/settings.html").await;
        page.shows(FRAME_IS_READY).await;
        // The card begins above the screen, and there is more page below it than fits.
        page.widget()
            .tell(
                "(document.body.style.paddingBlockEnd = '200vh',
                scrollBy(0, widget.querySelector('[slot=vendor] iframe').getBoundingClientRect().top - 10))",
            )
            .await;
        the_frame_stays_under_the_pointer(page, &format!("scrolled, at {width}")).await;
    }
}

/// Pages that scale their text for all, as app frameworks recommend, or a part of themselves.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_vendors_button_gets_its_click_in_a_scaled_page() {
    for (scaled, style) in [
        ("documentElement", "zoom: 1.5"),
        ("documentElement", "zoom: 0.8"),
        ("body", "zoom: 1.25"),
        ("body", "transform: scale(1.3); transform-origin: 0 0"),
    ] {
        let sandbox = sandbox().await;
        let rig = Rig::start(&sandbox).await;
        let page = &rig.page;
        page.has_screen(600, 800, 1).await;
        page.open("/settings.html").await;
        page.widget()
            .tell(&format!("document.{scaled}.style.cssText += ';{style}'"))
            .await;
        the_frame_stays_under_the_pointer(page, &format!("{scaled}, {style}")).await;
    }
}

/// In any language and variant. A horizontal scroll bar would show it too, but measuring every element names the
/// culprit.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_wider_than_320_pixels() {
    let rig = Rig::with_calls(Router::new()).await;
    let page = &rig.page;
    page.has_screen(320, 800, 1).await;
    let mut wide = Vec::new();
    for locale in ["en", "ar", "de", "hi"] {
        for variant in ["card", "inline", "button"] {
            let gallery = Gallery {
                theme: "light",
                locale,
                variant,
            };
            for cell in page.open_gallery(gallery).await {
                let found: Vec<String> = page.in_cell(&cell, WIDE).await;
                let of_cell = |it| format!("{cell} {}: {it}", gallery.name());
                wide.extend(found.into_iter().map(of_cell));
            }
        }
    }
    assert!(wide.is_empty(), "{wide:#?}");
}

/// The elements of a shadow root that stick out of it or clip their content. Screen-reader-only elements are excluded.
const WIDE: &str = "(() => {
  const edges = root.host.getBoundingClientRect();
  return [...root.querySelectorAll('*')].filter((it) => {
    const { overflowX, clipPath } = getComputedStyle(it);
    if (!it.checkVisibility() || clipPath !== 'none') return false;
    const { left, right } = it.getBoundingClientRect();
    const clips = overflowX !== 'visible' || it.matches('.card');
    const overflows = clips && it.scrollWidth > it.clientWidth;
    return overflows || left < edges.left - 1 || right > edges.right + 1 || right > innerWidth;
  }).map((it) => `${it.localName}.${it.className} ${it.scrollWidth} > ${it.clientWidth}`);
})()";

/// Checks that the measurement detects a wide word.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wide_word_is_noticed() {
    let rig = Rig::with_calls(Router::new()).await;
    let page = &rig.page;
    page.has_screen(320, 800, 1).await;
    page.open_gallery(Gallery::in_theme("light")).await;
    let stretch = "(root.querySelector('.title').style.inlineSize = '400px', null)";
    let _: Value = page.in_cell("connected", stretch).await;
    let found: Vec<String> = page.in_cell("connected", WIDE).await;
    assert!(!found.is_empty(), "{}", json!(found));
}
