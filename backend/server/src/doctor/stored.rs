//! Whether the database is usable, and which changes at Chakra are unfinished.

use chakra_backend::Client;
use chakra_backend::chakra::PluginRecord;
use chakra_backend::store::{Milliseconds, Removal, Store, StoreError, Unresolved, now};

use super::Finding;

/// More count as this many.
const AT_MOST: u32 = 1000;
/// Unknown outcomes that are listed.
const SHOWN: usize = 20;
/// A removal is tried at least once an hour, so an older one has failed more than once.
const LATE: Milliseconds = 2 * 3_600_000;

/// Unfinished changes, with remedies.
pub(super) async fn examine(store: &dyn Store, chakra: &Client) -> Vec<Finding> {
    let unresolved = match unresolved(store).await {
        Ok(unresolved) => unresolved,
        Err(error) => return vec![failed(&error)],
    };
    let mut findings = vec![Finding::well(
        "database",
        "the database is open, and its schema is up to date",
    )];
    for unknown in unresolved.reservations.iter().take(SHOWN) {
        let (tenant, name) = (&unknown.lease.tenant_id, unknown.lease.short_id());
        findings.push(Finding::warning(
            "unknown-outcome",
            format!("Chakra did not confirm whether it created a plugin for tenant {tenant}"),
            format!("look in Chakra's dashboard for a plugin whose name ends with {name}; if it exists, is not the tenant's, and has no number, delete it; then run `chakra-backend settle {name}`"),
        ));
    }
    let more = unresolved.reservations.len().saturating_sub(SHOWN);
    if more > 0 {
        findings.push(Finding::warning(
            "unknown-outcome",
            format!("… and {more} more"),
            "settle those above, and run `chakra-backend doctor` again",
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
            "all changes at Chakra are finished",
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
                "somebody signed up with plugin {plugin} after tenant {tenant} had disconnected it, and the tenant has a new plugin"
            ),
            "ask the customer which number to keep, and delete the other plugin in Chakra's dashboard",
        );
    }
    Finding::fault(
        "late-removal",
        format!(
            "plugin {plugin} of tenant {tenant} was disconnected, but is still at Chakra after {} attempts to delete it",
            removal.tries
        ),
        "make sure that `serve` runs, and look for this plugin in its log",
    )
}

fn has_numbers(plugin: &PluginRecord) -> bool {
    plugin.is_active && !plugin.phone_number_ids.is_empty()
}

/// Changes at Chakra whose outcome is open.
pub(super) async fn unresolved(store: &dyn Store) -> Result<Unresolved, StoreError> {
    store.unresolved(now(), AT_MOST).await
}

pub(super) fn failed(error: &StoreError) -> Finding {
    Finding::fault(
        "database",
        error.to_string(),
        "check that this is the right database, that it can be reached, and that its disk is not full",
    )
}
