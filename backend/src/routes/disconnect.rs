//! POST `/disconnect`: ends the tenant's connection.

use axum::extract::State;
use axum::http::StatusCode;

use super::SignedIn;
use crate::backend::AppState;
use crate::problem::Problem;

pub(super) async fn disconnect(
    State(backend): State<AppState>,
    SignedIn(tenant): SignedIn,
) -> Result<StatusCode, Problem> {
    backend.disconnect(&tenant).await?;
    Ok(StatusCode::NO_CONTENT)
}
