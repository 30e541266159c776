//! The partner's address: answers as instructed, and records what it receives.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::Value;
use sha2::{Digest, Sha256};
use tokio::net::TcpListener;
use tokio::sync::watch;

/// How the receiver answers a call.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Reply {
    Status(u16),
    /// To another path of this receiver.
    Redirect,
    /// It never answers.
    Silence,
}

#[derive(Clone, Debug)]
pub(crate) struct Call {
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Call {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers[name].to_str().unwrap()
    }

    pub(crate) fn id(&self) -> &str {
        self.header("webhook-id")
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap()
    }

    /// The tenant, and its reported state.
    pub(crate) fn news(&self) -> (String, String) {
        let json = self.json();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        (text(&json["data"]["tenantId"]), text(&json["type"]))
    }

    /// Whether a signature is correct, computed here according to RFC 2104.
    pub(crate) fn is_signed_with(&self, secret: &str) -> bool {
        let key = BASE64_STANDARD
            .decode(secret.strip_prefix("whsec_").unwrap())
            .unwrap();
        let mut block = [0; 64];
        block[..key.len()].copy_from_slice(&key);
        let timestamp = self.header("webhook-timestamp");
        let signed = format!("{}.{timestamp}.{}", self.id(), self.text);
        let inner = Sha256::new()
            .chain_update(block.map(|byte| byte ^ 0x36))
            .chain_update(signed)
            .finalize();
        let outer = Sha256::new()
            .chain_update(block.map(|byte| byte ^ 0x5c))
            .chain_update(inner)
            .finalize();
        let expected = format!("v1,{}", BASE64_STANDARD.encode(outer));
        let mut signatures = self.header("webhook-signature").split(' ');
        signatures.any(|signature| signature == expected)
    }
}

#[derive(Clone)]
pub(crate) struct Receiver {
    pub(crate) url: String,
    replies: Arc<Mutex<VecDeque<Reply>>>,
    calls: watch::Sender<Vec<Call>>,
}

impl Receiver {
    /// Answers with these replies in order, then with 204.
    pub(crate) async fn start(replies: &[Reply]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        Self::on(listener, replies)
    }

    /// Like `start`, on this listener.
    pub(crate) fn on(listener: TcpListener, replies: &[Reply]) -> Self {
        let address = listener.local_addr().unwrap();
        let receiver = Self {
            url: format!("http://{address}/hooks?token=PathSecret"),
            replies: Arc::new(Mutex::new(replies.iter().copied().collect())),
            calls: watch::Sender::new(Vec::new()),
        };
        let app = Router::new().fallback(call).with_state(receiver.clone());
        tokio::spawn(async move { axum::serve(listener, app).await });
        receiver
    }

    pub(crate) fn calls(&self) -> Vec<Call> {
        self.calls.borrow().clone()
    }

    /// Waits for `count` calls.
    pub(crate) async fn received(&self, count: usize) -> Vec<Call> {
        let mut calls = self.calls.subscribe();
        let received = calls.wait_for(|calls| calls.len() >= count);
        let received = tokio::time::timeout(Duration::from_secs(20), received).await;
        assert!(received.is_ok(), "{count} calls did not come");
        self.calls()
    }
}

async fn call(State(receiver): State<Receiver>, headers: HeaderMap, text: String) -> Response {
    let reply = receiver.replies.lock().unwrap().pop_front();
    let call = Call { headers, text };
    receiver.calls.send_modify(|calls| calls.push(call));
    match reply.unwrap_or(Reply::Status(204)) {
        Reply::Status(status) => StatusCode::from_u16(status).unwrap().into_response(),
        Reply::Redirect => (StatusCode::FOUND, [("location", "/elsewhere")]).into_response(),
        Reply::Silence => std::future::pending().await,
    }
}
