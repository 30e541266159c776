//! Plugins to be deleted: stored first, tried by one process at a time, until done.

use super::Processes;
use crate::store::{RemovalUpdate, Restored};

pub(super) async fn the_plugin_stays_the_tenants_until_chakra_has_acted(memory: &Processes) {
    let Processes { here, there } = memory;
    memory.bound("a", "p").await;
    assert!(!there.find("a").await.unwrap().unwrap().removal_pending);
    here.begin_removal("a", "p", 1, 5).await.unwrap();
    assert!(there.find("a").await.unwrap().unwrap().removal_pending);
    assert_eq!(there.due_removals(4, 9).await.unwrap(), []);
    // Begun again by the process that takes over.
    there.begin_removal("a", "p", 3, 7).await.unwrap();
    assert_eq!(here.due_removals(6, 9).await.unwrap(), []);
    let due = here.due_removals(7, 9).await.unwrap();
    assert_eq!((due.len(), due[0].since), (1, 1));
    let cancelled = RemovalUpdate::Cancelled;
    here.update_removal("p", cancelled).await.unwrap();
    assert_eq!(there.due_removals(9, 9).await.unwrap(), []);
    let found = there.find("a").await.unwrap().unwrap();
    assert!(!found.removal_pending);
}

pub(super) async fn a_half_finished_removal_is_due_again_until_done(memory: &Processes) {
    let Processes { here, there } = memory;
    memory.bound("a", "p").await;
    here.begin_removal("a", "p", 1, 5).await.unwrap();
    here.update_removal("p", RemovalUpdate::Deactivated)
        .await
        .unwrap();
    assert!(there.due_removals(5, 9).await.unwrap()[0].is_deactivated);
    // Something was done, so it cannot be cancelled.
    here.update_removal("p", RemovalUpdate::Cancelled)
        .await
        .unwrap();
    here.release("a", "p", 6, Some(10)).await.unwrap();
    assert_eq!(memory.plugin_of("a").await, None);
    let due = there.due_removals(10, 9).await.unwrap();
    assert!(due[0].is_deactivated);
    assert_eq!((due[0].tries, due[0].since), (1, 1));
    let postponed = RemovalUpdate::Postponed { due: 20 };
    there.update_removal("p", postponed).await.unwrap();
    assert_eq!(here.due_removals(19, 9).await.unwrap(), []);
    assert_eq!(here.due_removals(20, 9).await.unwrap().len(), 1);
    here.release("a", "p", 21, None).await.unwrap();
    assert_eq!(there.due_removals(99, 9).await.unwrap(), []);
    // Too late, because the removal is complete.
    here.update_removal("p", RemovalUpdate::Deactivated)
        .await
        .unwrap();
    assert_eq!(there.due_removals(99, 9).await.unwrap(), []);
}

pub(super) async fn a_plugin_with_a_signup_is_restored_if_there_is_no_other(memory: &Processes) {
    let Processes { here, there } = memory;
    memory.bound("a", "p1").await;
    here.begin_removal("a", "p1", 1, 5).await.unwrap();
    here.release("a", "p1", 6, Some(10)).await.unwrap();
    let removals = there.removals_of("a").await.unwrap();
    assert_eq!(there.removals_of("b").await.unwrap(), []);
    let restored = there.restore(&removals[0], 7).await.unwrap();
    assert_eq!(restored, Restored::Done);
    // By two processes at once.
    let again = here.restore(&removals[0], 7).await.unwrap();
    assert_eq!(again, Restored::NotPending);
    assert_eq!(memory.plugin_of("a").await.as_deref(), Some("p1"));
    assert_eq!(here.removals_of("a").await.unwrap(), []);

    here.begin_removal("a", "p1", 1, 5).await.unwrap();
    here.release("a", "p1", 6, Some(10)).await.unwrap();
    memory.bound("a", "p2").await;
    let removals = there.removals_of("a").await.unwrap();
    let restored = there.restore(&removals[0], 7).await.unwrap();
    assert_eq!(restored, Restored::OtherPlugin);
    assert_eq!(memory.plugin_of("a").await.as_deref(), Some("p2"));
    assert_eq!(there.removals_of("a").await.unwrap(), removals);
}

