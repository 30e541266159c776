//! What the backend remembers of a tenant, in `SQLite`: its plugin, its choice of a number, and since
//! when its numbers are connected.

mod connected_numbers;

use std::path::Path;
use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions};

use crate::connection_state::NumberChoice;

/// The backend's memory. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Store {
    pool: SqlitePool,
    /// Keeps a memory that has no file.
    _keeper: Option<SqlitePool>,
}

/// Why the memory failed.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database cannot be opened, read or written.
    #[error("the database failed: {0}")]
    Database(#[from] sqlx::Error),
    /// Its schema could not be brought up to date.
    #[error("the database's schema could not be brought up to date: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// Chakra named a plugin that already belongs to another tenant.
    #[error("Chakra named a plugin that already belongs to another tenant")]
    PluginOfAnother,
}

/// What is remembered of one tenant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Remembered {
    pub(crate) plugin_id: String,
    pub(crate) choice: Option<NumberChoice>,
}

impl Store {
    /// Opens the database file, makes it if it is missing, and brings its schema up to date.
    pub async fn open(path: impl AsRef<Path>) -> Result<Self, StoreError> {
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .busy_timeout(Duration::from_secs(5));
        let pool = SqlitePoolOptions::new().connect_with(options).await?;
        Self::prepare(pool, None).await
    }

    /// A memory that is gone with the process, for tests and demos.
    pub async fn in_memory() -> Result<Self, StoreError> {
        // One under a name of its own, for as long as a connection to it is open.
        let options: SqliteConnectOptions = "sqlite::memory:".parse()?;
        let lasting = || {
            SqlitePoolOptions::new()
                .min_connections(1)
                .max_connections(1)
                .idle_timeout(None)
                .max_lifetime(None)
        };
        // A request that is cancelled may take its connection along. This one is never used.
        let keeper = lasting().connect_with(options.clone()).await?;
        // Two at once would be in each other's way.
        let pool = lasting().connect_with(options).await?;
        Self::prepare(pool, Some(keeper)).await
    }

    async fn prepare(pool: SqlitePool, keeper: Option<SqlitePool>) -> Result<Self, StoreError> {
        sqlx::migrate!().run(&pool).await?;
        Ok(Self {
            pool,
            _keeper: keeper,
        })
    }

    pub(crate) async fn find(&self, tenant_id: &str) -> Result<Option<Remembered>, StoreError> {
        let row: Option<(String, Option<String>, Option<String>)> = sqlx::query_as(
            "SELECT plugin_id, chosen_phone_number_id, chosen_among
             FROM tenant_plugin WHERE tenant_id = ?",
        )
        .bind(tenant_id)
        .fetch_optional(&self.pool)
        .await?;
        Ok(row.map(|(plugin_id, chosen, among)| Remembered {
            plugin_id,
            choice: chosen.map(|phone_number_id| NumberChoice {
                phone_number_id,
                // An unreadable list makes the customer choose again.
                among: among
                    .and_then(|list| serde_json::from_str(&list).ok())
                    .unwrap_or_default(),
            }),
        }))
    }

    /// Remembers a tenant's new plugin, unless it has one already; returns the one it has now.
    pub(crate) async fn remember_plugin(
        &self,
        tenant_id: &str,
        plugin_id: &str,
    ) -> Result<String, StoreError> {
        let inserted = sqlx::query(
            "INSERT INTO tenant_plugin (tenant_id, plugin_id) VALUES (?, ?)
             ON CONFLICT (tenant_id) DO NOTHING",
        )
        .bind(tenant_id)
        .bind(plugin_id)
        .execute(&self.pool)
        .await;
        match inserted {
            Ok(_) => {}
            Err(sqlx::Error::Database(error)) if error.is_unique_violation() => {
                return Err(StoreError::PluginOfAnother);
            }
            Err(error) => return Err(error.into()),
        }
        let (kept,) = sqlx::query_as("SELECT plugin_id FROM tenant_plugin WHERE tenant_id = ?")
            .bind(tenant_id)
            .fetch_one(&self.pool)
            .await?;
        Ok(kept)
    }

    /// Forgets a tenant's plugin and all that goes with it; not if it has another plugin by now.
    pub(crate) async fn forget_plugin(
        &self,
        tenant_id: &str,
        plugin_id: &str,
    ) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM tenant_plugin WHERE tenant_id = ? AND plugin_id = ?")
            .bind(tenant_id)
            .bind(plugin_id)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Remembers the choice; not if the tenant has another plugin by now.
    pub(crate) async fn remember_choice(
        &self,
        tenant_id: &str,
        plugin_id: &str,
        choice: &NumberChoice,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "UPDATE tenant_plugin SET chosen_phone_number_id = ?, chosen_among = ?
             WHERE tenant_id = ? AND plugin_id = ?",
        )
        .bind(&choice.phone_number_id)
        .bind(serde_json::Value::from(choice.among.clone()).to_string())
        .bind(tenant_id)
        .bind(plugin_id)
        .execute(&self.pool)
        .await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A browser that goes takes its requests along, at whatever point they are.
    #[tokio::test]
    async fn what_is_cancelled_takes_nothing_away() {
        let store = Store::in_memory().await.unwrap();
        store.remember_plugin("a", "p").await.unwrap();
        for turns in 0..200 {
            let patience = async {
                for _ in 0..turns % 8 {
                    tokio::task::yield_now().await;
                }
            };
            tokio::select! {
                biased;
                () = patience => {}
                _ = store.find("a") => {}
            }
        }
        let found = store.find("a").await.unwrap();
        assert_eq!(found.unwrap().plugin_id, "p");
    }

    #[tokio::test]
    async fn the_first_plugin_stays_and_serves_one_tenant_only() {
        let store = Store::in_memory().await.unwrap();
        assert_eq!(store.find("a").await.unwrap(), None);
        assert_eq!(store.remember_plugin("a", "p1").await.unwrap(), "p1");
        assert_eq!(store.remember_plugin("a", "p2").await.unwrap(), "p1");
        assert!(matches!(
            store.remember_plugin("b", "p1").await,
            Err(StoreError::PluginOfAnother)
        ));
        assert_eq!(store.find("b").await.unwrap(), None);
    }

    #[tokio::test]
    async fn forgetting_and_choosing_spare_a_newer_plugin() {
        let store = Store::in_memory().await.unwrap();
        let choice = NumberChoice {
            phone_number_id: "n1".to_owned(),
            among: vec!["n1".to_owned(), "n2".to_owned()],
        };
        store.remember_plugin("a", "p1").await.unwrap();
        store.forget_plugin("a", "p0").await.unwrap();
        store.remember_choice("a", "p0", &choice).await.unwrap();
        let remembered = store.find("a").await.unwrap().unwrap();
        assert_eq!(remembered.choice, None);

        store.remember_choice("a", "p1", &choice).await.unwrap();
        let remembered = store.find("a").await.unwrap().unwrap();
        assert_eq!(remembered.choice, Some(choice));
        store.forget_plugin("a", "p1").await.unwrap();
        assert_eq!(store.find("a").await.unwrap(), None);
    }
}
