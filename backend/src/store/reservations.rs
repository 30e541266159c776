//! The right to make a tenant's plugin at Chakra: written before Chakra is asked, closed with what came of it.
//!
//! A lease, not a lock: it holds no connection while Chakra is asked, and a crash leaves it behind as evidence.

use std::time::Duration;

use sqlx::{Sqlite, Transaction};
use uuid::Uuid;

use super::epoch::{Milliseconds, after};
use super::{Store, StoreError};

/// The wait after the first plugin whose making was never learned; it doubles with each further one within an hour.
const FIRST_PAUSE: Duration = Duration::from_secs(10);
const LONGEST_PAUSE: Duration = Duration::from_mins(5);
const HOUR: Milliseconds = 3_600_000;

/// The right to make one plugin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Lease {
    id: String,
    tenant_id: String,
}

impl Lease {
    /// Its name where people look for the plugin that it made.
    pub(crate) fn short_id(&self) -> &str {
        self.id.get(..8).unwrap_or(&self.id)
    }
}

/// The answer to a request to make a plugin.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Reservation {
    /// Go ahead.
    Reserved(Lease),
    /// The tenant has a plugin by now.
    Bound,
    /// Somebody else makes one, this long at most.
    InProgress,
    /// Whether one was made is not known; until then none is begun.
    Paused {
        /// The end of the pause.
        until: Milliseconds,
    },
}

/// What became of a plugin that was made.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Bound {
    /// It is the tenant's.
    Bound,
    /// The tenant has another one; this one is among the removals.
    Surplus,
}

/// How the making of a plugin ended where there is none to keep.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Outcome<'a> {
    /// Chakra made none.
    NotMade,
    /// Chakra made this one, which could not be kept: it is to be deleted.
    Unkept(&'a str),
    /// Nobody knows.
    Unknown,
}

impl Store {
    /// Asks for the right to make a plugin for the tenant within `lease`. Of one that has run out, the outcome is
    /// unknown: its process has died.
    pub(crate) async fn reserve(
        &self,
        tenant_id: &str,
        now: Milliseconds,
        lease: Duration,
    ) -> Result<Reservation, StoreError> {
        let mut change = self.begin_write().await?;
        let bound: Option<(String,)> =
            sqlx::query_as("SELECT plugin_id FROM tenant_plugin WHERE tenant_id = ?")
                .bind(tenant_id)
                .fetch_optional(&mut *change)
                .await?;
        if bound.is_some() {
            return Ok(Reservation::Bound);
        }
        let open: Option<(String, Milliseconds)> = sqlx::query_as(
            "SELECT id, until FROM reservation WHERE tenant_id = ? AND state = 'open'",
        )
        .bind(tenant_id)
        .fetch_optional(&mut *change)
        .await?;
        match open {
            Some((_, until)) if until > now => return Ok(Reservation::InProgress),
            Some((id, _)) => {
                tracing::error!(
                    tenant = tenant_id,
                    reservation = id,
                    "a plugin may have been made at Chakra by a process that died"
                );
                set_unknown(&mut change, &id, tenant_id, now).await?;
            }
            None => {}
        }
        let (until,): (Option<Milliseconds>,) =
            sqlx::query_as("SELECT max(until) FROM reservation WHERE tenant_id = ?")
                .bind(tenant_id)
                .fetch_one(&mut *change)
                .await?;
        if let Some(until) = until.filter(|until| *until > now) {
            // That of a dead process is written in any case.
            change.commit().await?;
            return Ok(Reservation::Paused { until });
        }
        let id = Uuid::new_v4().simple().to_string();
        sqlx::query(
            "INSERT INTO reservation (id, tenant_id, state, began_at, until) VALUES (?, ?, 'open', ?, ?)",
        )
        .bind(&id)
        .bind(tenant_id)
        .bind(now)
        .bind(after(now, lease))
        .execute(&mut *change)
        .await?;
        change.commit().await?;
        Ok(Reservation::Reserved(Lease {
            id,
            tenant_id: tenant_id.to_owned(),
        }))
    }

