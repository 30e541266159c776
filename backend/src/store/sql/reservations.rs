//! Reservations in SQL: a row is written before Chakra is called, and closed with the outcome.

use std::time::Duration;

use uuid::Uuid;

use super::database::{Change, SqlError, arguments};
use super::lock;
use crate::store::check_time::latest_due;
use crate::store::{
    Bound, LONGEST_LEAD, Lease, Milliseconds, Outcome, Reservation, StoreError, UNKNOWN_MEMORY,
    UnknownOutcome, after, pause_after_unknown,
};

pub(super) async fn reserve(
    change: &mut impl Change,
    tenant_id: &str,
    now: Milliseconds,
    lease: Duration,
) -> Result<Reservation, StoreError> {
    lock(change, tenant_id).await?;
    let bound: Option<(String,)> = change
        .row(
            "SELECT plugin_id FROM tenant_plugin WHERE tenant_id = $1",
            arguments![tenant_id],
        )
        .await?;
    if bound.is_some() {
        return Ok(Reservation::Bound);
    }
    let open: Option<(String, Milliseconds)> = change
        .row(
            "SELECT id, until FROM reservation WHERE tenant_id = $1 AND state = 'open'",
            arguments![tenant_id],
        )
        .await?;
    match open {
        Some((_, until)) if until > now && until <= latest_due(now) => {
            return Ok(Reservation::InProgress);
        }
        Some((id, _)) => {
            tracing::error!(
                tenant = tenant_id,
                reservation = id,
                "a plugin may have been made at Chakra by a process that died"
            );
            set_unknown(change, &id, tenant_id, now).await?;
        }
        None => {}
    }
    let paused: Option<(Option<Milliseconds>,)> = change
        .row(
            "SELECT max(until) FROM reservation WHERE tenant_id = $1 AND until <= $2",
            arguments![tenant_id, latest_due(now)],
        )
        .await?;
    if let Some(until) = paused.and_then(|(until,)| until).filter(|it| *it > now) {
        return Ok(Reservation::Paused { until });
    }
    let id = Uuid::new_v4().simple().to_string();
    change
        .execute(
            "INSERT INTO reservation (id, tenant_id, state, began_at, until)
             VALUES ($1, $2, 'open', $3, $4)",
            arguments![&id, tenant_id, now, after(now, lease)],
        )
        .await?;
    Ok(Reservation::Reserved(Lease {
        id,
        tenant_id: tenant_id.to_owned(),
    }))
}

pub(super) async fn bind(
    change: &mut impl Change,
    lease: &Lease,
    plugin_id: &str,
    now: Milliseconds,
) -> Result<Bound, StoreError> {
    lock(change, &lease.tenant_id).await?;
    // Even if it has expired, because its plugin is now known.
    let closed = remove(change, lease).await?;
    let others: Option<(String,)> = change
        .row(
            "SELECT id FROM reservation WHERE tenant_id = $1 AND state = 'open'",
            arguments![&lease.tenant_id],
        )
        .await?;
    if closed && others.is_none() && insert(change, &lease.tenant_id, plugin_id, now).await? {
        return Ok(Bound::Bound);
    }
    add_surplus(change, &lease.tenant_id, plugin_id, now).await?;
    Ok(Bound::Surplus)
}

/// Binds the plugin to the tenant. Returns false if the tenant has one.
pub(super) async fn insert(
    change: &mut impl Change,
    tenant_id: &str,
    plugin_id: &str,
    now: Milliseconds,
) -> Result<bool, StoreError> {
    let inserted = change.execute(
        "INSERT INTO tenant_plugin (tenant_id, plugin_id, created_at) VALUES ($1, $2, $3)
         ON CONFLICT (tenant_id) DO NOTHING",
        arguments![tenant_id, plugin_id, now],
    );
    Ok(inserted.await.map_err(SqlError::of_plugin)? == 1)
}

pub(super) async fn close(
    change: &mut impl Change,
    lease: &Lease,
    outcome: Outcome<'_>,
    now: Milliseconds,
) -> Result<(), StoreError> {
    lock(change, &lease.tenant_id).await?;
    match outcome {
        Outcome::NotMade => {
            remove(change, lease).await?;
        }
        Outcome::Unkept(plugin_id) => {
            remove(change, lease).await?;
            add_surplus(change, &lease.tenant_id, plugin_id, now).await?;
        }
        Outcome::Unknown => set_unknown(change, &lease.id, &lease.tenant_id, now).await?,
    }
    Ok(())
}

/// Returns whether it existed.
async fn remove(change: &mut impl Change, lease: &Lease) -> Result<bool, SqlError> {
    let removed = change.execute(
        "DELETE FROM reservation WHERE id = $1",
        arguments![&lease.id],
    );
    Ok(removed.await? == 1)
}

/// Schedules the deletion of a surplus plugin, unless it is bound to a tenant.
async fn add_surplus(
    change: &mut impl Change,
    tenant_id: &str,
    plugin_id: &str,
    now: Milliseconds,
) -> Result<(), SqlError> {
    let added = change.execute(
        "INSERT INTO removal (plugin_id, tenant_id, why, since, due)
         SELECT $2, $1, 'surplus', $3, $3
         WHERE NOT EXISTS (SELECT 1 FROM tenant_plugin WHERE plugin_id = $2)
         ON CONFLICT DO NOTHING",
        arguments![tenant_id, plugin_id, now],
    );
    added.await.map(drop)
}

/// Marks the outcome as unknown, and blocks new plugins for a while. Each further unknown outcome doubles the pause.
async fn set_unknown(
    change: &mut impl Change,
    id: &str,
    tenant_id: &str,
    now: Milliseconds,
) -> Result<(), SqlError> {
    let memory = i64::try_from(UNKNOWN_MEMORY.as_millis()).unwrap_or(i64::MAX);
    let earlier: Option<(i64,)> = change
        .row(
            "SELECT count(*) FROM reservation
             WHERE tenant_id = $1 AND state = 'unknown' AND began_at > $2 AND began_at <= $3",
            arguments![
                tenant_id,
                now.saturating_sub(memory),
                after(now, LONGEST_LEAD)
            ],
        )
        .await?;
    let earlier = earlier.map_or(0, |(count,)| count);
    let pause = pause_after_unknown(u32::try_from(earlier).unwrap_or(u32::MAX));
    let set = change.execute(
        "UPDATE reservation SET state = 'unknown', until = $2 WHERE id = $1",
        arguments![id, after(now, pause)],
    );
    set.await.map(drop)
}

/// Reservations with an unknown outcome, and expired ones, which count as such. Newest first.
pub(super) async fn unknown(
    change: &mut impl Change,
    now: Milliseconds,
    at_most: u32,
) -> Result<Vec<UnknownOutcome>, SqlError> {
    let rows: Vec<(String, String, Milliseconds)> = change
        .rows(
            "SELECT id, tenant_id, began_at FROM reservation
             WHERE state = 'unknown' OR until <= $1 OR until > $3 ORDER BY began_at DESC, id LIMIT $2",
            arguments![now, at_most, latest_due(now)],
        )
        .await?;
    let outcome = |(id, tenant_id, began_at)| UnknownOutcome {
        lease: Lease { id, tenant_id },
        began_at,
    };
    Ok(rows.into_iter().map(outcome).collect())
}
