//! What the store says by itself: what was begun at Chakra and is not done.

use chakra_backend::Client;
use chakra_backend::chakra::PluginRecord;
use chakra_backend::store::{Milliseconds, Removal, Store, StoreError, Unresolved, now};

use super::Finding;

const AT_MOST: u32 = 100;
/// A removal is tried every hour at least: one that is older failed more than once.
const LATE: Milliseconds = 2 * 3_600_000;

/// What is open, and what to do about it.
pub(super) async fn examine(store: &dyn Store, chakra: &Client) -> Vec<Finding> {
    let unresolved = match unresolved(store).await {
        Ok(unresolved) => unresolved,
        Err(error) => return vec![failed(&error)],
    };
    let mut findings = vec![Finding::well(
        "database",
        "it is open, and its schema is up to date",
    )];
    for unknown in &unresolved.reservations {
        let (tenant, name) = (&unknown.lease.tenant_id, unknown.lease.short_id());
        findings.push(Finding::warning(
            "unknown-outcome",
            format!("whether Chakra made a plugin for tenant {tenant} was never learned"),
            format!("look in Chakra's dashboard for a plugin whose name ends with {name}: delete it if it is there, is not the tenant's, and has no number"),
        ));
    }
    let now = now();
    let late = unresolved.removals.iter();
    for removal in late.filter(|it| now - it.since > LATE) {
        findings.push(late_removal(removal, chakra).await);
    }
    if unresolved.reservations.is_empty() && unresolved.removals.is_empty() {
        findings.push(Finding::well(
            "unresolved",
            "nothing that was begun at Chakra is open",
        ));
    }
    findings
}

/// A plugin that should have been deleted long ago.
async fn late_removal(removal: &Removal, chakra: &Client) -> Finding {
    let (plugin, tenant) = (&removal.plugin_id, &removal.tenant_id);
    let record = chakra.plugin(plugin).await;
    if removal.is_deactivated && record.as_ref().is_ok_and(has_numbers) {
        return Finding::fault(
            "two-plugins",
            format!(
                "somebody signed up with plugin {plugin} after tenant {tenant} had disconnected it, and the tenant has another one"
            ),
            "ask the customer which number is meant; the other plugin can be deleted in Chakra's dashboard",
        );
    }
    Finding::fault(
        "late-removal",
        format!(
            "plugin {plugin} of tenant {tenant} was disconnected and is still at Chakra after {} tries",
            removal.tries
        ),
        "see that `serve` runs, and what its log says of this plugin",
    )
}

fn has_numbers(plugin: &PluginRecord) -> bool {
    plugin.is_active && !plugin.phone_number_ids.is_empty()
}

/// What was begun at Chakra and is not known to be done.
pub(super) async fn unresolved(store: &dyn Store) -> Result<Unresolved, StoreError> {
    store.unresolved(now(), AT_MOST).await
}

pub(super) fn failed(error: &StoreError) -> Finding {
    Finding::fault(
        "database",
        error.to_string(),
        "see that it is the right one, that it is reached, and that its disk is not full",
    )
}
