//! With a connected number: the page is reloaded, and the number is disconnected.

use chakra_backend_server::Server;
use chakra_e2e::{Rig, names, sandbox};
use chakra_sandbox::{Endpoint, Sandbox};
use serde_json::Value;

async fn connected() -> (Rig<Server>, Sandbox) {
    let sandbox = sandbox().await;
    let rig = Rig::start(&sandbox).await;
    rig.page.open("/").await;
    rig.page.widget().becomes("not_connected").await;
    rig.page.widget().sign_up("finish").await;
    rig.page.widget().becomes("connected").await;
    (rig, sandbox)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reload_shows_it_and_mints_no_token() {
    let (rig, sandbox) = connected().await;
    let widget = rig.page.widget();
    let shown = widget.words().await;
    assert_eq!(sandbox.log().tokens_minted, 1);
    rig.page.reload().await;
    widget.becomes("connected").await;
    rig.page.settles().await;
    assert_eq!(widget.words().await, shown);
    assert_eq!(widget.frames().await, 0);
    let log = sandbox.log();
    assert_eq!(log.tokens_minted, 1);
    assert_eq!(log.count(Endpoint::CreateConnectToken), 1);
    assert_eq!(log.count(Endpoint::Sdk), 1, "nor is the SDK loaded");
    let events = rig.page.events().await;
    assert_eq!(
        names(&events),
        ["chakra-statechange"],
        "no second connection"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn disconnecting_takes_two_clicks() {
    let (rig, sandbox) = connected().await;
    let widget = rig.page.widget();
    widget.click("Disconnect").await;
    let keep = "Keep connected".to_owned();
    assert!(widget.buttons().await.contains(&keep), "it is asked for");
    rig.page.shot("disconnect").await;
    widget.click("Keep connected").await;
    assert!(!widget.buttons().await.contains(&keep));
    assert_eq!(widget.state().await, "connected");
    widget.click("Disconnect").await;
    widget.click("Disconnect").await;
    rig.page.has_heard("chakra-disconnected", 1).await;
    widget.becomes("not_connected").await;
    assert!(widget.offers_signup().await);
    assert_eq!(sandbox.log().count(Endpoint::DeletePlugin), 1);
    let events = rig.page.events().await;
    let asked = events
        .iter()
        .find(|event| event.name == "chakra-before-disconnect");
    assert!(asked.is_some_and(|event| event.cancelable && !event.default_prevented));
    rig.page.reload().await;
    widget.becomes("not_connected").await;
    widget.sign_up("finish").await;
    widget.becomes("connected").await;
}

/// At some widths, a new button is exactly where the clicked one was.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_double_click_answers_no_question_that_it_raised() {
    let (rig, sandbox) = connected().await;
    let widget = rig.page.widget();
    let keep = |label: &str| {
        format!(
            "[...root.querySelectorAll('button')].find((it) => it.innerText === '{label}').click()"
        )
    };
    for width in 24..=38 {
        let size = format!("widget.style.setProperty('inline-size', '{width}em')");
        widget.tell(&size).await;
        for (label, answer) in [
            ("Disconnect", "Keep connected"),
            ("Change number", "Keep as it is"),
        ] {
            let mut is_double = false;
            let mut tries = 0..10;
            // On a busy machine, the second click may come too late.
            while !is_double && tries.next().is_some() {
                is_double = widget.double_click(label).await;
                let buttons = widget.buttons().await;
                let is_asked = buttons.iter().any(|it| it == answer);
                assert!(is_asked, "{width} em: {buttons:?}");
                widget.tell(&keep(answer)).await;
            }
            assert!(is_double, "{width} em: no double click on {label:?}");
        }
    }
    assert_eq!(widget.state().await, "connected");
    assert_eq!(sandbox.log().count(Endpoint::DeletePlugin), 0);
    let events = rig.page.events().await;
    assert!(!names(&events).contains(&"chakra-before-disconnect"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_page_can_refuse_to_disconnect() {
    let (rig, sandbox) = connected().await;
    let widget = rig.page.widget();
    let refuse = "addEventListener('chakra-before-disconnect', (event) => event.preventDefault());
        return null;";
    let _: Value = rig.page.run(refuse, &[]).await;
    widget.click("Disconnect").await;
    widget.click("Disconnect").await;
    rig.page.has_heard("chakra-before-disconnect", 1).await;
    rig.page.settles().await;
    assert_eq!(widget.state().await, "connected");
    let log = sandbox.log();
    assert_eq!(log.count(Endpoint::DeletePlugin), 0);
    assert_eq!(log.count(Endpoint::UpdatePlugin), 0);
    let events = rig.page.events().await;
    assert!(!names(&events).contains(&"chakra-disconnected"));
}

/// Another tab has disconnected the number. The plugin that this page knows is no longer the customer's, and the
/// backend rejects its id.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_plugin_that_is_gone_is_no_dead_end() {
    let sandbox = sandbox().await;
    let rig = Rig::start(&sandbox).await;
    rig.page.open("/").await;
    let widget = rig.page.widget();
    widget.becomes("not_connected").await;
    let elsewhere = "const [done] = arguments;
        fetch('/api/chakra/disconnect', { method: 'POST' }).then(() => done());";
    rig.page.wait_for(elsewhere).await;
    assert_eq!(sandbox.log().count(Endpoint::DeletePlugin), 1);
    widget.tell("widget.reset()").await;
    rig.page.has_heard("chakra-ready", 2).await;
    assert_eq!(widget.state().await, "not_connected");
    widget.sign_up("finish").await;
    widget.becomes("connected").await;
}
