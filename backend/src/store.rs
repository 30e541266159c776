//! What the backend remembers of a tenant, in `SQLite`: its plugin, its choice of a number, since when its
//! numbers are connected, and what was begun at Chakra and is not done.

mod checks;
mod connected_numbers;
mod epoch;
mod removals;
mod reservations;

use std::path::Path;
use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions};
use sqlx::{Connection as _, Sqlite, Transaction};
use tokio::time::{Instant, sleep};

use crate::connection_state::NumberChoice;

pub(crate) use epoch::{Milliseconds, after, date, now};
pub(crate) use removals::{Removal, Restored};
pub(crate) use reservations::{Bound, Lease, Outcome, Reservation};

/// How long a call waits for a connection to the database, or for who writes: less than the widget waits.
const PATIENCE: Duration = Duration::from_secs(4);

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

impl StoreError {
    /// Where a plugin was written: the one rule that can be broken is that it serves one tenant.
    fn of_plugin(error: sqlx::Error) -> Self {
        match error {
            sqlx::Error::Database(error) if error.is_unique_violation() => Self::PluginOfAnother,
            error => error.into(),
        }
    }
}

/// `SQLITE_BUSY`.
fn is_locked(error: &sqlx::Error) -> bool {
    let code = error
        .as_database_error()
        .and_then(sqlx::error::DatabaseError::code);
    code.is_some_and(|code| code == "5")
}

/// What is remembered of one tenant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Binding {
    pub(crate) plugin_id: String,
    pub(crate) choice: Option<NumberChoice>,
    /// Since when Chakra says that it does not have the plugin.
    pub(crate) gone_since: Option<Milliseconds>,
    /// Whether a disconnect was begun that nobody has finished yet.
    pub(crate) removal_pending: bool,
}

impl Store {
    /// Opens the database file, makes it if it is missing, and brings its schema up to date.
    pub async fn open(path: impl AsRef<Path>) -> Result<Self, StoreError> {
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .busy_timeout(PATIENCE);
        let begun = Instant::now();
        let pool = loop {
            let pool = SqlitePoolOptions::new().acquire_timeout(PATIENCE);
            match pool.connect_with(options.clone()).await {
                // SQLite does not wait for who makes a new file a WAL one at the same time.
                Err(error) if is_locked(&error) && begun.elapsed() < PATIENCE => {
                    sleep(Duration::from_millis(20)).await;
                }
                opened => break opened?,
            }
        };
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
        // Several processes may start at the same time: in SQLite sqlx's own lock for migrations locks nothing. By
        // `run_direct`, because the future of `run` is not `Send`.
        let mut connection = pool.acquire().await?;
        let mut change = connection.begin_with("BEGIN IMMEDIATE").await?;
        sqlx::migrate!()
            .run_direct(None, &mut *change, false)
            .await?;
        change.commit().await?;
        drop(connection);
        Ok(Self {
            pool,
            _keeper: keeper,
        })
    }

