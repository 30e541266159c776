//! Restarts endless work after a panic. Otherwise it would stay stopped unnoticed.

use std::panic::AssertUnwindSafe;
use std::time::Duration;

use futures_util::FutureExt as _;
use tokio::time::sleep;

/// Work that always panics must not keep the process busy.
const PAUSE: Duration = Duration::from_secs(5);

/// Runs `work` until it ends without a panic. Its data must be consistent after every statement, or behind a lock that
/// tolerates a panic.
pub(crate) async fn supervised<F: Future<Output = ()>>(name: &str, work: impl Fn() -> F) {
    while AssertUnwindSafe(work()).catch_unwind().await.is_err() {
        tracing::error!(work = name, "it panicked, and starts again");
        sleep(PAUSE).await;
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn work_that_panics_is_restarted() {
        let begun = &Cell::new(0);
        let began_at = tokio::time::Instant::now();
        supervised("a test", || async move {
            begun.set(begun.get() + 1);
            tokio::task::yield_now().await;
            assert!(begun.get() > 2, "a bug");
        })
        .await;
        assert_eq!(begun.get(), 3);
        assert_eq!(began_at.elapsed(), PAUSE * 2);
    }
}
