//! `/healthz` and `/readyz`, for process supervisors and load balancers.

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::CACHE_CONTROL;
use axum::routing::get;
use chakra_backend::Backend;

/// `/healthz` returns 200 while the process can answer at all. `/readyz` returns 200 while requests should be sent
/// here, and otherwise 503 with the reason.
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
