//! The store in an `SQLite` file: for one machine, without further requirements.

use std::path::Path;

use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions};
use sqlx::{Connection as _, Sqlite, Transaction};
use tokio::time::{Duration, Instant, sleep};

use super::StoreError;
use super::sql::database::{Argument, Change, Database, PATIENCE, Row, SqlError, bind_all};

/// A store in `SQLite`. Cheap to clone.
#[derive(Clone, Debug)]
pub struct SqliteStore {
    pool: SqlitePool,
    /// Keeps an in-memory database alive.
    _keeper: Option<SqlitePool>,
}

impl SqliteStore {
    /// Opens the database file, creates it if it is missing, and brings its schema up to date. On Unix, only its owner
    /// can read a new file.
    pub async fn open(path: impl AsRef<Path>) -> Result<Self, StoreError> {
        let path = path.as_ref();
        create_private(path);
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .busy_timeout(PATIENCE);
        let begun = Instant::now();
        let pool = loop {
            let pool = SqlitePoolOptions::new().acquire_timeout(PATIENCE);
            match pool.connect_with(options.clone()).await {
                // SQLite does not wait while another process switches a new file to WAL mode.
                Err(error) if is_locked(&error) && begun.elapsed() < PATIENCE => {
                    sleep(Duration::from_millis(20)).await;
                }
                opened => break opened.map_err(SqlError::from)?,
            }
        };
        Self::prepare(pool, None).await
    }

    /// A store in memory, for tests and demos.
    pub async fn in_memory() -> Result<Self, StoreError> {
        let lasting = async |options: SqliteConnectOptions| {
            let pool = SqlitePoolOptions::new()
                .min_connections(1)
                .max_connections(1)
                .acquire_timeout(PATIENCE)
                .idle_timeout(None)
                .max_lifetime(None);
            pool.connect_with(options).await.map_err(SqlError::from)
        };
        // A database with a unique name, which exists while a connection to it is open.
        let options: SqliteConnectOptions = "sqlite::memory:".parse().map_err(SqlError::from)?;
        // A cancelled request may close its connection. This one is never used, so it keeps the database alive.
        let keeper = lasting(options.clone()).await?;
        // Two connections would block each other.
        let pool = lasting(options).await?;
        Self::prepare(pool, Some(keeper)).await
    }

    async fn prepare(pool: SqlitePool, keeper: Option<SqlitePool>) -> Result<Self, StoreError> {
        migrate(&pool)
            .await
            .map_err(|error| StoreError::Schema(error.into()))?;
        Ok(Self {
            pool,
            _keeper: keeper,
        })
    }
}

/// Creates the file, because `SQLite` creates one that every user of the machine can read. The files beside it
/// (`-wal`, `-shm`) get its mode. If this fails, `SQLite` reports why it cannot open the file.
#[cfg(unix)]
fn create_private(path: &Path) {
    use std::fs::File;
    use std::os::unix::fs::OpenOptionsExt as _;
    use std::sync::{Mutex, PoisonError};

    /// To close a file removes all locks that this process holds on it, also those of `SQLite`.
    static CREATING: Mutex<()> = Mutex::new(());
    let name = path.as_os_str().as_encoded_bytes();
    if name == b":memory:" || name.starts_with(b"file:") {
        // To SQLite, these are not paths.
        return;
    }
    let _creating = CREATING.lock().unwrap_or_else(PoisonError::into_inner);
    let mut options = File::options();
    options.write(true).create_new(true).mode(0o600);
    drop(options.open(path));
}

#[cfg(not(unix))]
fn create_private(_: &Path) {}

/// Several processes may start at the same time, and sqlx's own lock for migrations does nothing in `SQLite`. Uses
/// `run_direct`, because the future of `run` is not `Send`.
async fn migrate(pool: &SqlitePool) -> Result<(), sqlx::migrate::MigrateError> {
    let mut connection = pool.acquire().await?;
    let mut change = connection.begin_with("BEGIN IMMEDIATE").await?;
    sqlx::migrate!("migrations/sqlite")
        .run_direct(None, &mut *change, false)
        .await?;
    change.commit().await?;
    Ok(())
}

/// `SQLITE_BUSY`.
fn is_locked(error: &sqlx::Error) -> bool {
    let code = error
        .as_database_error()
        .and_then(sqlx::error::DatabaseError::code);
    code.is_some_and(|code| code == "5")
}

impl Database for SqliteStore {
    const IS_SHARED: bool = false;

    type Change = Transaction<'static, Sqlite>;

    async fn begin_read(&self) -> Result<Self::Change, SqlError> {
        Ok(self.pool.begin().await?)
    }

    /// Only one at a time, so that no other writer comes in between.
    async fn begin_write(&self) -> Result<Self::Change, SqlError> {
        Ok(self.pool.begin_with("BEGIN IMMEDIATE").await?)
    }

    async fn close(&self) {
        self.pool.close().await;
    }
}

impl Change for Transaction<'static, Sqlite> {
    async fn execute<const N: usize>(
        &mut self,
        statement: &'static str,
        arguments: [Argument<'_>; N],
    ) -> Result<u64, SqlError> {
        let query = bind_all!(sqlx::query(statement), arguments);
        Ok(query.execute(&mut **self).await?.rows_affected())
    }

    async fn rows<R: Row, const N: usize>(
        &mut self,
        statement: &'static str,
        arguments: [Argument<'_>; N],
    ) -> Result<Vec<R>, SqlError> {
        let query = bind_all!(sqlx::query_as::<_, R>(statement), arguments);
        Ok(query.fetch_all(&mut **self).await?)
    }

    async fn commit(self) -> Result<(), SqlError> {
        Ok(Transaction::commit(self).await?)
    }
}
