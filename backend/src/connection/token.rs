//! A connect token for the tenant's one plugin, which the first call creates.
//!
//! A reservation is stored before Chakra is called, and its outcome afterwards, so that a crash leaves a record.

use std::time::Duration;

use chakra_connect_contract::pace::{OTHERS_INTERVAL, OTHERS_PAUSE, OTHERS_TIME};
use tokio::time::{Instant, sleep};

use super::binding::binding_of;
use super::removal;
use crate::backend::AppState;
use crate::chakra::{ChakraError, ConnectToken, NewPlugin};
use crate::namespace::reference_id;
use crate::problem::{Problem, ProblemCode};
use crate::store::{Binding, Bound, Lease, Outcome, Reservation, StoreError, now};
use crate::telemetry;
use crate::who_asks::Tenant;

/// A token, and its plugin.
pub(crate) type Provided = Result<(ConnectToken, String), Problem>;

/// A token for the tenant's plugin.
pub(super) async fn token_for(backend: &AppState, tenant: &Tenant) -> Provided {
    let deadline = Instant::now() + OTHERS_TIME;
    loop {
        if let Some(known) = binding_of(backend, tenant).await? {
            if known.removal_pending {
                // A process died in the middle of a disconnect: no signup may complete on a plugin that will be
                // deleted.
                removal::end(backend, tenant, &known).await?;
                continue;
            }
            match token_of_existing(backend, tenant, &known).await? {
                Some(token) => return Ok((token, known.plugin_id)),
                None => continue,
            }
        }
        match backend
            .store
            .reserve(&tenant.id, now(), backend.claim_time())
            .await?
        {
            Reservation::Reserved(lease) => {
                if let Some(provided) = new_plugin(backend, tenant, &lease).await? {
                    return Ok(provided);
                }
            }
            // Another process was faster.
            Reservation::Bound => {}
            Reservation::InProgress if Instant::now() < deadline => sleep(OTHERS_INTERVAL).await,
            Reservation::InProgress => return Err(pending(OTHERS_PAUSE)),
            Reservation::Paused { until } => {
                let wait = u64::try_from(until - now()).unwrap_or(0);
                return Err(pending(Duration::from_millis(wait)));
            }
        }
    }
}

fn pending(wait: Duration) -> Problem {
    Problem::from(ProblemCode::PluginPending).with_retry_after(wait)
}

/// A token for the known plugin; none if Chakra no longer has it, according to two of its endpoints.
async fn token_of_existing(
    backend: &AppState,
    tenant: &Tenant,
    known: &Binding,
) -> Result<Option<ConnectToken>, Problem> {
    let plugin_id = &known.plugin_id;
    match backend.chakra.connect_token(plugin_id).await {
        Err(ChakraError::PluginNotFound) => {}
        answer => return Ok(Some(answer?)),
    }
    let _change = backend.statuses.change(&tenant.id);
    backend
        .store
        .note_gone(&tenant.id, plugin_id, Some(now()))
        .await?;
    match backend.chakra.plugin(plugin_id).await {
        Err(ChakraError::PluginNotFound) => {}
        Err(error) => return Err(error.into()),
        Ok(_) => {
            tracing::warn!(
                tenant = tenant.id,
                plugin = plugin_id,
                "Chakra makes no token for a plugin that it has"
            );
            return Err(ChakraError::PluginNotFound.into());
        }
    }
    tracing::warn!(
        tenant = tenant.id,
        plugin = plugin_id,
        "a plugin is gone at Chakra; a new one takes its place"
    );
    backend.store.archive(&tenant.id, plugin_id, now()).await?;
    Ok(None)
}

/// Creates the tenant's plugin; none if another process was faster, whose plugin is used.
async fn new_plugin(
    backend: &AppState,
    tenant: &Tenant,
    lease: &Lease,
) -> Result<Option<(ConnectToken, String)>, Problem> {
    // The sandbox and one integration show that the name is required, but a partner may have none.
    let client_name = match tenant.name.trim() {
        "" => &tenant.id,
        name => name,
    };
    let _change = backend.statuses.change(&tenant.id);
    // The reservation's id in the name helps to find a plugin with an unknown outcome in Chakra's dashboard.
    let name = format!("{client_name} · {}", lease.short_id());
    let reference_id = reference_id(backend.namespace.as_ref(), &tenant.id);
    let made = backend
        .chakra
        .connect_token_with_new_plugin(NewPlugin {
            name: &name,
            client_reference_id: &reference_id,
            client_name,
            client_email: tenant.email.as_deref(),
        })
        .await;
    let (token, plugin_id) = match made {
        Ok(made) => made,
        Err(error) => {
            record_failure(backend, tenant, lease, error).await;
            return Err(error.into());
        }
    };
    match backend.store.bind(lease, &plugin_id, now()).await {
        Ok(Bound::Bound) => Ok(Some((token, plugin_id))),
        // Maintenance deletes it.
        Ok(Bound::Surplus) => Ok(None),
        Err(StoreError::PluginOfAnother) => {
            tracing::error!(
                tenant = tenant.id,
                plugin = plugin_id,
                "Chakra names the plugin of another tenant; nothing is done with it"
            );
            close(backend, tenant, lease, Outcome::Unknown).await;
            Err(StoreError::PluginOfAnother.into())
        }
        Err(error) => {
            delete_unrecorded(backend, tenant, lease, &plugin_id).await;
            Err(error.into())
        }
    }
}

/// Stores the outcome of a failed request for a new plugin.
async fn record_failure(backend: &AppState, tenant: &Tenant, lease: &Lease, error: ChakraError) {
    let mut outcome = Outcome::NotMade;
    if error.may_be_done() {
        tracing::error!(
            tenant = tenant.id,
            reservation = lease.short_id(),
            %error,
            "a plugin may have been made at Chakra whose id nobody knows"
        );
        outcome = Outcome::Unknown;
        telemetry::unknown_outcome(telemetry::Change::Make);
    }
    close(backend, tenant, lease, outcome).await;
}

/// The plugin was created but could not be bound: it is deleted, now or by maintenance.
async fn delete_unrecorded(backend: &AppState, tenant: &Tenant, lease: &Lease, plugin_id: &str) {
    let deleted = backend.chakra.delete_plugin(plugin_id).await;
    let outcome = match &deleted {
        Ok(()) => Outcome::NotMade,
        Err(error) => {
            tracing::error!(
                tenant = tenant.id,
                plugin = plugin_id,
                %error,
                "a plugin stays behind at Chakra: it could neither be kept nor deleted"
            );
            Outcome::Unkept(plugin_id)
        }
    };
    close(backend, tenant, lease, outcome).await;
}

async fn close(backend: &AppState, tenant: &Tenant, lease: &Lease, outcome: Outcome<'_>) {
    // If this fails too, the reservation expires, which counts as an unknown outcome.
    if let Err(error) = backend.store.close(lease, outcome, now()).await {
        tracing::error!(tenant = tenant.id, %error, "an outcome was not written down");
    }
}
