//! The timers a widget can have running, and when each is due.

use super::time::Millis;

/// What a timer is for. There is at most one of a kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Timer {
    /// The token request has been open too long.
    TokenAnswer,
    /// The status request has been open too long.
    StatusAnswer,
    /// The disconnect request, or the customer's choice of a number, has been open too long.
    ActionAnswer,
    /// The status is to be asked again.
    StatusPoll,
    /// A failed token request is to be made again.
    TokenRetry,
    /// The token is old enough to be replaced.
    TokenRefresh,
    /// The token can no longer be used.
    TokenExpiry,
    /// The vendor SDK should have loaded by now.
    SdkLoaded,
    /// The vendor's frame should be usable by now.
    FrameReady,
    /// Look whether the customer has come back from the popup.
    Watch,
    /// The attempt has been open too long.
    AttemptEnd,
    /// The wait for the customer's coming back, or for the backend's confirmation, is over.
    WaitEnd,
}

impl Timer {
    /// Every kind, in the order of declaration.
    pub const ALL: [Self; 12] = [
        Self::TokenAnswer,
        Self::StatusAnswer,
        Self::ActionAnswer,
        Self::StatusPoll,
        Self::TokenRetry,
        Self::TokenRefresh,
        Self::TokenExpiry,
        Self::SdkLoaded,
        Self::FrameReady,
        Self::Watch,
        Self::AttemptEnd,
        Self::WaitEnd,
    ];
}

/// When each timer is due.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TimerTable {
    due: [Option<Millis>; Timer::ALL.len()],
}

impl TimerTable {
    /// Sets `timer` to fire at `at`, in place of any earlier setting.
    pub fn set(&mut self, timer: Timer, at: Millis) {
        if let Some(slot) = self.due.get_mut(timer as usize) {
            *slot = Some(at);
        }
    }

    /// Stops `timer`.
    pub fn stop(&mut self, timer: Timer) {
        if let Some(slot) = self.due.get_mut(timer as usize) {
            *slot = None;
        }
    }

    /// Stops every timer.
    pub fn stop_all(&mut self) {
        *self = Self::default();
    }

    /// Whether `timer` runs.
    #[must_use]
    pub fn is_set(&self, timer: Timer) -> bool {
        self.due.get(timer as usize).is_some_and(Option::is_some)
    }

    /// When the next timer is due, if any runs.
    #[must_use]
    pub fn next_deadline(&self) -> Option<Millis> {
        self.due.iter().flatten().min().copied()
    }

    /// Takes out one timer that is due at `now`, the earliest first.
    pub fn take_due(&mut self, now: Millis) -> Option<Timer> {
        let timer = Timer::ALL
            .into_iter()
            .filter_map(|timer| {
                let at = *self.due.get(timer as usize)?;
                at.filter(|at| *at <= now).map(|at| (at, timer))
            })
            .min_by_key(|(at, _)| *at)
            .map(|(_, timer)| timer)?;
        self.stop(timer);
        Some(timer)
    }
}
