//! The key, tokens, and Chakra's own error texts appear in no response, in no log at level `trace`, and in no metric.

use std::collections::BTreeSet;
use std::time::Duration;

use axum::http::request::Parts;
use chakra_backend::{
    Caller, NotificationConfig, ProblemCode, ResolveError, TenantResolver, async_trait,
};
use chakra_backend_server::Server;
use chakra_backend_server::metrics_endpoint::Metrics;
use chakra_sandbox::{Endpoint, Failure, NumberChange, Outcome};
use reqwest::Method;
use serde_json::json;
use tracing_subscriber::filter::LevelFilter;

use captured_log::CapturedLog;
use rig::{KEY, Rig, request, send, settings};

#[path = "contract/captured_log.rs"]
mod captured_log;
#[path = "contract/rig.rs"]
#[allow(dead_code, reason = "made for the other tests as well")]
mod rig;

const NOTIFY_SECRET: &str = "whsec_c2VjcmV0LW9mLW5vdGlmaWNhdGlvbnMtMDEyMw==";
const WEBHOOK_SECRET: &str = "secret-of-chakras-webhook";
/// Part of the partner's notification address.
const IN_ADDRESS: &str = "token-in-the-address";
/// Part of a request's query.
const IN_QUERY: &str = "token-in-the-query";

/// Part of every error body that the stand-in returns here.
const RAW: &str = "raw-words-of-chakra";

const ENDPOINTS: [Endpoint; 6] = [
    Endpoint::CreateConnectToken,
    Endpoint::GetPlugin,
    Endpoint::GetPhoneNumber,
    Endpoint::ListBusinessAccounts,
    Endpoint::UpdatePlugin,
    Endpoint::DeletePlugin,
];

fn raw_failure(status: u16) -> Failure {
    let errors = json!([RAW, {"message": RAW}, KEY]);
    let mut failure = Failure::with_status(status);
    failure.body = Some(json!({"_errors": errors, "message": RAW, "error": RAW}).to_string());
    failure
}

/// A session resolver with a bug that reveals too much.
struct Talkative;

#[async_trait]
impl TenantResolver for Talkative {
    async fn resolve(&self, _: &Parts) -> Result<Caller, ResolveError> {
        panic!("the key is {KEY}")
    }
}

/// The places in which a secret was found, with the names of place and secret.
fn found(places: &[(&str, &str)], secrets: &[(&str, &str)]) -> Vec<String> {
    let mut found = Vec::new();
    for (place, text) in places {
        for (secret, word) in secrets {
            if let Some(line) = text.lines().find(|line| line.contains(word)) {
                found.push(format!("the {secret} stands in the {place}: {line}"));
            }
        }
    }
    found
}

/// Checks that the search covers real output: everything was written, by the expected calls.
fn assert_all_was_written(told: &str, log: &str, measured: &str) {
    assert!(told.contains("chakra_unavailable") && told.contains("\"state\":\"connected\""));
    assert!(told.contains("x-request-id"));
    assert!(log.contains("a request panicked"));
    assert!(log.contains("hint from the browser"));
    assert_failures_have_remedies(log);
    assert!(log.contains("a notification is not delivered yet"));
    assert!(log.contains("a webhook without a signature is refused"));
    assert!(log.contains("a webhook without a good signature is refused"));
    assert!(log.contains("HALF_OPEN") && log.contains("(not a word)"));
    assert!(log.contains("request_id=\"plain-id\"") && log.contains("tenant=\"acme\""));
    for line in [
        "chakra_backend_requests_total{call=\"status\",status=\"502\"}",
        "chakra_backend_requests_total{call=\"other\",status=\"404\"}",
        "chakra_backend_chakra_calls_total{endpoint=\"get_plugin\",outcome=\"unauthorized\"}",
        "chakra_backend_chakra_call_duration_seconds_bucket{endpoint=\"delete_plugin\",le=\"0.5\"}",
        "chakra_backend_unknown_words_total{field=\"status\"}",
        "chakra_backend_chakra_gate_closed_total",
        "chakra_backend_status_cache_total{result=\"miss\"}",
        "chakra_backend_notifications_total{outcome=\"failed\"}",
        "chakra_backend_requests_total{call=\"webhook\",status=\"401\"}",
        "# HELP chakra_backend_removals_pending ",
    ] {
        assert!(measured.contains(line), "{line} is not in:\n{measured}");
    }
}

/// Checks that a failed call's line in the log says what to do about it.
fn assert_failures_have_remedies(log: &str) {
    let mut seen = BTreeSet::new();
    let failures = log
        .lines()
        .filter(|line| line.contains("a call to Chakra failed"));
    for line in failures {
        let code = ProblemCode::ALL.iter().find(|code| {
            line.contains(&format!(
                "code=\"{}\" remedy={:?}",
                code.as_str(),
                code.remedy()
            ))
        });
        seen.insert(code.unwrap_or_else(|| panic!("{line}")).as_str());
    }
    for code in [
        "chakra_rate_limited",
        "chakra_refused",
        "chakra_unauthorized",
        "chakra_unavailable",
    ] {
        assert!(seen.contains(code), "{code} is not among {seen:?}");
    }
}

