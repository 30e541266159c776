//! Pending work whose result all callers for the same tenant share, so that Chakra is not called twice at once.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use futures_util::FutureExt as _;
use futures_util::future::{BoxFuture, Shared};
use tokio::sync::oneshot;

use crate::changes::Changes;

/// The result of pending work; none if it panicked or was dropped.
pub(crate) type Flight<T> = Shared<BoxFuture<'static, Option<T>>>;

/// The pending work, by tenant.
pub(crate) struct Flights<T> {
    flights: Arc<Mutex<HashMap<String, Flight<T>>>>,
}

impl<T: Clone + Send + Sync + 'static> Flights<T> {
    /// The pending flight of `tenant_id`, or a new one that begins with `work`. It runs to its end, among `changes`,
    /// even if nobody waits for it any more.
    pub(crate) fn join(
        &self,
        tenant_id: &str,
        changes: &Changes,
        work: impl Future<Output = T> + Send + 'static,
    ) -> Flight<T> {
        let mut flights = self.flights.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(flight) = flights.get(tenant_id) {
            return flight.clone();
        }
        let (land, landed) = oneshot::channel();
        let flight = landed.map(Result::ok).boxed().shared();
        flights.insert(tenant_id.to_owned(), flight.clone());
        let landing = Landing {
            flights: Arc::clone(&self.flights),
            tenant_id: tenant_id.to_owned(),
        };
        // If the runtime is shutting down, the work is dropped immediately, and its landing locks the list.
        drop(flights);
        changes.begin(async move {
            let result = work.await;
            // Removed before the result is sent, so that a later request starts a new flight.
            drop(landing);
            // There may be no receiver left.
            let _ = land.send(result);
        });
        flight
    }
}

impl<T> Default for Flights<T> {
    fn default() -> Self {
        Self {
            flights: Arc::default(),
        }
    }
}

impl<T> fmt::Debug for Flights<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Flights")
    }
}

/// Removes a flight from the list, even if its work panics.
struct Landing<T> {
    flights: Arc<Mutex<HashMap<String, Flight<T>>>>,
    tenant_id: String,
}

impl<T> Drop for Landing<T> {
    fn drop(&mut self) {
        let mut flights = self.flights.lock().unwrap_or_else(PoisonError::into_inner);
        flights.remove(&self.tenant_id);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    #[tokio::test]
    async fn all_concurrent_callers_get_one_result() {
        let (flights, changes) = (Flights::default(), Changes::default());
        let begun = Arc::new(AtomicU32::new(0));
        let work = || {
            let begun = Arc::clone(&begun);
            async move {
                tokio::task::yield_now().await;
                begun.fetch_add(1, Ordering::SeqCst)
            }
        };
        let (first, second) = (
            flights.join("a", &changes, work()),
            flights.join("a", &changes, work()),
        );
        assert_eq!((first.await, second.await), (Some(0), Some(0)));
        assert_eq!(flights.join("a", &changes, work()).await, Some(1));
    }

    #[tokio::test]
    async fn it_continues_if_nobody_waits_and_ends_if_it_panics() {
        let (flights, changes) = (Flights::default(), Changes::default());
        drop(flights.join("a", &changes, async { 1 }));
        let broken = flights.join("b", &changes, async { panic!("as it happens") });
        assert_eq!(broken.await, None);
        changes.finished().await;
        assert!(flights.flights.lock().unwrap().is_empty());
    }
}
