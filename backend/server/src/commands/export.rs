//! `export`: writes down as CSV which plugin is whose.

use std::io;
use std::process::ExitCode;

use chakra_backend::store::Store;
use chakra_backend_server::bindings_csv::{self, Row};
use chakra_backend_server::configuration::Sources;

use super::{FAILURE, existing, fail};

const PAGE: u32 = 500;

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
    let mut last = String::new();
    loop {
        let page = store.export(&last, PAGE).await?;
        let Some(end) = page.last() else {
            return Ok(out.flush()?);
        };
        last.clone_from(&end.tenant_id);
        for binding in page {
            out.serialize(Row::from(binding))?;
        }
    }
}
