//! One deadline for a whole request, however many calls to Chakra it takes: it ends before the widget
//! stops waiting (15 s), so that the widget hears what happened.

use std::time::Duration;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::problem::{Problem, ProblemCode};

/// Answers 504 at the deadline. A change that was begun at Chakra runs on: see `changes`.
pub(crate) async fn within(
    State(limit): State<Duration>,
    request: Request,
    next: Next,
) -> Response {
    let response = tokio::time::timeout(limit, next.run(request)).await;
    response.unwrap_or_else(|_| Problem::from(ProblemCode::ChakraTimeout).into_response())
}
