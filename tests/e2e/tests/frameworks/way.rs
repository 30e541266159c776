//! A whole signup in an example. Every example has two pages, a link to each, and an `output` that its own event
//! handler writes to.

use chakra_e2e::Page;
use serde_json::{Value, json};

/// From the first visit to a connection, then away and back, in another language.
pub(crate) async fn whole(page: &Page) {
    page.open("/").await;
    is_offered(page).await;
    for _ in 0..2 {
        leave(page).await;
        come_back(page).await;
        is_offered(page).await;
    }
    connects(page).await;
    leave(page).await;
    come_back(page).await;
    page.widget().becomes("connected").await;
    assert_eq!(frames(page).await, 0, "nothing to sign up for");
    speaks_german(page).await;
    assert_eq!(page.outcomes().await.len(), 1);
}

/// The signup is offered, once.
pub(crate) async fn is_offered(page: &Page) {
    sees(page, "widget").await;
    let widget = page.widget();
    widget.becomes("not_connected").await;
    sees(
        page,
        "widget.shadowRoot.querySelector('.card').dataset.frame === 'ready'",
    )
    .await;
    page.settles().await;
    assert!(widget.offers_signup().await);
    assert_eq!(frames(page).await, 1);
}

/// A real signup in the frame and the popup. The example's own handler receives the event.
pub(crate) async fn connects(page: &Page) {
    let widget = page.widget();
    widget.sign_up("finish").await;
    widget.becomes("connected").await;
    page.has_heard("chakra-connected", 1).await;
    let outcomes = page.outcomes().await;
    assert_eq!(outcomes.len(), 1, "{outcomes:#?}");
    let number = &outcomes[0].detail["numbers"][0]["displayPhoneNumber"];
    let number = number.as_str().expect("there is a number");
    let said = json!(format!("Connected: {number}"));
    sees(
        page,
        &format!("document.querySelector('output').textContent.trim() === {said}"),
    )
    .await;
    assert!(widget.words().await.contains(number));
}

/// From the first visit to a connection that the backend has confirmed, on one page.
pub(crate) async fn signs_up(page: &Page) {
    page.open("/").await;
    is_offered(page).await;
    let widget = page.widget();
    widget.sign_up("finish").await;
    widget.becomes("connected").await;
    page.has_heard("chakra-connected", 1).await;
    let outcomes = page.outcomes().await;
    assert_eq!(outcomes.len(), 1, "{outcomes:#?}");
    assert_eq!(outcomes[0].detail["verified"], true);
    let number = &outcomes[0].detail["numbers"][0]["displayPhoneNumber"];
    let words = widget.words().await;
    assert!(words.contains(number.as_str().unwrap()), "{words}");
}

/// Goes to the other page with the example's own link.
pub(crate) async fn leave(page: &Page) {
    follow(page, "Other").await;
    sees(page, "!widget").await;
    page.settles().await;
    assert_eq!(frames(page).await, 0, "nothing is left");
}

/// Comes back with the other link.
pub(crate) async fn come_back(page: &Page) {
    follow(page, "WhatsApp").await;
    sees(page, "widget").await;
}

/// The element finds its language files.
async fn speaks_german(page: &Page) {
    page.widget()
        .tell("widget.setAttribute('locale', 'de')")
        .await;
    sees(
        page,
        "widget.shadowRoot.querySelector('.card').lang === 'de'",
    )
    .await;
    let words = page.widget().words().await;
    assert!(words.contains("verbunden"), "{words}");
}

/// The console is empty, except for what a development server logs.
pub(crate) async fn says_nothing(page: &Page, is_developing: bool) {
    let said = page.console().await;
    let harmless = |level: &str| is_developing && !["WARNING", "SEVERE"].contains(&level);
    let said: Vec<_> = said.iter().filter(|line| !harmless(&line.level)).collect();
    assert!(said.is_empty(), "{said:#?}");
}

/// All frames of the page, wherever they are.
pub(crate) async fn frames(page: &Page) -> usize {
    page.run("return document.querySelectorAll('iframe').length", &[])
        .await
}

async fn follow(page: &Page, label: &str) {
    let click = "const links = [...document.querySelectorAll('nav a, nav button')];
        links.find((it) => it.textContent.trim() === arguments[0]).click(); return null";
    let _: Value = page.run(click, &[json!(label)]).await;
}

/// Waits until an expression is true. It may use `widget`, the page's only one, and is evaluated again after every
/// change in the page or the widget.
pub(crate) async fn sees(page: &Page, condition: &str) {
    let script = format!(
        "const [done] = arguments;
        const everything = {{ subtree: true, childList: true, attributes: true, characterData: true }};
        const watch = new MutationObserver(() => look());
        const look = () => {{
          const widget = document.querySelector('chakra-whatsapp-connect');
          watch.observe(document, everything);
          if (widget?.shadowRoot) watch.observe(widget.shadowRoot, everything);
          const holds = () => {{ try {{ return {condition}; }} catch {{ return false; }} }};
          if (holds()) {{ watch.disconnect(); done(); }}
        }};
        look();"
    );
    page.wait_for(&script).await;
}
