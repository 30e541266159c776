//! The requests and responses that are open to allowed origins (CORS).

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header::{ACCESS_CONTROL_REQUEST_HEADERS, RETRY_AFTER};
use axum::http::{HeaderName, HeaderValue, Method};
use axum::middleware::Next;
use axum::response::Response;
use chakra_connect_contract::pace::PREFLIGHT_AGE;
use tower_http::cors::{AllowHeaders, CorsLayer};

use crate::origin::Origin;
use crate::request_trace::REQUEST_ID;

/// Allows pages of these origins to call and to read responses, with cookies.
pub(crate) fn layer(allowed: &[Origin]) -> CorsLayer {
    CorsLayer::new()
        .allow_origin(allowed.iter().map(Origin::header).collect::<Vec<_>>())
        .allow_credentials(true)
        .allow_methods([Method::GET, Method::POST])
        // Any headers that the partner's sessions need, because the origins are the partner's own.
        .allow_headers(AllowHeaders::mirror_request())
        .expose_headers([RETRY_AFTER, REQUEST_ID])
        .max_age(PREFLIGHT_AGE)
}

/// Removes these headers from a preflight, so that pages may not send them. Only the proxy may set them.
pub(crate) async fn keep_trusted_headers(
    State(trusted): State<Arc<[HeaderName]>>,
    mut request: Request,
    next: Next,
) -> Response {
    if !trusted.is_empty() {
        let headers = request.headers_mut();
        let asked = headers.remove(ACCESS_CONTROL_REQUEST_HEADERS);
        let rest = asked.and_then(|asked| without(&asked, &trusted));
        if let Some(rest) = rest {
            headers.insert(ACCESS_CONTROL_REQUEST_HEADERS, rest);
        }
    }
    next.run(request).await
}

fn without(asked: &HeaderValue, trusted: &[HeaderName]) -> Option<HeaderValue> {
    let is_trusted = |asked: &str| {
        let mut trusted = trusted.iter();
        trusted.any(|name| asked.eq_ignore_ascii_case(name.as_str()))
    };
    let rest = asked.to_str().ok()?.split(',').map(str::trim);
    let rest: Vec<_> = rest.filter(|asked| !is_trusted(asked)).collect();
    if rest.is_empty() {
        return None;
    }
    HeaderValue::from_str(&rest.join(",")).ok()
}
