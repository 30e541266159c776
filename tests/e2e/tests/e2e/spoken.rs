//! Screen reader announcements: one for each change.

use chakra_e2e::{Cdn, Fault, Page, Part, Rig, Spoken, sandbox};
use serde_json::{Value, json};

/// The announcements since the last call. All come from one region, none is repeated, and each state has one.
async fn said(page: &Page) -> Vec<Spoken> {
    page.settles().await;
    let spoken = page.spoken().await;
    assert!(spoken.iter().all(|it| it.region == 0), "{spoken:#?}");
    for two in spoken.windows(2) {
        assert_ne!(two[0].text, two[1].text, "said twice: {spoken:#?}");
        assert_ne!(two[0].state, two[1].state, "one change: {spoken:#?}");
    }
    page.forget_spoken().await;
    spoken
}

fn states(spoken: &[Spoken]) -> Vec<&str> {
    spoken.iter().map(|it| it.state.as_str()).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_change_is_announced_once() {
    let sandbox = sandbox().await;
    let rig = Rig::start(&sandbox).await;
    let page = &rig.page;
    page.listen().await;
    page.open("/settings.html").await;
    let widget = page.widget();
    widget.becomes("not_connected").await;
    let spoken = said(page).await;
    assert_eq!(
        states(&spoken).last(),
        Some(&"not_connected"),
        "{spoken:#?}"
    );
    let offer = spoken.last().map(|it| it.text.as_str()).unwrap_or_default();
    assert!(offer.starts_with("Connect WhatsApp"), "{spoken:#?}");

    widget.sign_up("cancel").await;
    page.has_outcomes(1).await;
    widget.becomes("not_connected").await;
    let spoken = said(page).await;
    let cancelled = spoken.last().expect("something was said");
    assert_eq!(cancelled.state, "not_connected", "{spoken:#?}");

    widget.sign_up("finish").await;
    widget.becomes("connected").await;
    let spoken = said(page).await;
    assert_eq!(states(&spoken).last(), Some(&"connected"), "{spoken:#?}");
    let connected = spoken.iter().filter(|it| it.state == "connected").count();
    assert_eq!(connected, 1, "{spoken:#?}");
    assert!(
        spoken
            .last()
            .is_some_and(|it| it.text.starts_with("WhatsApp is connected"))
    );

    // Nothing has changed, so nothing is announced.
    widget.tell("widget.refresh()").await;
    page.settles().await;
    let spoken = said(page).await;
    assert!(spoken.is_empty(), "{spoken:#?}");

    // The question does not change the state, but the customer has to hear it before the next button.
    widget.click("Disconnect").await;
    page.settles().await;
    let spoken = page.spoken().await;
    page.forget_spoken().await;
    assert_eq!(spoken.len(), 1, "{spoken:#?}");
    assert!(
        spoken[0].text.starts_with("Disconnect this number?"),
        "{spoken:#?}"
    );
    widget.click("Disconnect").await;
    widget.becomes("not_connected").await;
    let spoken = said(page).await;
    assert_eq!(
        states(&spoken).last(),
        Some(&"not_connected"),
        "{spoken:#?}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_failure_is_announced_once() {
    let sandbox = sandbox().await;
    let rig = Rig::start(&sandbox).await;
    let page = &rig.page;
    page.listen().await;
    page.open("/settings.html").await;
    let widget = page.widget();
    widget.becomes("not_connected").await;
    said(page).await;
    widget.sign_up("error").await;
    page.has_outcomes(1).await;
    widget.becomes("not_connected").await;
    let spoken = said(page).await;
    let failed = spoken.last().expect("something was said");
    assert!(failed.text.contains("vendor_error"), "{spoken:#?}");
}

/// The loader's failure: as an alert, once, in the page's language if its text loads within three seconds.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_failure_to_load_is_announced_once() {
    let cdn = Cdn::new();
    let body = r#"<chakra-whatsapp-connect id="widget" backend="/api" locale="it"></chakra-whatsapp-connect>"#;
    // Where the text comes at all, it may come late on a busy machine: the page then waits longer for it.
    let patient = "<script>{
        const { setTimeout: own } = window;
        window.setTimeout = (call, ms, ...rest) => own(call, ms === 3000 || ms === 4000 ? 30000 : ms, ...rest);
        }</script>";
    let served = cdn
        .clone()
        .page("it", cdn.html("", body))
        .page("patient", cdn.html(patient, body));
    let rig = Rig::with_calls(served.router()).await;
    let page = &rig.page;
    page.listen().await;
    let title = "root.querySelector('.title')?.textContent";
    for (part, fault, text) in [
        (Part::Wasm, Fault::Missing, "Non è stato possibile"),
        (Part::Failure, Fault::Missing, "could not be loaded"),
        (Part::Failure, Fault::Silence, "could not be loaded"),
        (Part::Language, Fault::Silence, "could not be loaded"),
    ] {
        cdn.spoil(Part::Wasm, Fault::Missing);
        cdn.spoil(part, fault);
        page.cdp("Network.clearBrowserCache", json!({})).await;
        let name = if part == Part::Wasm { "patient" } else { "it" };
        page.open(&format!("/pages/{name}")).await;
        page.has_heard("chakra-failed", 1).await;
        page.comes_true("__spoken.length > 0").await;
        let first = page.spoken().await;
        assert!(
            first[0].text.contains(text),
            "{part:?} {fault:?}: {first:#?}"
        );
        // What comes late is shown, and not announced again.
        cdn.mend();
        if fault == Fault::Silence {
            let translated = format!(
                "/ non /.test((({{ shadowRoot: root }}) => {title})(document.querySelector('#widget')) ?? '')"
            );
            page.comes_true(&translated).await;
        }
        page.settles().await;
        assert_eq!(page.spoken().await.len(), 1, "{part:?} {fault:?}");
        // A second failure is announced, too.
        page.forget_spoken().await;
        cdn.spoil(Part::Wasm, Fault::Missing);
        let button = if fault == Fault::Missing && part == Part::Failure {
            "Try again"
        } else {
            "Riprova"
        };
        page.widget().click(button).await;
        page.has_heard("chakra-failed", 2).await;
        page.comes_true("__spoken.length > 0").await;
        page.settles().await;
        assert_eq!(page.spoken().await.len(), 1, "{part:?} {fault:?}, again");
    }
}

