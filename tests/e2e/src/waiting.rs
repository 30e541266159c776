//! Waits for conditions outside the browser: polls often, with a time limit.

use std::time::Duration;

use tokio::time::{Instant, sleep};

const INTERVAL: Duration = Duration::from_millis(20);
const PATIENCE: Duration = Duration::from_secs(20);

/// Waits until `is_true`. `what` names it in the error message.
pub async fn until(what: &str, is_true: impl Fn() -> bool) {
    until_within(PATIENCE, what, is_true).await;
}

/// Like `until`, for slower conditions such as a starting program.
async fn until_within(patience: Duration, what: &str, is_true: impl Fn() -> bool) {
    let deadline = Instant::now() + patience;
    while !is_true() {
        assert!(Instant::now() < deadline, "timed out waiting until {what}");
        sleep(INTERVAL).await;
    }
}

/// Waits until `look` returns a value.
pub(crate) async fn eventually<T, F: Future<Output = Option<T>>>(
    what: &str,
    look: impl Fn() -> F,
) -> T {
    let deadline = Instant::now() + PATIENCE;
    loop {
        if let Some(found) = look().await {
            return found;
        }
        assert!(Instant::now() < deadline, "timed out waiting until {what}");
        sleep(INTERVAL).await;
    }
}
