//! Everything around a call in a single layer, because each of axum's `from_fn` boxes a future and clones its state for
//! every request.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;

use crate::cross_site;
use crate::deadline;
use crate::origin::Origin;
use crate::request_trace;

/// The origins whose pages may call, and the time limit for a request.
#[derive(Clone, Debug)]
pub(crate) struct Guard {
    pub(crate) allowed: Arc<[Origin]>,
    pub(crate) request_time: Duration,
}

/// Traces each request, rejects those of other sites' pages, and answers the others within the time limit.
pub(crate) async fn guard(State(guard): State<Guard>, request: Request, next: Next) -> Response {
    let answer = |mut request: Request| async move {
        if !cross_site::is_admitted(request.headers(), &guard.allowed) {
            return cross_site::refusal();
        }
        cross_site::mark_default_port(&mut request);
        deadline::within(guard.request_time, next.run(request)).await
    };
    request_trace::trace(request, answer).await
}
