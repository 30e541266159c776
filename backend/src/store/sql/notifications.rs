//! Notifications in SQL: a row is written with the change, and kept until delivery.

use super::database::{Change, SqlError, arguments};
use super::lock;
use crate::store::check_time::latest_due;
use crate::store::{
    Delivery, LONGEST_LEAD, Milliseconds, NotedState, Notification, NotificationKind,
    OldestUndelivered, Undelivered, after,
};

type Row = (String, String, String, i64, Milliseconds);

fn notification((id, tenant_id, body, tries, since): Row) -> Notification {
    Notification {
        id,
        tenant_id,
        body,
        tries: u32::try_from(tries).unwrap_or(u32::MAX),
        since,
    }
}

pub(super) async fn note(
    change: &mut impl Change,
    state: &NotedState,
    now: Milliseconds,
) -> Result<bool, SqlError> {
    lock(change, &state.tenant_id).await?;
    let noted: Option<(String, Milliseconds)> = change
        .row(
            "SELECT kind, as_of FROM notified_state WHERE tenant_id = $1",
            arguments![&state.tenant_id],
        )
        .await?;
    let last = match noted {
        Some((_, as_of)) if as_of >= state.as_of => return Ok(false),
        Some((kind, _)) => kind,
        None => NotificationKind::Disconnected.as_str().to_owned(),
    };
    let kind = match state.kind {
        Some(kind) => kind.as_str(),
        None => last.as_str(),
    };
    change
        .execute(
            "INSERT INTO notified_state (tenant_id, kind, as_of) VALUES ($1, $2, $3)
             ON CONFLICT (tenant_id) DO UPDATE SET kind = excluded.kind, as_of = excluded.as_of",
            arguments![&state.tenant_id, kind, state.as_of],
        )
        .await?;
    if last == kind {
        return Ok(false);
    }
    change
        .execute(
            "INSERT INTO notification (id, tenant_id, body, since, due) VALUES ($1, $2, $3, $4, $4)",
            arguments![&state.id, &state.tenant_id, &state.body, now],
        )
        .await?;
    Ok(true)
}

pub(super) async fn due(
    change: &mut impl Change,
    now: Milliseconds,
    at_most: u32,
) -> Result<Vec<Notification>, SqlError> {
    let rows = change.rows(
        "SELECT id, tenant_id, body, tries, since FROM notification
         WHERE (due <= $1 OR due > $3) AND NOT EXISTS (
             SELECT 1 FROM notification AS older
             WHERE older.tenant_id = notification.tenant_id AND older.place < notification.place)
         ORDER BY due, place LIMIT $2",
        arguments![now, at_most, latest_due(now)],
    );
    Ok(rows.await?.into_iter().map(notification).collect())
}

pub(super) async fn claim(
    change: &mut impl Change,
    id: &str,
    now: Milliseconds,
    until: Milliseconds,
) -> Result<Option<Notification>, SqlError> {
    let row = change.row(
        // A time of a clock that was ahead would delay the end of the attempts.
        "UPDATE notification SET due = $3, tries = tries + 1,
             since = CASE WHEN since > $5 THEN $2 ELSE since END
         WHERE id = $1 AND (due <= $2 OR due > $4) AND NOT EXISTS (
             SELECT 1 FROM notification AS older
             WHERE older.tenant_id = notification.tenant_id AND older.place < notification.place)
         RETURNING id, tenant_id, body, tries, since",
        arguments![id, now, until, latest_due(now), after(now, LONGEST_LEAD)],
    );
    Ok(row.await?.map(notification))
}

pub(super) async fn settle(
    change: &mut impl Change,
    claimed: &Notification,
    delivery: &Delivery,
) -> Result<(), SqlError> {
    let settled = match delivery {
        // Even if another process has claimed it in the meantime, because the receiver has it.
        Delivery::Ended => {
            let statement = "DELETE FROM notification WHERE id = $1";
            change.execute(statement, arguments![&claimed.id]).await?
        }
        Delivery::Postponed { due, error } => change
            .execute(
                "UPDATE notification SET due = $3, last_error = $4 WHERE id = $1 AND tries = $2",
                arguments![&claimed.id, claimed.tries, *due, error],
            )
            .await?,
    };
    tracing::trace!(
        id = claimed.id,
        ?delivery,
        settled,
        "a notification goes on"
    );
    Ok(())
}

pub(super) async fn undelivered(change: &mut impl Change) -> Result<Undelivered, SqlError> {
    let count: Option<(i64,)> = change
        .row("SELECT count(*) FROM notification", arguments![])
        .await?;
    let oldest: Option<(String, Milliseconds, i64, Option<String>)> = change
        .row(
            "SELECT tenant_id, since, tries, last_error FROM notification ORDER BY place LIMIT 1",
            arguments![],
        )
        .await?;
    let count = count.map_or(0, |(count,)| count);
    Ok(Undelivered {
        count: u64::try_from(count).unwrap_or(0),
        oldest: oldest.map(|(tenant_id, since, tries, last_error)| OldestUndelivered {
            tenant_id,
            since,
            tries: u32::try_from(tries).unwrap_or(u32::MAX),
            last_error,
        }),
    })
}
