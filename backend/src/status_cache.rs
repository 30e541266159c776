//! Caches each tenant's status briefly, and lets concurrent requests share one check.
//!
//! A key contains the tenant's revision, which every change increments at its end. A check that was running in the
//! meantime ends under the old revision, which is never read again.

mod kept_status;

use std::collections::hash_map::RandomState;
use std::fmt;
use std::hash::BuildHasher as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant as StdInstant};

use chakra_connect_contract::pace::{WATCHED_LIFE, WATCHED_TIME};
use moka::Expiry;
use moka::future::Cache;
use moka::policy::EvictionPolicy;
use tokio::time::Instant;

use crate::connection::Status;
use crate::problem::Problem;
use crate::telemetry;

pub(crate) use kept_status::KeptStatus;

/// Maximum number of cached statuses. The least recently used ones are evicted first.
const CAPACITY: u64 = 20_000;
/// Tenants that share a slot invalidate each other's status, which only costs a check.
const SLOTS: usize = 4096;

/// The cached statuses. Cheap to clone.
#[derive(Clone)]
pub(crate) struct StatusCache {
    /// None: each request makes its own check.
    cache: Option<Cache<Key, Kept>>,
    life: Duration,
    revisions: Arc<Revisions>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Key {
    tenant_id: String,
    revision: u64,
}

#[derive(Clone, Debug)]
struct Kept {
    status: Arc<KeptStatus>,
    life: Duration,
}

impl StatusCache {
    /// Caches a status for `life`. With zero, caches none and shares no check.
    pub(crate) fn new(life: Duration) -> Self {
        let cache = (!life.is_zero()).then(|| {
            Cache::builder()
                .max_capacity(CAPACITY)
                .eviction_policy(EvictionPolicy::lru())
                .expire_after(Life)
                .build()
        });
        Self {
            cache,
            life,
            revisions: Arc::default(),
        }
    }

    /// The cached status, if any.
    pub(crate) async fn get(&self, tenant_id: &str) -> Option<Arc<KeptStatus>> {
        let cache = self.cache.as_ref()?;
        let kept = cache.get(&self.key(tenant_id)).await?;
        telemetry::cache_hit();
        Some(kept.status)
    }

    /// The cached status, the result of a running check, or that of `check`. An error is shared with those waiting for
    /// the same check, but not cached.
    pub(crate) async fn get_or_check(
        &self,
        tenant_id: &str,
        check: impl Future<Output = Result<Status, Problem>>,
    ) -> Result<Arc<KeptStatus>, Problem> {
        let Some(cache) = &self.cache else {
            telemetry::cache_miss();
            return KeptStatus::new(check.await?).map(Arc::new);
        };
        let check = async {
            telemetry::cache_miss();
            let status = Arc::new(KeptStatus::new(check.await?)?);
            let life = self.life_of(tenant_id);
            Ok::<_, Problem>(Kept { status, life })
        };
        let entry = cache.entry(self.key(tenant_id)).or_try_insert_with(check);
        match entry.await {
            Ok(entry) => {
                if !entry.is_fresh() {
                    telemetry::cache_hit();
                }
                Ok(entry.into_value().status)
            }
            Err(problem) => Err(Problem::clone(&problem)),
        }
    }

    /// Marks a change of the tenant's connection until the guard is dropped. Afterwards, no earlier status is returned.
    #[must_use = "the change ends when this is dropped"]
    pub(crate) fn change(&self, tenant_id: &str) -> ChangeGuard {
        ChangeGuard {
            slot: self.revisions.slot_index(tenant_id),
            revisions: Arc::clone(&self.revisions),
        }
    }

    /// Records that something may have changed.
    pub(crate) fn invalidate(&self, tenant_id: &str) {
        drop(self.change(tenant_id));
    }

    fn key(&self, tenant_id: &str) -> Key {
        Key {
            tenant_id: tenant_id.to_owned(),
            revision: self.revisions.of(tenant_id),
        }
    }

    fn life_of(&self, tenant_id: &str) -> Duration {
        if self.revisions.has_changed_within(tenant_id, WATCHED_TIME) {
            self.life.min(WATCHED_LIFE)
        } else {
            self.life
        }
    }
}

impl fmt::Debug for StatusCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StatusCache")
            .field("life", &self.life)
            .finish_non_exhaustive()
    }
}

/// Each status has its own lifetime.
struct Life;

impl Expiry<Key, Kept> for Life {
    fn expire_after_create(&self, _: &Key, kept: &Kept, _: StdInstant) -> Option<Duration> {
        Some(kept.life)
    }
}

/// A change in progress; see [`StatusCache::change`].
#[derive(Debug)]
pub(crate) struct ChangeGuard {
    slot: usize,
    revisions: Arc<Revisions>,
}

impl Drop for ChangeGuard {
    fn drop(&mut self) {
        self.revisions.increment(self.slot);
    }
}

/// A revision for each tenant, in a fixed number of slots, so that the memory does not grow with the number of tenants.
#[derive(Debug)]
struct Revisions {
    slots: Box<[Slot]>,
    hasher: RandomState,
    began: Instant,
}

#[derive(Debug, Default)]
struct Slot {
    revision: AtomicU64,
    /// Milliseconds after `began`, plus one; 0 if nothing has changed yet.
    changed: AtomicU64,
}

impl Default for Revisions {
    fn default() -> Self {
        Self {
            slots: (0..SLOTS).map(|_| Slot::default()).collect(),
            hasher: RandomState::new(),
            began: Instant::now(),
        }
    }
}

impl Revisions {
    fn slot_index(&self, tenant_id: &str) -> usize {
        let hash = self.hasher.hash_one(tenant_id);
        usize::try_from(hash % SLOTS as u64).unwrap_or_default()
    }

    fn slot(&self, tenant_id: &str) -> Option<&Slot> {
        self.slots.get(self.slot_index(tenant_id))
    }

    fn of(&self, tenant_id: &str) -> u64 {
        self.slot(tenant_id)
            .map_or(0, |slot| slot.revision.load(Ordering::SeqCst))
    }

    fn increment(&self, slot: usize) {
        if let Some(slot) = self.slots.get(slot) {
            slot.changed.store(self.elapsed() + 1, Ordering::SeqCst);
            slot.revision.fetch_add(1, Ordering::SeqCst);
        }
    }

    fn has_changed_within(&self, tenant_id: &str, time: Duration) -> bool {
        let changed = self
            .slot(tenant_id)
            .map_or(0, |slot| slot.changed.load(Ordering::SeqCst));
        let age = (self.elapsed() + 1).saturating_sub(changed);
        changed > 0 && u128::from(age) < time.as_millis()
    }

    fn elapsed(&self) -> u64 {
        u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX)
    }
}

#[cfg(test)]
mod tests;
