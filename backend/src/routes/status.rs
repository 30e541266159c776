//! GET `/status`: the tenant's connection.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;

use super::SignedIn;
use crate::backend::AppState;
use crate::connection::Status;
use crate::problem::Problem;
use crate::who_asks::Right;

pub(super) async fn status(
    State(backend): State<Arc<AppState>>,
    signed_in: SignedIn,
) -> Result<Json<Arc<Status>>, Problem> {
    let tenant = signed_in.with_right(Right::View)?.tenant;
    let status = backend.status(&tenant, |tenant_id| backend.quota.charge(tenant_id));
    Ok(Json(status.await?))
}
