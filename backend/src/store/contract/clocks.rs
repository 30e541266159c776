//! Clocks of several processes that differ: the order never depends on them, and one that is years ahead blocks nobody.

use super::{LEASE, NOW, Processes};
use crate::store::{
    CheckTime, LONGEST_LEAD, Milliseconds, NotedState, NotificationKind, Outcome, Reservation,
    Store, after, pause_after_unknown,
};

const YEARS: Milliseconds = 4 * 365 * 24 * 3_600_000;

async fn told(store: &dyn Store, tenant_id: &str, now: Milliseconds) -> Milliseconds {
    let check = store.next_check(tenant_id, now).await.unwrap();
    assert_eq!(check.overruled, None);
    check.at
}

pub(super) async fn a_clock_that_is_behind_gives_no_older_time(memory: &Processes) {
    let (here, there) = (memory.here.as_ref(), memory.there.as_ref());
    assert_eq!(here.latest_check().await.unwrap(), None);
    assert_eq!(told(here, "a", 5000).await, 5000);
    assert_eq!(told(there, "a", 3000).await, 5001);
    assert_eq!(told(here, "a", 5001).await, 5002);
    assert_eq!(told(there, "a", 9000).await, 9000);
    assert_eq!(told(here, "b", 3000).await, 3000);
    // Other operations on the tenant do not change that order.
    memory.bound("a", "p").await;
    assert_eq!(told(there, "a", 3000).await, 9001);
    assert_eq!(there.latest_check().await.unwrap(), Some(9001));
}

pub(super) async fn a_clock_that_is_far_ahead_only_affects_the_order(memory: &Processes) {
    let Processes { here, there } = memory;
    let lead = lead();
    let mut revision = i64::MIN;
    let mut next = async |is_here, now| {
        let store = if is_here { here } else { there };
        let check: CheckTime = store.next_check("a", now).await.unwrap();
        assert!(check.revision > revision, "{check:?} after {revision}");
        revision = check.revision;
        (check.at, check.overruled)
    };
    // Up to this lead, a reported time is followed.
    assert_eq!(next(true, NOW + lead).await, (NOW + lead, None));
    assert_eq!(next(false, NOW).await, (NOW + lead + 1, None));
    let wrong = NOW + YEARS;
    assert_eq!(next(true, wrong).await, (wrong, None));
    assert_eq!(there.latest_check().await.unwrap(), Some(wrong));
    assert_eq!(next(false, NOW + 10).await, (NOW + 10, Some(wrong)));
    // It is known until the next check.
    assert_eq!(there.latest_check().await.unwrap(), Some(wrong));
    // From here on, it has no effect: clocks that roughly agree keep their order.
    assert_eq!(next(false, NOW + 20).await, (NOW + 20, None));
    assert_eq!(next(true, NOW + 15).await, (NOW + 21, None));
    assert_eq!(there.latest_check().await.unwrap(), Some(NOW + 21));
}

/// Otherwise the customer could not connect for years, and nobody would know that an outcome is unknown.
pub(super) async fn a_reservation_by_a_clock_that_is_far_ahead_blocks_nobody(memory: &Processes) {
    let Processes { here, there } = memory;
    for tenant in ["a", "b"] {
        memory.reserved(tenant, NOW + YEARS).await;
    }
    assert_eq!(
        there.unresolved(NOW, 9).await.unwrap().reservations.len(),
        2
    );
    // Its process has died: the usual pause, by the clock of the process that asks.
    let paused = there.reserve("a", NOW, LEASE).await.unwrap();
    let Reservation::Paused { until } = paused else {
        panic!("{paused:?}");
    };
    assert!(until - NOW < 60_000, "{until}");
    let next = there.reserve("a", until, LEASE).await.unwrap();
    assert!(matches!(next, Reservation::Reserved(_)), "{next:?}");
    // This process has not died, and reports that it does not know the outcome.
    let lost = here.unresolved(NOW, 9).await.unwrap().reservations;
    let lost = lost.into_iter().find(|it| it.lease.tenant_id == "b");
    let lost = lost.unwrap().lease;
    here.close(&lost, Outcome::Unknown, NOW + YEARS)
        .await
        .unwrap();
    let next = there.reserve("b", NOW, LEASE).await.unwrap();
    assert!(matches!(next, Reservation::Reserved(_)), "{next:?}");
}

