//! Notifications: queued with their change, sent by one process at a time, in order.

use super::{NOW, Processes};
use crate::store::NotificationKind::{ActionNeeded, Connected, Disconnected};
use crate::store::{
    Delivery, Milliseconds, NotedState, Notification, NotificationKind, OldestUndelivered,
    Undelivered,
};

fn state(tenant_id: &str, kind: NotificationKind, as_of: Milliseconds) -> NotedState {
    NotedState {
        tenant_id: tenant_id.to_owned(),
        kind: Some(kind),
        as_of,
        id: format!("{tenant_id}-{as_of}"),
        body: format!("{} of {tenant_id}", kind.as_str()),
    }
}

fn postponed(due: Milliseconds) -> Delivery {
    let error = format!("failed until {due}");
    Delivery::Postponed { due, error }
}

impl Processes {
    async fn noted(&self, tenant_id: &str, kind: NotificationKind, as_of: Milliseconds) -> bool {
        let state = state(tenant_id, kind, as_of);
        self.here.note_state(&state, NOW).await.unwrap()
    }

    async fn due(&self, now: Milliseconds) -> Vec<Notification> {
        self.there.due_notifications(now, 9).await.unwrap()
    }
}

fn ids(due: &[Notification]) -> Vec<&str> {
    due.iter().map(|it| it.id.as_str()).collect()
}

pub(super) async fn a_change_of_kind_is_queued_once(memory: &Processes) {
    // Nothing has ever been connected, so this is not a change.
    assert!(!memory.noted("a", Disconnected, 1).await);
    assert_eq!(memory.due(NOW).await, []);
    assert!(memory.noted("a", Connected, 2).await);
    assert!(!memory.noted("a", Connected, 3).await);
    assert!(memory.noted("b", ActionNeeded, 1).await);
    let due = memory.due(NOW).await;
    assert_eq!(ids(&due), ["a-2", "b-1"]);
    let first = Notification {
        id: "a-2".to_owned(),
        tenant_id: "a".to_owned(),
        body: "connected of a".to_owned(),
        tries: 0,
        since: NOW,
    };
    assert_eq!(due[0], first);
    // After its delivery, it is still the last reported state.
    let ended = Delivery::Ended;
    memory
        .here
        .settle_notification(&first, ended)
        .await
        .unwrap();
    assert!(!memory.noted("a", Connected, 4).await);
    assert_eq!(ids(&memory.due(NOW).await), ["b-1"]);
    // By two processes that see the same change at the same time.
    let (here, there) = (state("c", Connected, 5), state("c", Connected, 6));
    let (first, second) = tokio::join!(
        memory.here.note_state(&here, NOW),
        memory.there.note_state(&there, NOW)
    );
    assert!(first.unwrap() != second.unwrap());
    assert_eq!(memory.due(NOW).await.len(), 2);
}

/// A check whose response came late.
pub(super) async fn an_earlier_check_changes_nothing(memory: &Processes) {
    assert!(memory.noted("a", Connected, 10).await);
    // Confirmed by a later check.
    assert!(!memory.noted("a", Connected, 30).await);
    assert!(!memory.noted("a", Disconnected, 20).await);
    assert!(!memory.noted("a", Disconnected, 30).await);
    assert!(memory.noted("a", Disconnected, 31).await);
}

/// A review has no notification until it ends.
pub(super) async fn a_later_state_without_a_kind_outdates_an_earlier_check(memory: &Processes) {
    let review = async |as_of: Milliseconds| {
        let without = NotedState {
            kind: None,
            ..state("a", Connected, as_of)
        };
        memory.here.note_state(&without, NOW).await.unwrap()
    };
    assert!(!review(20).await);
    assert!(!memory.noted("a", Connected, 10).await);
    assert!(memory.noted("a", Connected, 30).await);
    // The last kind stays.
    assert!(!review(50).await);
    assert!(!memory.noted("a", ActionNeeded, 40).await);
    assert!(!memory.noted("a", Connected, 60).await);
    assert_eq!(ids(&memory.due(NOW).await), ["a-30"]);
}

