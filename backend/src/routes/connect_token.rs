//! POST `/connect-token`: a connect token for the tenant's one plugin, which the first call creates.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use chakra_connect_contract::messages::{TokenRequest, TokenResponse};

use super::{JsonBody, SignedIn};
use crate::backend::AppState;
use crate::problem::Problem;
use crate::request_trace;
use crate::who_asks::Right;

pub(super) async fn connect_token(
    State(backend): State<Arc<AppState>>,
    signed_in: SignedIn,
    JsonBody(request): JsonBody<TokenRequest>,
) -> Result<Json<TokenResponse>, Problem> {
    let caller = signed_in.with_right(Right::Connect)?;
    backend.quota.charge(&caller.tenant.id)?;
    let sdk_url = backend.sdk_url.as_ref().map(ToString::to_string);
    tracing::debug!(intent = ?request.intent, "connect token asked for");
    let (token, plugin_id) = backend.connect_token(&caller, request.plugin_id).await?;
    request_trace::record_plugin(&plugin_id);
    Ok(Json(TokenResponse {
        connect_token: token.text().to_owned(),
        expires_in_seconds: token.expires_in_seconds(),
        plugin_id: Some(plugin_id),
        sdk_url,
    }))
}
