//! The database of tenants' plugins, and how it is opened.

use std::path::PathBuf;
use std::sync::Arc;

use chakra_backend::store::{self, DatabaseUrl, SqliteStore, Store, StoreError};

/// The database of tenants' plugins.
#[derive(Clone, Debug)]
pub enum Database {
    /// An `SQLite` file, created if absent.
    File(PathBuf),
    /// A `PostgreSQL` server, which several processes may share.
    Server(DatabaseUrl),
    /// In memory, for as long as the server runs.
    InMemory,
}

impl Database {
    /// Opens an existing store, because a new one would have nothing to report.
    pub async fn open_existing(&self) -> Result<Arc<dyn Store>, StoreError> {
        match self {
            Self::File(path) if !path.is_file() => {
                let missing = format!("{} is not there", path.display());
                Err(StoreError::Failed(missing.into()))
            }
            _ => self.open().await,
        }
    }

    /// Opens the store, and brings its schema up to date.
    pub async fn open(&self) -> Result<Arc<dyn Store>, StoreError> {
        Ok(match self {
            Self::File(path) => Arc::new(SqliteStore::open(path).await?),
            Self::Server(url) => store::open(url).await?,
            Self::InMemory => Arc::new(SqliteStore::in_memory().await?),
        })
    }
}
