//! The operations on a tenant's connection. Nothing here knows HTTP: the routes call it, and so may the partner's
//! own code.

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
    /// The connection according to Chakra's records, for your own code: before a message is sent, for example. It
    /// shares the widget's cache, and counts towards no quota.
    pub async fn status(&self, tenant: &Tenant) -> Result<Status, Problem> {
        let kept = self.parts.status(tenant, |_| Ok(())).await?;
        Ok(kept.status.clone())
    }

    /// Has the next status be asked of Chakra: call it where you learn that the tenant's connection may have
    /// changed, from a webhook say.
    pub fn invalidate_status(&self, tenant_id: &str) {
        self.parts.statuses.invalidate(tenant_id);
    }

    /// Ends the tenant's connection, for your own code: when an account is closed, say. One that has none is
    /// done already.
    pub async fn disconnect(&self, tenant: &Tenant) -> Result<(), Problem> {
        self.parts.disconnect(tenant, None).await
    }

    /// Actions on the tenant's connection and their users, newest first, `at_most` of them.
    pub async fn events(
        &self,
        tenant_id: &str,
        at_most: u32,
    ) -> Result<Vec<AuditEvent>, StoreError> {
        self.parts.store.events(tenant_id, at_most).await
    }
}

impl AppState {
    /// The tenant's status, from the cache or from Chakra. `allow` is called before Chakra: a request that joins a
    /// check costs nothing.
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
        // Boxed: a check is large, and a status that is kept must not carry it along.
        let status = self.statuses.get_or_check(&tenant.id, check);
        Box::pin(status).await
    }

    /// Whether a status that is kept is that of the tenant's plugin and choice: another process may have changed
    /// them.
    async fn is_current(&self, tenant: &Tenant, kept: &Status) -> bool {
        if !self.store.is_shared() {
            return true;
        }
        let binding = self.store.find(&tenant.id).await;
        binding.is_ok_and(|binding| kept.is_of(binding.as_ref()))
    }

    /// A token for the tenant's plugin, and the plugin's id. `named` is the plugin that the browser knows of,
    /// which must be the tenant's. Concurrent calls share one token.
    pub(crate) async fn connect_token(
        &self,
        caller: &Caller,
        named: Option<String>,
    ) -> Result<(ConnectToken, String), Problem> {
        let tenant = &caller.tenant;
        if let Some(named) = &named {
            // Before anything is asked of Chakra.
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
            tracing::error!(tenant = tenant.id, "the making of a token broke off");
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

    /// Keeps the customer's choice of a number.
    pub(crate) async fn choose(&self, caller: &Caller, number: String) -> Result<(), Problem> {
        let tenant = &caller.tenant;
        let _turn = self.locks.lock(&tenant.id).await?;
        choice::choose(self, tenant, number).await?;
        let user = caller.user.clone();
        audit::record(self, &tenant.id, user, AuditAction::Choose).await;
        Ok(())
    }

    /// Ends the tenant's connection; once begun it goes on, even if the caller disconnects.
    pub(crate) async fn disconnect(
        &self,
        tenant: &Tenant,
        user: Option<String>,
    ) -> Result<(), Problem> {
        let turn = self.locks.lock(&tenant.id).await?;
        let (backend, tenant) = (self.clone(), tenant.clone());
        let change = async move {
            let _turn = turn;
            if removal::disconnect(&backend, &tenant).await? {
                audit::record(&backend, &tenant.id, user, AuditAction::Disconnect).await;
            }
            Ok(())
        };
        self.changes.run(change).await
    }
}

/// Checks that the plugin that is named is the one that is known.
fn is_same(named: &str, known: Option<&str>) -> Result<(), Problem> {
    if known == Some(named) {
        Ok(())
    } else {
        Err(ProblemCode::PluginNotYours.into())
    }
}
