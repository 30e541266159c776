//! POST `/connect-token`: a connect token for the tenant's one plugin, which the first call makes.

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};

use super::{JsonBody, SignedIn};
use crate::backend::AppState;
use crate::problem::Problem;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct TokenRequest {
    #[serde(default)]
    intent: Intent,
    plugin_id: Option<String>,
}

/// What the customer means to do. Both get a token for the same plugin: a second plugin would leave
/// the first one's number behind at Chakra.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Intent {
    #[default]
    Connect,
    Replace,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct TokenAnswer {
    connect_token: String,
    plugin_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_in_seconds: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sdk_url: Option<String>,
}

pub(super) async fn connect_token(
    State(backend): State<AppState>,
    SignedIn(tenant): SignedIn,
    JsonBody(request): JsonBody<TokenRequest>,
) -> Result<Json<TokenAnswer>, Problem> {
    let sdk_url = backend.sdk_url.as_ref().map(ToString::to_string);
    tracing::debug!(intent = ?request.intent, "connect token asked for");
    let (token, plugin_id) = backend.connect_token(&tenant, request.plugin_id).await?;
    Ok(Json(TokenAnswer {
        connect_token: token.text().to_owned(),
        expires_in_seconds: token.expires_in_seconds(),
        plugin_id,
        sdk_url,
    }))
}
