//! POST `/disconnect`: switches the plugin off, deletes it, and forgets it.

use axum::extract::State;
use axum::http::StatusCode;

use super::SignedIn;
use crate::backend::BackendParts;
use crate::problem::Problem;
use crate::removal;

pub(super) async fn disconnect(
    State(backend): State<BackendParts>,
    SignedIn(tenant): SignedIn,
) -> Result<StatusCode, Problem> {
    let turn = backend.locks.lock(&tenant.id).await?;
    let changes = backend.changes.clone();
    let change = async move {
        let _turn = turn;
        removal::disconnect(&backend, &tenant).await
    };
    changes.run(change).await?;
    Ok(StatusCode::NO_CONTENT)
}
