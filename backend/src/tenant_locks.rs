//! One tenant's changes one after the other, so that two first calls do not make two plugins.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use tokio::sync::{Mutex as AsyncMutex, OwnedMutexGuard};

/// A lock for each tenant that is being worked on. Within one process; between several, the
/// database's constraints decide.
#[derive(Debug, Default)]
pub(crate) struct TenantLocks {
    locks: Mutex<HashMap<String, Weak<AsyncMutex<()>>>>,
}

impl TenantLocks {
    /// Waits until nobody else works on this tenant.
    pub(crate) async fn lock(&self, tenant_id: &str) -> OwnedMutexGuard<()> {
        self.of(tenant_id).lock_owned().await
    }

    fn of(&self, tenant_id: &str) -> Arc<AsyncMutex<()>> {
        // The map is whole after every statement, so a panic elsewhere cannot have broken it.
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
    async fn tenants_do_not_wait_for_each_other_and_leave_nothing_behind() {
        let locks = TenantLocks::default();
        let first = locks.lock("a").await;
        assert!(locks.of("a").try_lock().is_err());
        let other = locks.lock("b").await;
        drop((first, other));
        assert!(locks.of("a").try_lock().is_ok());
        drop(locks.lock("c").await);
        assert_eq!(locks.locks.lock().unwrap().len(), 1);
    }
}
