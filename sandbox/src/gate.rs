//! The gate before every handler: the log, the scripted failures, the key, and the team's limit.

use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::MethodRouter;
use tokio::sync::watch;
use tokio::time::timeout;

use crate::api::Refusal;
use crate::endpoint::Endpoint;
use crate::settings::Script;
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

/// Forbids caching, because the stand-in's state changes at any time.
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
    let released = shared.released.subscribe();
    let (serial, script) = {
        let mut contents = shared.open();
        let (method, path) = (request.method().as_str(), request.uri().path());
        let serial = contents.log.arrived(endpoint, method, path);
        (serial, contents.settings.take_script(endpoint))
    };
    let work = work(&shared, endpoint, request, next);
    let response = scripted(script, released, work).await;
    shared
        .open()
        .log
        .answered(serial, response.status().as_u16());
    response
}

/// The endpoint's own response, or a scripted one. A failure after the work also delays the response only then: so the
/// work is done even if the client gives up meanwhile.
async fn scripted(
    script: Script,
    mut released: watch::Receiver<()>,
    work: impl Future<Output = Response>,
) -> Response {
    let Script { latency, failure } = script;
    let wait = async {
        if !latency.is_zero() {
            // Ends early if it is released.
            let _ = timeout(latency, released.changed()).await;
        }
    };
    match failure {
        Some(failure) if failure.after_work => {
            work.await;
            wait.await;
            failure.into_response()
        }
        Some(failure) => {
            wait.await;
            failure.into_response()
        }
        None => {
            wait.await;
            work.await
        }
    }
}

/// The endpoint's own response: a rejection, or the response of its handler.
async fn work(shared: &Shared, endpoint: Endpoint, request: Request, next: Next) -> Response {
    if endpoint.asks_for_key() {
        if !has_key(&request, &shared.api_key) {
            // GUESS: status and text. The bearer key itself is documented (section 1).
            return Refusal::new(StatusCode::UNAUTHORIZED, "Unauthorized").into_response();
        }
        let admitted = shared.open().settings.admit(Instant::now());
        if let Err(wait) = admitted {
            return too_many(wait);
        }
    }
    next.run(request).await
}

/// GUESS: status, header and text. Integrations read `Retry-After` first (chakra-protocol 1.3).
fn too_many(wait: Duration) -> Response {
    let seconds = wait.as_millis().div_ceil(1000).to_string();
    let refusal = Refusal::new(StatusCode::TOO_MANY_REQUESTS, "Too many requests");
    ([(header::RETRY_AFTER, seconds)], refusal).into_response()
}

fn has_key(request: &Request, api_key: &str) -> bool {
    request
        .headers()
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.strip_prefix("Bearer "))
        .is_some_and(|key| key == api_key)
}
