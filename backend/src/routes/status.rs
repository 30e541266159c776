//! GET `/status`: the tenant's connection.

use axum::Json;
use axum::extract::State;

use super::SignedIn;
use crate::backend::AppState;
use crate::connection::Status;
use crate::problem::Problem;
use crate::who_asks::Right;

pub(super) async fn status(
    State(backend): State<AppState>,
    signed_in: SignedIn,
) -> Result<Json<Status>, Problem> {
    let caller = signed_in.with_right(Right::View)?;
    Ok(Json(backend.status(&caller.tenant).await?))
}
