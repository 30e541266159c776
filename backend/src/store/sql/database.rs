//! The common interface of the two SQL databases: a transaction, statements with `$1`, and rows of texts and numbers.
//!
//! Not sqlx's `Any`, because types, rows, opening and migrating differ for each driver.

use std::fmt;
use std::time::Duration;

use super::super::{Milliseconds, StoreError};

/// Longest wait for a connection, for another writer, or for a response; shorter than the widget waits.
pub(crate) const PATIENCE: Duration = Duration::from_secs(4);

/// A database with the schema of `migrations/`.
pub(crate) trait Database: fmt::Debug + Send + Sync + 'static {
    /// The value for [`Store`](super::super::Store).
    const IS_SHARED: bool;

    /// A transaction. If dropped before its end, it is rolled back.
    type Change: Change;

    /// Begins a read-only transaction, which blocks nobody.
    fn begin_read(&self) -> impl Future<Output = Result<Self::Change, SqlError>> + Send;

    /// Begins a writing transaction.
    fn begin_write(&self) -> impl Future<Output = Result<Self::Change, SqlError>> + Send;

    /// Waits until nothing is running, then closes the database.
    fn close(&self) -> impl Future<Output = ()> + Send;
}

/// A transaction in progress.
pub(crate) trait Change: Send {
    /// Runs a statement. Returns the number of rows that it changed.
    fn execute<const N: usize>(
        &mut self,
        statement: &'static str,
        arguments: [Argument<'_>; N],
    ) -> impl Future<Output = Result<u64, SqlError>> + Send;

    /// Runs a statement. Returns its rows.
    fn rows<R: Row, const N: usize>(
        &mut self,
        statement: &'static str,
        arguments: [Argument<'_>; N],
    ) -> impl Future<Output = Result<Vec<R>, SqlError>> + Send;

    /// Commits the transaction.
    fn commit(self) -> impl Future<Output = Result<(), SqlError>> + Send;

    /// The row that a statement returned, if any.
    fn row<R: Row, const N: usize>(
        &mut self,
        statement: &'static str,
        arguments: [Argument<'_>; N],
    ) -> impl Future<Output = Result<Option<R>, SqlError>> + Send {
        async move { Ok(self.rows(statement, arguments).await?.into_iter().next()) }
    }
}

/// A value in a statement.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Argument<'a> {
    Text(Option<&'a str>),
    Number(Option<Milliseconds>),
}

impl<'a> From<&'a str> for Argument<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(Some(text))
    }
}

impl<'a> From<&'a String> for Argument<'a> {
    fn from(text: &'a String) -> Self {
        Self::Text(Some(text))
    }
}

impl<'a> From<Option<&'a str>> for Argument<'a> {
    fn from(text: Option<&'a str>) -> Self {
        Self::Text(text)
    }
}

impl From<Milliseconds> for Argument<'_> {
    fn from(number: Milliseconds) -> Self {
        Self::Number(Some(number))
    }
}

impl From<Option<Milliseconds>> for Argument<'_> {
    fn from(number: Option<Milliseconds>) -> Self {
        Self::Number(number)
    }
}

impl From<u32> for Argument<'_> {
    fn from(number: u32) -> Self {
        Self::Number(Some(number.into()))
    }
}

/// The arguments of a statement, in the order of `$1`, `$2` …
macro_rules! arguments {
    ($($argument:expr),* $(,)?) => {
        [$($crate::store::sql::database::Argument::from($argument)),*]
    };
}
pub(super) use arguments;

/// Adds the arguments to a query of either database.
macro_rules! bind_all {
    ($query:expr, $arguments:expr) => {{
        let mut query = $query;
        for argument in $arguments {
            query = match argument {
                $crate::store::sql::database::Argument::Text(text) => query.bind(text),
                $crate::store::sql::database::Argument::Number(number) => query.bind(number),
            };
        }
        query
    }};
}
pub(crate) use bind_all;

/// A row that can be read from each of the databases.
pub(crate) trait Row: SqliteRow + PostgresRow + Send + Unpin {}
impl<R: SqliteRow + PostgresRow + Send + Unpin> Row for R {}

