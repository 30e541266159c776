//! A status that the server puts in the page is shown before the backend has answered.

use std::convert::Infallible;
use std::future::{pending, ready};
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::routing::get;
use chakra_e2e::{Cdn, Rig};
use futures_util::stream::{StreamExt as _, once};
use tokio::sync::Notify;

const STATUS: &str = r#"{"state":"connected","numbers":[{"phoneNumberId":"1","displayPhoneNumber":"+1 555 0199","issues":[]}]}"#;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_number_is_there_while_the_backend_is_silent() {
    let ways = [
        format!(
            r#"<chakra-whatsapp-connect id="widget" backend="/silent"><script type="application/json">{STATUS}</script></chakra-whatsapp-connect>"#
        ),
        format!(
            r#"<chakra-whatsapp-connect id="widget" backend="/silent"></chakra-whatsapp-connect>
            <script>document.querySelector('#widget').initialStatus = {STATUS};</script>"#
        ),
    ];
    for body in ways {
        let cdn = Cdn::new();
        let html = cdn.html("", &body);
        let silent = Router::new().route("/silent/status", get(async || pending::<()>().await));
        let served = cdn.clone().page("it", html).router().merge(silent);
        let rig = Rig::with_calls(served).await;
        rig.page.open("/pages/it").await;
        let widget = rig.page.widget();
        widget.becomes("connected").await;
        let words = widget.words().await;
        assert!(words.contains("+1 555 0199"), "{words}");
    }
}

/// What the page was served with has aged when the element is put back.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_is_shown_once() {
    let element = format!(
        r#"<chakra-whatsapp-connect id="widget" start="manual"><script type="application/json">{STATUS}</script></chakra-whatsapp-connect>
        <script>
          var it = widget;
          it.fetchToken = () => new Promise(() => {{}});
          it.fetchStatus = () => new Promise((done) => (window.reply = done));
          window.states = [];
          addEventListener("chakra-statechange", ({{ detail }}) => states.push(detail.state));
        </script>"#
    );
    let cdn = Cdn::new();
    let html = cdn.html("", &element);
    let rig = Rig::with_calls(cdn.clone().page("it", html).router()).await;
    let page = &rig.page;
    page.open("/pages/it").await;
    page.widget().becomes("connected").await;
    page.comes_true("window.reply !== undefined").await;
    let _: () = page
        .run("reply({ state: 'not_connected', numbers: [] })", &[])
        .await;
    page.widget().becomes("not_connected").await;
    let _: () = page.run("it.remove()", &[]).await;
    page.settles().await;
    let _: () = page
        .run(
            "states.length = 0; reply = null; document.body.append(it)",
            &[],
        )
        .await;
    page.comes_true("window.reply !== null").await;
    page.settles().await;
    let states: Vec<String> = page.run("return states", &[]).await;
    assert_eq!(states, Vec::<String>::new());
    assert_eq!(page.widget().state().await, "loading");
    // Another status, which the page knows by now.
    let _: () = page
        .run(
            &format!(
                "it.remove(); it.initialStatus = {}; setTimeout(() => document.body.append(it))",
                STATUS.replace("0199", "0198")
            ),
            &[],
        )
        .await;
    page.widget().becomes("connected").await;
    let words = page.widget().words().await;
    assert!(words.contains("+1 555 0198"), "{words}");
}

/// A page that is sent in parts: the engine has loaded when the second element is parsed, before its script.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_is_read_in_a_page_that_is_still_being_parsed() {
    let cdn = Cdn::new();
    let element = |id: &str| {
        format!(
            r#"<chakra-whatsapp-connect id="{id}" backend="/silent"><script type="application/json">{STATUS}</script></chakra-whatsapp-connect>"#
        )
    };
    let first = format!(
        "<script>addEventListener('chakra-statechange', () => fetch('/go'), {{ once: true }})</script>{}<!-- the rest -->",
        element("first")
    );
    let html = cdn.html("", &first);
    let (begin, end) = html
        .split_once("<!-- the rest -->")
        .expect("it stands there");
    let (begin, end) = (begin.to_owned(), format!("{}{end}", element("late")));
    let go = Arc::new(Notify::new());
    let gate = go.clone();
    let streamed = async move || {
        let part = |text: String| Ok::<_, Infallible>(text);
        let late = async move {
            gate.notified().await;
            part(end)
        };
        let parts = once(ready(part(begin))).chain(once(late));
        ([("content-type", "text/html")], Body::from_stream(parts))
    };
    let routes = cdn
        .clone()
        .router()
        .route("/streamed", get(streamed))
        .route("/go", get(async move || go.notify_one()))
        .route("/silent/status", get(async || pending::<()>().await));
    let rig = Rig::with_calls(routes).await;
    rig.page.open("/streamed").await;
    rig.page.widget_at("#late").becomes("connected").await;
}
