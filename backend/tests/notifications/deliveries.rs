//! Delivery at least once and in the tenant's order, whatever the partner's address answers and whichever process dies.

use std::sync::Arc;
use std::time::Duration;

use chakra_backend::SqliteStore;

use crate::receiver::Reply;
use crate::rig::{Rig, SECRET, news, tenant};

#[tokio::test]
async fn an_address_that_fails_twice_gets_the_same_notification_again() {
    let rig = Rig::start(&[Reply::Status(500), Reply::Status(503)]).await;
    let process = rig.process(rig.config());
    rig.sign_up(&process.backend, "acme").await;
    process.backend.status(&tenant("acme")).await.unwrap();
    let calls = rig.receiver.received(3).await;
    rig.settled().await;
    assert_eq!(rig.receiver.calls().len(), 3);
    for call in &calls {
        assert_eq!(call.id(), calls[0].id());
        assert_eq!(call.text, calls[0].text);
        assert!(call.is_signed_with(SECRET));
    }
}

#[tokio::test]
async fn an_address_that_is_gone_gets_no_more_attempts() {
    let rig = Rig::start(&[Reply::Status(410)]).await;
    let process = rig.process(rig.config());
    rig.sign_up(&process.backend, "acme").await;
    process.backend.status(&tenant("acme")).await.unwrap();
    rig.receiver.received(1).await;
    rig.settled().await;
    // The next notification finds it queued.
    process.backend.disconnect(&tenant("acme")).await.unwrap();
    rig.receiver.received(2).await;
    rig.settled().await;
    let expected = [news("acme", "connected"), news("acme", "disconnected")];
    assert_eq!(rig.told(), expected);
    assert_eq!(rig.receiver.calls().len(), 2);
}

/// A redirect would send the notification to an address that nobody configured.
#[tokio::test]
async fn a_redirect_is_not_followed() {
    let rig = Rig::start(&[Reply::Redirect]).await;
    let process = rig.process(rig.config());
    rig.sign_up(&process.backend, "acme").await;
    process.backend.status(&tenant("acme")).await.unwrap();
    let calls = rig.receiver.received(2).await;
    rig.settled().await;
    // After the redirect it would have arrived as a GET without a signature.
    assert!(calls.iter().all(|call| call.is_signed_with(SECRET)));
    assert_eq!(rig.receiver.calls().len(), 2);
}

/// Until the first one is accepted, the second one waits; another tenant's does not.
#[tokio::test]
async fn the_older_one_of_a_tenant_is_sent_first() {
    let rig = Rig::start(&[Reply::Status(500); 3]).await;
    let process = rig.process(rig.config());
    let backend = &process.backend;
    rig.sign_up(backend, "acme").await;
    backend.status(&tenant("acme")).await.unwrap();
    backend.disconnect(&tenant("acme")).await.unwrap();
    rig.sign_up(backend, "acme").await;
    backend.status(&tenant("acme")).await.unwrap();
    rig.sign_up(backend, "globex").await;
    backend.status(&tenant("globex")).await.unwrap();
    rig.settled().await;
    let told = rig.told();
    assert!(told.contains(&news("globex", "connected")));
    let mut of_acme: Vec<_> = told.into_iter().filter(|it| it.0 == "acme").collect();
    // Attempts for another tenant may have come in between.
    of_acme.dedup();
    let expected = ["connected", "disconnected", "connected"].map(|kind| news("acme", kind));
    assert_eq!(of_acme, expected);
}

/// The address has received it, but the process that sent it dies before recording that.
#[tokio::test]
async fn a_notification_sent_during_a_crash_is_repeated_with_its_id() {
    let rig = Rig::start(&[Reply::Silence]).await;
    let config = || rig.config().with_lease(Duration::from_millis(300));
    let first = rig.process(config());
    rig.sign_up(&first.backend, "acme").await;
    first.backend.status(&tenant("acme")).await.unwrap();
    rig.receiver.received(1).await;
    first.kill();
    let _second = rig.process(config());
    let calls = rig.receiver.received(2).await;
    rig.settled().await;
    assert_eq!(calls[1].id(), calls[0].id());
    assert_eq!(calls[1].text, calls[0].text);
    assert!(calls[1].is_signed_with(SECRET));
}

/// Queued in the same file by one of two processes, which dies before it sends anything.
#[tokio::test]
async fn notifications_queued_before_a_crash_are_sent_after_it() {
    let rig = Rig::start(&[]).await;
    // Without its maintenance running.
    let died = rig.backend(Some(rig.config()));
    rig.sign_up(&died, "acme").await;
    died.status(&tenant("acme")).await.unwrap();
    drop(died);
    assert_eq!(rig.queued().await.len(), 1);
    assert!(rig.receiver.calls().is_empty());
    let _next = rig.process(rig.config());
    rig.receiver.received(1).await;
    rig.settled().await;
    assert_eq!(rig.told(), [news("acme", "connected")]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn each_notification_is_sent_by_one_of_two_processes() {
    const TENANTS: usize = 12;
    let file = format!("chakra-notify-{}.sqlite", std::process::id());
    let file = std::env::temp_dir().join(file);
    let open = async || Arc::new(SqliteStore::open(&file).await.unwrap());
    let here = Rig::on(open().await, &[]).await;
    let there = Rig {
        sandbox: Arc::clone(&here.sandbox),
        store: open().await,
        receiver: here.receiver.clone(),
    };
    let processes = [here.process(here.config()), there.process(there.config())];
    for index in 0..TENANTS {
        let tenant_id = format!("tenant {index}");
        here.sign_up(&processes[0].backend, &tenant_id).await;
        let tenant = tenant(&tenant_id);
        // Both processes see the change.
        let [first, second] = &processes;
        let (first, second) = tokio::join!(
            first.backend.status(&tenant),
            second.backend.status(&tenant)
        );
        assert!(first.is_ok() && second.is_ok());
    }
    here.receiver.received(TENANTS).await;
    here.settled().await;
    let calls = here.receiver.calls();
    let mut ids: Vec<_> = calls.iter().map(super::receiver::Call::id).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!((ids.len(), calls.len()), (TENANTS, TENANTS));
    drop(processes);
    for store in [&here.store, &there.store] {
        store.close_database().await;
    }
    std::fs::remove_file(&file).unwrap();
}

#[tokio::test]
async fn nothing_prints_the_secret_or_the_address() {
    let rig = Rig::start(&[]).await;
    let config = rig.config();
    let printed = format!("{config:?} {:?}", rig.backend(Some(config.clone())));
    for secret in [SECRET, "PathSecret"] {
        assert!(!printed.contains(secret), "{printed}");
    }
}