#[cfg(feature = "sqlite")]
pub(crate) trait SqliteRow: for<'r> sqlx::FromRow<'r, sqlx::sqlite::SqliteRow> {}
#[cfg(feature = "sqlite")]
impl<R: for<'r> sqlx::FromRow<'r, sqlx::sqlite::SqliteRow>> SqliteRow for R {}
#[cfg(not(feature = "sqlite"))]
pub(crate) trait SqliteRow {}
#[cfg(not(feature = "sqlite"))]
impl<R> SqliteRow for R {}

#[cfg(feature = "postgres")]
pub(crate) trait PostgresRow: for<'r> sqlx::FromRow<'r, sqlx::postgres::PgRow> {}
#[cfg(feature = "postgres")]
impl<R: for<'r> sqlx::FromRow<'r, sqlx::postgres::PgRow>> PostgresRow for R {}
#[cfg(not(feature = "postgres"))]
pub(crate) trait PostgresRow {}
#[cfg(not(feature = "postgres"))]
impl<R> PostgresRow for R {}

/// Why a statement failed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SqlError {
    #[error(transparent)]
    Driver(#[from] sqlx::Error),
    #[error("no answer within {} s", PATIENCE.as_secs())]
    #[cfg_attr(not(feature = "postgres"), expect(dead_code))]
    NoAnswer,
    #[error("no connection within {} s", PATIENCE.as_secs())]
    NoConnection,
    #[error("the server is a standby, which takes no writes")]
    #[cfg_attr(not(feature = "postgres"), expect(dead_code))]
    Standby,
}

impl SqlError {
    /// The error of a statement that writes a plugin. The only constraint that it can break is that a plugin belongs to
    /// one tenant.
    pub(super) fn of_plugin(self) -> StoreError {
        match self {
            Self::Driver(sqlx::Error::Database(error)) if error.is_unique_violation() => {
                StoreError::PluginOfAnother
            }
            error => error.into(),
        }
    }

    /// Whether the same operation may succeed later, without any change.
    pub(crate) fn is_passing(&self) -> bool {
        match self {
            Self::NoAnswer | Self::NoConnection | Self::Standby => true,
            Self::Driver(sqlx::Error::Database(error)) => {
                error.code().is_some_and(|code| is_passing_code(&code))
            }
            Self::Driver(error) => matches!(
                error,
                sqlx::Error::Io(_)
                    | sqlx::Error::Tls(_)
                    | sqlx::Error::Protocol(_)
                    | sqlx::Error::PoolTimedOut
                    | sqlx::Error::PoolClosed
                    | sqlx::Error::WorkerCrashed
                    | sqlx::Error::BeginFailed
            ),
        }
    }
}

/// `SQLITE_BUSY` and `SQLITE_LOCKED` with their extended codes, which end in the same byte; and `PostgreSQL`'s classes
/// of lost connections, conflicts, missing resources and interventions.
fn is_passing_code(code: &str) -> bool {
    if code.len() == 5 {
        return ["08", "40", "53", "55", "57"]
            .iter()
            .any(|class| code.starts_with(class));
    }
    matches!(code.parse::<u32>().map(|code| code & 0xff), Ok(5 | 6))
}

impl From<SqlError> for StoreError {
    fn from(error: SqlError) -> Self {
        let error = match error {
            // Its own message is about a pool.
            SqlError::Driver(sqlx::Error::PoolTimedOut) => SqlError::NoConnection,
            error => error,
        };
        if error.is_passing() {
            Self::Unavailable(error.into())
        } else {
            Self::Failed(error.into())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn temporary_errors_are_distinguished_from_permanent_ones() {
        for code in [
            "5", "6", "517", "261", "57P01", "57014", "53300", "08006", "40001",
        ] {
            assert!(is_passing_code(code), "{code}");
        }
        for code in ["1", "19", "2067", "11", "23505", "42P01", "28P01", ""] {
            assert!(!is_passing_code(code), "{code}");
        }
    }
}
