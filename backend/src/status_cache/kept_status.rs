//! A status, and its serialised body.

use axum::body::Bytes;

use crate::connection::Status;
use crate::problem::{Problem, ProblemCode};

/// A status and its JSON, which is serialised only once.
#[derive(Debug)]
pub(crate) struct KeptStatus {
    pub(crate) status: Status,
    pub(crate) body: Bytes,
}

impl KeptStatus {
    pub(super) fn new(status: Status) -> Result<Self, Problem> {
        let body = serde_json::to_vec(&status).map_err(|_| ProblemCode::Internal)?;
        let body = body.into();
        Ok(Self { status, body })
    }
}
