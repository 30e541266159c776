//! POST `/connect-token`: a connect token for the tenant's one plugin, which the first call makes.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};

use super::{JsonBody, SignedIn};
use crate::backend::BackendParts;
use crate::problem::{Problem, ProblemCode};
use crate::provision;

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
    // Before anything is asked of Chakra.
    if let Some(named) = &request.plugin_id {
        let known = backend.store.find(&tenant.id).await?;
        is_same(named, known.map(|it| it.plugin_id).as_deref())?;
    }
    let flight = {
        let (backend, tenant) = (backend.clone(), tenant.clone());
        let flights = Arc::clone(&backend.flights);
        let changes = backend.changes.clone();
        let tenant_id = tenant.id.clone();
        flights.join(&tenant_id, &changes, async move {
            let _turn = backend.locks.lock(&tenant.id).await?;
            provision::token_for(&backend, &tenant).await
        })
    };
    let provided = flight.await.unwrap_or_else(|| {
        tracing::error!(tenant = tenant.id, "the making of a token broke off");
        Err(ProblemCode::Internal.into())
    });
    let (token, plugin_id) = provided?;
    if let Some(named) = &request.plugin_id {
        is_same(named, Some(&plugin_id))?;
    }
    Ok(Json(TokenAnswer {
        connect_token: token.text().to_owned(),
        expires_in_seconds: token.expires_in_seconds(),
        plugin_id,
        sdk_url,
    }))
}

/// The browser may name the plugin it knows of, which must be the tenant's.
fn is_same(named: &str, known: Option<&str>) -> Result<(), Problem> {
    if known == Some(named) {
        Ok(())
    } else {
        Err(ProblemCode::PluginNotYours.into())
    }
}
