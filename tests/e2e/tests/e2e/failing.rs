//! Backends that fail in different ways: the error code, the message, and the next step.

use chakra_e2e::{Call, Page, Reply, Rig, Scripted, sandbox};
use chakra_sandbox::{Endpoint, Failure, SettingsChange};
use serde_json::{Value, json};

/// A backend's failure, the widget's code for it, and whether the customer can retry.
const WAYS: [(&str, Reply, &str, bool); 11] = [
    ("s401", Reply::Status(401), "backend_unauthorized", true),
    ("s403", Reply::Status(403), "backend_forbidden", true),
    ("s404", Reply::Status(404), "backend_not_found", true),
    ("s429", Reply::SlowDown, "backend_rate_limited", true),
    ("s500", Reply::Status(500), "backend_unavailable", true),
    ("s503", Reply::Status(503), "backend_unavailable", true),
    ("s418", Reply::Status(418), "backend_rejected", true),
    ("html", Reply::Html, "backend_not_json", true),
    ("empty", Reply::Empty, "backend_empty", true),
    ("huge", Reply::Huge, "backend_too_large", false),
    ("hangup", Reply::HangUp, "backend_unreachable", true),
];

fn status(state: &str) -> Reply {
    Reply::Json(json!({
        "state": state,
        "numbers": [{ "phoneNumberId": "1", "displayPhoneNumber": "+1 555 0100", "issues": [] }],
        "checkedAt": "2026-01-01T00:00:00Z",
    }))
}

async fn opened(scripted: Scripted, names: &[&str]) -> Rig<chakra_e2e::Site> {
    let rig = Rig::with_calls(scripted.router()).await;
    let path = format!("/failing.html?{}", names.join(","));
    rig.page.open(&path).await;
    rig
}

/// The widget `name` reports the failure in its event and to the customer.
async fn tells(page: &Page, name: &str, call: &str, code: &str, is_retryable: bool) {
    let selector = format!("#{name}");
    let widget = page.widget_at(&selector);
    widget.becomes("unavailable").await;
    page.holds(
        "__heard.some(({ name, widget }) => name === 'chakra-failed' && widget === given)",
        json!(name),
    )
    .await;
    let outcomes = page.outcomes().await;
    let told: Vec<_> = outcomes.iter().filter(|it| it.widget == name).collect();
    assert_eq!(told.len(), 1, "{name}: {told:#?}");
    assert_eq!(told[0].name, "chakra-failed", "{name}");
    assert_eq!(told[0].text("code"), code, "{name}");
    assert_eq!(told[0].text("call"), call, "{name}");
    assert_eq!(told[0].detail["retryable"], is_retryable, "{name}");
    assert_eq!(told[0].detail["attemptId"], Value::Null, "{name}");
    assert!(told[0].text("message").len() > 20, "{name}");
    assert_eq!(widget.shown_code().await, code, "{name}");
    let sentence: String = widget
        .ask("root.querySelector('.sentence').textContent.trim()")
        .await;
    assert!(
        sentence.len() > 20 && sentence.ends_with('.'),
        "{name}: {sentence}"
    );
    let expected: &[&str] = if is_retryable { &["Try again"] } else { &[] };
    assert_eq!(widget.buttons().await, expected, "{name}");
    assert_eq!(widget.frames().await, 0, "{name}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_status() {
    let mut scripted = Scripted::default();
    for (name, reply, _, _) in WAYS {
        scripted = scripted.on(name, Call::Status, [reply]);
    }
    let names = WAYS.map(|(name, ..)| name);
    let rig = opened(scripted, &names).await;
    for (name, _, code, is_retryable) in WAYS {
        tells(&rig.page, name, "status", code, is_retryable).await;
    }
    rig.page.shot("failing").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_token() {
    let mut scripted = Scripted::default();
    for (name, reply, _, _) in WAYS {
        scripted = scripted
            .on(name, Call::Status, [status("not_connected")])
            .on(name, Call::Token, [reply]);
    }
    let names = WAYS.map(|(name, ..)| name);
    let rig = opened(scripted, &names).await;
    for (name, _, code, is_retryable) in WAYS {
        tells(&rig.page, name, "token", code, is_retryable).await;
    }
}

/// A text where a token is expected is neither used nor shown.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_text_that_is_not_a_token() {
    let odd = "oddkey0123456789oddkey0123456789";
    let ways = [
        ("missing", json!({ "token": odd }), "token_missing", true),
        (
            "key",
            json!({ "connectToken": odd }),
            "token_not_a_connect_token",
            false,
        ),
        ("list", json!([1, 2]), "token_missing", true),
    ];
    let mut scripted = Scripted::default();
    for (name, answer, ..) in &ways {
        scripted = scripted
            .on(name, Call::Status, [status("not_connected")])
            .on(name, Call::Token, [Reply::Json(answer.clone())]);
    }
    let rig = opened(scripted, &["missing", "key", "list"]).await;
    for (name, _, code, is_retryable) in &ways {
        tells(&rig.page, name, "token", code, *is_retryable).await;
    }
    let haystack = chakra_e2e::Haystack::gather(&rig.page).await;
    assert!(haystack.search(&[odd.to_owned()]).is_empty());
}

/// Fast failures use up the widget's own retries. The last request gets no response.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_answer_for_fifteen_seconds() {
    let scripted = Scripted::default().on(
        "mute",
        Call::Status,
        [
            Reply::Status(503),
            Reply::Status(503),
            Reply::Status(503),
            Reply::Silence,
        ],
    );
    let rig = opened(scripted, &["mute"]).await;
    tells(&rig.page, "mute", "status", "backend_timeout", true).await;
    let waited: f64 = rig.page.run("return performance.now()", &[]).await;
    assert!((15_000.0..30_000.0).contains(&waited), "{waited} ms");
}

