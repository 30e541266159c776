//! The partner's backend: its calls, with a realistic response time.

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use time::OffsetDateTime;

use super::Shared;

/// The connected number.
pub(crate) const NUMBER: &str = "+1 555 0100";

pub(super) fn routes() -> Router<Shared> {
    Router::new()
        .route("/api/status", get(status))
        .route("/api/connect-token", post(token))
        .route("/api/connect-event", post(async || StatusCode::ACCEPTED))
        .route("/api/disconnect", post(disconnect))
}

async fn status(State(shared): State<Shared>) -> Response {
    shared.thinks().await;
    let numbers = json!([{ "phoneNumberId": "1", "displayPhoneNumber": NUMBER, "issues": [] }]);
    let checked = OffsetDateTime::now_utc().format(&time::format_description::well_known::Rfc3339);
    let checked = checked.expect("a time of our days");
    fresh(&if shared.is_connected() {
        json!({ "state": "connected", "pluginId": "bench", "numbers": numbers, "checkedAt": checked })
    } else {
        json!({ "state": "not_connected", "numbers": [], "checkedAt": checked })
    })
}

async fn token(State(shared): State<Shared>) -> Response {
    shared.thinks().await;
    fresh(&json!({
        "connectToken": connect_token(),
        "pluginId": "bench",
        "expiresInSeconds": 3600,
        "sdkUrl": shared.sdk_url(),
    }))
}

async fn disconnect(State(shared): State<Shared>) -> Response {
    shared.thinks().await;
    shared.set_connected(false);
    StatusCode::NO_CONTENT.into_response()
}

/// A token in Chakra's format. The signature is not checked here.
fn connect_token() -> String {
    let now = OffsetDateTime::now_utc().unix_timestamp();
    let claims = json!({
        "iat": now,
        "data": { "teamId": "bench", "pluginId": "bench", "clientReferenceId": null },
        "randomString": "bench",
        "exp": now + 3600,
    });
    let part = |value: &Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
    let header = part(&json!({ "alg": "HS256", "typ": "JWT" }));
    let signature = BASE64_URL_SAFE_NO_PAD.encode([7; 32]);
    format!("{header}.{}.{signature}", part(&claims))
}

fn fresh(value: &Value) -> Response {
    let headers = [
        (CONTENT_TYPE, "application/json"),
        (CACHE_CONTROL, "no-store"),
    ];
    (headers, value.to_string()).into_response()
}
