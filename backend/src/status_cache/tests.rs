//! The cache, with checks that end when the test decides.

use std::sync::atomic::AtomicU32;

use time::OffsetDateTime;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::*;
use crate::connection_state::Connection;
use crate::problem::ProblemCode;

const LONG: Duration = Duration::from_hours(1);

/// A status, recognisable by its time.
fn status(second: i64) -> Status {
    Status {
        stored: None,
        connection: Connection::NOT_CONNECTED,
        connected_since: None,
        checked_at: OffsetDateTime::from_unix_timestamp(second).unwrap(),
        revision: second,
    }
}

fn second(kept: &KeptStatus) -> i64 {
    kept.status.checked_at.unix_timestamp()
}

async fn checked(cache: &StatusCache, tenant: &str, second_now: i64) -> i64 {
    let check = async { Ok(status(second_now)) };
    second(&cache.get_or_check(tenant, check).await.unwrap())
}

/// A running check, which ends when it gets its result.
async fn begin(
    cache: &StatusCache,
    tenant: &'static str,
) -> (
    oneshot::Sender<Result<i64, ProblemCode>>,
    JoinHandle<Result<i64, Problem>>,
) {
    let (end, ended) = oneshot::channel();
    let (begun, has_begun) = oneshot::channel();
    let cache = cache.clone();
    let check = async move {
        begun.send(()).unwrap();
        let result: Result<i64, ProblemCode> = ended.await.unwrap();
        Ok(status(result?))
    };
    let task = tokio::spawn(async move {
        let status = cache.get_or_check(tenant, check).await;
        status.map(|status| second(&status))
    });
    has_begun.await.unwrap();
    (end, task)
}

#[tokio::test]
async fn a_status_is_cached_with_its_own_time() {
    let cache = StatusCache::new(LONG);
    assert_eq!(checked(&cache, "a", 1).await, 1);
    assert_eq!(checked(&cache, "a", 2).await, 1);
    assert_eq!(second(&cache.get("a").await.unwrap()), 1);
    assert_eq!(checked(&cache, "b", 3).await, 3);
}

#[tokio::test]
async fn without_a_lifetime_nothing_is_cached() {
    let cache = StatusCache::new(Duration::ZERO);
    assert_eq!(checked(&cache, "a", 1).await, 1);
    assert_eq!(checked(&cache, "a", 2).await, 2);
    assert!(cache.get("a").await.is_none());
}

#[tokio::test]
async fn all_concurrent_callers_share_one_check() {
    let cache = StatusCache::new(LONG);
    let (end, first) = begin(&cache, "a").await;
    let others: Vec<_> = (0..50)
        .map(|_| {
            let cache = cache.clone();
            tokio::spawn(async move { checked(&cache, "a", 9).await })
        })
        .collect();
    tokio::task::yield_now().await;
    end.send(Ok(1)).unwrap();
    assert_eq!(first.await.unwrap(), Ok(1));
    for other in others {
        assert_eq!(other.await.unwrap(), 1);
    }
}

#[tokio::test]
async fn errors_are_not_cached() {
    let cache = StatusCache::new(LONG);
    let (end, first) = begin(&cache, "a").await;
    end.send(Err(ProblemCode::ChakraTimeout)).unwrap();
    let problem = first.await.unwrap().unwrap_err();
    assert_eq!(problem.code(), ProblemCode::ChakraTimeout);
    assert_eq!(checked(&cache, "a", 2).await, 2);
}

/// The important race: a status from before a change must not be returned after it.
#[tokio::test]
async fn a_check_from_before_a_change_is_not_cached() {
    let cache = StatusCache::new(LONG);
    let (end, before) = begin(&cache, "a").await;
    let change = cache.change("a");
    drop(change);
    // Nor can a request join it while it is running.
    assert_eq!(checked(&cache, "a", 2).await, 2);
    end.send(Ok(1)).unwrap();
    assert_eq!(before.await.unwrap(), Ok(1));
    assert_eq!(checked(&cache, "a", 3).await, 2);
}

#[tokio::test]
async fn a_check_from_the_middle_of_a_change_is_not_cached() {
    let cache = StatusCache::new(LONG);
    let change = cache.change("a");
    assert_eq!(checked(&cache, "a", 1).await, 1);
    drop(change);
    assert_eq!(checked(&cache, "a", 2).await, 2);
}

/// A browser that disconnects cancels its check. The other callers begin another one.
#[tokio::test]
async fn a_cancelled_check_is_repeated_by_the_next_caller() {
    let cache = StatusCache::new(LONG);
    let (_end, first) = begin(&cache, "a").await;
    let second = {
        let cache = cache.clone();
        tokio::spawn(async move { checked(&cache, "a", 2).await })
    };
    tokio::task::yield_now().await;
    first.abort();
    assert_eq!(second.await.unwrap(), 2);
}

#[tokio::test(start_paused = true)]
async fn after_a_change_a_status_is_cached_for_less_than_a_second() {
    let cache = StatusCache::new(Duration::from_secs(2));
    assert_eq!(cache.life_of("a"), Duration::from_secs(2));
    cache.invalidate("a");
    assert_eq!(cache.life_of("a"), WATCHED_LIFE);
    let second = Duration::from_secs(1);
    tokio::time::advance(WATCHED_TIME.saturating_sub(second)).await;
    assert_eq!(cache.life_of("a"), WATCHED_LIFE);
    tokio::time::advance(second).await;
    assert_eq!(cache.life_of("a"), Duration::from_secs(2));
}

#[tokio::test]
async fn a_status_is_checked_again_at_the_end_of_its_life() {
    let cache = StatusCache::new(Duration::from_millis(20));
    assert_eq!(checked(&cache, "a", 1).await, 1);
    let checked_anew = async {
        while checked(&cache, "a", 2).await == 1 {
            tokio::task::yield_now().await;
        }
    };
    let done = tokio::time::timeout(Duration::from_secs(10), checked_anew);
    done.await.unwrap();
}

#[tokio::test]
async fn the_memory_is_bounded() {
    let cache = StatusCache::new(LONG);
    let checks = AtomicU32::new(0);
    for tenant in 0..CAPACITY + 5000 {
        let check = async {
            checks.fetch_add(1, Ordering::SeqCst);
            Ok(status(0))
        };
        let tenant = tenant.to_string();
        cache.get_or_check(&tenant, check).await.unwrap();
    }
    let kept = cache.cache.as_ref().unwrap();
    kept.run_pending_tasks().await;
    assert!(kept.entry_count() <= CAPACITY, "{}", kept.entry_count());
    assert_eq!(u64::from(checks.load(Ordering::SeqCst)), CAPACITY + 5000);
}
