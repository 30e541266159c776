//! The right to create a plugin: one at a time, recorded in case of a crash, and useless to a process that comes back
//! late.

use std::sync::Arc;

use tokio::task::JoinSet;

use super::{LEASE, NOW, Processes};
use crate::store::{Bound, Outcome, Reservation, StoreError};

pub(super) async fn one_at_a_time(memory: &Processes) {
    let Processes { here, there } = memory;
    let lease = memory.reserved("a", NOW).await;
    assert_eq!(lease.tenant_id, "a");
    let second = there.reserve("a", NOW + 1, LEASE).await.unwrap();
    assert_eq!(second, Reservation::InProgress);
    let other = there.reserve("b", NOW, LEASE).await.unwrap();
    assert!(matches!(other, Reservation::Reserved(_)), "{other:?}");
    assert_eq!(memory.plugin_of("a").await, None);
    assert_eq!(here.bind(&lease, "p", NOW).await.unwrap(), Bound::Bound);
    let third = there.reserve("a", NOW, LEASE).await.unwrap();
    assert_eq!(third, Reservation::Bound);
    assert_eq!(memory.plugin_of("a").await.as_deref(), Some("p"));
}

pub(super) async fn one_of_fifty_concurrent_requests_gets_the_reservation(memory: &Processes) {
    let mut calls = JoinSet::new();
    for index in 0..50 {
        let Processes { here, there } = memory;
        let store = Arc::clone(if index % 2 == 0 { here } else { there });
        calls.spawn(async move { store.reserve("a", NOW, LEASE).await.unwrap() });
    }
    let answers = calls.join_all().await;
    let (reserved, others): (Vec<_>, Vec<_>) = answers
        .into_iter()
        .partition(|it| matches!(it, Reservation::Reserved(_)));
    assert_eq!(reserved.len(), 1);
    assert!(others.iter().all(|it| *it == Reservation::InProgress));
}

pub(super) async fn a_plugin_that_was_not_created_leaves_nothing(memory: &Processes) {
    let lease = memory.reserved("a", NOW).await;
    memory
        .here
        .close(&lease, Outcome::NotMade, NOW)
        .await
        .unwrap();
    let lease = memory.reserved("a", NOW).await;
    memory
        .there
        .close(&lease, Outcome::NotMade, NOW)
        .await
        .unwrap();
    let left = memory.here.unresolved(NOW * 2, 9).await.unwrap();
    assert_eq!(left, crate::store::Unresolved::default());
}

pub(super) async fn a_plugin_that_was_not_bound_is_due_for_deletion(memory: &Processes) {
    let Processes { here, there } = memory;
    let lease = memory.reserved("a", NOW).await;
    here.close(&lease, Outcome::Unkept("p"), NOW).await.unwrap();
    let due = there.due_removals(NOW, 9).await.unwrap();
    assert_eq!((due.len(), due[0].plugin_id.as_str()), (1, "p"));
    assert!(!due[0].is_deactivated);
    // It never was the tenant's, so there is nothing to give back.
    assert_eq!(there.removals_of("a").await.unwrap(), []);
    memory.bound("a", "p2").await;
}

/// Unknown outcomes stay rare, however often a customer tries.
pub(super) async fn each_unknown_outcome_doubles_the_pause(memory: &Processes) {
    let mut now = NOW;
    for seconds in [10, 20, 40, 80, 160, 300, 300] {
        let lease = memory.reserved("a", now).await;
        memory
            .here
            .close(&lease, Outcome::Unknown, now)
            .await
            .unwrap();
        let until = now + seconds * 1000;
        let paused = memory.there.reserve("a", until - 1, LEASE).await.unwrap();
        assert_eq!(paused, Reservation::Paused { until });
        now = until;
    }
    // Outcomes of long ago do not count.
    now += 2 * 3_600_000;
    let lease = memory.reserved("a", now).await;
    memory
        .here
        .close(&lease, Outcome::Unknown, now)
        .await
        .unwrap();
    let paused = memory.there.reserve("a", now, LEASE).await.unwrap();
    let until = now + 10_000;
    assert_eq!(paused, Reservation::Paused { until });
}