    /// A change that nobody else's comes between.
    async fn begin_write(&self) -> Result<Transaction<'static, Sqlite>, StoreError> {
        Ok(self.pool.begin_with("BEGIN IMMEDIATE").await?)
    }

    /// Waits until nothing is under way, and closes the database.
    pub(crate) async fn close_database(&self) {
        self.pool.close().await;
    }

    pub(crate) async fn find(&self, tenant_id: &str) -> Result<Option<Binding>, StoreError> {
        type Row = (
            String,
            Option<String>,
            Option<String>,
            Option<Milliseconds>,
            bool,
        );
        let row: Option<Row> = sqlx::query_as(
            "SELECT plugin_id, chosen_phone_number_id, chosen_among, gone_since,
                    EXISTS (SELECT 1 FROM removal WHERE removal.plugin_id = tenant_plugin.plugin_id)
             FROM tenant_plugin WHERE tenant_id = ?",
        )
        .bind(tenant_id)
        .fetch_optional(&self.pool)
        .await?;
        Ok(row.map(
            |(plugin_id, chosen, among, gone_since, removal_pending)| Binding {
                plugin_id,
                choice: chosen.map(|phone_number_id| NumberChoice {
                    phone_number_id,
                    // An unreadable list makes the customer choose again.
                    among: among
                        .and_then(|list| serde_json::from_str(&list).ok())
                        .unwrap_or_default(),
                }),
                gone_since,
                removal_pending,
            },
        ))
    }

    /// Writes down whether Chakra says that it has the plugin; the first time that it does not counts.
    pub(crate) async fn note_gone(
        &self,
        plugin_id: &str,
        gone: Option<Milliseconds>,
    ) -> Result<(), StoreError> {
        let sql = match gone {
            Some(_) => {
                "UPDATE tenant_plugin SET gone_since = coalesce(gone_since, ?) WHERE plugin_id = ?"
            }
            None => "UPDATE tenant_plugin SET gone_since = ? WHERE plugin_id = ?",
        };
        sqlx::query(sql)
            .bind(gone)
            .bind(plugin_id)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Puts the tenant's plugin, which Chakra does not have, among the former ones.
    pub(crate) async fn archive(
        &self,
        tenant_id: &str,
        plugin_id: &str,
        now: Milliseconds,
    ) -> Result<(), StoreError> {
        let mut change = self.begin_write().await?;
        sqlx::query(
            "INSERT INTO former_plugin (plugin_id, tenant_id, gone_since, replaced_at)
             SELECT ?, ?, coalesce((SELECT gone_since FROM tenant_plugin WHERE plugin_id = ?), ?), ?
             WHERE TRUE ON CONFLICT DO NOTHING",
        )
        .bind(plugin_id)
        .bind(tenant_id)
        .bind(plugin_id)
        .bind(now)
        .bind(now)
        .execute(&mut *change)
        .await?;
        sqlx::query("DELETE FROM tenant_plugin WHERE tenant_id = ? AND plugin_id = ?")
            .bind(tenant_id)
            .bind(plugin_id)
            .execute(&mut *change)
            .await?;
        sqlx::query("DELETE FROM removal WHERE plugin_id = ?")
            .bind(plugin_id)
            .execute(&mut *change)
            .await?;
        change.commit().await?;
        Ok(())
    }

    /// Remembers the choice; false if the tenant has another plugin by now.
    pub(crate) async fn remember_choice(
        &self,
        tenant_id: &str,
        plugin_id: &str,
        choice: &NumberChoice,
    ) -> Result<bool, StoreError> {
        let kept = sqlx::query(
            "UPDATE tenant_plugin SET chosen_phone_number_id = ?, chosen_among = ?
             WHERE tenant_id = ? AND plugin_id = ?",
        )
        .bind(&choice.phone_number_id)
        .bind(serde_json::Value::from(choice.among.clone()).to_string())
        .bind(tenant_id)
        .bind(plugin_id)
        .execute(&self.pool)
        .await?;
        Ok(kept.rows_affected() == 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A browser that goes takes its requests along, at whatever point they are.
    #[tokio::test]
    async fn what_is_cancelled_takes_nothing_away() {
        let store = Store::in_memory().await.unwrap();
        store.import_for_tests("a", "p").await;
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

    impl Store {
        pub(super) async fn import_for_tests(&self, tenant_id: &str, plugin_id: &str) {
            let lease = Duration::from_secs(1);
            let reserved = self.reserve(tenant_id, 0, lease).await.unwrap();
            let Reservation::Reserved(lease) = reserved else {
                panic!("{reserved:?}");
            };
            assert_eq!(self.bind(&lease, plugin_id, 0).await.unwrap(), Bound::Bound);
        }
    }

    #[tokio::test]
    async fn a_plugin_that_chakra_does_not_have_is_kept_until_it_is_replaced() {
        let store = Store::in_memory().await.unwrap();
        store.import_for_tests("a", "p1").await;
        for gone in [Some(5), Some(9)] {
            store.note_gone("p1", gone).await.unwrap();
            let found = store.find("a").await.unwrap().unwrap();
            assert_eq!(found.gone_since, Some(5));
        }
        store.note_gone("p1", None).await.unwrap();
        assert_eq!(store.find("a").await.unwrap().unwrap().gone_since, None);
        store.archive("b", "p1", 9).await.unwrap();
        assert!(store.find("a").await.unwrap().is_some());
        store.archive("a", "p1", 10).await.unwrap();
        assert_eq!(store.find("a").await.unwrap(), None);
        let (former,): (String,) =
            sqlx::query_as("SELECT plugin_id FROM former_plugin WHERE tenant_id = 'a'")
                .fetch_one(&store.pool)
                .await
                .unwrap();
        assert_eq!(former, "p1");
    }

    #[tokio::test]
    async fn a_choice_is_of_the_tenants_plugin() {
        let store = Store::in_memory().await.unwrap();
        let choice = NumberChoice {
            phone_number_id: "n1".to_owned(),
            among: vec!["n1".to_owned(), "n2".to_owned()],
        };
        store.import_for_tests("a", "p1").await;
        assert!(!store.remember_choice("a", "p0", &choice).await.unwrap());
        assert_eq!(store.find("a").await.unwrap().unwrap().choice, None);
        assert!(store.remember_choice("a", "p1", &choice).await.unwrap());
        let remembered = store.find("a").await.unwrap().unwrap();
        assert_eq!(remembered.choice, Some(choice));
    }

    /// As two servers that are started on a new file.
    #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
    async fn many_first_starts_at_once_bring_one_schema() {
        let path = std::env::temp_dir().join(format!("chakra-first-{}.sqlite", std::process::id()));
        let _ = std::fs::remove_file(&path);
        let opened = (0..8).map(|_| tokio::spawn(Store::open(path.clone())));
        let opened: Vec<_> = opened.collect();
        for store in opened {
            let store = store.await.unwrap().unwrap();
            assert_eq!(store.find("a").await.unwrap(), None);
        }
        let _ = std::fs::remove_file(&path);
    }
}
