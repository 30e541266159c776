//! POST `/disconnect`: ends the tenant's connection.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;

use super::SignedIn;
use crate::backend::AppState;
use crate::problem::Problem;
use crate::who_asks::Right;

pub(super) async fn disconnect(
    State(backend): State<Arc<AppState>>,
    signed_in: SignedIn,
) -> Result<StatusCode, Problem> {
    let caller = signed_in.with_right(Right::Disconnect)?;
    backend.quota.charge(&caller.tenant.id)?;
    backend.disconnect(&caller.tenant, caller.user).await?;
    Ok(StatusCode::NO_CONTENT)
}
