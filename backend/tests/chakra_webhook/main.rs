//! Chakra's webhook: its content is a hint, and the partner is notified of what Chakra's records then say.

#[path = "../notifications/receiver.rs"]
#[allow(dead_code, reason = "made for the other tests as well")]
mod receiver;
#[path = "../notifications/rig.rs"]
#[allow(dead_code, reason = "made for the other tests as well")]
mod rig;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use chakra_backend::{Backend, WebhookSecret};
use chakra_sandbox::{Endpoint, PluginChange, SettingsChange};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tokio::task::JoinSet;
use tower::ServiceExt;

use rig::{Rig, news, tenant};

const SECRET: &str = "the-secret-of-chakras-webhook";
const NEXT_SECRET: &str = "the-one-that-comes-after-it";

/// RFC 2104, in hex.
fn signature(secret: &str, body: &[u8]) -> String {
    let mut block = [0; 64];
    block[..secret.len()].copy_from_slice(secret.as_bytes());
    let inner = Sha256::new()
        .chain_update(block.map(|byte| byte ^ 0x36))
        .chain_update(body)
        .finalize();
    let outer = Sha256::new()
        .chain_update(block.map(|byte| byte ^ 0x5c))
        .chain_update(inner)
        .finalize();
    format!("{outer:x}")
}

fn webhook(backend: &Backend) -> Router {
    let secrets = [SECRET, NEXT_SECRET].map(|secret| secret.parse::<WebhookSecret>().unwrap());
    Router::new().nest("/webhooks/chakra", backend.webhook_router(secrets))
}

async fn post(backend: &Backend, path: &str, signature: &str, body: impl Into<Body>) -> u16 {
    let request = Request::post(format!("/webhooks/chakra{path}"))
        .header("x-chakra-signature-256", signature)
        .body(body.into());
    let answer = webhook(backend).oneshot(request.unwrap()).await.unwrap();
    answer.status().as_u16()
}

async fn told(backend: &Backend, path: &str, body: &Value) -> u16 {
    let body = body.to_string();
    post(backend, path, &signature(SECRET, body.as_bytes()), body).await
}

/// A connected tenant's plugin and number, already reported to the partner.
async fn connected(rig: &Rig, backend: &Backend, id: &str) -> (String, String) {
    let plugin_id = rig.sign_up(backend, id).await;
    let mut status = backend.status(&tenant(id)).await.unwrap();
    let number = status.connection.numbers.remove(0).phone_number_id;
    rig.settled().await;
    (plugin_id, number)
}

fn switch(rig: &Rig, plugin_id: &str, is_active: bool) {
    let change = PluginChange {
        is_active: Some(is_active),
        ..PluginChange::default()
    };
    rig.sandbox.change_plugin(plugin_id, &change).unwrap();
}

/// Nobody has the page open, so the change is reported only by Chakra's webhook.
#[tokio::test]
async fn what_chakra_reports_reaches_the_partner() {
    let rig = Rig::start(&[]).await;
    let process = rig.process(rig.config());
    let backend = &process.backend;
    let (plugin_id, number) = connected(&rig, backend, "acme").await;
    let mut expected = vec![news("acme", "connected")];
    let meta = json!({"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": [{
        "field": "phone_number_quality_update",
        "value": {"metadata": {"phone_number_id": number}},
    }]}]});
    let of_account = json!({"entry": [{"id": "1", "changes": [{
        "field": "account_update", "value": {"event": "DISABLED_UPDATE"},
    }]}]});
    for (path, body) in [
        // While the number is known. Once it was seen switched off, only its plugin is known.
        ("", meta),
        (
            "",
            json!({"event": "plugin_updated", "data": {"pluginId": plugin_id}}),
        ),
        // It names an account, which is unknown here. The path names the plugin.
        (&format!("/{plugin_id}"), of_account.clone()),
        // A slash at the end, as some frameworks' proxies add it.
        (&format!("/{plugin_id}/"), of_account.clone()),
    ] {
        switch(&rig, &plugin_id, expected.len() % 2 == 0);
        assert_eq!(told(backend, path, &body).await, 202);
        let is_connected = expected.len() % 2 == 0;
        let kind = if is_connected {
            "connected"
        } else {
            "action_needed"
        };
        expected.push(news("acme", kind));
        rig.receiver.received(expected.len()).await;
        assert_eq!(rig.told(), expected);
    }
}

