//! In any parent, the widget has one sensible size: waiting, failed and ready.

use chakra_e2e::{Cdn, Fault, Page, Part, Rig};
use serde_json::json;

/// Parents, each with its style. `{}` stands for the widget.
const PARENTS: [(&str, &str); 20] = [
    ("block", ""),
    ("inline", "display: inline"),
    ("inline-block", "display: inline-block"),
    ("contents", "display: contents"),
    ("flow-root", "display: flow-root"),
    ("flex row", "display: flex"),
    (
        "flex row, centred",
        "display: flex; align-items: center; justify-content: center",
    ),
    ("flex column", "display: flex; flex-direction: column"),
    (
        "flex column, at the start",
        "display: flex; flex-direction: column; align-items: flex-start",
    ),
    ("inline-flex", "display: inline-flex"),
    ("grid", "display: grid"),
    ("grid 1fr", "display: grid; grid-template-columns: 1fr"),
    (
        "grid auto",
        "display: grid; grid-template-columns: auto; justify-content: start",
    ),
    ("grid, centred", "display: grid; place-items: center"),
    ("inline-grid", "display: inline-grid"),
    ("table cell", "display: table-cell"),
    ("narrow table cell", "display: table-cell; inline-size: 1%"),
    ("absolute", "position: absolute"),
    ("float", "float: inline-start"),
    ("fit-content", "inline-size: fit-content"),
];

/// `own` is the widget's own style, which pages may set.
fn html(cdn: &Cdn, variant: &str, width: u32, direction: &str, own: &str) -> String {
    let mut body = String::new();
    for (name, style) in PARENTS {
        let widget = format!(
            r#"<chakra-whatsapp-connect load="intent" backend="/api" variant="{variant}" style="{own}"></chakra-whatsapp-connect>"#
        );
        body = format!(
            r#"{body}<div class="room" data-name="{name}" style="inline-size: {width}px"><div style="{style}">{widget}</div></div>"#
        );
    }
    format!(
        r#"<!doctype html><html lang="en" dir="{direction}"><head><meta charset="utf-8"><title>A page</title><link rel="icon" href="data:,">
<style>body {{ margin: 0; font: 16px/1.5 sans-serif }} .room {{ position: relative; display: flow-root; min-block-size: 800px }}</style>{}</head><body>{body}</body></html>"#,
        cdn.tag()
    )
}

/// The size of each widget, whether its card is as wide as the widget, and how far the widget sticks out of its
/// container.
async fn sizes(page: &Page) -> Vec<(String, [f64; 4])> {
    page.is_drawn().await;
    page.run(
        "return [...document.querySelectorAll('.room')].map((room) => {
          const widget = room.querySelector('chakra-whatsapp-connect');
          const size = widget.getBoundingClientRect();
          const card = widget.shadowRoot.querySelector('.card').getBoundingClientRect();
          const around = room.getBoundingClientRect();
          const out = Math.max(size.right - around.right, around.left - size.left, 0);
          return [room.dataset.name, [size.width, size.height, card.width - size.width, out]];
        })",
        &[],
    )
    .await
}

async fn all_are(page: &Page, condition: &str) {
    page.wait_for(&format!(
        "const [done] = arguments;
        const look = () => [...document.querySelectorAll('chakra-whatsapp-connect')].every((widget) => {condition})
          ? done() : requestAnimationFrame(look);
        look();"
    ))
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_size_is_the_same_while_waiting_failed_and_ready() {
    let cdn = Cdn::new();
    let rig = Rig::with_calls(cdn.router()).await;
    let page = &rig.page;
    page.has_screen(1280, 900, 1).await;
    let mut wrong = Vec::new();
    for (variant, width, direction, own) in [
        ("card", 1200, "ltr", ""),
        ("card", 200, "ltr", ""),
        ("card", 200, "rtl", ""),
        ("card", 1200, "ltr", "display: block"),
        ("card", 1200, "ltr", "display: flex"),
        ("card", 1200, "ltr", "display: inline-block"),
        ("inline", 1200, "rtl", ""),
        ("inline", 320, "ltr", ""),
        ("button", 320, "ltr", ""),
    ] {
        let _ = cdn
            .clone()
            .page("it", html(&cdn, variant, width, direction, own));
        cdn.spoil(Part::Wasm, Fault::Missing);
        page.cdp("Network.clearBrowserCache", json!({})).await;
        page.open("/pages/it").await;
        all_are(page, "widget.state === 'loading'").await;
        let waiting = sizes(page).await;
        page.widget()
            .tell("root.querySelector('.card').focus()")
            .await;
        all_are(page, "widget.shadowRoot.querySelector('h2')").await;
        let failed = sizes(page).await;
        cdn.mend();
        page.widget().click("Try again").await;
        all_are(page, "widget.state === 'connected'").await;
        let ready = sizes(page).await;
        for ((waiting, failed), ready) in waiting.iter().zip(&failed).zip(&ready) {
            let name = format!("{variant} {own} at {width} {direction}, {}", waiting.0);
            let all = [waiting.1, failed.1, ready.1];
            let alike = |it: &[f64; 4]| {
                (it[0] - ready.1[0]).abs() <= 1.0 && (it[1] - ready.1[1]).abs() <= 1.0
            };
            // A failure needs more space than a row or a button has, and a number needs more than a button.
            let is_same = match variant {
                "card" => all.iter().all(alike),
                "inline" => alike(&waiting.1) && (failed.1[0] - ready.1[0]).abs() <= 1.0,
                _ => true,
            };
            let is_sensible = all.iter().all(|it| {
                let least = f64::from(width.min(140));
                it[0] >= least && it[0] <= f64::from(width) + 0.5 && it[1] > 30.0
            });
            let is_within = all
                .iter()
                .all(|it| it[3] < 0.5 && (it[2] < 0.5 || variant == "button"));
            if !is_same || !is_sensible || !is_within {
                wrong.push(format!("{name}: {all:?}"));
            }
        }
        let wide: bool = page
            .run(
                "return document.documentElement.scrollWidth > innerWidth",
                &[],
            )
            .await;
        assert!(
            !wide,
            "{variant} at {width}: the page can be scrolled sideways"
        );
    }
    assert!(wrong.is_empty(), "width, height, card, out: {wrong:#?}");
}

/// A `1fr` track is at least as wide as its content. A widget takes no more than its share.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn four_in_a_row_get_a_quarter_each() {
    let cdn = Cdn::new();
    let widget = r#"<chakra-whatsapp-connect backend="/api"></chakra-whatsapp-connect>"#;
    let style = "<style>body { margin: 0 } main { display: grid; grid-template-columns: repeat(4, 1fr) }</style>";
    let html = cdn.html(style, &format!("<main>{}</main>", widget.repeat(4)));
    let served = cdn.clone().page("it", html);
    let rig = Rig::with_calls(served.router()).await;
    let page = &rig.page;
    page.has_screen(1000, 900, 1).await;
    page.open("/pages/it").await;
    all_are(page, "widget.state === 'connected'").await;
    let widths: Vec<f64> = page
        .run(
            "return [...document.querySelectorAll('chakra-whatsapp-connect')].map((it) => it.getBoundingClientRect().width)",
            &[],
        )
        .await;
    assert_eq!(widths, [250.0; 4]);
}
