//! Work that never ends, begun anew after a panic: else it would be over for good, and nobody would notice.

use std::panic::AssertUnwindSafe;
use std::time::Duration;

use futures_util::FutureExt as _;
use tokio::time::sleep;

/// What panics each time must not keep the process busy.
const PAUSE: Duration = Duration::from_secs(5);

/// Runs `work` until it ends without a panic. What it works with must be whole after every statement, or be locked by
/// what does not mind a panic.
pub(crate) async fn supervised<F: Future<Output = ()>>(name: &str, work: impl Fn() -> F) {
    while AssertUnwindSafe(work()).catch_unwind().await.is_err() {
        tracing::error!(work = name, "it panicked, and begins anew");
        sleep(PAUSE).await;
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn what_panics_begins_anew() {
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