pub(super) async fn one_process_at_a_time_sends_one(memory: &Processes) {
    let Processes { here, there } = memory;
    memory.noted("a", Connected, 1).await;
    let early = here.claim_notification("a-1", NOW - 1, NOW + 9).await;
    assert_eq!(early.unwrap(), None);
    let (first, second) = tokio::join!(
        here.claim_notification("a-1", NOW, NOW + 9),
        there.claim_notification("a-1", NOW, NOW + 9)
    );
    let claimed: Vec<_> = [first.unwrap(), second.unwrap()]
        .into_iter()
        .flatten()
        .collect();
    assert_eq!((claimed.len(), claimed[0].tries), (1, 1));
    assert_eq!(memory.due(NOW + 8).await, []);
    let postponed = postponed(NOW + 20);
    here.settle_notification(&claimed[0], postponed)
        .await
        .unwrap();
    assert_eq!(memory.due(NOW + 19).await, []);
    assert_eq!(memory.due(NOW + 20).await[0].tries, 1);
}

pub(super) async fn a_notification_whose_process_died_is_claimed_again_with_its_id(
    memory: &Processes,
) {
    let Processes { here, there } = memory;
    memory.noted("a", Connected, 1).await;
    let first = here.claim_notification("a-1", NOW, NOW + 9).await.unwrap();
    let second = there.claim_notification("a-1", NOW + 9, NOW + 20).await;
    let (first, second) = (first.unwrap(), second.unwrap().unwrap());
    assert_eq!(second.id, first.id);
    assert_eq!(second.body, first.body);
    assert_eq!((second.tries, second.since), (2, first.since));
    // It had not died: its failure no longer counts, but its delivery does.
    let postponed = || postponed(NOW);
    here.settle_notification(&first, postponed()).await.unwrap();
    assert_eq!(memory.due(NOW).await, []);
    here.settle_notification(&first, Delivery::Ended)
        .await
        .unwrap();
    assert_eq!(memory.due(NOW * 2).await, []);
    there
        .settle_notification(&second, postponed())
        .await
        .unwrap();
    assert_eq!(memory.due(NOW * 2).await, []);
}

pub(super) async fn an_older_one_of_the_tenant_comes_first(memory: &Processes) {
    let Processes { here, there } = memory;
    memory.noted("a", Connected, 1).await;
    memory.noted("a", Disconnected, 2).await;
    memory.noted("b", Connected, 3).await;
    assert_eq!(ids(&memory.due(NOW).await), ["a-1", "b-3"]);
    let early = there.claim_notification("a-2", NOW, NOW + 9).await;
    assert_eq!(early.unwrap(), None);
    let older = here.claim_notification("a-1", NOW, NOW + 9).await.unwrap();
    // Neither while it is being sent nor while it waits.
    assert_eq!(ids(&memory.due(NOW).await), ["b-3"]);
    let postponed = postponed(NOW + 99);
    let older = older.unwrap();
    here.settle_notification(&older, postponed).await.unwrap();
    assert_eq!(ids(&memory.due(NOW + 98).await), ["b-3"]);
    here.settle_notification(&older, Delivery::Ended)
        .await
        .unwrap();
    assert_eq!(ids(&memory.due(NOW).await), ["a-2", "b-3"]);
    assert_eq!(here.due_notifications(NOW, 1).await.unwrap().len(), 1);
}

/// Before the first attempt, after a failed one, and after the delivery.
pub(super) async fn undelivered_notifications_are_reported(memory: &Processes) {
    let Processes { here, there } = memory;
    assert_eq!(there.undelivered().await.unwrap(), Undelivered::default());
    memory.noted("a", Connected, 1).await;
    memory.noted("b", Connected, 1).await;
    let mut expected = OldestUndelivered {
        tenant_id: "a".to_owned(),
        since: NOW,
        tries: 0,
        last_error: None,
    };
    let told = async || {
        let told = there.undelivered().await.unwrap();
        (told.count, told.oldest)
    };
    assert_eq!(told().await, (2, Some(expected.clone())));
    for tries in 1..3 {
        let now = NOW + i64::from(tries);
        let claimed = here.claim_notification("a-1", now, now).await.unwrap();
        let claimed = claimed.unwrap();
        here.settle_notification(&claimed, postponed(now))
            .await
            .unwrap();
        expected.tries = tries;
        expected.last_error = Some(format!("failed until {now}"));
        assert_eq!(told().await, (2, Some(expected.clone())));
    }
    let claimed = here.claim_notification("a-1", NOW + 9, NOW + 9).await;
    let claimed = claimed.unwrap().unwrap();
    here.settle_notification(&claimed, Delivery::Ended)
        .await
        .unwrap();
    let (count, oldest) = told().await;
    assert_eq!((count, oldest.unwrap().tenant_id.as_str()), (1, "b"));
}
