//! Whether Chakra returns the status of a plugin's accounts, where a ban appears first.

use chakra_backend::Client;
use chakra_backend::chakra::{ChakraError, PluginRecord};

use super::Finding;

const CHECK: &str = "accounts";

/// Checks one plugin, because the key has the same rights for all.
pub(super) async fn examine(chakra: &Client, plugin_id: &str, record: &PluginRecord) -> Finding {
    let accounts = match chakra.business_accounts(plugin_id).await {
        Ok(accounts) => accounts,
        Err(error) => return unread(error),
    };
    let mut ids = record.account_ids.iter();
    match ids.find(|id| accounts.iter().all(|account| account.id != **id)) {
        Some(missing) => Finding::warning(
            CHECK,
            format!(
                "Chakra does not list WhatsApp Business account {missing} of plugin {plugin_id}"
            ),
            "ask Chakra's support why: a ban of this account stays unnoticed, unless its numbers show it, too",
        ),
        None => Finding::well(CHECK, "Chakra returns the status of a plugin's accounts"),
    }
}

fn unread(error: ChakraError) -> Finding {
    let remedy = match error {
        ChakraError::Unauthorized { .. } => {
            "give the key's role the right to read WhatsApp Business accounts: without it, a ban of an account stays unnoticed"
        }
        _ => {
            "run doctor again when Chakra works: until then, customers see the last known status of the accounts"
        }
    };
    Finding::warning(CHECK, error.to_string(), remedy)
}

/// Whether the plugin is active and has accounts.
pub(super) fn has_accounts(record: &PluginRecord) -> bool {
    record.is_active && !record.account_ids.is_empty()
}
