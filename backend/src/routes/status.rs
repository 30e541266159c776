//! GET `/status`: the tenant's connection.

use std::sync::Arc;

use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;

use super::SignedIn;
use crate::backend::AppState;
use crate::problem::Problem;
use crate::who_asks::Right;

pub(super) async fn status(
    State(backend): State<Arc<AppState>>,
    signed_in: SignedIn,
) -> Result<impl IntoResponse + use<>, Problem> {
    let tenant = signed_in.with_right(Right::View)?.tenant;
    let kept = backend.status(&tenant, |tenant_id| backend.quota.charge(tenant_id));
    let body = kept.await?.body.clone();
    Ok(([(CONTENT_TYPE, "application/json")], body))
}
