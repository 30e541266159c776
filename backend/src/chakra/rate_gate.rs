//! Closed for all calls once Chakra has limited one of them: the key's limit is that of the whole team.
//!
//! When the wait is over one call goes first; the others wait for how it ends.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chakra_connect_contract::pace::{FIRST_GATE, LONGEST_GATE, LONGEST_OWN_GATE};
use tokio::sync::Notify;
use tokio::time::Instant;

use super::error::ChakraError;
use crate::doubling::doubled;
use crate::telemetry;

/// Lets calls through, or returns how long to wait.
#[derive(Debug, Default)]
pub(super) struct RateGate {
    state: Mutex<State>,
    changed: Notify,
}

#[derive(Debug, Default)]
struct State {
    phase: Phase,
    /// Probes refused in a row.
    refusals: u32,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Phase {
    #[default]
    Open,
    Closed {
        until: Instant,
    },
    /// One call is under way, and decides.
    Probing,
}

impl RateGate {
    /// The wait, while it is closed.
    pub(super) fn wait(&self) -> Option<Duration> {
        match self.state().phase {
            Phase::Closed { until } => {
                let wait = until.saturating_duration_since(Instant::now());
                (!wait.is_zero()).then_some(wait)
            }
            Phase::Open | Phase::Probing => None,
        }
    }

    /// Lets a call through: at once while it is open, and the first one after the wait; the others wait for how that
    /// one ends.
    pub(super) async fn pass(&self) -> Result<GatePass<'_>, ChakraError> {
        loop {
            // Before the state is read, so that no change in between is missed.
            let changed = self.changed.notified();
            tokio::pin!(changed);
            changed.as_mut().enable();
            if let Some(pass) = self.try_pass()? {
                return Ok(pass);
            }
            changed.await;
        }
    }

    fn try_pass(&self) -> Result<Option<GatePass<'_>>, ChakraError> {
        let mut state = self.state();
        let is_probe = match state.phase {
            Phase::Open => false,
            Phase::Probing => return Ok(None),
            Phase::Closed { until } => {
                let wait = until.saturating_duration_since(Instant::now());
                if !wait.is_zero() {
                    let retry_after = Some(wait);
                    return Err(ChakraError::RateLimited { retry_after });
                }
                state.phase = Phase::Probing;
                true
            }
        };
        Ok(Some(GatePass {
            gate: self,
            is_probe,
        }))
    }

    fn close(&self, wanted: Option<Duration>) {
        let mut state = self.state();
        let own = doubled(FIRST_GATE, state.refusals, LONGEST_OWN_GATE);
        let named = wanted.filter(|wait| *wait >= FIRST_GATE);
        let wait = named.unwrap_or(own).min(LONGEST_GATE);
        let mut until = Instant::now() + wait;
        if let Phase::Closed { until: earlier } = state.phase {
            // Several calls that were under way are refused together.
            until = until.max(earlier);
        } else {
            state.refusals = state.refusals.saturating_add(1);
            telemetry::gate_closed();
            tracing::warn!(
                seconds = wait.as_secs_f32(),
                "Chakra asks to slow down: no call is made until then"
            );
        }
        state.phase = Phase::Closed { until };
        drop(state);
        self.changed.notify_waiters();
    }

    /// Ends the probe with `next`, unless another call was refused since.
    fn end_probe(&self, next: Phase) {
        let mut state = self.state();
        if state.phase != Phase::Probing {
            return;
        }
        state.phase = next;
        if next == Phase::Open {
            state.refusals = 0;
            telemetry::gate_opened();
            tracing::info!("Chakra answers again");
        }
        drop(state);
        self.changed.notify_waiters();
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // It is whole after every statement.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A call that may be made.
#[derive(Debug)]
pub(super) struct GatePass<'a> {
    gate: &'a RateGate,
    is_probe: bool,
}

impl GatePass<'_> {
    /// Records the end of the call.
    pub(super) fn end<T>(mut self, result: &Result<T, ChakraError>) {
        let was_probe = std::mem::take(&mut self.is_probe);
        match result {
            Err(ChakraError::RateLimited { retry_after }) => self.gate.close(*retry_after),
            _ if was_probe => self.gate.end_probe(Phase::Open),
            _ => {}
        }
    }
}

