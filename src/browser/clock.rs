//! The browser's two clocks, and one timer.

use gloo_timers::callback::Timeout;

use crate::flow::time::{Clock, Millis};

/// The current instant, and the one timer that wakes the driver.
#[derive(Debug, Default)]
pub(super) struct WakeTimer {
    clock: Clock,
    /// Cleared when dropped.
    timeout: Option<Timeout>,
}

/// `setTimeout` takes its delay as a signed 32-bit number; a longer one would fire at once.
const LONGEST: u32 = i32::MAX as u32;

impl WakeTimer {
    /// The current instant.
    pub(super) fn now(&mut self) -> Millis {
        let monotonic = web_sys::window().and_then(|window| window.performance());
        self.clock.read(
            monotonic.map_or(0.0, |performance| performance.now()),
            js_sys::Date::now(),
        )
    }

    /// Calls `wake` at `due`, replacing the previous timer. Sets a new timer even for the same instant: after a sleep,
    /// or a change of the wall clock, the old one would fire too late.
    pub(super) fn set(&mut self, due: Option<Millis>, wake: impl FnOnce() + 'static) {
        let now = self.now();
        self.timeout = due.map(|due| {
            let delay = u32::try_from(due.since(now).as_millis()).unwrap_or(LONGEST);
            Timeout::new(delay.min(LONGEST), wake)
        });
    }
}
