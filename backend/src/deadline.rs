//! One deadline for a whole request, however many calls to Chakra it makes. It ends before the widget stops waiting (15
//! s), so that the widget learns what happened.

use std::time::Duration;

use axum::response::{IntoResponse, Response};

use crate::problem::{Problem, ProblemCode};

/// Answers 504 at the deadline. A change that has begun at Chakra continues: see `changes`.
pub(crate) async fn within(limit: Duration, response: impl Future<Output = Response>) -> Response {
    let response = tokio::time::timeout(limit, response).await;
    response.unwrap_or_else(|_| Problem::from(ProblemCode::ChakraTimeout).into_response())
}