    /// Makes the plugin the tenant's, if the tenant has none and nobody else makes one. Else it is put
    /// among the removals, in the same transaction.
    pub(crate) async fn bind(
        &self,
        lease: &Lease,
        plugin_id: &str,
        now: Milliseconds,
    ) -> Result<Bound, StoreError> {
        let mut change = self.begin_write().await?;
        // Though it may have run out: now it is known what it made.
        let closed = sqlx::query("DELETE FROM reservation WHERE id = ?")
            .bind(&lease.id)
            .execute(&mut *change)
            .await?;
        let (others,): (u32,) = sqlx::query_as(
            "SELECT count(*) FROM reservation WHERE tenant_id = ? AND state = 'open'",
        )
        .bind(&lease.tenant_id)
        .fetch_one(&mut *change)
        .await?;
        let mut is_bound = false;
        if closed.rows_affected() == 1 && others == 0 {
            let inserted = sqlx::query(
                "INSERT INTO tenant_plugin (tenant_id, plugin_id) VALUES (?, ?)
                 ON CONFLICT (tenant_id) DO NOTHING",
            )
            .bind(&lease.tenant_id)
            .bind(plugin_id)
            .execute(&mut *change)
            .await
            .map_err(StoreError::of_plugin)?;
            is_bound = inserted.rows_affected() == 1;
        }
        if !is_bound {
            add_surplus(&mut change, &lease.tenant_id, plugin_id, now).await?;
        }
        change.commit().await?;
        Ok(if is_bound {
            Bound::Bound
        } else {
            Bound::Surplus
        })
    }

    /// Gives the right back where there is no plugin to keep.
    pub(crate) async fn close(
        &self,
        lease: &Lease,
        outcome: Outcome<'_>,
        now: Milliseconds,
    ) -> Result<(), StoreError> {
        let mut change = self.begin_write().await?;
        match outcome {
            Outcome::NotMade => {
                sqlx::query("DELETE FROM reservation WHERE id = ?")
                    .bind(&lease.id)
                    .execute(&mut *change)
                    .await?;
            }
            Outcome::Unkept(plugin_id) => {
                sqlx::query("DELETE FROM reservation WHERE id = ?")
                    .bind(&lease.id)
                    .execute(&mut *change)
                    .await?;
                add_surplus(&mut change, &lease.tenant_id, plugin_id, now).await?;
            }
            Outcome::Unknown => set_unknown(&mut change, &lease.id, &lease.tenant_id, now).await?,
        }
        change.commit().await?;
        Ok(())
    }
}

/// A plugin that was made beside the tenant's is to be deleted; not if it is somebody's.
async fn add_surplus(
    change: &mut Transaction<'_, Sqlite>,
    tenant_id: &str,
    plugin_id: &str,
    now: Milliseconds,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO removal (plugin_id, tenant_id, why, since, due)
         SELECT ?, ?, 'surplus', ?, ?
         WHERE NOT EXISTS (SELECT 1 FROM tenant_plugin WHERE plugin_id = ?)
         ON CONFLICT DO NOTHING",
    )
    .bind(plugin_id)
    .bind(tenant_id)
    .bind(now)
    .bind(now)
    .bind(plugin_id)
    .execute(&mut **change)
    .await?;
    Ok(())
}

