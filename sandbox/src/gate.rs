//! What every request passes before its handler: the log, the scripted failures, the key.

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::MethodRouter;

use crate::api::Refusal;
use crate::endpoint::Endpoint;
use crate::world::Shared;

/// Puts the gate before a handler.
pub(crate) fn gated(
    shared: &Shared,
    endpoint: Endpoint,
    handler: MethodRouter<Shared>,
) -> MethodRouter<Shared> {
    handler.route_layer(middleware::from_fn_with_state(
        (shared.clone(), endpoint),
        pass,
    ))
}

/// Forbids caching: a stand-in changes under its users' hands.
pub(crate) fn uncached(router: Router) -> Router {
    router.layer(middleware::map_response(|mut response: Response| async {
        response
            .headers_mut()
            .entry(header::CACHE_CONTROL)
            .or_insert(HeaderValue::from_static("no-store"));
        response
    }))
}

async fn pass(
    State((shared, endpoint)): State<(Shared, Endpoint)>,
    request: Request,
    next: Next,
) -> Response {
    let (serial, script) = {
        let mut contents = shared.open();
        let (method, path) = (request.method().as_str(), request.uri().path());
        let serial = contents.log.arrived(endpoint, method, path);
        (serial, contents.settings.take_script(endpoint))
    };
    if !script.latency.is_zero() {
        tokio::time::sleep(script.latency).await;
    }
    let response = if let Some(failure) = script.failure {
        failure.into_response()
    } else if endpoint.asks_for_key() && !has_key(&request, &shared.api_key) {
        // GUESS: status and text; that a bearer key is asked for is documented (section 1).
        Refusal::new(StatusCode::UNAUTHORIZED, "Unauthorized").into_response()
    } else {
        next.run(request).await
    };
    shared
        .open()
        .log
        .answered(serial, response.status().as_u16());
    response
}

fn has_key(request: &Request, api_key: &str) -> bool {
    request
        .headers()
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.strip_prefix("Bearer "))
        .is_some_and(|key| key == api_key)
}
