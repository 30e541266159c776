//! Plugins that are to go: switched off and deleted at Chakra, tried until it is done.

use std::time::Duration;

use crate::backend::BackendParts;
use crate::chakra::{ChakraError, PluginRecord};
use crate::problem::Problem;
use crate::store::{Milliseconds, Removal, StoreError, after, now};
use crate::tenants::Tenant;

/// How many are worked off in one go.
const AT_ONCE: u32 = 20;
const LONGEST_PAUSE: Duration = Duration::from_hours(1);

/// Unlinks the tenant's plugin. Either call is enough to stop the connection at Chakra, so one may fail: the
/// rest is tried until it is done. If both do, nothing is forgotten: the number would stay connected with
/// nobody able to disconnect it.
pub(super) async fn disconnect(backend: &BackendParts, tenant: &Tenant) -> Result<(), Problem> {
    let Some(remembered) = backend.store.find(&tenant.id).await? else {
        return Ok(());
    };
    let plugin_id = &remembered.plugin_id;
    let due = pause(backend, 0);
    let store = &backend.store;
    store
        .begin_removal(&tenant.id, plugin_id, now(), due)
        .await?;
    let switched_off = gone_is_done(backend.chakra.deactivate_plugin(plugin_id).await);
    let deleted = gone_is_done(backend.chakra.delete_plugin(plugin_id).await);
    match (switched_off, deleted) {
        (Err(_), Err(error)) => {
            store.cancel_removal(plugin_id).await?;
            return Err(error.into());
        }
        (_, Ok(())) => store.release(plugin_id, None).await?,
        (Ok(()), Err(error)) => {
            tracing::warn!(
                tenant = tenant.id,
                plugin = plugin_id,
                %error,
                "a plugin is switched off, and not deleted yet"
            );
            store.release(plugin_id, Some(due)).await?;
        }
    }
    Ok(())
}

fn gone_is_done(answer: Result<(), ChakraError>) -> Result<(), ChakraError> {
    match answer {
        Err(ChakraError::PluginNotFound) => Ok(()),
        other => other,
    }
}

/// When one that was tried so often is tried again.
fn pause(backend: &BackendParts, tries: u32) -> Milliseconds {
    let factor = 2_u32.saturating_pow(tries);
    let pause = backend.removal_pause.saturating_mul(factor);
    after(now(), pause.min(LONGEST_PAUSE))
}

/// Tries what is due.
pub(crate) async fn work_off(backend: &BackendParts) {
    let due = match backend.store.due_removals(now(), AT_ONCE).await {
        Ok(due) => due,
        Err(error) => {
            tracing::error!(%error, "the plugins to be deleted could not be read");
            return;
        }
    };
    for removal in due {
        if let Err(error) = attempt(backend, &removal).await {
            tracing::error!(
                tenant = removal.tenant_id,
                plugin = removal.plugin_id,
                %error,
                "a plugin to be deleted could not be written down"
            );
        }
    }
}

/// Tries one of them.
async fn attempt(backend: &BackendParts, removal: &Removal) -> Result<(), StoreError> {
    let plugin_id = &removal.plugin_id;
    if removal.is_deactivated && reclaimed(backend, removal).await? {
        return Ok(());
    }
    let mut done = gone_is_done(backend.chakra.delete_plugin(plugin_id).await);
    if done.is_err() && !removal.is_deactivated {
        // A process has died before it could do either.
        let switched_off = gone_is_done(backend.chakra.deactivate_plugin(plugin_id).await);
        if switched_off.is_ok() {
            let due = pause(backend, removal.tries.saturating_add(1));
            return backend.store.release(plugin_id, Some(due)).await;
        }
        done = switched_off.and(done);
    }
    match done {
        Ok(()) => backend.store.release(plugin_id, None).await,
        Err(error) => {
            tracing::warn!(
                tenant = removal.tenant_id,
                plugin = plugin_id,
                tries = removal.tries,
                %error,
                "a plugin is still to be deleted at Chakra"
            );
            let due = pause(backend, removal.tries.saturating_add(1));
            backend.store.postpone_removal(plugin_id, due).await
        }
    }
}

/// Gives the tenant a plugin back that somebody has signed up with since it was switched off: a token may live
/// an hour longer than the connection it was made for.
pub(super) async fn reclaim(backend: &BackendParts, tenant: &Tenant) -> Result<bool, StoreError> {
    for removal in backend.store.removals_of(&tenant.id).await? {
        if removal.is_deactivated && reclaimed(backend, &removal).await? {
            return Ok(true);
        }
    }
    Ok(false)
}

async fn reclaimed(backend: &BackendParts, removal: &Removal) -> Result<bool, StoreError> {
    // Where the record cannot be read, nothing is known to have happened.
    let record = backend.chakra.plugin(&removal.plugin_id).await;
    if !record.is_ok_and(|record| is_signed_up(&record)) {
        return Ok(false);
    }
    let is_restored = backend.store.restore(removal).await?;
    if is_restored {
        tracing::warn!(
            tenant = removal.tenant_id,
            plugin = removal.plugin_id,
            "a signup has ended on a plugin that was disconnected: it is the tenant's again"
        );
    } else {
        tracing::error!(
            tenant = removal.tenant_id,
            plugin = removal.plugin_id,
            "a signup has ended on a plugin that was disconnected, and the tenant has another one"
        );
    }
    Ok(is_restored)
}

fn is_signed_up(plugin: &PluginRecord) -> bool {
    plugin.is_active && !(plugin.account_ids.is_empty() && plugin.phone_number_ids.is_empty())
}
