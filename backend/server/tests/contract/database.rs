//! A backend's database file, opened from outside the backend.

use std::path::PathBuf;

use chakra_backend_server::Database;
use sqlx::{Connection, SqliteConnection};

/// A folder with a database, deleted on drop.
pub(crate) struct DatabaseFile {
    folder: PathBuf,
}

impl DatabaseFile {
    pub(crate) fn new(name: &str) -> Self {
        let name = format!("chakra-backend-{}-{name}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&folder).unwrap();
        Self { folder }
    }

    pub(crate) fn setting(&self) -> Database {
        Database::File(self.path())
    }

    fn path(&self) -> PathBuf {
        self.folder.join("backend.sqlite")
    }

    /// Runs a statement beside the running backend.
    pub(crate) async fn execute(&self, statement: &'static str) {
        let url = format!("sqlite://{}", self.path().display());
        let mut connection = SqliteConnection::connect(&url).await.unwrap();
        sqlx::query(statement)
            .execute(&mut connection)
            .await
            .unwrap();
        connection.close().await.unwrap();
    }
}

impl Drop for DatabaseFile {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}
