//! The partner's side: an app with sessions, and the address of its identity provider's keys.

use axum::Router;
use axum::http::header::{AUTHORIZATION, COOKIE};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::get;
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::tokens::Signer;

/// The key in the provider's set.
pub(crate) fn listed_signer() -> Signer {
    Signer::rsa().named("listed")
}

/// Answers `/session` and `/jwks` until the test ends. Returns its address.
pub(crate) async fn start() -> String {
    let keys = json!({"keys": [listed_signer().jwk(), Signer::ec().named("other").jwk()]});
    let router = Router::new()
        .route("/session", get(session))
        .route("/jwks", get(async move || keys.to_string()));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    address
}

/// The credentials of a session, in the app's format.
pub(crate) fn session_id(state: &str, tenant: &str, rights: &[&str]) -> String {
    format!("{state}.{tenant}.{}", rights.join("-"))
}

async fn session(headers: HeaderMap) -> Result<String, StatusCode> {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let cookie = text(COOKIE).and_then(|cookie| cookie.strip_prefix("session="));
    let bearer = text(AUTHORIZATION).and_then(|value| value.strip_prefix("Bearer "));
    let id = cookie.or(bearer).ok_or(StatusCode::UNAUTHORIZED)?;
    let mut parts = id.split('.');
    let (Some("known"), Some(tenant), Some(rights)) = (parts.next(), parts.next(), parts.next())
    else {
        return Err(StatusCode::UNAUTHORIZED);
    };
    let may: Value = rights.split('-').collect();
    Ok(json!({"id": tenant, "may": may}).to_string())
}
