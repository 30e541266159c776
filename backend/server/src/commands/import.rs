//! `import`: binds plugins that a partner already has at Chakra.

use std::fs::File;
use std::io::{self, Read};
use std::process::ExitCode;

use chakra_backend::store::{AuditAction, AuditEvent, Imported, Store, StoreError, now};
use chakra_backend_server::bindings_csv::{self, Adopted};
use chakra_backend_server::configuration::Sources;

use super::{FAILURE, MISUSE, fail, opened, say};

pub(super) async fn import(sources: &Sources, path: &str) -> ExitCode {
    let file: Box<dyn Read> = match path {
        "-" => Box::new(io::stdin()),
        path => match File::open(path) {
            Ok(file) => Box::new(file),
            Err(error) => return fail(MISUSE, &format_args!("{path} cannot be read: {error}")),
        },
    };
    // Reads the whole file before storing the first row, so that an invalid file changes nothing.
    let rows = match bindings_csv::read(file) {
        Ok(rows) => rows,
        Err(error) => {
            return fail(
                MISUSE,
                &format_args!("{path}: {error}; nothing was imported"),
            );
        }
    };
    let store = match opened(sources).await {
        Ok(store) => store,
        Err(code) => return code,
    };
    let mut counts = Counts::default();
    for row in &rows {
        let imported = adopt(store.as_ref(), row).await;
        if let Err(error @ (StoreError::Unavailable(_) | StoreError::Failed(_))) = imported {
            let done = counts.imported + counts.known;
            return fail(
                FAILURE,
                &format_args!(
                    "{error}; {done} of {} rows are done, and it can be run again",
                    rows.len()
                ),
            );
        }
        counts.count(path, row, &imported);
    }
    store.close_database().await;
    let _ = say(&format_args!(
        "{} imported, {} known before, {} refused",
        counts.imported, counts.known, counts.refused
    ));
    if counts.refused == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(FAILURE)
    }
}

async fn adopt(store: &dyn Store, row: &Adopted) -> Result<Imported, StoreError> {
    let now = now();
    let imported = store.import(&row.tenant, &row.plugin, now).await?;
    if imported == Imported::Bound {
        let event = AuditEvent {
            tenant_id: row.tenant.clone(),
            user_id: None,
            action: AuditAction::Import,
            at: now,
        };
        store.record_event(&event).await?;
    }
    Ok(imported)
}

#[derive(Default)]
struct Counts {
    imported: usize,
    known: usize,
    refused: usize,
}

impl Counts {
    fn count(&mut self, path: &str, row: &Adopted, imported: &Result<Imported, StoreError>) {
        let why = match imported {
            Ok(Imported::Bound) => {
                self.imported += 1;
                return;
            }
            Ok(Imported::AlreadyBound) => {
                self.known += 1;
                return;
            }
            Ok(Imported::OtherPlugin) => "the tenant has another plugin, which stays".to_owned(),
            Ok(Imported::RemovalPending) => {
                "the plugin was disconnected, and is to be deleted at Chakra".to_owned()
            }
            Err(error) => error.to_string(),
        };
        self.refused += 1;
        let place = format_args!("{path}, line {}", row.line).to_string();
        let _ = say(&format_args!(
            "{place}: tenant {}, plugin {}: {why}",
            row.tenant, row.plugin
        ));
    }
}
