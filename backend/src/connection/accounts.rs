//! The records of the plugin's accounts: newly read, or the last known ones if Chakra does not return them.

use super::status::Check;
use crate::backend::AppState;
use crate::chakra::PluginRecord;
use crate::connection_state::KnownAccounts;
use crate::store::{Binding, date};
use crate::who_asks::Tenant;

/// The accounts as known after this check. They only add information: unreadable accounts never hide a number.
pub(super) async fn accounts(
    backend: &AppState,
    tenant: &Tenant,
    binding: &Binding,
    plugin: &PluginRecord,
    check: Check,
) -> KnownAccounts {
    let known = &binding.accounts;
    // If the plugin is switched off, the connection has ended, whatever its accounts' status.
    if plugin.account_ids.is_empty() || !plugin.is_active {
        return known.clone();
    }
    let plugin_id = binding.plugin_id.as_str();
    let now = match backend.chakra.business_accounts(plugin_id).await {
        Ok(records) => known.read(&plugin.account_ids, records),
        Err(error) => {
            tracing::warn!(%error, plugin_id, "the records of a plugin's accounts could not be read");
            known.unread(date(check.looked_at))
        }
    };
    if now != *known {
        let noted = backend
            .store
            .note_accounts(&tenant.id, plugin_id, &now, check.revision);
        if let Err(error) = noted.await {
            tracing::error!(%error, "what is known of a plugin's accounts could not be kept");
        }
    }
    now
}
