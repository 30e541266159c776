//! The shortest processor time of several runs, for the tests that every parser takes linear time.

use std::time::Duration;

/// The processor time of this thread, which other processes do not affect.
#[cfg(unix)]
fn now() -> Duration {
    let clock = nix::time::ClockId::CLOCK_THREAD_CPUTIME_ID;
    clock.now().unwrap().into()
}

#[cfg(not(unix))]
fn now() -> Duration {
    static BEGUN: std::sync::LazyLock<std::time::Instant> =
        std::sync::LazyLock::new(std::time::Instant::now);
    BEGUN.elapsed()
}

/// The shortest of several runs, because the machine's other work only makes runs longer.
pub(crate) fn shortest(run: &dyn Fn()) -> Duration {
    let once = || {
        let begun = now();
        run();
        now().saturating_sub(begun)
    };
    (0..4).map(|_| once()).min().unwrap()
}
