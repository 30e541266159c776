//! Runs one tenant's changes one after another, so that two of them do not undo each other.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use chakra_connect_contract::pace::TENANT_PATIENCE;
use tokio::sync::{Mutex as AsyncMutex, OwnedMutexGuard};
use tokio::time::timeout;

use crate::problem::{BUSY_PAUSE, Problem, ProblemCode};
use crate::telemetry;

/// A lock for each tenant with a change in progress. Works within one process; between several, the database's rows
/// decide.
#[derive(Debug, Default)]
pub(crate) struct TenantLocks {
    locks: Mutex<HashMap<String, Weak<AsyncMutex<()>>>>,
}

impl TenantLocks {
    /// Waits, at most for some seconds, until no other change of this tenant is running. A cancelled caller leaves the
    /// queue.
    pub(crate) async fn lock(&self, tenant_id: &str) -> Result<OwnedMutexGuard<()>, Problem> {
        let turn = self.of(tenant_id).lock_owned();
        let busy = |_| {
            telemetry::refused_as_busy(telemetry::Busy::Tenant);
            Problem::from(ProblemCode::Busy).with_retry_after(BUSY_PAUSE)
        };
        timeout(TENANT_PATIENCE, turn).await.map_err(busy)
    }

    fn of(&self, tenant_id: &str) -> Arc<AsyncMutex<()>> {
        // The map is consistent after every statement, so a panic elsewhere cannot have broken it.
        let mut locks = self.locks.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(lock) = locks.get(tenant_id).and_then(Weak::upgrade) {
            return lock;
        }
        locks.retain(|_, lock| lock.strong_count() > 0);
        let lock = Arc::default();
        locks.insert(tenant_id.to_owned(), Arc::downgrade(&lock));
        lock
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn tenants_do_not_wait_for_each_other_and_leave_no_locks_behind() {
        let locks = TenantLocks::default();
        let first = locks.lock("a").await.unwrap();
        assert!(locks.of("a").try_lock().is_err());
        let other = locks.lock("b").await.unwrap();
        drop((first, other));
        assert!(locks.of("a").try_lock().is_ok());
        drop(locks.lock("c").await.unwrap());
        assert_eq!(locks.locks.lock().unwrap().len(), 1);
    }

    #[tokio::test(start_paused = true)]
    async fn nobody_waits_forever() {
        let locks = TenantLocks::default();
        let _first = locks.lock("a").await.unwrap();
        let refused = locks.lock("a").await.unwrap_err();
        assert_eq!(refused.code(), ProblemCode::Busy);
    }
}
