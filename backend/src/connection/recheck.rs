//! Checks a tenant again in the background: one check at a time for each tenant, and one more for events that arrive in
//! the meantime.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Semaphore;

use crate::backend::AppState;
use crate::who_asks::Tenant;

/// Number of concurrent background checks, limited so that requests do not wait for them.
const AT_ONCE: usize = 4;

/// The tenants being checked. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct Rechecks {
    /// Whether there was an event about the tenant since its check began.
    running: Arc<Mutex<HashMap<String, bool>>>,
    turns: Arc<Semaphore>,
}

impl Default for Rechecks {
    fn default() -> Self {
        Self {
            running: Arc::default(),
            turns: Arc::new(Semaphore::new(AT_ONCE)),
        }
    }
}

impl Rechecks {
    fn running(&self) -> MutexGuard<'_, HashMap<String, bool>> {
        // It is consistent after every statement.
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether the caller must check the tenant.
    fn begin(&self, tenant_id: &str) -> bool {
        match self.running().entry(tenant_id.to_owned()) {
            Entry::Occupied(mut entry) => {
                entry.insert(true);
                false
            }
            Entry::Vacant(entry) => {
                entry.insert(false);
                true
            }
        }
    }

    /// Begins a check, which covers all earlier events.
    fn cover(&self, tenant_id: &str) {
        if let Some(is_heard) = self.running().get_mut(tenant_id) {
            *is_heard = false;
        }
    }

    /// Whether there is nothing left to check.
    fn end(&self, tenant_id: &str) -> bool {
        let mut running = self.running();
        if running.get(tenant_id) == Some(&true) {
            return false;
        }
        running.remove(tenant_id);
        true
    }
}

/// Ends a check that is cancelled or panics, so that the next one can begin.
struct Running {
    rechecks: Rechecks,
    tenant_id: String,
    has_ended: bool,
}

impl Drop for Running {
    fn drop(&mut self) {
        if !self.has_ended {
            self.rechecks.running().remove(&self.tenant_id);
        }
    }
}

impl AppState {
    /// Invalidates the tenant's status and requests it from Chakra again, so that changes are noticed.
    pub(crate) fn recheck(&self, tenant_id: String) {
        self.statuses.invalidate(&tenant_id);
        if !self.rechecks.begin(&tenant_id) {
            return;
        }
        let backend = self.clone();
        let running = Running {
            rechecks: self.rechecks.clone(),
            tenant_id: tenant_id.clone(),
            has_ended: false,
        };
        self.changes.begin(async move {
            // Moved as a whole: using a field alone would copy it, and drop the rest too early.
            let mut running = running;
            let turns = Arc::clone(&backend.rechecks.turns);
            while !running.has_ended {
                // Never closed.
                let _turn = turns.acquire().await;
                backend.rechecks.cover(&tenant_id);
                backend.statuses.invalidate(&tenant_id);
                let tenant = Tenant::new(tenant_id.clone(), "");
                if let Err(problem) = backend.status(&tenant, |_| Ok(())).await {
                    let code = problem.code().as_str();
                    tracing::warn!(
                        tenant = tenant_id,
                        code,
                        "a tenant could not be checked again"
                    );
                }
                running.has_ended = backend.rechecks.end(&tenant_id);
            }
        });
    }
}
