//! Plugins to be removed: switched off and deleted at Chakra, retried until done. A plugin with a new signup is never
//! deleted.

use std::collections::HashSet;

use chakra_connect_contract::pace::LONGEST_REMOVAL_PAUSE;

use crate::backend::AppState;
use crate::chakra::{ChakraError, PluginRecord};
use crate::doubling::doubled;
use crate::problem::Problem;
use crate::store::{
    Binding, Milliseconds, Removal, RemovalUpdate, Restored, StoreError, after, now,
};
use crate::telemetry;
use crate::who_asks::Tenant;

/// Above this, the exact number makes no difference to the person who is alerted.
const MOST_COUNTED: u32 = 1000;
/// Number of removals read at a time.
const BATCH: u32 = 20;

/// The plugins of one disconnect.
pub(super) struct Disconnect {
    ended: Vec<String>,
    /// The tenant's plugin at the beginning, and the removed ones that the disconnect has seen. Any process may return a
    /// removed one to the tenant after a signup.
    meant: HashSet<String>,
}

impl Disconnect {
    pub(super) async fn begin(backend: &AppState, tenant: &Tenant) -> Result<Self, StoreError> {
        let mut begun = Self {
            ended: Vec::new(),
            meant: HashSet::new(),
        };
        begun.see_removals(backend, tenant).await?;
        let binding = backend.store.find(&tenant.id).await?;
        begun.meant.extend(binding.map(|binding| binding.plugin_id));
        Ok(begun)
    }

    async fn see_removals(
        &mut self,
        backend: &AppState,
        tenant: &Tenant,
    ) -> Result<Vec<Removal>, StoreError> {
        let removals = backend.store.removals_of(&tenant.id).await?;
        let ids = removals.iter().map(|removal| removal.plugin_id.clone());
        self.meant.extend(ids);
        Ok(removals)
    }

    /// The next plugin to end. This may be a disconnected one on which a signup has completed since: otherwise the next
    /// status would report it as connected. If its record cannot be read, nobody knows, and the disconnect fails.
    pub(super) async fn next(
        &mut self,
        backend: &AppState,
        tenant: &Tenant,
    ) -> Result<Option<Binding>, Problem> {
        let mut binding = backend.store.find(&tenant.id).await?;
        if binding.is_none() {
            let removals = self.see_removals(backend, tenant).await?;
            let unread = reclaim(backend, removals, &self.ended).await?;
            // In any case, because a status or another process may have been faster.
            binding = backend.store.find(&tenant.id).await?;
            if let (None, Some(error)) = (&binding, unread) {
                return Err(error.into());
            }
        }
        Ok(binding.filter(|binding| self.includes(&binding.plugin_id)))
    }

    /// An ended one that is here again has had a signup after its end. One that is not meant is the plugin of a later
    /// token.
    fn includes(&self, plugin_id: &String) -> bool {
        self.meant.contains(plugin_id) && !self.ended.contains(plugin_id)
    }

    /// Returns whether the plugin is the first to be ended.
    pub(super) fn note_ended(&mut self, binding: Binding) -> bool {
        self.ended.push(binding.plugin_id);
        self.ended.len() == 1
    }
}

