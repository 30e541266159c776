//! The address of the store: a file, or a `PostgreSQL` server.

use std::fmt;
#[cfg(feature = "sqlite")]
use std::path::PathBuf;
use std::str::FromStr;
use std::sync::Arc;

use super::{Store, StoreError};

/// The address of the store, parsed from a path, `sqlite:PATH`, or `postgres://user:password@host/database`. Never
/// shows the password.
#[derive(Clone)]
pub struct DatabaseUrl(Place);

#[derive(Clone)]
enum Place {
    #[cfg(feature = "sqlite")]
    File(PathBuf),
    #[cfg(feature = "postgres")]
    Postgres(Box<sqlx::postgres::PgConnectOptions>),
}

/// Why a text is not a [`DatabaseUrl`]. Does not repeat it, because it may contain a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DatabaseUrlError {
    /// An empty text.
    #[error("the database is not named")]
    Empty,
    /// A malformed `PostgreSQL` address.
    #[error("the database's address is not of the form postgres://user:password@host/database")]
    Malformed,
    /// A kind of database without an adapter.
    #[error("the database's address must be that of a file or begin with postgres://")]
    UnknownScheme,
    /// The crate was built without the adapter.
    #[error("this program was built without the feature \"{0}\"")]
    FeatureMissing(&'static str),
}

impl FromStr for DatabaseUrl {
    type Err = DatabaseUrlError;

    fn from_str(text: &str) -> Result<Self, DatabaseUrlError> {
        match text.split_once(':') {
            _ if text.is_empty() => Err(DatabaseUrlError::Empty),
            Some(("postgres" | "postgresql", _)) => postgres(text).map(Self),
            Some(("sqlite", path)) => file(path.strip_prefix("//").unwrap_or(path)).map(Self),
            Some((scheme, rest)) if rest.starts_with("//") && !scheme.contains('/') => {
                Err(DatabaseUrlError::UnknownScheme)
            }
            _ => file(text).map(Self),
        }
    }
}

#[cfg(feature = "sqlite")]
fn file(path: &str) -> Result<Place, DatabaseUrlError> {
    // Two of SQLite's own names for databases that are not files.
    match path {
        "" | ":memory:" => Err(DatabaseUrlError::Empty),
        path => Ok(Place::File(path.into())),
    }
}

#[cfg(not(feature = "sqlite"))]
fn file(_: &str) -> Result<Place, DatabaseUrlError> {
    Err(DatabaseUrlError::FeatureMissing("sqlite"))
}

#[cfg(feature = "postgres")]
fn postgres(address: &str) -> Result<Place, DatabaseUrlError> {
    let options = address.parse().map_err(|_| DatabaseUrlError::Malformed)?;
    Ok(Place::Postgres(Box::new(options)))
}

#[cfg(not(feature = "postgres"))]
fn postgres(_: &str) -> Result<Place, DatabaseUrlError> {
    Err(DatabaseUrlError::FeatureMissing("postgres"))
}

#[cfg(feature = "sqlite")]
impl From<PathBuf> for DatabaseUrl {
    fn from(path: PathBuf) -> Self {
        Self(Place::File(path))
    }
}

impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            #[cfg(feature = "sqlite")]
            Place::File(path) => write!(f, "{}", path.display()),
            #[cfg(feature = "postgres")]
            Place::Postgres(options) => {
                let database = options.get_database().unwrap_or_default();
                write!(f, "postgres://{}/{database}", options.get_host())
            }
        }
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DatabaseUrl({self})")
    }
}

/// Opens the store, and brings its schema up to date.
pub async fn open(url: &DatabaseUrl) -> Result<Arc<dyn Store>, StoreError> {
    Ok(match &url.0 {
        #[cfg(feature = "sqlite")]
        Place::File(path) => Arc::new(super::SqliteStore::open(path).await?),
        #[cfg(feature = "postgres")]
        Place::Postgres(options) => {
            Arc::new(super::PostgresStore::connect_with((**options).clone()).await?)
        }
    })
}

#[cfg(all(test, feature = "sqlite", feature = "postgres"))]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<String, DatabaseUrlError> {
        text.parse::<DatabaseUrl>().map(|url| format!("{url:?}"))
    }

    #[test]
    fn a_file_or_a_server() {
        for (text, shown) in [
            ("backend.sqlite", "backend.sqlite"),
            ("/var/lib/a:b.sqlite", "/var/lib/a:b.sqlite"),
            ("C:\\data\\backend.sqlite", "C:\\data\\backend.sqlite"),
            ("sqlite:backend.sqlite", "backend.sqlite"),
            ("sqlite:///var/lib/b.sqlite", "/var/lib/b.sqlite"),
            (
                "postgres://me:geheim@db.example:5433/app",
                "postgres://db.example/app",
            ),
            (
                "postgresql://me@db.example/app",
                "postgres://db.example/app",
            ),
        ] {
            assert_eq!(read(text), Ok(format!("DatabaseUrl({shown})")));
        }
    }

    #[test]
    fn an_unusable_address_is_reported_without_repeating_it() {
        for (text, error) in [
            ("", DatabaseUrlError::Empty),
            ("sqlite:", DatabaseUrlError::Empty),
            ("sqlite::memory:", DatabaseUrlError::Empty),
            ("mysql://me:geheim@db/app", DatabaseUrlError::UnknownScheme),
            (
                "postgres://me:geheim@db:port/app",
                DatabaseUrlError::Malformed,
            ),
        ] {
            assert_eq!(read(text), Err(error), "{text}");
            assert!(!format!("{error} {error:?}").contains("geheim"));
        }
    }

    #[tokio::test]
    async fn a_file_is_opened() {
        let name = format!("chakra-open-{}.sqlite", std::process::id());
        let file = std::env::temp_dir().join(name);
        let url: DatabaseUrl = file.to_str().unwrap().parse().unwrap();
        let store = open(&url).await.unwrap();
        assert_eq!(store.find("a").await.unwrap(), None);
        store.close_database().await;
        std::fs::remove_file(file).unwrap();
    }
}