impl Drop for GatePass<'_> {
    /// A probe that was given up: the next call is one.
    fn drop(&mut self) {
        if self.is_probe {
            let until = Instant::now();
            self.gate.end_probe(Phase::Closed { until });
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    const DONE: Result<(), ChakraError> = Ok(());

    fn refused(seconds: u64) -> Result<(), ChakraError> {
        Err(ChakraError::RateLimited {
            retry_after: Some(Duration::from_secs(seconds)),
        })
    }

    async fn advance(seconds: u64) {
        tokio::time::advance(Duration::from_secs(seconds)).await;
    }

    /// The gate, closed for ten seconds.
    async fn closed() -> Arc<RateGate> {
        let gate = Arc::new(RateGate::default());
        gate.pass().await.unwrap().end(&refused(10));
        gate
    }

    #[tokio::test(start_paused = true)]
    async fn nobody_passes_until_the_wait_is_over() {
        let gate = closed().await;
        advance(4).await;
        let retry_after = Some(Duration::from_secs(6));
        let refusal = gate.pass().await.unwrap_err();
        assert_eq!(refusal, ChakraError::RateLimited { retry_after });
        assert_eq!(gate.wait(), retry_after);
        advance(6).await;
        assert_eq!(gate.wait(), None);
        assert!(gate.pass().await.is_ok());
    }

    #[tokio::test(start_paused = true)]
    async fn one_goes_first_and_the_others_follow_it() {
        let gate = closed().await;
        advance(10).await;
        let probe = gate.pass().await.unwrap();
        let others: Vec<_> = (0..20)
            .map(|_| {
                let gate = Arc::clone(&gate);
                tokio::spawn(async move { gate.pass().await.map(|pass| pass.end(&DONE)) })
            })
            .collect();
        tokio::task::yield_now().await;
        assert!(others.iter().all(|other| !other.is_finished()));
        probe.end(&DONE);
        for other in others {
            assert_eq!(other.await.unwrap(), Ok(()));
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_probe_that_is_refused_refuses_all_who_wait() {
        let gate = closed().await;
        advance(10).await;
        let probe = gate.pass().await.unwrap();
        let other = {
            let gate = Arc::clone(&gate);
            tokio::spawn(async move { gate.pass().await.map(|pass| pass.end(&DONE)) })
        };
        tokio::task::yield_now().await;
        probe.end(&refused(7));
        let retry_after = Some(Duration::from_secs(7));
        let refusal = other.await.unwrap();
        assert_eq!(refusal, Err(ChakraError::RateLimited { retry_after }));
    }

    #[tokio::test(start_paused = true)]
    async fn a_probe_that_is_given_up_makes_way_for_another() {
        let gate = closed().await;
        advance(10).await;
        let probe = gate.pass().await.unwrap();
        let other = {
            let gate = Arc::clone(&gate);
            tokio::spawn(async move { gate.pass().await.unwrap().is_probe })
        };
        tokio::task::yield_now().await;
        drop(probe);
        assert!(other.await.unwrap());
    }

    #[tokio::test(start_paused = true)]
    async fn a_probe_that_fails_otherwise_opens() {
        let gate = closed().await;
        advance(10).await;
        let failed: Result<(), _> = Err(ChakraError::Failed { status: 503 });
        gate.pass().await.unwrap().end(&failed);
        assert!(!gate.pass().await.unwrap().is_probe);
    }

    /// Calls that were under way when it closed.
    #[tokio::test(start_paused = true)]
    async fn the_longest_of_several_waits_counts_and_a_late_success_opens_nothing() {
        let gate = RateGate::default();
        let [first, second, third, fourth] = [
            gate.pass().await.unwrap(),
            gate.pass().await.unwrap(),
            gate.pass().await.unwrap(),
            gate.pass().await.unwrap(),
        ];
        first.end(&refused(5));
        second.end(&refused(9));
        third.end(&refused(2));
        fourth.end(&DONE);
        assert_eq!(gate.wait(), Some(Duration::from_secs(9)));
    }

    /// A `Retry-After: 0`, a date that has passed, or "retry after 250 ms".
    #[tokio::test(start_paused = true)]
    async fn a_wait_of_less_than_a_second_is_none() {
        for named in [Duration::ZERO, Duration::from_millis(250)] {
            let refused: Result<(), _> = Err(ChakraError::RateLimited {
                retry_after: Some(named),
            });
            let gate = RateGate::default();
            for seconds in [1, 2, 4] {
                gate.pass().await.unwrap().end(&refused);
                assert_eq!(gate.wait(), Some(Duration::from_secs(seconds)));
                assert!(gate.pass().await.is_err());
                advance(seconds).await;
            }
        }
    }

    /// The request of one tenant may be what is wrong with it.
    #[tokio::test(start_paused = true)]
    async fn one_call_that_is_throttled_closes_it_for_nobody() {
        let gate = RateGate::default();
        let retry_after = Some(Duration::from_secs(30));
        let throttled: Result<(), _> = Err(ChakraError::Throttled { retry_after });
        gate.pass().await.unwrap().end(&throttled);
        assert_eq!(gate.wait(), None);
        assert!(gate.pass().await.is_ok());
    }

    #[tokio::test(start_paused = true)]
    async fn where_chakra_names_no_wait_it_doubles_and_none_is_longer_than_minutes() {
        let gate = RateGate::default();
        let unnamed: Result<(), _> = Err(ChakraError::RateLimited { retry_after: None });
        for seconds in [1, 2, 4, 8, 16, 32, 32] {
            gate.pass().await.unwrap().end(&unnamed);
            assert_eq!(gate.wait(), Some(Duration::from_secs(seconds)));
            advance(seconds).await;
        }
        gate.pass().await.unwrap().end(&refused(3600));
        assert_eq!(gate.wait(), Some(LONGEST_GATE));
        advance(LONGEST_GATE.as_secs()).await;
        gate.pass().await.unwrap().end(&DONE);
        gate.pass().await.unwrap().end(&unnamed);
        assert_eq!(gate.wait(), Some(FIRST_GATE));
    }
}
