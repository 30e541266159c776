//! POST `/disconnect`: switches the plugin off, deletes it, and forgets it.

use axum::extract::State;
use axum::http::StatusCode;

use super::SignedIn;
use crate::backend::BackendParts;
use crate::chakra::ChakraError;
use crate::problem::Problem;
use crate::tenants::Tenant;

pub(super) async fn disconnect(
    State(backend): State<BackendParts>,
    SignedIn(tenant): SignedIn,
) -> Result<StatusCode, Problem> {
    let changes = backend.changes.clone();
    changes
        .run(async move { unlink(&backend, &tenant).await })
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Either call is enough to stop the connection at Chakra, so one may fail. If both do, nothing is
/// forgotten: the number would stay connected with nobody able to disconnect it.
async fn unlink(backend: &BackendParts, tenant: &Tenant) -> Result<(), Problem> {
    let _alone = backend.locks.lock(&tenant.id).await;
    let Some(remembered) = backend.store.find(&tenant.id).await? else {
        return Ok(());
    };
    let plugin_id = &remembered.plugin_id;
    let switched_off = gone_is_done(backend.chakra.deactivate_plugin(plugin_id).await);
    let deleted = gone_is_done(backend.chakra.delete_plugin(plugin_id).await);
    match (switched_off, deleted) {
        (Err(_), Err(error)) => return Err(error.into()),
        (Err(error), Ok(())) | (Ok(()), Err(error)) => {
            tracing::warn!(%error, "half of a disconnect failed at Chakra; it is unlinked here");
        }
        (Ok(()), Ok(())) => {}
    }
    backend.store.forget_plugin(&tenant.id, plugin_id).await?;
    Ok(())
}

fn gone_is_done(answer: Result<(), ChakraError>) -> Result<(), ChakraError> {
    match answer {
        Err(ChakraError::PluginNotFound) => Ok(()),
        other => other,
    }
}
