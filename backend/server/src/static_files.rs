//! A folder of files served with the API, for the demo and the end-to-end tests.

use std::path::Path;

use axum::Router;
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, X_CONTENT_TYPE_OPTIONS};
use tower_http::services::ServeDir;
use tower_http::set_header::SetResponseHeaderLayer;

/// Serves `folder` at the root, with `.wasm` as `application/wasm`, which streaming compilation requires.
pub(crate) fn router(folder: &Path, policy: Option<HeaderValue>) -> Router {
    let set = SetResponseHeaderLayer::overriding;
    let files = Router::new()
        .fallback_service(ServeDir::new(folder))
        // The files change with every build but keep their names.
        .layer(set(CACHE_CONTROL, HeaderValue::from_static("no-cache")))
        .layer(set(
            X_CONTENT_TYPE_OPTIONS,
            HeaderValue::from_static("nosniff"),
        ));
    match policy {
        Some(policy) => files.layer(set(CONTENT_SECURITY_POLICY, policy)),
        None => files,
    }
}