pub(super) async fn a_removal_by_a_clock_that_is_far_ahead_is_due(memory: &Processes) {
    let Processes { here, there } = memory;
    memory.bound("a", "p").await;
    let due = NOW + YEARS;
    here.begin_removal("a", "p", NOW, due).await.unwrap();
    assert_eq!(there.due_removals(NOW, 9).await.unwrap().len(), 1);
    let claimed = there.claim_removal("p", NOW, NOW + 60_000).await.unwrap();
    assert!(claimed.is_some());
    assert_eq!(here.due_removals(NOW, 9).await.unwrap(), []);
}

/// Otherwise nobody would be told for years that it is late.
pub(super) async fn a_removal_since_the_future_begins_with_its_next_attempt(memory: &Processes) {
    let Processes { here, there } = memory;
    memory.bound("a", "p").await;
    memory.bound("b", "q").await;
    let lead = lead();
    for (tenant, plugin, since) in [("a", "p", NOW + lead), ("b", "q", NOW + lead + 1)] {
        here.begin_removal(tenant, plugin, since, NOW)
            .await
            .unwrap();
    }
    for (plugin, since) in [("p", NOW + lead), ("q", NOW)] {
        let claimed = there.claim_removal(plugin, NOW, NOW + 60_000).await;
        assert_eq!(claimed.unwrap().unwrap().since, since);
        let later = NOW + 3_600_000;
        let claimed = here.claim_removal(plugin, later, later + 60_000).await;
        assert_eq!(claimed.unwrap().unwrap().since, since);
    }
}

pub(super) async fn a_notification_by_a_clock_that_is_far_ahead_is_due(memory: &Processes) {
    let Processes { here, there } = memory;
    let state = NotedState {
        tenant_id: "a".to_owned(),
        kind: Some(NotificationKind::Connected),
        as_of: 1,
        id: "msg".to_owned(),
        body: "{}".to_owned(),
    };
    here.note_state(&state, NOW + YEARS).await.unwrap();
    assert_eq!(there.due_notifications(NOW, 9).await.unwrap().len(), 1);
    let claimed = there.claim_notification("msg", NOW, NOW + 60_000).await;
    // Otherwise it would be given up only after years, and no other of the tenant's would be sent before.
    assert_eq!(claimed.unwrap().unwrap().since, NOW);
    assert_eq!(here.due_notifications(NOW, 9).await.unwrap(), []);
    let later = NOW + 3_600_000;
    let claimed = here.claim_notification("msg", later, later + 60_000).await;
    assert_eq!(claimed.unwrap().unwrap().since, NOW);
}

pub(super) async fn a_number_first_seen_in_the_future_is_first_seen_now(memory: &Processes) {
    let Processes { here, there } = memory;
    memory.bound("a", "p").await;
    let (ids, lead) = (["n1".to_owned()], lead());
    let seen = async |store: &dyn Store, now| {
        let seen = store.record_connected_numbers("a", "p", &ids, now).await;
        seen.unwrap()["n1"]
    };
    assert_eq!(seen(here.as_ref(), NOW + YEARS).await, NOW + YEARS);
    assert_eq!(seen(there.as_ref(), NOW).await, NOW);
    assert_eq!(seen(here.as_ref(), NOW + 10).await, NOW);
    // Clocks that roughly agree keep the time.
    assert_eq!(seen(there.as_ref(), NOW - lead).await, NOW);
    assert_eq!(seen(there.as_ref(), NOW - lead - 1).await, NOW - lead - 1);
}

pub(super) async fn an_unknown_outcome_of_the_future_lengthens_no_pause(memory: &Processes) {
    let Processes { here, there } = memory;
    let lease = memory.reserved("a", NOW + YEARS).await;
    here.close(&lease, Outcome::Unknown, NOW + YEARS)
        .await
        .unwrap();
    let lease = memory.reserved("a", NOW).await;
    there.close(&lease, Outcome::Unknown, NOW).await.unwrap();
    let paused = here.reserve("a", NOW, LEASE).await.unwrap();
    let first = after(NOW, pause_after_unknown(0));
    assert_eq!(paused, Reservation::Paused { until: first });
}

fn lead() -> Milliseconds {
    after(0, LONGEST_LEAD)
}
