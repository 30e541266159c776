//! `settle`: closes a reservation whose outcome is unknown, after somebody has looked for its plugin at Chakra.

use std::process::ExitCode;

use anyhow::bail;
use chakra_backend::store::{Lease, Outcome, Store, now};
use chakra_backend_server::configuration::Sources;

use super::{FAILURE, MISUSE, existing, fail, say};

/// As long as the id in a plugin's name.
const SHORTEST: usize = 8;

pub(super) async fn settle(sources: &Sources, id: &str) -> ExitCode {
    if id.len() < SHORTEST {
        return fail(
            MISUSE,
            &format_args!(
                "an id has at least {SHORTEST} characters; `chakra-backend doctor` says it"
            ),
        );
    }
    let store = match existing(sources).await {
        Ok(store) => store,
        Err(code) => return code,
    };
    let settled = close(store.as_ref(), id).await;
    store.close_database().await;
    match settled {
        Ok(lease) => {
            let _ = say(&format_args!(
                "settled: no plugin of reservation {} is expected for tenant {} any more",
                lease.id, lease.tenant_id
            ));
            ExitCode::SUCCESS
        }
        Err(error) => fail(FAILURE, &error),
    }
}

/// Closes the only one whose id begins so. One that is still in progress is not found.
async fn close(store: &dyn Store, id: &str) -> anyhow::Result<Lease> {
    let now = now();
    let unknown = store.unresolved(now, u32::MAX).await?.reservations;
    let leases = unknown.into_iter().map(|it| it.lease);
    let mut found = leases.filter(|lease| lease.id.starts_with(id));
    let Some(lease) = found.next() else {
        bail!("there is no unknown outcome with the id {id}");
    };
    if found.next().is_some() {
        bail!("several unknown outcomes have an id that begins with {id}; give all of it");
    }
    store.close(&lease, Outcome::NotMade, now).await?;
    Ok(lease)
}
