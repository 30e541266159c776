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
        sqlx::query("DELETE FROM removal WHERE plugin_id = ?")
            .bind(plugin_id)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// The plugin is the tenant's no more. It stays among the removals, switched off, until `due`; or not at
    /// all, if Chakra has deleted it.
    pub(crate) async fn release(
        &self,
        plugin_id: &str,
        due: Option<Milliseconds>,
    ) -> Result<(), StoreError> {
        let mut change = self.begin_write().await?;
        sqlx::query("DELETE FROM tenant_plugin WHERE plugin_id = ?")
            .bind(plugin_id)
            .execute(&mut *change)
            .await?;
        let settled = match due {
            Some(due) => sqlx::query(
                "UPDATE removal SET deactivated = 1, tries = tries + 1, due = ? WHERE plugin_id = ?",
            )
            .bind(due)
            .bind(plugin_id),
            None => sqlx::query("DELETE FROM removal WHERE plugin_id = ?").bind(plugin_id),
        };
        settled.execute(&mut *change).await?;
        change.commit().await?;
        Ok(())
    }

    /// It was tried, and is not done: again at `due`.
    pub(crate) async fn postpone_removal(
        &self,
        plugin_id: &str,
        due: Milliseconds,
    ) -> Result<(), StoreError> {
        sqlx::query("UPDATE removal SET tries = tries + 1, due = ? WHERE plugin_id = ?")
            .bind(due)
            .bind(plugin_id)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// A signup has ended on the plugin since: it is the tenant's again. False if the tenant has another one.
    pub(crate) async fn restore(&self, removal: &Removal) -> Result<bool, StoreError> {
        let mut change = self.begin_write().await?;
        let inserted = sqlx::query(
            "INSERT INTO tenant_plugin (tenant_id, plugin_id)
             SELECT tenant_id, plugin_id FROM removal WHERE plugin_id = ?
             ON CONFLICT (tenant_id) DO NOTHING",
        )
        .bind(&removal.plugin_id)
        .execute(&mut *change)
        .await
        .map_err(StoreError::of_plugin)?;
        if inserted.rows_affected() == 0 {
            return Ok(false);
        }
        sqlx::query("DELETE FROM removal WHERE plugin_id = ?")
            .bind(&removal.plugin_id)
            .execute(&mut *change)
            .await?;
        change.commit().await?;
        Ok(true)
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
        store.release("p", Some(10)).await.unwrap();
        assert_eq!(store.find("a").await.unwrap(), None);
        let due = store.due_removals(10, 9).await.unwrap();
        assert!(due[0].is_deactivated);
        assert_eq!(due[0].tries, 1);
        store.postpone_removal("p", 20).await.unwrap();
        assert_eq!(store.due_removals(19, 9).await.unwrap(), []);
        store.release("p", None).await.unwrap();
        assert_eq!(store.due_removals(99, 9).await.unwrap(), []);
    }

    #[tokio::test]
    async fn a_plugin_that_was_signed_up_with_comes_back_if_there_is_no_other() {
        let store = bound("a", "p1").await;
        store.begin_removal("a", "p1", 1, 5).await.unwrap();
        store.release("p1", Some(10)).await.unwrap();
        let removals = store.removals_of("a").await.unwrap();
        assert!(store.restore(&removals[0]).await.unwrap());
        assert_eq!(store.find("a").await.unwrap().unwrap().plugin_id, "p1");
        assert_eq!(store.removals_of("a").await.unwrap(), []);

        store.begin_removal("a", "p1", 1, 5).await.unwrap();
        store.release("p1", Some(10)).await.unwrap();
        store.import_for_tests("a", "p2").await;
        let removals = store.removals_of("a").await.unwrap();
        assert!(!store.restore(&removals[0]).await.unwrap());
        assert_eq!(store.find("a").await.unwrap().unwrap().plugin_id, "p2");
    }
}
