//! The tenant's plugin, and whether Chakra has it.

use super::removal;
use crate::backend::AppState;
use crate::chakra::{ChakraError, PluginRecord};
use crate::problem::Problem;
use crate::store::{Binding, now};
use crate::who_asks::Tenant;

/// The tenant's plugin. This may be a disconnected one on which a signup has completed since.
pub(super) async fn binding_of(
    backend: &AppState,
    tenant: &Tenant,
) -> Result<Option<Binding>, Problem> {
    let known = backend.store.find(&tenant.id).await?;
    if known.is_some() {
        return Ok(known);
    }
    let removals = backend.store.removals_of(&tenant.id).await?;
    // If a record cannot be read, there is no evidence of a signup.
    let _unread = removal::reclaim(backend, removals, &[]).await?;
    // In any case, because another process may have been faster.
    Ok(backend.store.find(&tenant.id).await?)
}

/// The plugin's record; none if Chakra says that it does not have it. The plugin stays bound to the tenant: the next
/// token request checks again.
pub(super) async fn plugin_of(
    backend: &AppState,
    tenant: &Tenant,
    remembered: &mut Binding,
) -> Result<Option<PluginRecord>, Problem> {
    let plugin_id = remembered.plugin_id.as_str();
    let is_gone = remembered.gone_since.is_some();
    let tell = |news: &str| tracing::warn!(tenant = tenant.id, plugin = plugin_id, "{news}");
    match backend.chakra.plugin(plugin_id).await {
        Err(ChakraError::PluginNotFound) => {
            if !is_gone {
                tell("Chakra does not have the tenant's plugin");
                let since = Some(now());
                let noted = backend.store.note_gone(&tenant.id, plugin_id, since);
                noted.await?;
                remembered.gone_since = since;
            }
            Ok(None)
        }
        Ok(plugin) => {
            if is_gone {
                tell("Chakra has the tenant's plugin again");
                backend.store.note_gone(&tenant.id, plugin_id, None).await?;
                remembered.gone_since = None;
            }
            Ok(Some(plugin))
        }
        Err(error) => Err(error.into()),
    }
}
