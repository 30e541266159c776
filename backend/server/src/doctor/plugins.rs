//! Whether Chakra has the stored plugins, and which numbers have no tenant.

use std::collections::BTreeSet;

use chakra_backend::Client;
use chakra_backend::chakra::{ChakraError, ListedNumber};
use chakra_backend::store::{Exported, Store, StoreError};
use futures_util::TryStreamExt as _;

use super::stored::{failed, unresolved};
use super::{Finding, accounts};
use crate::stored_bindings::pages;

const CHECK: &str = "plugins";

/// Checks one plugin after another, because the backend shares the limit of calls and customers have priority.
pub(super) async fn examine(store: &dyn Store, chakra: &Client) -> Vec<Finding> {
    let stored =
        async { Ok::<_, StoreError>((pages(store).try_concat().await?, unresolved(store).await?)) };
    let (bindings, unresolved) = match stored.await {
        Ok(stored) => stored,
        Err(error) => return vec![failed(&error)],
    };
    let mut findings = Vec::new();
    let mut known = BTreeSet::new();
    let mut is_account_read = false;
    for binding in &bindings {
        match chakra.plugin(&binding.plugin_id).await {
            Ok(record) => {
                if !is_account_read && accounts::has_accounts(&record) {
                    is_account_read = true;
                    findings.push(accounts::examine(chakra, &binding.plugin_id, &record).await);
                }
                known.extend(record.phone_number_ids);
            }
            Err(ChakraError::PluginNotFound) => findings.push(gone(binding)),
            Err(error) => {
                findings.push(unread(error));
                return findings;
            }
        }
    }
    // A plugin keeps its numbers until it is deleted.
    for removal in &unresolved.removals {
        if let Ok(record) = chakra.plugin(&removal.plugin_id).await {
            known.extend(record.phone_number_ids);
        }
    }
    if findings.iter().all(|it| it.check != CHECK) {
        findings.push(Finding::well(CHECK, "Chakra has the plugin of each tenant"));
    }
    if let Ok(numbers) = chakra.all_phone_numbers().await {
        let of_nobody = numbers
            .into_iter()
            .filter(|number| !known.contains(&number.phone_number_id));
        findings.extend(of_nobody.map(of_no_tenant));
    }
    findings
}

fn gone(binding: &Exported) -> Finding {
    let (plugin, tenant) = (&binding.plugin_id, &binding.tenant_id);
    Finding::warning(
        CHECK,
        format!("Chakra does not have plugin {plugin} of tenant {tenant}"),
        "if the key belongs to another account, set the right key; otherwise the plugin was deleted at Chakra, and the tenant can connect again",
    )
}

/// The numbers of the other plugins are then unknown, so none can be reported as without a tenant.
fn unread(error: ChakraError) -> Finding {
    Finding::warning(
        CHECK,
        format!("some plugins could not be read: {error}"),
        "run doctor again when Chakra works",
    )
}

fn of_no_tenant(number: ListedNumber) -> Finding {
    let shown = number.display.unwrap_or_default();
    Finding::warning(
        "number-of-nobody",
        format!(
            "Chakra has number {} {shown}, but no tenant here has it",
            number.phone_number_id
        ),
        "find its plugin in Chakra's dashboard; if it belongs to a tenant, add it with `import`. Ignore this if another database or program uses the number",
    )
}
