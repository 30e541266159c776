//! The key, and Chakra's own words in errors: in no answer and in no log.

use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use axum::http::request::Parts;
use chakra_backend::{Caller, ResolveError, TenantResolver, async_trait};
use chakra_backend_server::Server;
use chakra_sandbox::{Endpoint, Failure, NumberChange, Outcome};
use reqwest::Method;
use serde_json::json;
use tracing_subscriber::filter::LevelFilter;

use rig::{KEY, Rig, request, send, settings};

#[path = "contract/rig.rs"]
#[allow(dead_code, reason = "made for the other tests as well")]
mod rig;

/// Stands in every error body that the stand-in gives here.
const RAW: &str = "raw-words-of-chakra";

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Sessions with a bug that says too much.
struct Talkative;

#[async_trait]
impl TenantResolver for Talkative {
    async fn resolve(&self, _: &Parts) -> Result<Caller, ResolveError> {
        panic!("the key is {KEY}")
    }
}

#[tokio::test]
async fn neither_key_nor_raw_errors_are_told() {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(LevelFilter::TRACE)
        .with_writer(move || writer.clone())
        .finish();
    // For every thread, which is why this test is alone in its process.
    tracing::subscriber::set_global_default(subscriber).unwrap();

    let rig = Rig::start().await;
    let mut told = String::new();
    rig.signed_up("acme", Outcome::Finish).await;
    let token = rig.token("acme").await.json["connectToken"].clone();
    let token = token.as_str().unwrap().to_owned();
    let status = rig.status("acme").await;
    let number = status.json["numbers"][0]["phoneNumberId"].as_str().unwrap();
    told += &status.text;
    // A word that is not known is logged; a secret in its place is not.
    for word in ["half-open", token.as_str()] {
        let change = NumberChange {
            status: Some(word.to_owned()),
            ..NumberChange::default()
        };
        rig.sandbox.change_number(number, change).unwrap();
        told += &rig.status("acme").await.text;
    }
    for status in [200, 400, 401, 403, 404, 429, 500, 503] {
        for endpoint in [
            Endpoint::CreateConnectToken,
            Endpoint::GetPlugin,
            Endpoint::GetPhoneNumber,
            Endpoint::ListBusinessAccounts,
            Endpoint::UpdatePlugin,
            Endpoint::DeletePlugin,
        ] {
            let errors = json!([RAW, {"message": RAW}, KEY]);
            let mut failure = Failure::with_status(status);
            failure.body =
                Some(json!({"_errors": errors, "message": RAW, "error": RAW}).to_string());
            rig.fail(endpoint, failure);
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
                &json!({"event": token, "data": KEY}),
            )
            .await,
        ] {
            let headers = format!("{:?}", answer.headers);
            told.extend([headers, answer.text]);
        }
    }
    let buggy = Server::start(settings(&rig.sandbox), Talkative).await;
    let buggy = buggy.unwrap();
    told += &send(request(&buggy, Method::GET, "api/chakra/status"))
        .await
        .text;
    let logged = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    for (name, text) in [("answers", &told), ("log", &logged)] {
        for (secret, word) in [("key", KEY), ("raw error", RAW), ("token", &token)] {
            assert!(!text.contains(word), "the {secret} stands in the {name}");
        }
    }
    // The search sees what there is: both were written, and by the calls meant.
    assert!(told.contains("chakra_unavailable") && told.contains("\"state\":\"connected\""));
    assert!(logged.contains("a request panicked"));
    assert!(logged.contains("a call to Chakra failed") && logged.contains("hint from the browser"));
    assert!(logged.contains("HALF_OPEN") && logged.contains("(not a word)"));
}
