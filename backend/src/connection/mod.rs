//! The operations on a tenant's connection, without HTTP: the routes call them, and the partner's own code may too.

mod accounts;
mod audit;
mod binding;
mod choice;
mod recheck;
mod records;
mod removal;
mod status;
mod token;

use std::sync::Arc;

use crate::backend::{AppState, Backend};
use crate::chakra::ConnectToken;
use crate::problem::{Problem, ProblemCode};
use crate::status_cache::KeptStatus;
use crate::store::{AuditAction, AuditEvent, StoreError};
use crate::who_asks::{Caller, Tenant};

pub use status::Status;

pub(crate) use recheck::Rechecks;
pub(crate) use removal::{due_removals, measure_backlog, process};
pub(crate) use token::Provided;

impl Backend {
    /// The connection according to Chakra's records, for your own code, for example before a message is sent. It shares
    /// the widget's cache, and counts towards no quota.
    pub async fn status(&self, tenant: &Tenant) -> Result<Status, Problem> {
        let kept = self.parts.status(tenant, |_| Ok(())).await?;
        Ok(kept.status.clone())
    }

    /// Makes the next status request call Chakra. Call it when you learn that the tenant's connection may have changed,
    /// for example from a webhook.
    pub fn invalidate_status(&self, tenant_id: &str) {
        self.parts.statuses.invalidate(tenant_id);
    }

    /// Ends the tenant's connection, for your own code, for example when an account is closed. Succeeds if there is
    /// none.
    pub async fn disconnect(&self, tenant: &Tenant) -> Result<(), Problem> {
        self.parts.disconnect(tenant, None).await
    }

    /// Actions on the tenant's connection with their users, newest first, at most `at_most`.
    pub async fn events(
        &self,
        tenant_id: &str,
        at_most: u32,
    ) -> Result<Vec<AuditEvent>, StoreError> {
        self.parts.store.events(tenant_id, at_most).await
    }
}

impl AppState {
    /// The tenant's status, from the cache or from Chakra. `allow` is called before Chakra is: a request that joins a
    /// running check is free.
    pub(crate) async fn status(
        &self,
        tenant: &Tenant,
        allow: impl FnOnce(&str) -> Result<(), Problem> + Send,
    ) -> Result<Arc<KeptStatus>, Problem> {
        if let Some(kept) = self.statuses.get(&tenant.id).await {
            if self.is_current(tenant, &kept.status).await {
                return Ok(kept);
            }
            self.statuses.invalidate(&tenant.id);
        }
        let check = async {
            allow(&tenant.id)?;
            status::status(self, tenant).await
        };
        // Boxed, because a check's future is large, and a cached status should not pay for it.
        let status = self.statuses.get_or_check(&tenant.id, check);
        Box::pin(status).await
    }

    /// Whether a cached status belongs to the tenant's current plugin and choice, which another process may have
    /// changed.
    async fn is_current(&self, tenant: &Tenant, kept: &Status) -> bool {
        if !self.store.is_shared() {
            return true;
        }
        let binding = self.store.find(&tenant.id).await;
        binding.is_ok_and(|binding| kept.is_of(binding.as_ref()))
    }

    /// A token for the tenant's plugin, and the plugin's id. `named` is the plugin that the browser knows, which must
    /// be the tenant's. Concurrent calls share one token.
    pub(crate) async fn connect_token(
        &self,
        caller: &Caller,
        named: Option<String>,
    ) -> Result<(ConnectToken, String), Problem> {
        let tenant = &caller.tenant;
        if let Some(named) = &named {
            // Before any request to Chakra.
            let known = self.store.find(&tenant.id).await?;
            is_same(named, known.map(|it| it.plugin_id).as_deref())?;
        }
        let flight = {
            let (backend, tenant) = (self.clone(), tenant.clone());
            let flights = Arc::clone(&self.flights);
            flights.join(&tenant.id.clone(), &self.changes, async move {
                let _turn = backend.locks.lock(&tenant.id).await?;
                token::token_for(&backend, &tenant).await
            })
        };
        let provided = flight.await.unwrap_or_else(|| {
            tracing::error!(tenant = tenant.id, "creating a token was interrupted");
            Err(ProblemCode::Internal.into())
        });
        let (token, plugin_id) = provided?;
        if let Some(named) = &named {
            is_same(named, Some(&plugin_id))?;
        }
        let user = caller.user.clone();
        audit::record(self, &tenant.id, user, AuditAction::Connect).await;
        Ok((token, plugin_id))
    }

    /// Stores the customer's choice of a number. Once begun, it continues even if the caller disconnects.
    pub(crate) async fn choose(&self, caller: &Caller, number: String) -> Result<(), Problem> {
        let turn = self.locks.lock(&caller.tenant.id).await?;
        let (backend, tenant, user) = (self.clone(), caller.tenant.clone(), caller.user.clone());
        let change = async move {
            let _turn = turn;
            choice::choose(&backend, &tenant, number).await?;
            audit::record(&backend, &tenant.id, user, AuditAction::Choose).await;
            Ok(())
        };
        self.changes.run(change).await
    }

    /// Ends the tenant's connection. Once begun, it continues even if the caller disconnects.
    pub(crate) async fn disconnect(
        &self,
        tenant: &Tenant,
        user: Option<String>,
    ) -> Result<(), Problem> {
        let turn = self.locks.lock(&tenant.id).await?;
        let (backend, tenant) = (self.clone(), tenant.clone());
        let change = async move {
            let _turn = turn;
            let mut plugins = removal::Disconnect::begin(&backend, &tenant).await?;
            while let Some(binding) = plugins.next(&backend, &tenant).await? {
                removal::end(&backend, &tenant, &binding).await?;
                if plugins.note_ended(binding) {
                    let user = user.clone();
                    audit::record(&backend, &tenant.id, user, AuditAction::Disconnect).await;
                }
            }
            Ok(())
        };
        self.changes.run(change).await
    }
}

/// Checks that the named plugin is the known one.
fn is_same(named: &str, known: Option<&str>) -> Result<(), Problem> {
    if known == Some(named) {
        Ok(())
    } else {
        Err(ProblemCode::PluginNotYours.into())
    }
}
