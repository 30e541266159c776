//! A backend that answers with HTML and code in every field: the widget shows it as plain text.

use chakra_e2e::{Call, Reply, Rig, Scripted};
use serde_json::{Value, json};

const CODE: &str = "<img src=x onerror=\"window.pwned=1\"><script>window.pwned=1</script><a href=javascript:window.pwned=1>x</a>";

fn status(state: &str) -> Value {
    let issue = json!({ "code": CODE, "message": CODE, "solution": CODE });
    let number = |id: &str| {
        json!({
            "phoneNumberId": format!("{id}{CODE}"), "displayPhoneNumber": CODE, "verifiedName": CODE,
            "qualityRating": CODE, "messagingLimitTier": CODE, "issues": [issue],
        })
    };
    json!({
        "state": state, "reason": CODE, "pluginId": CODE, "connectedSince": CODE, "checkedAt": CODE,
        "numbers": [number("1"), number("2")], "__proto__": { "pwned": 1 },
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn code_in_every_field_is_text() {
    let states = [
        "connected",
        "action_needed",
        "in_review",
        "choose_number",
        "connected_without_number",
    ];
    let mut scripted = Scripted::default();
    for state in states {
        scripted = scripted.on(state, Call::Status, [Reply::Json(status(state))]);
    }
    let rig = Rig::with_calls(scripted.router()).await;
    let page = &rig.page;
    page.open("/settings.html").await;
    let widget = page.widget();
    for state in states {
        widget
            .tell(&format!(
                "widget.setAttribute('backend', '/scripted/{state}')"
            ))
            .await;
        widget.becomes(state).await;
        page.settles().await;
        let words = widget.words().await;
        if ["connected", "action_needed", "choose_number"].contains(&state) {
            assert!(
                words.contains("<img src=x"),
                "{state}: the text is shown unchanged: {words}"
            );
        }
        let made: u32 = widget
            .ask("[...root.querySelectorAll('img, script, iframe, object, a[href^=javascript]')].length")
            .await;
        assert_eq!(made, 0, "{state}");
        let pwned: bool = page
            .run("return 'pwned' in window || 'pwned' in {}", &[])
            .await;
        assert!(!pwned, "{state}");
    }
}
