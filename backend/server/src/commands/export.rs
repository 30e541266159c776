//! `export`: writes the tenants' plugins as CSV.

use std::io;
use std::pin::pin;
use std::process::ExitCode;

use chakra_backend::store::Store;
use chakra_backend_server::bindings_csv::{self, Row};
use chakra_backend_server::configuration::Sources;
use chakra_backend_server::stored_bindings;
use futures_util::TryStreamExt as _;

use super::{FAILURE, existing, fail};

pub(super) async fn export(sources: &Sources) -> ExitCode {
    let store = match existing(sources).await {
        Ok(store) => store,
        Err(code) => return code,
    };
    let exported = write_all(store.as_ref()).await;
    store.close_database().await;
    match exported {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => fail(FAILURE, &error),
    }
}

async fn write_all(store: &dyn Store) -> anyhow::Result<()> {
    let mut out = bindings_csv::writer(io::stdout().lock());
    let mut pages = pin!(stored_bindings::pages(store));
    while let Some(page) = pages.try_next().await? {
        for binding in page {
            out.serialize(Row::from(binding))?;
        }
    }
    Ok(out.flush()?)
}