/// Ends the connection of the tenant's plugin. Either call is enough to stop it at Chakra, so one may fail: the rest is
/// retried until done. If both are rejected, the binding stays: otherwise the number would stay connected with nobody
/// able to disconnect it.
pub(super) async fn end(
    backend: &AppState,
    tenant: &Tenant,
    binding: &Binding,
) -> Result<(), Problem> {
    let _change = backend.statuses.change(&tenant.id);
    let (store, chakra) = (&backend.store, &backend.chakra);
    let plugin_id = binding.plugin_id.as_str();
    let is_new = !binding.removal_pending;
    let due = after(now(), backend.claim_time());
    store
        .begin_removal(&tenant.id, plugin_id, now(), due)
        .await?;
    let deactivated = chakra.deactivate_plugin(plugin_id).await;
    if deactivated.is_ok() {
        // Before the next call: from here on, a plugin that is on has had a new signup.
        store
            .update_removal(plugin_id, RemovalUpdate::Deactivated)
            .await?;
    }
    let deleted = chakra.delete_plugin(plugin_id).await;
    match (deactivated, deleted) {
        (Err(ChakraError::PluginNotFound), Err(ChakraError::PluginNotFound)) => {
            backend.note_disconnected(&tenant.id, plugin_id).await?;
            archive(backend, &tenant.id, plugin_id).await?;
        }
        (_, Ok(())) | (Ok(()), Err(ChakraError::PluginNotFound)) => {
            backend.note_disconnected(&tenant.id, plugin_id).await?;
            store.release(&tenant.id, plugin_id, now(), None).await?;
        }
        (Ok(()), Err(error)) => {
            backend.note_disconnected(&tenant.id, plugin_id).await?;
            tracing::warn!(
                tenant = tenant.id,
                plugin = plugin_id,
                %error,
                "a plugin is switched off, and not deleted yet"
            );
            let due = next_try(backend, 0);
            store
                .release(&tenant.id, plugin_id, now(), Some(due))
                .await?;
        }
        (Err(first), Err(second)) => {
            // A call that may have taken effect is retried.
            if first.may_be_done() || second.may_be_done() {
                telemetry::unknown_outcome(telemetry::Change::Remove);
            } else if is_new {
                store
                    .update_removal(plugin_id, RemovalUpdate::Cancelled)
                    .await?;
            }
            return Err(second.into());
        }
    }
    Ok(())
}

/// The time of the next attempt after `tries` attempts.
fn next_try(backend: &AppState, tries: u32) -> Milliseconds {
    after(
        now(),
        doubled(backend.removal_pause, tries, LONGEST_REMOVAL_PAUSE),
    )
}

/// Two of Chakra's endpoints report that it does not have the plugin, so it is archived.
async fn archive(backend: &AppState, tenant_id: &str, plugin_id: &str) -> Result<(), StoreError> {
    tracing::warn!(
        tenant = tenant_id,
        plugin = plugin_id,
        "a plugin that was to be deleted is gone at Chakra"
    );
    backend.store.archive(tenant_id, plugin_id, now()).await
}

/// The removals that are due now.
pub(crate) async fn due_removals(backend: &AppState) -> Vec<Removal> {
    let due = backend.store.due_removals(now(), BATCH).await;
    due.unwrap_or_else(|error| {
        tracing::error!(%error, "the plugins to be deleted could not be read");
        Vec::new()
    })
}

/// Measures unfinished removals and unknown outcomes.
pub(crate) async fn measure_backlog(backend: &AppState) {
    match backend.store.unresolved(now(), MOST_COUNTED).await {
        Ok(left) => telemetry::backlog(left.removals.len(), left.reservations.len()),
        Err(error) => tracing::error!(%error, "what is left to be done could not be counted"),
    }
    if backend.notifications.is_none() {
        return;
    }
    match backend.store.undelivered().await {
        Ok(undelivered) => telemetry::undelivered(undelivered.count),
        Err(error) => tracing::error!(%error, "the notifications could not be counted"),
    }
}

/// Tries a due removal, unless another process does.
pub(crate) async fn process(backend: &AppState, plugin_id: &str) {
    if let Err(error) = try_to_remove(backend, plugin_id).await {
        tracing::error!(plugin = plugin_id, %error, "a removal could not be written down");
    }
}

