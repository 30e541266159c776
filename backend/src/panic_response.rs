//! Answers a panic in a handler with a 500 problem. Other requests continue.

use std::any::Any;

use axum::response::{IntoResponse, Response};
use tower_http::catch_panic::CatchPanicLayer;

use crate::problem::{Problem, ProblemCode};

type Respond = fn(Box<dyn Any + Send>) -> Response;

/// Catches panics in everything inside it.
pub(crate) fn layer() -> CatchPanicLayer<Respond> {
    let respond: Respond = |_message| {
        // The message is neither returned nor logged, because it may contain a secret.
        tracing::error!("a request panicked");
        Problem::from(ProblemCode::Internal).into_response()
    };
    CatchPanicLayer::custom(respond)
}
