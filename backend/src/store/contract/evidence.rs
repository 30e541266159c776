//! Records for people, and the effects of a call whose caller is gone.

use super::{NOW, Processes};
use crate::store::{AuditAction, AuditEvent, Bound, Outcome, Unresolved};

pub(super) async fn unfinished_operations_are_reported(memory: &Processes) {
    let Processes { here, there } = memory;
    assert_eq!(
        here.unresolved(NOW, 9).await.unwrap(),
        Unresolved::default()
    );
    let lost = memory.reserved("a", NOW).await;
    here.close(&lost, Outcome::Unknown, NOW).await.unwrap();
    let dead = memory.reserved("b", NOW + 1).await;
    memory.bound("c", "p").await;
    here.begin_removal("c", "p", NOW + 2, NOW + 9)
        .await
        .unwrap();
    // An operation in progress is not reported.
    let early = there.unresolved(NOW + 30_000, 9).await.unwrap();
    assert_eq!(early.reservations.len(), 1);
    let told = there.unresolved(NOW + 30_001, 9).await.unwrap();
    let leases: Vec<_> = told.reservations.iter().map(|it| &it.lease).collect();
    assert_eq!(leases, [&dead, &lost]);
    assert_eq!(told.reservations[1].began_at, NOW);
    assert_eq!(told.removals.len(), 1);
    assert_eq!(told.removals[0].tenant_id, "c");
    assert_eq!(told.removals[0].since, NOW + 2);
    let page = there.unresolved(NOW * 2, 1).await.unwrap();
    assert_eq!((page.reservations.len(), page.removals.len()), (1, 1));
    // However many old ones nobody looks at.
    assert_eq!(page.reservations[0].lease, dead);
}

/// Somebody has checked at Chakra.
pub(super) async fn an_unknown_outcome_is_settled_by_its_lease(memory: &Processes) {
    let Processes { here, there } = memory;
    for (tenant, plugin) in [("a", None), ("b", Some("p"))] {
        let lost = memory.reserved(tenant, NOW).await;
        here.close(&lost, Outcome::Unknown, NOW).await.unwrap();
        let told = there.unresolved(NOW, 9).await.unwrap();
        let lease = &told.reservations[0].lease;
        match plugin {
            None => there.close(lease, Outcome::NotMade, NOW).await.unwrap(),
            Some(plugin) => {
                let bound = there.bind(lease, plugin, NOW).await.unwrap();
                assert_eq!(bound, Bound::Bound);
            }
        }
        assert_eq!(
            here.unresolved(NOW, 9).await.unwrap(),
            Unresolved::default()
        );
        assert_eq!(memory.plugin_of(tenant).await.as_deref(), plugin);
    }
    // The pause has ended with it.
    memory.reserved("a", NOW).await;
}

pub(super) async fn events_are_kept_by_tenant(memory: &Processes) {
    let event = |tenant: &str, user: Option<&str>, action, at| AuditEvent {
        tenant_id: tenant.to_owned(),
        user_id: user.map(str::to_owned),
        action,
        at,
    };
    let all = [
        event("a", Some("ada"), AuditAction::Connect, NOW),
        event("a", None, AuditAction::Choose, NOW),
        event("b", Some("bob"), AuditAction::Import, NOW + 1),
        event("a", Some("ada"), AuditAction::Disconnect, NOW + 2),
    ];
    for event in &all {
        memory.here.record_event(event).await.unwrap();
    }
    let of_a = memory.there.events("a", 9).await.unwrap();
    assert_eq!(of_a, [all[3].clone(), all[1].clone(), all[0].clone()]);
    let newest = memory.there.events("a", 1).await.unwrap();
    assert_eq!(newest, [all[3].clone()]);
    assert_eq!(memory.there.events("c", 9).await.unwrap(), []);
}

/// A browser that disconnects cancels its requests at any point.
pub(super) async fn a_cancelled_call_loses_and_blocks_nothing(memory: &Processes) {
    memory.bound("a", "p").await;
    for turns in 0..100 {
        let patience = async {
            for _ in 0..turns % 10 {
                tokio::task::yield_now().await;
            }
        };
        tokio::select! {
            biased;
            () = patience => {}
            _ = memory.here.find("a") => {}
            _ = memory.there.next_check("a", NOW) => {}
            _ = memory.there.import("b", "p2", NOW) => {}
        }
    }
    assert_eq!(memory.plugin_of("a").await.as_deref(), Some("p"));
    memory.here.next_check("a", NOW).await.unwrap();
}
