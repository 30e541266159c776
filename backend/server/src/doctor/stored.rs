//! What the store holds: what was begun and is not done, and whether Chakra still has what is whose.

use std::collections::BTreeSet;

use chakra_backend::Client;
use chakra_backend::chakra::ChakraError;
use chakra_backend::store::{Exported, Milliseconds, Store, StoreError};
use futures_util::{StreamExt as _, stream};
use time::OffsetDateTime;

use super::Finding;

const AT_MOST: u32 = 100;
const PAGE: u32 = 500;
/// Calls to Chakra at once.
const AT_ONCE: usize = 4;
/// A removal is tried every hour at least: one that is older failed more than once.
const LATE: Milliseconds = 2 * 3_600_000;

/// What the store says by itself.
pub(super) async fn examine(store: &dyn Store) -> Vec<Finding> {
    let now = now();
    let unresolved = match store.unresolved(now, AT_MOST).await {
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
            format!("look in Chakra's dashboard for a plugin whose name ends with {name}: if it is there and not the tenant's, delete it"),
        ));
    }
    for removal in unresolved
        .removals
        .iter()
        .filter(|it| now - it.since > LATE)
    {
        findings.push(Finding::fault(
            "late-removal",
            format!(
                "plugin {} of tenant {} was disconnected and is still at Chakra after {} tries",
                removal.plugin_id, removal.tenant_id, removal.tries
            ),
            "see that `serve` runs, and what its log says of this plugin; or delete it in Chakra's dashboard",
        ));
    }
    if unresolved.reservations.is_empty() && unresolved.removals.is_empty() {
        findings.push(Finding::well(
            "unresolved",
            "nothing that was begun at Chakra is open",
        ));
    }
    findings
}

/// Whether Chakra has the plugins of the store, and numbers that are nobody's.
pub(super) async fn compare(store: &dyn Store, chakra: &Client) -> Vec<Finding> {
    let bindings = match all(store).await {
        Ok(bindings) => bindings,
        Err(error) => return vec![failed(&error)],
    };
    let records: Vec<_> = stream::iter(bindings)
        .map(async |binding| {
            let record = chakra.plugin(&binding.plugin_id).await;
            (binding, record)
        })
        .buffered(AT_ONCE)
        .collect()
        .await;
    let mut findings = Vec::new();
    let mut known = BTreeSet::new();
    let mut unread = 0_usize;
    for (binding, record) in records {
        match record {
            Ok(record) => known.extend(record.phone_number_ids),
            Err(ChakraError::PluginNotFound) => findings.push(gone(&binding)),
            Err(_) => unread += 1,
        }
    }
    if unread > 0 {
        // Their numbers are not known, so that others cannot be called nobody's.
        findings.push(Finding::warning(
            "plugins",
            format!("{unread} plugins could not be read at Chakra"),
            "run it again when Chakra is well",
        ));
        return findings;
    }
    if findings.is_empty() {
        findings.push(Finding::well(
            "plugins",
            "Chakra has the plugin of each tenant",
        ));
    }
    if let Ok(numbers) = chakra.all_phone_numbers().await {
        for number in numbers {
            if known.contains(&number.phone_number_id) {
                continue;
            }
            let shown = number.display.unwrap_or_default();
            findings.push(Finding::warning(
                "number-of-nobody",
                format!("number {} {shown} is at Chakra, and no tenant here has it", number.phone_number_id),
                "find its plugin in Chakra's dashboard: `import` it if it is a tenant's, or delete it. It is well if another database or program has it",
            ));
        }
    }
    findings
}

fn gone(binding: &Exported) -> Finding {
    Finding::warning(
        "plugins",
        format!(
            "Chakra does not have plugin {} of tenant {}",
            binding.plugin_id, binding.tenant_id
        ),
        "it was deleted there; the tenant is offered to connect anew",
    )
}

pub(super) fn failed(error: &StoreError) -> Finding {
    Finding::fault(
        "database",
        error.to_string(),
        "see that the database is reached and its disk is not full",
    )
}

async fn all(store: &dyn Store) -> Result<Vec<Exported>, StoreError> {
    let mut all: Vec<Exported> = Vec::new();
    loop {
        let last = all
            .last()
            .map(|it| it.tenant_id.clone())
            .unwrap_or_default();
        let page = store.export(&last, PAGE).await?;
        if page.is_empty() {
            return Ok(all);
        }
        all.extend(page);
    }
}

fn now() -> Milliseconds {
    let milliseconds = OffsetDateTime::now_utc().unix_timestamp_nanos() / 1_000_000;
    Milliseconds::try_from(milliseconds).unwrap_or(Milliseconds::MAX)
}
