//! `migrate`: creates the database, or brings its schema up to date.

use std::process::ExitCode;

use chakra_backend_server::configuration::Sources;

use super::opened;

pub(super) async fn migrate(sources: &Sources) -> ExitCode {
    match opened(sources).await {
        Ok(store) => {
            store.close_database().await;
            ExitCode::SUCCESS
        }
        Err(code) => code,
    }
}
