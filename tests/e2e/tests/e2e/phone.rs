//! The ten outcomes on a phone, as emulated by Chromium: a small touch screen, with the signup in a tab in front of the
//! page.

use std::fmt::Write as _;
use std::io::Write as _;

use chakra_e2e::{Page, Rig, sandbox};
use chakra_sandbox::SettingsChange;
use serde_json::{Value, json};

/// How the signup ends, the resulting state, and the event. If there are several numbers, the first is chosen.
const OUTCOMES: [(&str, &str, &str); 10] = [
    ("finish", "connected", "chakra-connected"),
    (
        "finish_only_waba",
        "connected_without_number",
        "chakra-failed",
    ),
    ("coexistence", "connected", "chakra-connected"),
    ("cancel", "not_connected", "chakra-cancelled"),
    ("close", "not_connected", "chakra-cancelled"),
    ("error", "not_connected", "chakra-failed"),
    ("duplicate", "connected", "chakra-connected"),
    ("silent", "connected", "chakra-connected"),
    ("in_review", "in_review", "chakra-connected"),
    ("several_numbers", "connected", "chakra-connected"),
];

/// Width and height in CSS pixels of the smallest supported phone.
const SCREEN: (u32, u32) = (320, 640);

async fn becomes_a_phone(page: &Page) {
    let (width, height) = SCREEN;
    let metrics =
        json!({ "width": width, "height": height, "deviceScaleFactor": 2, "mobile": true });
    page.cdp("Emulation.setDeviceMetricsOverride", metrics)
        .await;
    let touch = json!({ "enabled": true, "maxTouchPoints": 5 });
    page.cdp("Emulation.setTouchEmulationEnabled", touch).await;
    let agent = json!({
        "userAgent": "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/148.0.0.0 Mobile Safari/537.36",
        "platform": "Linux armv81",
    });
    page.cdp("Emulation.setUserAgentOverride", agent).await;
}

/// The card's visible buttons that are off the screen or smaller than a touch target must be (24 CSS pixels, WCAG
/// 2.5.8).
async fn out_of_reach(page: &Page) -> Vec<String> {
    page.widget()
        .ask(
            "[...root.querySelectorAll('button')].filter((it) => it.checkVisibility())
            .filter((it) => {
                const box = it.getBoundingClientRect();
                return box.left < 0 || box.right > innerWidth || box.height < 24 || box.width < 24;
            }).map((it) => it.innerText)",
        )
        .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_outcome_on_a_phone() {
    let sandbox = sandbox().await;
    let soon = SettingsChange {
        coexistence_delay_ms: Some(500),
        ..SettingsChange::default()
    };
    sandbox.configure(soon).unwrap();
    let rig = Rig::start(&sandbox).await;
    let page = &rig.page;
    becomes_a_phone(page).await;
    let mut rows = String::new();
    for (outcome, state, event) in OUTCOMES {
        page.open("/").await;
        let facts: Value = page
            .run(
                "return [innerWidth, navigator.maxTouchPoints, matchMedia('(pointer: coarse)').matches]",
                &[],
            )
            .await;
        assert_eq!(facts, json!([SCREEN.0, 5, true]), "it is a phone");
        let widget = page.widget();
        widget.becomes("not_connected").await;
        page.has_heard("chakra-ready", 1).await;
        widget.sign_up(outcome).await;
        if outcome == "several_numbers" {
            widget.becomes("choose_number").await;
            assert_eq!(out_of_reach(page).await, [""; 0], "{outcome}");
            let buttons = widget.buttons().await;
            widget.click(&buttons[0]).await;
        }
        page.has_outcomes(1).await;
        widget.becomes(state).await;
        page.settles().await;
        let outcomes = page.outcomes().await;
        assert_eq!(outcomes.len(), 1, "{outcome}: {outcomes:#?}");
        assert_eq!(outcomes[0].name, event, "{outcome}");
        assert_eq!(out_of_reach(page).await, [""; 0], "{outcome}");
        let overflow: i64 = page
            .run(
                "return document.documentElement.scrollWidth - innerWidth",
                &[],
            )
            .await;
        assert!(overflow <= 0, "{outcome}: the page scrolls sideways");
        page.shot(&format!("phone-{outcome}")).await;
        let _ = writeln!(rows, "phone {outcome:<17} {state:<25} {event}");
        // The next customer starts with nothing connected.
        let status: u16 = page
            .run(
                "return fetch('/api/chakra/disconnect', { method: 'POST' }).then((it) => it.status)",
                &[],
            )
            .await;
        assert_eq!(status, 204, "{outcome}");
    }
    std::io::stdout().write_all(rows.as_bytes()).unwrap();
}