pub(super) async fn an_expired_lease_is_an_unknown_outcome(memory: &Processes) {
    let Processes { here, there } = memory;
    memory.reserved("a", NOW).await;
    let end = NOW + 30_000;
    let last = there.reserve("a", end - 1, LEASE).await.unwrap();
    assert_eq!(last, Reservation::InProgress);
    let until = end + 10_000;
    for store in [there, here] {
        // Recorded by the first process that notices.
        let paused = store.reserve("a", end, LEASE).await.unwrap();
        assert_eq!(paused, Reservation::Paused { until });
    }
    assert_eq!(here.unresolved(end, 9).await.unwrap().reservations.len(), 1);
    memory.reserved("a", until).await;
}

/// Fencing: the process was not dead but slow, and another one is creating a plugin by now.
pub(super) async fn a_process_that_comes_back_late_creates_a_surplus(memory: &Processes) {
    let Processes { here, there } = memory;
    let late = memory.reserved("a", NOW).await;
    there.reserve("a", NOW + 30_000, LEASE).await.unwrap();
    let until = NOW + 40_000;
    let next = memory.reserved("a", until).await;
    assert_ne!(late.id, next.id);
    let bound = here.bind(&late, "p1", until).await.unwrap();
    assert_eq!(bound, Bound::Surplus);
    assert_eq!(memory.plugin_of("a").await, None);
    let bound = there.bind(&next, "p2", until).await.unwrap();
    assert_eq!(bound, Bound::Bound);
    // Repeated, as if the response had been lost.
    let again = there.bind(&next, "p2", until).await.unwrap();
    assert_eq!(again, Bound::Surplus);
    assert_eq!(memory.plugin_of("a").await.as_deref(), Some("p2"));
    let due = here.due_removals(until, 9).await.unwrap();
    let ids: Vec<_> = due.iter().map(|it| it.plugin_id.as_str()).collect();
    assert_eq!(ids, ["p1"], "and never the tenant's own");
}

pub(super) async fn a_late_plugin_is_bound_if_nobody_else_creates_one(memory: &Processes) {
    let late = memory.reserved("a", NOW).await;
    let end = NOW + 30_000;
    memory.there.reserve("a", end, LEASE).await.unwrap();
    let bound = memory.here.bind(&late, "p", end).await.unwrap();
    assert_eq!(bound, Bound::Bound);
    let left = memory.there.unresolved(end * 2, 9).await.unwrap();
    assert_eq!(left.reservations, [], "now it is known");
}

pub(super) async fn a_plugin_serves_one_tenant_only(memory: &Processes) {
    let Processes { here, there } = memory;
    memory.bound("a", "p").await;
    let lease = memory.reserved("b", NOW).await;
    let refused = there.bind(&lease, "p", NOW).await;
    assert!(
        matches!(refused, Err(StoreError::PluginOfAnother)),
        "{refused:?}"
    );
    assert_eq!(memory.plugin_of("b").await, None);
    assert_eq!(memory.plugin_of("a").await.as_deref(), Some("p"));
    assert_eq!(here.due_removals(NOW, 9).await.unwrap(), []);
    let open = here.reserve("b", NOW, LEASE).await.unwrap();
    assert_eq!(open, Reservation::InProgress);
}

/// All processes that were thought to be dead come back at once: one plugin is the tenant's, and every other one is
/// recorded.
pub(super) async fn many_concurrent_completions_leave_one_plugin(memory: &Processes) {
    let mut leases = Vec::new();
    let mut now = NOW;
    for _ in 0..6 {
        leases.push(memory.reserved("a", now).await);
        now += 30_000;
        if let Reservation::Paused { until } = memory.there.reserve("a", now, LEASE).await.unwrap()
        {
            now = until;
        }
    }
    let mut calls = JoinSet::new();
    for (index, lease) in leases.into_iter().enumerate() {
        let Processes { here, there } = memory;
        let store = Arc::clone(if index % 2 == 0 { here } else { there });
        calls.spawn(async move { store.bind(&lease, &format!("p{index}"), now).await.unwrap() });
    }
    let bound = calls.join_all().await;
    assert_eq!(bound.iter().filter(|it| **it == Bound::Bound).count(), 1);
    let kept = memory.plugin_of("a").await.unwrap();
    let due = memory.here.due_removals(now, 99).await.unwrap();
    assert_eq!(due.len(), 5);
    assert!(due.iter().all(|it| it.plugin_id != kept));
}
