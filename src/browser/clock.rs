//! The browser's two clocks, and one timer.

use std::cell::{Cell, RefCell};

use gloo_timers::callback::Timeout;

use crate::flow::time::{Clock, Millis};

/// The current instant, and the one timer that wakes the driver. A page may have replaced clocks and timers by functions
/// that throw, so nothing is borrowed while they are called.
#[derive(Debug, Default)]
pub(super) struct WakeTimer {
    clock: Cell<Clock>,
    /// Cleared when dropped.
    timeout: RefCell<Option<Timeout>>,
}

/// `setTimeout` takes its delay as a signed 32-bit number; a longer one would fire at once.
const LONGEST: u32 = i32::MAX as u32;

impl WakeTimer {
    /// The current instant.
    pub(super) fn now(&self) -> Millis {
        let monotonic = web_sys::window().and_then(|window| window.performance());
        let monotonic = monotonic.map_or(0.0, |performance| performance.now());
        let wall = js_sys::Date::now();
        let mut clock = self.clock.get();
        let now = clock.read(monotonic, wall);
        self.clock.set(clock);
        now
    }

    /// Calls `wake` at `due`, replacing the previous timer. Sets a new timer even for the same instant: after a sleep,
    /// or a change of the wall clock, the old one would fire too late.
    pub(super) fn set(&self, due: Option<Millis>, wake: impl FnOnce() + 'static) {
        let now = self.now();
        let timeout = due.map(|due| {
            let delay = u32::try_from(due.since(now).as_millis()).unwrap_or(LONGEST);
            Timeout::new(delay.min(LONGEST), wake)
        });
        drop(self.timeout.replace(timeout));
    }
}