/// Each is accepted, but causes no call to Chakra.
#[tokio::test]
async fn unrelated_webhooks_cost_nothing() {
    let rig = Rig::start(&[]).await;
    let process = rig.process(rig.config());
    let backend = &process.backend;
    let (plugin_id, number) = connected(&rig, backend, "acme").await;
    let asked = rig.sandbox.log().count(Endpoint::GetPlugin);
    let message = json!({"entry": [{"changes": [{
        "field": "messages",
        "value": {"metadata": {"phone_number_id": number}, "messages": [{"text": {"body": "hi"}}]},
    }]}]});
    for body in [
        message,
        json!({"event": "status", "pluginId": plugin_id}),
        json!({"pluginId": "of another team"}),
        json!({"entry": [{"id": "1", "changes": [{"field": "account_update"}]}]}),
        json!([1, "2", null]),
    ] {
        assert_eq!(told(backend, "", &body).await, 202, "{body}");
    }
    for body in ["", "not json", "{\"pluginId\": "] {
        let signature = signature(SECRET, body.as_bytes());
        assert_eq!(post(backend, "", &signature, body).await, 202, "{body}");
    }
    backend.drained().await;
    assert_eq!(rig.sandbox.log().count(Endpoint::GetPlugin), asked);
}

#[tokio::test]
async fn only_signed_webhooks_are_trusted() {
    let rig = Rig::start(&[]).await;
    let process = rig.process(rig.config());
    let backend = &process.backend;
    let (plugin_id, _) = connected(&rig, backend, "acme").await;
    let asked = rig.sandbox.log().count(Endpoint::GetPlugin);
    let body = json!({"pluginId": plugin_id}).to_string();
    let good = signature(SECRET, body.as_bytes());
    let of_other_body = signature(SECRET, b"{}");
    let of_other_secret = signature("the-secret-of-somebody-else", body.as_bytes());
    for bad in ["", "sha256=", &of_other_body, &of_other_secret, &good[1..]] {
        assert_eq!(post(backend, "", bad, body.clone()).await, 401, "{bad}");
    }
    let unsigned = Request::post("/webhooks/chakra").body(Body::from(body.clone()));
    let answer = webhook(backend).oneshot(unsigned.unwrap()).await.unwrap();
    assert_eq!(answer.status(), 401);
    assert_eq!(rig.sandbox.log().count(Endpoint::GetPlugin), asked);

    for good in [
        good.clone(),
        format!("sha256={good}"),
        signature(NEXT_SECRET, body.as_bytes()),
    ] {
        assert_eq!(post(backend, "", &good, body.clone()).await, 202);
    }
    backend.drained().await;
    assert!(rig.sandbox.log().count(Endpoint::GetPlugin) > asked);
}