/// From here on the outcome is unknown, and none is begun for a while: each further one waits twice as long.
async fn set_unknown(
    change: &mut Transaction<'_, Sqlite>,
    id: &str,
    tenant_id: &str,
    now: Milliseconds,
) -> Result<(), StoreError> {
    let (before,): (u32,) = sqlx::query_as(
        "SELECT count(*) FROM reservation
         WHERE tenant_id = ? AND state = 'unknown' AND began_at > ?",
    )
    .bind(tenant_id)
    .bind(now.saturating_sub(HOUR))
    .fetch_one(&mut **change)
    .await?;
    let factor = 2_u32.saturating_pow(before);
    let pause = FIRST_PAUSE.saturating_mul(factor).min(LONGEST_PAUSE);
    sqlx::query("UPDATE reservation SET state = 'unknown', until = ? WHERE id = ?")
        .bind(after(now, pause))
        .bind(id)
        .execute(&mut **change)
        .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEASE: Duration = Duration::from_secs(30);
    const NOW: Milliseconds = 1_000_000;

    async fn reserved(store: &Store, now: Milliseconds) -> Lease {
        match store.reserve("a", now, LEASE).await.unwrap() {
            Reservation::Reserved(lease) => lease,
            other => panic!("{other:?}"),
        }
    }

    #[tokio::test]
    async fn one_at_a_time() {
        let store = Store::in_memory().await.unwrap();
        let lease = reserved(&store, NOW).await;
        let second = store.reserve("a", NOW + 1, LEASE).await.unwrap();
        assert_eq!(second, Reservation::InProgress);
        let other = store.reserve("b", NOW, LEASE).await.unwrap();
        assert!(matches!(other, Reservation::Reserved(_)));
        assert_eq!(store.bind(&lease, "p", NOW).await.unwrap(), Bound::Bound);
        let third = store.reserve("a", NOW, LEASE).await.unwrap();
        assert_eq!(third, Reservation::Bound);
        assert_eq!(store.find("a").await.unwrap().unwrap().plugin_id, "p");
    }

    #[tokio::test]
    async fn what_was_not_made_leaves_nothing() {
        let store = Store::in_memory().await.unwrap();
        let lease = reserved(&store, NOW).await;
        store.close(&lease, Outcome::NotMade, NOW).await.unwrap();
        reserved(&store, NOW).await;
    }

    /// However often it is tried, what is unknown stays rare.
    #[tokio::test]
    async fn each_unknown_outcome_doubles_the_pause() {
        let store = Store::in_memory().await.unwrap();
        let mut now = NOW;
        for seconds in [10, 20, 40, 80] {
            let lease = reserved(&store, now).await;
            store.close(&lease, Outcome::Unknown, now).await.unwrap();
            let until = now + seconds * 1000;
            let paused = store.reserve("a", until - 1, LEASE).await.unwrap();
            assert_eq!(paused, Reservation::Paused { until });
            now = until;
        }
    }

    #[tokio::test]
    async fn who_died_is_an_unknown_outcome_and_who_comes_back_makes_a_surplus() {
        let store = Store::in_memory().await.unwrap();
        let late = reserved(&store, NOW).await;
        let dead = NOW + 30_000;
        let until = dead + 10_000;
        let paused = store.reserve("a", dead, LEASE).await.unwrap();
        assert_eq!(paused, Reservation::Paused { until });
        let next = reserved(&store, until).await;
        assert_eq!(
            store.bind(&late, "p1", until).await.unwrap(),
            Bound::Surplus
        );
        assert_eq!(store.bind(&next, "p2", until).await.unwrap(), Bound::Bound);
        let removals = store.due_removals(until, 9).await.unwrap();
        let ids: Vec<_> = removals.iter().map(|it| it.plugin_id.as_str()).collect();
        assert_eq!(ids, ["p1"]);
    }

    #[tokio::test]
    async fn a_plugin_serves_one_tenant_only() {
        let store = Store::in_memory().await.unwrap();
        let lease = reserved(&store, NOW).await;
        store.bind(&lease, "p", NOW).await.unwrap();
        let Reservation::Reserved(lease) = store.reserve("b", NOW, LEASE).await.unwrap() else {
            panic!("b has none");
        };
        let refused = store.bind(&lease, "p", NOW).await;
        assert!(matches!(refused, Err(StoreError::PluginOfAnother)));
        assert_eq!(store.find("b").await.unwrap(), None);
    }
}
