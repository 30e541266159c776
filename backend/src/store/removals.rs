//! Plugins that are to be deleted at Chakra: written before Chakra is asked, and kept until it is done.

use super::epoch::Milliseconds;
use super::{Store, StoreError};

/// A plugin to be deleted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Removal {
    pub(crate) plugin_id: String,
    pub(crate) tenant_id: String,
    /// Whether Chakra has switched it off already.
    pub(crate) is_deactivated: bool,
    /// How often it was tried.
    pub(crate) tries: u32,
}

/// What became of a plugin that was to be given back.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Restored {
    /// It is the tenant's again.
    Done,
    /// It is not to be deleted any more: somebody else was quicker.
    NotPending,
    /// The tenant has another plugin.
    OtherPlugin,
}

type Row = (String, String, bool, u32);

fn removal((plugin_id, tenant_id, is_deactivated, tries): Row) -> Removal {
    Removal {
        plugin_id,
        tenant_id,
        is_deactivated,
        tries,
    }
}

impl Store {
    /// Writes down that the tenant's plugin is to be deleted; it stays the tenant's until [`Self::release`].
    pub(crate) async fn begin_removal(
        &self,
        tenant_id: &str,
        plugin_id: &str,
        now: Milliseconds,
        due: Milliseconds,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO removal (plugin_id, tenant_id, why, since, due) VALUES (?, ?, 'disconnect', ?, ?)
             ON CONFLICT (plugin_id) DO UPDATE SET due = excluded.due",
        )
        .bind(plugin_id)
        .bind(tenant_id)
        .bind(now)
        .bind(due)
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// Takes it back: nothing was done at Chakra.
    pub(crate) async fn cancel_removal(&self, plugin_id: &str) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM removal WHERE plugin_id = ? AND deactivated = 0 AND tries = 0")
            .bind(plugin_id)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Chakra has switched it off: one that is on again was signed up with since.
    pub(crate) async fn set_deactivated(&self, plugin_id: &str) -> Result<(), StoreError> {
        sqlx::query("UPDATE removal SET deactivated = 1 WHERE plugin_id = ?")
            .bind(plugin_id)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// The plugin is the tenant's no more. It stays among the removals, switched off, until `due`; or not at
    /// all, if Chakra has deleted it.
    pub(crate) async fn release(
        &self,
        tenant_id: &str,
        plugin_id: &str,
        due: Option<Milliseconds>,
    ) -> Result<(), StoreError> {
        let mut change = self.begin_write().await?;
        sqlx::query("DELETE FROM tenant_plugin WHERE plugin_id = ?")
            .bind(plugin_id)
            .execute(&mut *change)
            .await?;
        let settled = match due {
            // Whatever has become of the row meanwhile.
            Some(due) => sqlx::query(
                "INSERT INTO removal (plugin_id, tenant_id, why, deactivated, since, tries, due)
                 VALUES (?, ?, 'disconnect', 1, ?, 1, ?)
                 ON CONFLICT (plugin_id) DO UPDATE
                 SET deactivated = 1, tries = tries + 1, due = excluded.due",
            )
            .bind(plugin_id)
            .bind(tenant_id)
            .bind(super::now())
            .bind(due),
            None => sqlx::query("DELETE FROM removal WHERE plugin_id = ?").bind(plugin_id),
        };
        settled.execute(&mut *change).await?;
        change.commit().await?;
        Ok(())
    }

    /// Takes one that is due: no other process gets it before `until`.
    pub(crate) async fn claim_removal(
        &self,
        plugin_id: &str,
        now: Milliseconds,
        until: Milliseconds,
    ) -> Result<Option<Removal>, StoreError> {
        let row: Option<Row> = sqlx::query_as(
            "UPDATE removal SET due = ?, tries = tries + 1 WHERE plugin_id = ? AND due <= ?
             RETURNING plugin_id, tenant_id, deactivated, tries",
        )
        .bind(until)
        .bind(plugin_id)
        .bind(now)
        .fetch_optional(&self.pool)
        .await?;
        Ok(row.map(removal))
    }

    /// It was tried, and is not done: again at `due`.
    pub(crate) async fn postpone_removal(
        &self,
        plugin_id: &str,
        due: Milliseconds,
    ) -> Result<(), StoreError> {
        sqlx::query("UPDATE removal SET due = ? WHERE plugin_id = ?")
            .bind(due)
            .bind(plugin_id)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// A signup has ended on the plugin since: it is the tenant's again, if the tenant has no other one.
    pub(crate) async fn restore(&self, removal: &Removal) -> Result<Restored, StoreError> {
        let mut change = self.begin_write().await?;
        let pending: Option<(String,)> =
            sqlx::query_as("SELECT tenant_id FROM removal WHERE plugin_id = ?")
                .bind(&removal.plugin_id)
                .fetch_optional(&mut *change)
                .await?;
        if pending.is_none() {
            return Ok(Restored::NotPending);
        }
        let inserted = sqlx::query(
            "INSERT INTO tenant_plugin (tenant_id, plugin_id) VALUES (?, ?)
             ON CONFLICT (tenant_id) DO NOTHING",
        )
        .bind(&removal.tenant_id)
        .bind(&removal.plugin_id)
        .execute(&mut *change)
        .await
        .map_err(StoreError::of_plugin)?;
        if inserted.rows_affected() == 0 {
            return Ok(Restored::OtherPlugin);
        }
        sqlx::query("DELETE FROM removal WHERE plugin_id = ?")
            .bind(&removal.plugin_id)
            .execute(&mut *change)
            .await?;
        change.commit().await?;
        Ok(Restored::Done)
    }

    /// What is to be tried now, the longest due first.
    pub(crate) async fn due_removals(
        &self,
        now: Milliseconds,
        at_most: u32,
    ) -> Result<Vec<Removal>, StoreError> {
        let rows: Vec<Row> = sqlx::query_as(
            "SELECT plugin_id, tenant_id, deactivated, tries FROM removal
             WHERE due <= ? ORDER BY due LIMIT ?",
        )
        .bind(now)
        .bind(at_most)
        .fetch_all(&self.pool)
        .await?;
        Ok(rows.into_iter().map(removal).collect())
    }

    /// The tenant's disconnected plugins that Chakra may still have.
    pub(crate) async fn removals_of(&self, tenant_id: &str) -> Result<Vec<Removal>, StoreError> {
        let rows: Vec<Row> = sqlx::query_as(
            "SELECT plugin_id, tenant_id, deactivated, tries FROM removal
             WHERE tenant_id = ? AND why = 'disconnect' ORDER BY since",
        )
        .bind(tenant_id)
        .fetch_all(&self.pool)
        .await?;
        Ok(rows.into_iter().map(removal).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn bound(tenant_id: &str, plugin_id: &str) -> Store {
        let store = Store::in_memory().await.unwrap();
        store.import_for_tests(tenant_id, plugin_id).await;
        store
    }

    #[tokio::test]
    async fn the_plugin_stays_the_tenants_until_chakra_has_done_something() {
        let store = bound("a", "p").await;
        store.begin_removal("a", "p", 1, 5).await.unwrap();
        assert!(store.find("a").await.unwrap().is_some());
        assert_eq!(store.due_removals(4, 9).await.unwrap(), []);
        store.cancel_removal("p").await.unwrap();
        assert_eq!(store.due_removals(9, 9).await.unwrap(), []);
        assert!(store.find("a").await.unwrap().is_some());
    }

    #[tokio::test]
    async fn what_is_half_done_is_due_again_until_it_is_done() {
        let store = bound("a", "p").await;
        store.begin_removal("a", "p", 1, 5).await.unwrap();
        store.release("a", "p", Some(10)).await.unwrap();
        assert_eq!(store.find("a").await.unwrap(), None);
        let due = store.due_removals(10, 9).await.unwrap();
        assert!(due[0].is_deactivated);
        assert_eq!(due[0].tries, 1);
        store.postpone_removal("p", 20).await.unwrap();
        assert_eq!(store.due_removals(19, 9).await.unwrap(), []);
        store.release("a", "p", None).await.unwrap();
        assert_eq!(store.due_removals(99, 9).await.unwrap(), []);
    }

    #[tokio::test]
    async fn a_plugin_that_was_signed_up_with_comes_back_if_there_is_no_other() {
        let store = bound("a", "p1").await;
        store.begin_removal("a", "p1", 1, 5).await.unwrap();
        store.release("a", "p1", Some(10)).await.unwrap();
        let removals = store.removals_of("a").await.unwrap();
        let restored = store.restore(&removals[0]).await.unwrap();
        assert_eq!(restored, Restored::Done);
        // By two at once.
        let again = store.restore(&removals[0]).await.unwrap();
        assert_eq!(again, Restored::NotPending);
        assert_eq!(store.find("a").await.unwrap().unwrap().plugin_id, "p1");
        assert_eq!(store.removals_of("a").await.unwrap(), []);

        store.begin_removal("a", "p1", 1, 5).await.unwrap();
        store.release("a", "p1", Some(10)).await.unwrap();
        store.import_for_tests("a", "p2").await;
        let removals = store.removals_of("a").await.unwrap();
        let restored = store.restore(&removals[0]).await.unwrap();
        assert_eq!(restored, Restored::OtherPlugin);
        assert_eq!(store.find("a").await.unwrap().unwrap().plugin_id, "p2");
    }

    #[tokio::test]
    async fn one_process_at_a_time_tries_a_removal() {
        let store = bound("a", "p").await;
        store.begin_removal("a", "p", 1, 5).await.unwrap();
        assert_eq!(store.claim_removal("p", 4, 50).await.unwrap(), None);
        let first = store.claim_removal("p", 5, 50).await.unwrap();
        assert_eq!(first.unwrap().tries, 1);
        assert_eq!(store.claim_removal("p", 49, 99).await.unwrap(), None);
        // The process that had it has died.
        assert!(store.claim_removal("p", 50, 99).await.unwrap().is_some());
        store.cancel_removal("p").await.unwrap();
        assert_eq!(store.due_removals(99, 9).await.unwrap().len(), 1);
    }

    #[tokio::test]
    async fn what_is_released_stays_to_be_deleted_though_its_row_was_lost() {
        let store = bound("a", "p").await;
        store.release("a", "p", Some(10)).await.unwrap();
        let due = store.due_removals(10, 9).await.unwrap();
        assert_eq!(due[0].plugin_id, "p");
    }
}
