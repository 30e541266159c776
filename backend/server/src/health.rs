//! `/healthz` and `/readyz`, for whatever supervises the process or sends it requests.

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::CACHE_CONTROL;
use axum::routing::get;
use chakra_backend::Backend;

/// `/healthz` answers 200 while the process can answer at all; `/readyz` while requests should be sent here, and 503
/// with the reason otherwise.
pub fn router(backend: Backend) -> Router {
    let uncached = [(CACHE_CONTROL, "no-store")];
    Router::new()
        .route("/healthz", get(async move || (uncached, "ok\n")))
        .route("/readyz", get(ready))
        .with_state(backend)
}

async fn ready(
    State(backend): State<Backend>,
) -> (
    StatusCode,
    [(axum::http::HeaderName, &'static str); 1],
    String,
) {
    let (status, word) = match backend.ready().await {
        Ok(()) => (StatusCode::OK, "ready\n".to_owned()),
        Err(reason) => (StatusCode::SERVICE_UNAVAILABLE, format!("{reason}\n")),
    };
    (status, [(CACHE_CONTROL, "no-store")], word)
}
