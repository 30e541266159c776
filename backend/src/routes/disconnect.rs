//! POST `/disconnect`: switches the plugin off, deletes it, and forgets it.

use axum::extract::State;
use axum::http::StatusCode;

use super::{SignedIn, to_the_end};
use crate::backend::BackendParts;
use crate::problem::Problem;
use crate::removal;

pub(super) async fn disconnect(
    State(backend): State<BackendParts>,
    SignedIn(tenant): SignedIn,
) -> Result<StatusCode, Problem> {
    let turn = backend.locks.lock(&tenant.id).await?;
    let tasks = backend.tasks.clone();
    to_the_end(&tasks, async move {
        let _turn = turn;
        removal::disconnect(&backend, &tenant).await
    })
    .await?;
    Ok(StatusCode::NO_CONTENT)
}