/// "Check now" is heard and seen, even if the answer is the same as before. Nothing moves, and the button keeps the
/// focus.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_check_that_changes_nothing_is_announced() {
    let sandbox = sandbox().await;
    let rig = Rig::start(&sandbox).await;
    let page = &rig.page;
    page.listen().await;
    page.open("/moving.html").await;
    let swap = "window.answers = [];
        const other = document.createElement('chakra-whatsapp-connect');
        other.fetchToken = () => 'unused';
        other.fetchStatus = () => new Promise((done) => answers.push(() => done({ state: 'in_review', numbers: [] })));
        document.querySelector('chakra-whatsapp-connect').replaceWith(other);
        other.style.inlineSize = '320px';
        return null";
    page.run::<Value>(swap, &[]).await;
    let widget = page.widget();
    let answered = "answers.length === 1 && (answers.pop()(), true)";
    page.comes_true(answered).await;
    widget.becomes("in_review").await;
    let height = "root.querySelector('.card').getBoundingClientRect().height";
    let before: f64 = widget.ask(height).await;
    page.settles().await;
    page.forget_spoken().await;

    widget.click("Check now").await;
    page.comes_true("answers.length === 1").await;
    page.comes_true("__spoken.length === 1").await;
    let during: f64 = widget.ask(height).await;
    assert!((before - during).abs() < 0.5, "{before} {during}");
    page.comes_true(answered).await;
    page.comes_true("__spoken.length === 2").await;
    let spoken = page.spoken().await;
    assert!(
        spoken[0]
            .text
            .contains("Checking your WhatsApp connection…"),
        "{spoken:#?}"
    );
    assert!(!spoken[1].text.contains("Checking"), "{spoken:#?}");
    let focused: String = widget
        .ask("root.activeElement?.textContent ?? 'nothing'")
        .await;
    assert_eq!(focused, "Check now");
}
