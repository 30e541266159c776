//! A status that the server puts in the page is shown before the backend has answered.

use std::future::pending;

use axum::Router;
use axum::routing::get;
use chakra_e2e::{Cdn, Rig};

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
