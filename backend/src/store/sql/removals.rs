//! Removals in SQL: a row is written before Chakra is asked to delete a plugin, and kept until it is deleted.

use super::database::{Change, SqlError, arguments};
use super::{lock, reservations};
use crate::store::check_time::latest_due;
use crate::store::{LONGEST_LEAD, Milliseconds, Removal, Restored, StoreError, after};

type Row = (String, String, bool, i64, Milliseconds);

fn removal((plugin_id, tenant_id, is_deactivated, tries, since): Row) -> Removal {
    Removal {
        plugin_id,
        tenant_id,
        is_deactivated,
        tries: u32::try_from(tries).unwrap_or(u32::MAX),
        since,
    }
}

fn removals(rows: Vec<Row>) -> Vec<Removal> {
    rows.into_iter().map(removal).collect()
}

pub(super) async fn release(
    change: &mut impl Change,
    tenant_id: &str,
    plugin_id: &str,
    now: Milliseconds,
    due: Option<Milliseconds>,
) -> Result<(), SqlError> {
    lock(change, tenant_id).await?;
    change
        .execute(
            "DELETE FROM tenant_plugin WHERE tenant_id = $1 AND plugin_id = $2",
            arguments![tenant_id, plugin_id],
        )
        .await?;
    match due {
        Some(due) => {
            // Also if the row has disappeared in the meantime.
            let kept = change.execute(
                "INSERT INTO removal (plugin_id, tenant_id, why, deactivated, since, tries, due)
                 VALUES ($1, $2, 'disconnect', TRUE, $3, 1, $4)
                 ON CONFLICT (plugin_id) DO UPDATE
                 SET deactivated = TRUE, tries = removal.tries + 1, due = excluded.due",
                arguments![plugin_id, tenant_id, now, due],
            );
            kept.await.map(drop)
        }
        None => forget(change, plugin_id).await,
    }
}

/// Deletes the removal.
pub(super) async fn forget(change: &mut impl Change, plugin_id: &str) -> Result<(), SqlError> {
    let forgotten = change.execute(
        "DELETE FROM removal WHERE plugin_id = $1",
        arguments![plugin_id],
    );
    forgotten.await.map(drop)
}

/// Whether the plugin is due for deletion.
pub(super) async fn is_pending(
    change: &mut impl Change,
    plugin_id: &str,
) -> Result<bool, SqlError> {
    let pending: Option<(String,)> = change
        .row(
            "SELECT tenant_id FROM removal WHERE plugin_id = $1",
            arguments![plugin_id],
        )
        .await?;
    Ok(pending.is_some())
}

pub(super) async fn restore(
    change: &mut impl Change,
    removal: &Removal,
    now: Milliseconds,
) -> Result<Restored, StoreError> {
    let (tenant_id, plugin_id) = (&removal.tenant_id, &removal.plugin_id);
    lock(change, tenant_id).await?;
    let since: Option<(Milliseconds,)> = change
        .row(
            "SELECT since FROM removal WHERE plugin_id = $1",
            arguments![plugin_id],
        )
        .await?;
    // A later removal is another one: the signup that was seen came before it.
    if since.is_none_or(|(since,)| since != removal.since) {
        return Ok(Restored::NotPending);
    }
    if !reservations::insert(change, tenant_id, plugin_id, now).await? {
        return Ok(Restored::OtherPlugin);
    }
    forget(change, plugin_id).await?;
    Ok(Restored::Done)
}

pub(super) async fn claim(
    change: &mut impl Change,
    plugin_id: &str,
    now: Milliseconds,
    until: Milliseconds,
) -> Result<Option<Removal>, SqlError> {
    let row = change.row(
        // A time of a clock that was ahead would hide that it is late.
        "UPDATE removal SET due = $3, tries = tries + 1,
             since = CASE WHEN since > $5 THEN $2 ELSE since END
         WHERE plugin_id = $1 AND (due <= $2 OR due > $4)
         RETURNING plugin_id, tenant_id, deactivated, tries, since",
        arguments![
            plugin_id,
            now,
            until,
            latest_due(now),
            after(now, LONGEST_LEAD)
        ],
    );
    Ok(row.await?.map(removal))
}

pub(super) async fn due(
    change: &mut impl Change,
    now: Milliseconds,
    at_most: u32,
) -> Result<Vec<Removal>, SqlError> {
    let rows = change.rows(
        "SELECT plugin_id, tenant_id, deactivated, tries, since FROM removal
         WHERE due <= $1 OR due > $3 ORDER BY due, plugin_id LIMIT $2",
        arguments![now, at_most, latest_due(now)],
    );
    rows.await.map(removals)
}

pub(super) async fn of(
    change: &mut impl Change,
    tenant_id: &str,
) -> Result<Vec<Removal>, SqlError> {
    let rows = change.rows(
        "SELECT plugin_id, tenant_id, deactivated, tries, since FROM removal
         WHERE tenant_id = $1 AND why = 'disconnect' ORDER BY since, plugin_id",
        arguments![tenant_id],
    );
    rows.await.map(removals)
}

pub(super) async fn oldest(
    change: &mut impl Change,
    at_most: u32,
) -> Result<Vec<Removal>, SqlError> {
    let rows = change.rows(
        "SELECT plugin_id, tenant_id, deactivated, tries, since FROM removal
         ORDER BY since, plugin_id LIMIT $1",
        arguments![at_most],
    );
    rows.await.map(removals)
}
