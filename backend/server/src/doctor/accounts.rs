//! Whether Chakra tells how the accounts of a plugin are: a ban is seen there first.

use chakra_backend::Client;
use chakra_backend::chakra::{ChakraError, PluginRecord};

use super::Finding;

const CHECK: &str = "accounts";

/// Of one plugin: whether the key has the right is the same for all.
pub(super) async fn examine(chakra: &Client, plugin_id: &str, record: &PluginRecord) -> Finding {
    let accounts = match chakra.business_accounts(plugin_id).await {
        Ok(accounts) => accounts,
        Err(error) => return unread(error),
    };
    let mut ids = record.account_ids.iter();
    match ids.find(|id| accounts.iter().all(|account| account.id != **id)) {
        Some(missing) => Finding::warning(
            CHECK,
            format!("Chakra lists no WhatsApp Business account {missing} of plugin {plugin_id}"),
            "ask Chakra why: a ban of this account is not seen, unless its numbers say so, too",
        ),
        None => Finding::well(CHECK, "Chakra tells how the accounts of a plugin are"),
    }
}

fn unread(error: ChakraError) -> Finding {
    let remedy = match error {
        ChakraError::Unauthorized { .. } => {
            "give the key's role the right to read WhatsApp Business accounts: without it, a ban of an account is not seen"
        }
        _ => {
            "run it again when Chakra is well: until then, what was last known of the accounts is shown"
        }
    };
    Finding::warning(CHECK, error.to_string(), remedy)
}

/// Whether the plugin has accounts that Chakra can be asked about.
pub(super) fn has_accounts(record: &PluginRecord) -> bool {
    record.is_active && !record.account_ids.is_empty()
}
