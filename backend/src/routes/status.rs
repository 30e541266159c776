//! GET `/status`: the tenant's connection.

use axum::Json;
use axum::extract::State;

use super::SignedIn;
use crate::backend::AppState;
use crate::connection::Status;
use crate::problem::Problem;

pub(super) async fn status(
    State(backend): State<AppState>,
    SignedIn(tenant): SignedIn,
) -> Result<Json<Status>, Problem> {
    Ok(Json(backend.status(&tenant).await?))
}
