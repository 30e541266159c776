//! The store in `PostgreSQL`: for many processes, even behind pgbouncer in transaction mode.
//!
//! Nothing outlives a transaction: no prepared statement, no setting, no lock. Session settings are made at the
//! beginning of each transaction, in one round trip.

use std::fmt;

use sqlx::migrate::MigrateError;
use sqlx::pool::PoolConnection;
use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use sqlx::{Postgres, raw_sql};
use tokio::runtime::Handle;
use tokio::time::timeout;

use super::sql::database::{Argument, Change, Database, PATIENCE, Row, SqlError, bind_all};
use super::{DatabaseUrlError, StoreError};

/// Uses its own schema, because the database may be the partner's. The server's time limit ends just before this
/// process's, so that the connection stays usable. Locks of a dead process are released after 10 s.
const BEGIN: &str = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE;
     SET LOCAL search_path = chakra_connect;
     SET LOCAL statement_timeout = 3500;
     SET LOCAL idle_in_transaction_session_timeout = 10000";

/// Only one process at a time, until the end of the transaction, because two first starts would create the same table.
/// The statements that sqlx prepares have names, and a server connection behind pgbouncer may already have statements
/// with the same names.
const BEGIN_MIGRATION: &str = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE;
     SET LOCAL search_path = chakra_connect;
     SET LOCAL statement_timeout = 60000;
     DEALLOCATE ALL;
     SELECT pg_advisory_xact_lock(7235419028841);
     DO $$ BEGIN
         IF to_regnamespace('chakra_connect') IS NULL THEN CREATE SCHEMA chakra_connect; END IF;
     END $$";

/// A store in `PostgreSQL`, in the schema `chakra_connect`. Cheap to clone.
#[derive(Clone)]
pub struct PostgresStore {
    pool: PgPool,
}

impl PostgresStore {
    /// Connects to `postgres://user:password@host/database`, and brings the schema `chakra_connect` up to date. The
    /// first time, the user needs the right to create it.
    ///
    /// With `?sslmode=verify-full` the server must prove its identity; by default TLS is used if the server supports
    /// it.
    pub async fn connect(url: &str) -> Result<Self, StoreError> {
        let options = url
            .parse()
            .map_err(|_| StoreError::Failed(DatabaseUrlError::Malformed.into()))?;
        Self::connect_with(options).await
    }

    pub(super) async fn connect_with(options: PgConnectOptions) -> Result<Self, StoreError> {
        let options = options
            .application_name("chakra-connect")
            // pgbouncer rejects sessions with unknown parameters.
            .extra_float_digits(None)
            .statement_cache_capacity(0);
        let pool = PgPoolOptions::new()
            .acquire_timeout(PATIENCE)
            // The first statement of each transaction tests the connection, without an extra round trip.
            .test_before_acquire(false)
            .connect_with(options)
            .await
            .map_err(SqlError::from)?;
        migrate(&pool).await.map_err(|error| match error {
            MigrateError::Execute(error) => SqlError::from(error).into(),
            error => StoreError::Schema(error.into()),
        })?;
        Ok(Self { pool })
    }
}

async fn migrate(pool: &PgPool) -> Result<(), MigrateError> {
    let mut change = pool.begin_with(BEGIN_MIGRATION).await?;
    let mut migrator = sqlx::migrate!("migrations/postgres");
    // Its lock would belong to the session.
    migrator.set_locking(false);
    migrator.run_direct(None, &mut *change, false).await?;
    raw_sql("DEALLOCATE ALL").execute(&mut *change).await?;
    change.commit().await?;
    Ok(())
}

/// Without the address, which may contain a password.
impl fmt::Debug for PostgresStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PostgresStore").finish_non_exhaustive()
    }
}

impl Database for PostgresStore {
    const IS_SHARED: bool = true;

    type Change = PostgresChange;

    async fn begin_read(&self) -> Result<Self::Change, SqlError> {
        self.begin_write().await
    }