async fn try_to_remove(backend: &AppState, plugin_id: &str) -> Result<(), StoreError> {
    let until = after(now(), backend.claim_time());
    let claimed = backend.store.claim_removal(plugin_id, now(), until).await?;
    let Some(removal) = claimed else {
        return Ok(());
    };
    let Ok(_turn) = backend.locks.lock(&removal.tenant_id).await else {
        return Ok(());
    };
    let _change = backend.statuses.change(&removal.tenant_id);
    let record = match backend.chakra.plugin(plugin_id).await {
        Ok(record) => Some(record),
        Err(ChakraError::PluginNotFound) => None,
        Err(error) => return postpone(backend, &removal, error).await,
    };
    if removal.is_deactivated && record.as_ref().is_some_and(is_signed_up) {
        if restore(backend, &removal).await? {
            if backend.notifications.is_some() {
                // It was reported as disconnected, and nobody may be looking.
                backend.recheck(removal.tenant_id.clone());
            }
        } else {
            let due = next_try(backend, removal.tries);
            backend
                .store
                .update_removal(plugin_id, RemovalUpdate::Postponed { due })
                .await?;
        }
        return Ok(());
    }
    if record.is_some() && !removal.is_deactivated {
        // A process died before it could do this.
        if let Err(error) = backend.chakra.deactivate_plugin(plugin_id).await {
            return postpone(backend, &removal, error).await;
        }
        backend
            .store
            .update_removal(plugin_id, RemovalUpdate::Deactivated)
            .await?;
    }
    let deleted = backend.chakra.delete_plugin(plugin_id).await;
    let is_off = record.is_some() || removal.is_deactivated;
    if is_off || matches!(deleted, Ok(()) | Err(ChakraError::PluginNotFound)) {
        note_end(backend, &removal).await?;
    }
    match (record, deleted) {
        (None, Err(ChakraError::PluginNotFound)) => {
            archive(backend, &removal.tenant_id, plugin_id).await
        }
        (_, Ok(())) => {
            backend
                .store
                .release(&removal.tenant_id, plugin_id, now(), None)
                .await
        }
        (_, Err(error)) => postpone(backend, &removal, error).await,
    }
}

/// Records that the connection has ended, if the plugin was the tenant's. A surplus plugin never was.
async fn note_end(backend: &AppState, removal: &Removal) -> Result<(), StoreError> {
    let (tenant_id, plugin_id) = (&removal.tenant_id, &removal.plugin_id);
    let known = backend.store.find(tenant_id).await?;
    if known.is_some_and(|known| known.plugin_id == *plugin_id) {
        backend.note_disconnected(tenant_id, plugin_id).await?;
    }
    Ok(())
}

async fn postpone(
    backend: &AppState,
    removal: &Removal,
    error: ChakraError,
) -> Result<(), StoreError> {
    tracing::warn!(
        tenant = removal.tenant_id,
        plugin = removal.plugin_id,
        tries = removal.tries,
        %error,
        "a plugin is still to be deleted at Chakra"
    );
    let due = next_try(backend, removal.tries);
    backend
        .store
        .update_removal(&removal.plugin_id, RemovalUpdate::Postponed { due })
        .await
}

/// Gives one of the tenant's removed plugins back if it has had a signup since it was switched off: a token may outlive
/// its connection by an hour. Leaves out the plugins in `except`.
///
/// Returns why a plugin's record could not be read, if so.
pub(super) async fn reclaim(
    backend: &AppState,
    removals: Vec<Removal>,
    except: &[String],
) -> Result<Option<ChakraError>, StoreError> {
    let mut unread = None;
    for removal in removals {
        if !removal.is_deactivated || except.contains(&removal.plugin_id) {
            continue;
        }
        match backend.chakra.plugin(&removal.plugin_id).await {
            Ok(record) => {
                if is_signed_up(&record) && restore(backend, &removal).await? {
                    break;
                }
            }
            // It has no signup either.
            Err(ChakraError::PluginNotFound) => {}
            Err(error) => unread = Some(error),
        }
    }
    Ok(unread)
}

/// Whether the plugin is the tenant's again. If the tenant has another one, people must decide: neither is deleted.
async fn restore(backend: &AppState, removal: &Removal) -> Result<bool, StoreError> {
    let (tenant, plugin) = (&removal.tenant_id, &removal.plugin_id);
    let _change = backend.statuses.change(tenant);
    match backend.store.restore(removal, now()).await? {
        Restored::Done => {
            tracing::warn!(
                tenant,
                plugin,
                "a signup has ended on a plugin that was disconnected: it is the tenant's again"
            );
            Ok(true)
        }
        // Another process was faster, or the plugin was disconnected again after its record was read.
        Restored::NotPending => Ok(true),
        Restored::OtherPlugin => {
            tracing::error!(
                tenant,
                plugin,
                "a signup has ended on a plugin that was disconnected, and the tenant has another one: neither is deleted"
            );
            Ok(false)
        }
    }
}

fn is_signed_up(plugin: &PluginRecord) -> bool {
    plugin.is_active && !(plugin.account_ids.is_empty() && plugin.phone_number_ids.is_empty())
}
