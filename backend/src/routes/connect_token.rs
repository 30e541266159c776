//! POST `/connect-token`: a connect token for the tenant's one plugin, which the first call makes.

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};

use super::{JsonBody, SignedIn};
use crate::backend::BackendParts;
use crate::chakra::{ChakraError, ConnectToken, NewPlugin};
use crate::problem::{Problem, ProblemCode};
use crate::tenants::Tenant;

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
    State(backend): State<BackendParts>,
    SignedIn(tenant): SignedIn,
    JsonBody(request): JsonBody<TokenRequest>,
) -> Result<Json<TokenAnswer>, Problem> {
    let sdk_url = backend.sdk_url.as_ref().map(ToString::to_string);
    tracing::debug!(intent = ?request.intent, "connect token asked for");
    let changes = backend.changes.clone();
    let (token, plugin_id) = changes
        .run(async move { token_for(&backend, &tenant, request.plugin_id).await })
        .await?;
    Ok(Json(TokenAnswer {
        connect_token: token.text().to_owned(),
        expires_in_seconds: token.expires_in_seconds(),
        plugin_id,
        sdk_url,
    }))
}

async fn token_for(
    backend: &BackendParts,
    tenant: &Tenant,
    named_by_browser: Option<String>,
) -> Result<(ConnectToken, String), Problem> {
    let _alone = backend.locks.lock(&tenant.id).await;
    let known = backend.store.find(&tenant.id).await?;
    let known = known.map(|remembered| remembered.plugin_id);
    if named_by_browser.is_some() && named_by_browser != known {
        return Err(ProblemCode::PluginNotYours.into());
    }
    if let Some(plugin_id) = known {
        match backend.chakra.connect_token(&plugin_id).await {
            Err(ChakraError::PluginNotFound) => {
                tracing::warn!("a plugin is gone at Chakra; making a new one");
                backend.store.forget_plugin(&tenant.id, &plugin_id).await?;
            }
            answer => return Ok((answer?, plugin_id)),
        }
    }
    token_with_new_plugin(backend, tenant).await
}

async fn token_with_new_plugin(
    backend: &BackendParts,
    tenant: &Tenant,
) -> Result<(ConnectToken, String), Problem> {
    // The sandbox and one integration show that the name is needed; a partner may have none.
    let name = match tenant.name.trim() {
        "" => &tenant.id,
        name => name,
    };
    let (token, plugin_id) = backend
        .chakra
        .connect_token_with_new_plugin(NewPlugin {
            name,
            client_reference_id: &tenant.id,
            client_name: name,
        })
        .await?;
    let kept = backend
        .store
        .remember_plugin(&tenant.id, &plugin_id)
        .await?;
    if kept == plugin_id {
        return Ok((token, plugin_id));
    }
    // Another process on the same database was quicker: its plugin stands, ours goes.
    if let Err(error) = backend.chakra.delete_plugin(&plugin_id).await {
        tracing::warn!(%error, "a surplus plugin stays behind at Chakra");
    }
    Ok((backend.chakra.connect_token(&kept).await?, kept))
}