/// A signature fits only the exact bytes of its body, however similar another body is.
#[tokio::test]
async fn a_signature_fits_only_one_body() {
    let rig = Rig::start(&[]).await;
    let process = rig.process(rig.config());
    let backend = &process.backend;
    let (plugin_id, _) = connected(&rig, backend, "acme").await;
    let asked = rig.sandbox.log().count(Endpoint::GetPlugin);
    let body = format!(r#"{{"pluginId":"{plugin_id}","a":"b"}}"#);
    let good = signature(SECRET, body.as_bytes());
    let utf16: Vec<_> = body.encode_utf16().flat_map(u16::to_le_bytes).collect();
    for other in [
        String::new(),
        "{}".to_owned(),
        format!("{body} "),
        format!("{body}\n"),
        format!(" {body}"),
        format!("\u{feff}{body}"),
        format!("{body}\0"),
        body.replace(':', ": "),
        body.replace("\"a\"", "\"\\u0061\""),
        format!(r#"{{"a":"b","pluginId":"{plugin_id}"}}"#),
        body[..body.len() - 1].to_owned(),
        body.to_uppercase(),
    ] {
        assert_eq!(
            post(backend, "", &good, other.clone()).await,
            401,
            "{other:?}"
        );
    }
    assert_eq!(post(backend, "", &good, utf16.clone()).await, 401);
    // The signature is valid, but the body is not JSON, so it names nothing.
    assert_eq!(
        post(backend, "", &signature(SECRET, &utf16), utf16).await,
        202
    );
    // Two signatures, or a signature in a trailer after the body, do not count.
    for twice in [[good.as_str(), good.as_str()], [good.as_str(), "00"]] {
        let request = twice
            .iter()
            .fold(Request::post("/webhooks/chakra"), |request, it| {
                request.header("x-chakra-signature-256", *it)
            });
        let request = request.body(Body::from(body.clone())).unwrap();
        let answer = webhook(backend).oneshot(request).await.unwrap();
        assert_eq!(answer.status(), 401);
    }
    backend.drained().await;
    assert_eq!(rig.sandbox.log().count(Endpoint::GetPlugin), asked);
}

/// A webhook that is repeated, even years later, only causes another check. It changes nothing.
#[tokio::test]
async fn a_repeated_webhook_changes_nothing() {
    let rig = Rig::start(&[]).await;
    let process = rig.process(rig.config());
    let backend = &process.backend;
    let (plugin_id, _) = connected(&rig, backend, "acme").await;
    let before = rig.told();
    let body = json!({
        "event": "plugin_deleted", "pluginId": plugin_id, "timestamp": 0, "isActive": false,
        "_data": {"state": "not_connected", "chakraStatus": "DISCONNECTED"},
    });
    for _ in 0..20 {
        assert_eq!(told(backend, "", &body).await, 202);
    }
    let status = backend.status(&tenant("acme")).await.unwrap();
    assert_eq!(status.connection.state.as_str(), "connected");
    backend.drained().await;
    assert_eq!(rig.told(), before);
}

#[tokio::test]
async fn a_body_without_a_signature_is_not_read() {
    let rig = Rig::start(&[]).await;
    let backend = rig.backend(None);
    for (path, signature) in [
        ("", None),
        ("/plugin", None),
        ("/%ff", None),
        ("", Some("")),
        ("", Some("sha256=")),
        (
            "/plugin",
            Some("sha1=da39a3ee5e6b4b0d3255bfef95601890afd80709"),
        ),
        ("", Some("not hex")),
    ] {
        let is_read = Arc::new(AtomicBool::new(false));
        let seen = is_read.clone();
        let body = futures_util::stream::once(async move {
            seen.store(true, Ordering::SeqCst);
            Ok::<_, std::io::Error>("{}")
        });
        let mut request = Request::post(format!("/webhooks/chakra{path}"));
        if let Some(signature) = signature {
            request = request.header("x-chakra-signature-256", signature);
        }
        let request = request.body(Body::from_stream(body)).unwrap();
        let answer = webhook(&backend).oneshot(request).await.unwrap();
        assert_eq!(answer.status(), 401, "{path} {signature:?}");
        assert!(!is_read.load(Ordering::SeqCst), "{path} {signature:?}");
    }
}

/// Anybody can send 64 hex digits, and the signature can be checked only once the body has been read.
#[tokio::test]
async fn bodies_of_strangers_fill_a_few_megabytes_at_most() {
    const FIT: usize = 16;
    const LARGE: usize = 1024 * 1024;
    let rig = Rig::start(&[]).await;
    let webhook = webhook(&rig.backend(None));
    // Each sends this much of its body, and no more.
    let stranger = |bytes: usize| {
        let start = futures_util::stream::iter([Ok::<_, std::io::Error>("x".repeat(bytes))]);
        let body = futures_util::StreamExt::chain(start, futures_util::stream::pending());
        let request = Request::post("/webhooks/chakra")
            .header("x-chakra-signature-256", "0".repeat(64))
            .body(Body::from_stream(body))
            .unwrap();
        webhook.clone().oneshot(request)
    };
    let good = || {
        let request = Request::post("/webhooks/chakra")
            .header("x-chakra-signature-256", signature(SECRET, b"{}"))
            .body(Body::from("{}"));
        webhook.clone().oneshot(request.unwrap())
    };
    let mut strangers = JoinSet::new();
    for _ in 0..4 * FIT {
        strangers.spawn(stranger(1));
    }
    tokio::task::yield_now().await;
    assert_eq!(good().await.unwrap().status(), 202, "beside slow strangers");
    strangers.shutdown().await;

    for _ in 0..=FIT {
        strangers.spawn(stranger(LARGE));
    }
    // One of them is too much, and so is any other body now.
    let answer = strangers.join_next().await.unwrap().unwrap().unwrap();
    assert_eq!(answer.status(), 503);
    assert_eq!(answer.headers()["retry-after"], "5");
    assert_eq!(good().await.unwrap().status(), 503);
    strangers.shutdown().await;
    assert_eq!(good().await.unwrap().status(), 202);
}

/// Odd ids would reach the store, and some stores would fail at them each time that Chakra sends them again.
#[tokio::test]
async fn ids_that_no_store_accepts_belong_to_no_tenant() {
    let rig = Rig::start(&[]).await;
    let backend = rig.backend(None);
    let long = "x".repeat(5_000);
    for path in [
        "/%00",
        "/a%00b",
        "/%0d%0a",
        "/%E2%80%A8a",
        "/..%2f..",
        "/%2e%2e%2f",
        &format!("/{long}"),
    ] {
        assert_eq!(told(&backend, path, &json!({})).await, 202, "{path}");
    }
    for id in ["\0", "a\0b", "a\r\nb", "' OR '1'='1", "../../x", &long] {
        let body =
            json!({"pluginId": id, "phoneNumberId": id, "entry": [{"phone_number_id": [id]}]});
        assert_eq!(told(&backend, "", &body).await, 202, "{id:?}");
    }
    // Not UTF-8: rejected as a path, once the signature is verified.
    assert_eq!(told(&backend, "/%ff", &json!({})).await, 400);
    let deep = format!("{}1{}", "[".repeat(10_000), "]".repeat(10_000));
    let signed = signature(SECRET, deep.as_bytes());
    assert_eq!(post(&backend, "", &signed, deep).await, 202);
}

#[tokio::test]
async fn an_endless_body_is_not_read() {
    let rig = Rig::start(&[]).await;
    let backend = rig.backend(None);
    let body = vec![b' '; 1024 * 1024 + 1];
    let long = signature(SECRET, &body);
    assert_eq!(post(&backend, "", &long, body.clone()).await, 413);
    let fits = &body[1..];
    let short = signature(SECRET, fits);
    assert_eq!(post(&backend, "", &short, fits.to_vec()).await, 202);
}

/// A storm of events about one tenant leads to one check, and one more for those that came in the meantime.
#[tokio::test]
async fn many_concurrent_events_lead_to_few_checks() {
    let rig = Rig::start(&[]).await;
    let process = rig.process(rig.config());
    let backend = &process.backend;
    let (plugin_id, _) = connected(&rig, backend, "acme").await;
    let asked = rig.sandbox.log().count(Endpoint::GetPlugin);
    // All of them arrive while the first check waits for Chakra.
    let change = SettingsChange {
        latency_ms: BTreeMap::from([(Endpoint::GetPlugin, 1500)]),
        ..SettingsChange::default()
    };
    rig.sandbox.configure(change).unwrap();
    let body = json!({"pluginId": plugin_id});
    let events: Vec<_> = (0..50).map(|_| told(backend, "", &body)).collect();
    let answers = futures_util::future::join_all(events).await;
    assert!(answers.iter().all(|&status| status == 202));
    backend.drained().await;
    let checks = rig.sandbox.log().count(Endpoint::GetPlugin) - asked;
    assert_eq!(checks, 2);
}