#[tokio::test]
#[allow(
    clippy::too_many_lines,
    reason = "one story of all the places that are searched"
)]
async fn neither_key_nor_raw_errors_are_revealed() {
    let log = CapturedLog::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(LevelFilter::TRACE)
        .with_writer(move || writer.clone())
        .finish();
    // For every thread, which is why this test has its own process.
    tracing::subscriber::set_global_default(subscriber).unwrap();
    let metrics = Metrics::install().unwrap();

    // Nothing listens there, so each attempt fails.
    let address = format!("http://127.0.0.1:1/hooks?{IN_ADDRESS}");
    let notify = NotificationConfig::new(&address, NOTIFY_SECRET.parse().unwrap()).unwrap();
    let notify = notify.with_first_pause(Duration::from_millis(20));
    let rig = Rig::with(|settings| {
        settings.notifications = Some(notify);
        settings.webhook_secrets = vec![WEBHOOK_SECRET.parse().unwrap()];
    })
    .await;
    let mut told = String::new();
    rig.signed_up("acme", Outcome::Finish).await;
    let token = rig.token("acme").await.json["connectToken"].clone();
    let token = token.as_str().unwrap().to_owned();
    let status = rig.status("acme").await;
    let number = status.json["numbers"][0]["phoneNumberId"].as_str().unwrap();
    told += &status.text;
    // An unknown word is logged, but a secret in its place is not.
    for word in ["half-open", token.as_str()] {
        let change = NumberChange {
            status: Some(word.to_owned()),
            ..NumberChange::default()
        };
        rig.sandbox.change_number(number, change).unwrap();
        told += &rig.status("acme").await.text;
    }
    for endpoint in ENDPOINTS {
        // After it, Chakra gets no other request for a second.
        rig.fail(endpoint, raw_failure(429).times(1));
        let answer = match endpoint {
            Endpoint::CreateConnectToken => rig.token("acme").await,
            Endpoint::UpdatePlugin | Endpoint::DeletePlugin => rig.disconnect("acme").await,
            _ => rig.status("acme").await,
        };
        told.extend([format!("{:?}", answer.headers), answer.text]);
        // A status would not do: without a plugin, it is answered without Chakra.
        rig.reaches_chakra(async |rig: &Rig| rig.token("acme").await)
            .await;
        rig.signed_up("acme", Outcome::Finish).await;
    }
    for status in [200, 400, 401, 403, 404, 500, 503] {
        for endpoint in ENDPOINTS {
            rig.fail(endpoint, raw_failure(status));
        }
        for answer in [
            rig.token("acme").await,
            rig.status("acme").await,
            rig.disconnect("acme").await,
            rig.post("acme", "connect-event", &json!({"phoneNumberId": "1"}))
                .await,
            rig.post(
                "acme",
                "connect-event",
                &json!({"event": token, "data": KEY, "attemptId": token}),
            )
            .await,
        ] {
            let headers = format!("{:?}", answer.headers);
            told.extend([headers, answer.text]);
        }
    }
    // A client may send a secret as its request id.
    let request_with_id = |id: &str| {
        let request = request(&rig.server, Method::GET, "api/chakra/nothing");
        send(request.header("x-request-id", id))
    };
    for id in [token.as_str(), "plain-id"] {
        let answer = request_with_id(id).await;
        told.extend([format!("{:?}", answer.headers), answer.text]);
    }
    // They do not belong in a query, but somebody will put them there.
    for (method, path) in [
        (Method::GET, "api/chakra/status"),
        (Method::POST, "api/chakra/disconnect"),
        (Method::GET, "api/chakra/nothing"),
        (Method::POST, "webhooks/chakra/plugin"),
    ] {
        let path = format!("{path}?access_token={IN_QUERY}");
        let asked = request(&rig.server, method, &path).header("x-tenant", "acme");
        let asked = asked.header("referer", format!("{}{path}", rig.server.url()));
        let answer = send(asked.header("sec-fetch-site", "same-origin")).await;
        told.extend([format!("{:?}", answer.headers), answer.text]);
    }
    assert!(log.text().contains("request passed"), "{}", log.text());
    let unsigned = request(&rig.server, Method::POST, "webhooks/chakra").body(RAW);
    let forged = request(&rig.server, Method::POST, "webhooks/chakra").body(RAW);
    let forged = forged.header("x-chakra-signature-256", "0".repeat(64));
    for webhook in [unsigned, forged] {
        let answer = send(webhook).await;
        assert_eq!(answer.status, 401);
        told += &answer.text;
    }
    let buggy = Server::start(settings(&rig.sandbox), Talkative).await;
    let buggy = buggy.unwrap();
    told += &send(request(&buggy, Method::GET, "api/chakra/status"))
        .await
        .text;
    let logged = || log.text();
    let secrets = [
        ("key", KEY),
        ("raw error", RAW),
        ("token", &token),
        ("secret of notifications", NOTIFY_SECRET),
        ("secret of the webhook", WEBHOOK_SECRET),
        ("address that is told", IN_ADDRESS),
        ("query of a request", IN_QUERY),
    ];
    let search = |told: &str| {
        let (logged, measured) = (logged(), metrics.text());
        let places = [("answers", told), ("log", &logged), ("metrics", &measured)];
        found(&places, &secrets)
    };
    assert_eq!(search(&told), Vec::<String>::new());

    assert_all_was_written(&told, &logged(), &metrics.text());

    // The search also finds each secret where it is planted.
    for (_, word) in secrets {
        tracing::trace!(word, "planted");
        metrics::counter!("planted", "word" => word.to_owned()).increment(1);
        told += word;
    }
    assert_eq!(search(&told).len(), 3 * secrets.len());
}
