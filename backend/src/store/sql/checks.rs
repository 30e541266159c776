//! The order and the times of checks in SQL: one row for each tenant.

use super::database::{Change, SqlError, arguments};
use crate::store::{CheckTime, LONGEST_LEAD, Milliseconds, after};

pub(super) async fn next(
    change: &mut impl Change,
    tenant_id: &str,
    now: Milliseconds,
) -> Result<CheckTime, SqlError> {
    let row: Option<(i64, Milliseconds, Option<Milliseconds>)> = change
        .row(
            "INSERT INTO tenant_check (tenant_id, begun_at, told_at) VALUES ($1, $2, $2)
             ON CONFLICT (tenant_id) DO UPDATE SET
                 begun_at = CASE WHEN tenant_check.begun_at < excluded.begun_at
                     THEN excluded.begun_at ELSE tenant_check.begun_at + 1 END,
                 told_at = CASE
                     WHEN tenant_check.told_at < excluded.told_at THEN excluded.told_at
                     WHEN tenant_check.told_at > $3 THEN excluded.told_at
                     ELSE tenant_check.told_at + 1 END,
                 overruled_at = CASE WHEN tenant_check.told_at > $3
                     THEN tenant_check.told_at ELSE NULL END
             RETURNING begun_at, told_at, overruled_at",
            arguments![tenant_id, now, after(now, LONGEST_LEAD)],
        )
        .await?;
    let (revision, at, overruled) = row.unwrap_or((now, now, None));
    Ok(CheckTime {
        revision,
        at,
        overruled,
    })
}

pub(super) async fn latest(change: &mut impl Change) -> Result<Option<Milliseconds>, SqlError> {
    let row: Option<(Option<Milliseconds>,)> = change
        .row(
            "SELECT max(CASE WHEN overruled_at > told_at THEN overruled_at ELSE told_at END)
             FROM tenant_check",
            arguments![],
        )
        .await?;
    // A row that exists only for its lock was never checked.
    Ok(row.and_then(|(latest,)| latest).filter(|at| *at > 0))
}