    async fn begin_write(&self) -> Result<Self::Change, SqlError> {
        let begun = timeout(PATIENCE, begin(&self.pool));
        begun.await.unwrap_or(Err(SqlError::NoConnection))
    }

    async fn close(&self) {
        self.pool.close().await;
    }
}

/// Begins on the first working connection. The pool's connections are lost if the server was restarted, and useless if
/// it is a standby since a failover. None of those is kept, because the next connection may reach the new primary.
async fn begin(pool: &PgPool) -> Result<PostgresChange, SqlError> {
    loop {
        let kept = pool.num_idle();
        let mut change = PostgresChange {
            connection: Some(pool.acquire().await?),
        };
        let Err(error) = change.run(BEGIN).await else {
            return Ok(change);
        };
        change.discard();
        let error = if is_of_standby(&error) {
            SqlError::Standby
        } else {
            error
        };
        if !error.is_passing() || kept == 0 {
            return Err(error);
        }
    }
}

/// Whether a transaction that writes was refused because the server only repeats another one's writes:
/// `feature_not_supported`, "cannot set transaction read-write mode during recovery".
fn is_of_standby(begin: &SqlError) -> bool {
    match begin {
        SqlError::Driver(sqlx::Error::Database(error)) => error.code().as_deref() == Some("0A000"),
        _ => false,
    }
}

/// A transaction. Not sqlx's own, because one whose server does not answer must not keep its place in the pool.
pub(crate) struct PostgresChange {
    /// Present until the end.
    connection: Option<PoolConnection<Postgres>>,
}

impl PostgresChange {
    fn connection(&mut self) -> Result<&mut PoolConnection<Postgres>, SqlError> {
        let closed = SqlError::Driver(sqlx::Error::PoolClosed);
        self.connection.as_mut().ok_or(closed)
    }

    /// Closes a connection that is no longer usable.
    fn discard(&mut self) {
        if let Some(connection) = self.connection.take() {
            drop(connection.detach());
        }
    }

    /// Runs statements without arguments.
    async fn run(&mut self, statements: &'static str) -> Result<(), SqlError> {
        let connection = self.connection()?;
        answered(raw_sql(statements).execute(&mut **connection)).await?;
        Ok(())
    }
}

impl Change for PostgresChange {
    async fn execute<const N: usize>(
        &mut self,
        statement: &'static str,
        arguments: [Argument<'_>; N],
    ) -> Result<u64, SqlError> {
        let query = bind_all!(sqlx::query(statement).persistent(false), arguments);
        let connection = self.connection()?;
        let done = answered(query.execute(&mut **connection)).await?;
        Ok(done.rows_affected())
    }

    async fn rows<R: Row, const N: usize>(
        &mut self,
        statement: &'static str,
        arguments: [Argument<'_>; N],
    ) -> Result<Vec<R>, SqlError> {
        let query = sqlx::query_as::<_, R>(statement).persistent(false);
        let query = bind_all!(query, arguments);
        let connection = self.connection()?;
        answered(query.fetch_all(&mut **connection)).await
    }

    async fn commit(mut self) -> Result<(), SqlError> {
        self.run("COMMIT").await?;
        self.connection = None;
        Ok(())
    }
}

impl Drop for PostgresChange {
    /// Rolls back uncommitted changes. If that fails too, the connection is closed.
    fn drop(&mut self) {
        let (Some(mut connection), Ok(runtime)) = (self.connection.take(), Handle::try_current())
        else {
            return;
        };
        runtime.spawn(async move {
            let rollback = raw_sql("ROLLBACK").execute(&mut *connection);
            if answered(rollback).await.is_err() {
                drop(connection.detach());
            }
        });
    }
}

/// The response, unless it takes too long: an interrupted network reports no error.
async fn answered<T>(call: impl Future<Output = Result<T, sqlx::Error>>) -> Result<T, SqlError> {
    match timeout(PATIENCE, call).await {
        Ok(answer) => Ok(answer?),
        Err(_) => Err(SqlError::NoAnswer),
    }
}