pub(super) async fn a_signup_from_before_a_later_removal_restores_nothing(memory: &Processes) {
    let Processes { here, there } = memory;
    memory.bound("a", "p").await;
    here.begin_removal("a", "p", 1, 5).await.unwrap();
    here.release("a", "p", 6, Some(10)).await.unwrap();
    let seen = there.removals_of("a").await.unwrap();
    // Restored and disconnected again, while another process reads the plugin's record.
    here.restore(&seen[0], 7).await.unwrap();
    here.begin_removal("a", "p", 8, 12).await.unwrap();
    here.release("a", "p", 9, Some(15)).await.unwrap();
    let restored = there.restore(&seen[0], 10).await.unwrap();
    assert_eq!(restored, Restored::NotPending);
    assert_eq!(memory.plugin_of("a").await, None);
    // A signup after that counts.
    let removals = there.removals_of("a").await.unwrap();
    let restored = there.restore(&removals[0], 11).await.unwrap();
    assert_eq!(restored, Restored::Done);
}

pub(super) async fn one_process_at_a_time_tries_a_removal(memory: &Processes) {
    let Processes { here, there } = memory;
    memory.bound("a", "p").await;
    here.begin_removal("a", "p", 1, 5).await.unwrap();
    assert_eq!(here.claim_removal("p", 4, 50).await.unwrap(), None);
    let (first, second) = tokio::join!(
        here.claim_removal("p", 5, 50),
        there.claim_removal("p", 5, 50)
    );
    let claimed: Vec<_> = [first.unwrap(), second.unwrap()]
        .into_iter()
        .flatten()
        .collect();
    assert_eq!((claimed.len(), claimed[0].tries), (1, 1));
    assert_eq!(there.claim_removal("p", 49, 99).await.unwrap(), None);
    // The process that had claimed it has died.
    let next = there.claim_removal("p", 50, 99).await.unwrap();
    assert_eq!(next.unwrap().tries, 2);
    // It was tried, so it cannot be cancelled.
    here.update_removal("p", RemovalUpdate::Cancelled)
        .await
        .unwrap();
    assert_eq!(there.due_removals(99, 9).await.unwrap().len(), 1);
    assert_eq!(there.claim_removal("other", 99, 100).await.unwrap(), None);
}

pub(super) async fn a_released_plugin_stays_due_even_if_its_row_was_lost(memory: &Processes) {
    memory.bound("a", "p").await;
    memory.here.release("a", "p", 5, Some(10)).await.unwrap();
    let due = memory.there.due_removals(10, 9).await.unwrap();
    assert_eq!(due[0].plugin_id, "p");
    assert_eq!(due[0].tenant_id, "a");
}

pub(super) async fn a_plugin_of_another_tenant_is_not_released(memory: &Processes) {
    memory.bound("a", "p").await;
    memory.here.release("b", "p", 5, None).await.unwrap();
    assert_eq!(memory.plugin_of("a").await.as_deref(), Some("p"));
}

pub(super) async fn the_longest_due_comes_first(memory: &Processes) {
    let Processes { here, there } = memory;
    for (tenant, plugin, due) in [("a", "p1", 30), ("b", "p2", 10), ("c", "p3", 20)] {
        memory.bound(tenant, plugin).await;
        here.release(tenant, plugin, 1, Some(due)).await.unwrap();
    }
    let ids = |due: Vec<crate::store::Removal>| -> Vec<_> {
        due.into_iter().map(|it| it.plugin_id).collect()
    };
    let due = ids(there.due_removals(30, 2).await.unwrap());
    assert_eq!(due, ["p2", "p3"]);
    let due = ids(there.due_removals(29, 9).await.unwrap());
    assert_eq!(due, ["p2", "p3"]);
}
