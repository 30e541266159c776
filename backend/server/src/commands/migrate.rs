//! `migrate`: makes the database, or brings its schema up to date.

use std::process::ExitCode;

use chakra_backend::SqliteStore;
use chakra_backend_server::Database;
use chakra_backend_server::configuration::{Sources, database};

use super::{FAILURE, MISUSE, fail};

pub(super) async fn migrate(sources: &Sources) -> ExitCode {
    let database = match database(sources) {
        Ok(database) => database,
        Err(faults) => return fail(MISUSE, &faults),
    };
    let opened = match database {
        Database::File(path) => SqliteStore::open(path).await,
        Database::InMemory => SqliteStore::in_memory().await,
    };
    match opened {
        Ok(_) => ExitCode::SUCCESS,
        Err(error) => fail(FAILURE, &error),
    }
}
