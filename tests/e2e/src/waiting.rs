//! Waiting for something on our side of the browser: looked at often, given up after a while.

use std::time::Duration;

use tokio::time::{Instant, sleep};

const INTERVAL: Duration = Duration::from_millis(20);
const PATIENCE: Duration = Duration::from_secs(20);

/// Waits until `is_true`; `what` is for the message if it never is.
pub async fn until(what: &str, is_true: impl Fn() -> bool) {
    until_within(PATIENCE, what, is_true).await;
}

/// The same for what may take its time, such as a program that starts.
async fn until_within(patience: Duration, what: &str, is_true: impl Fn() -> bool) {
    let deadline = Instant::now() + patience;
    while !is_true() {
        assert!(Instant::now() < deadline, "waited in vain until {what}");
        sleep(INTERVAL).await;
    }
}

/// Waits until `look` gives a value.
pub(crate) async fn eventually<T, F: Future<Output = Option<T>>>(
    what: &str,
    look: impl Fn() -> F,
) -> T {
    let deadline = Instant::now() + PATIENCE;
    loop {
        if let Some(found) = look().await {
            return found;
        }
        assert!(Instant::now() < deadline, "waited in vain until {what}");
        sleep(INTERVAL).await;
    }
}