/// The widget retries four times, then the customer retries once.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_retry_that_helps() {
    let failures = [
        Reply::Status(500),
        Reply::Status(504),
        Reply::Status(502),
        Reply::Status(500),
    ];
    let replies = failures.into_iter().chain([status("connected")]);
    let scripted = Scripted::default().on("late", Call::Status, replies);
    let rig = opened(scripted, &["late"]).await;
    tells(&rig.page, "late", "status", "backend_unavailable", true).await;
    rig.page.shot("unavailable").await;
    let widget = rig.page.widget();
    widget.click("Try again").await;
    widget.becomes("connected").await;
    assert_eq!(widget.shown_code().await, "");
    assert!(widget.words().await.contains("+1 555 0100"));
}

/// The customer does not see a single failure.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_brief_failure_is_not_reported() {
    let replies = [Reply::Status(503), status("connected")];
    let scripted = Scripted::default().on("hiccup", Call::Status, replies);
    let rig = opened(scripted, &["hiccup"]).await;
    rig.page.widget().becomes("connected").await;
    assert!(rig.page.outcomes().await.is_empty());
}

/// A failed disconnection leaves the number connected, and the card says so.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_disconnection() {
    let scripted = Scripted::default()
        .on("stuck", Call::Status, [status("connected")])
        .on(
            "stuck",
            Call::Disconnect,
            [Reply::Status(500), Reply::Json(json!({}))],
        );
    let rig = opened(scripted, &["stuck"]).await;
    let widget = rig.page.widget();
    widget.becomes("connected").await;
    widget.click("Disconnect").await;
    widget.click("Disconnect").await;
    rig.page.has_outcomes(1).await;
    widget.becomes("connected").await;
    let outcomes = rig.page.outcomes().await;
    assert_eq!(outcomes[0].text("code"), "backend_unavailable");
    assert_eq!(outcomes[0].text("call"), "disconnect");
    assert_eq!(widget.shown_code().await, "backend_unavailable");
}

/// Chakra itself fails: the backend reports it in its own format, and the customer can retry.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn chakra_fails_and_recovers() {
    let sandbox = sandbox().await;
    let failing = |failure| SettingsChange {
        failures: [(Endpoint::CreateConnectToken, failure)].into(),
        ..SettingsChange::default()
    };
    sandbox
        .configure(failing(Some(Failure::with_status(500))))
        .unwrap();
    let rig = Rig::start(&sandbox).await;
    rig.page.open("/").await;
    tells(&rig.page, "widget", "token", "backend_unavailable", true).await;
    assert_eq!(sandbox.log().tokens_minted, 0);
    sandbox.configure(failing(None)).unwrap();
    let widget = rig.page.widget();
    widget.click("Try again").await;
    widget.becomes("not_connected").await;
    widget.sign_up("finish").await;
    widget.becomes("connected").await;
}
