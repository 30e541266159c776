//! Closed for all calls once Chakra has limited one of them, because the key's limit is the whole team's.
//!
//! When the wait is over, one call goes first, and the others wait for its result.

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
    /// Consecutive rejected probes.
    refusals: u32,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Phase {
    #[default]
    Open,
    Closed {
        until: Instant,
    },
    /// One call is pending, and decides.
    Probing,
}

impl RateGate {
    /// The remaining wait while it is closed.
    pub(super) fn wait(&self) -> Option<Duration> {
        match self.state().phase {
            Phase::Closed { until } => {
                let wait = until.saturating_duration_since(Instant::now());
                (!wait.is_zero()).then_some(wait)
            }
            Phase::Open | Phase::Probing => None,
        }
    }

    /// Lets a call through: immediately while it is open, and the first one after the wait. The others wait for that
    /// call's result.
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
            // Several calls that were pending are rejected together.
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

    /// Ends the probe with `next`, unless another call was rejected in the meantime.
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
        // It is consistent after every statement.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Permission for one call.
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
    /// The probe was cancelled, so the next call becomes the probe.
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
    async fn no_call_passes_until_the_wait_is_over() {
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
    async fn one_probe_goes_first_and_the_others_wait_for_it() {
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
    async fn a_rejected_probe_rejects_all_waiting_calls() {
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
    async fn a_cancelled_probe_makes_way_for_another() {
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

    /// Calls that were pending when the gate closed.
    #[tokio::test(start_paused = true)]
    async fn the_longest_of_several_waits_counts_and_a_late_success_does_not_open_the_gate() {
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

    /// For example `Retry-After: 0`, a date in the past, or "retry after 250 ms".
    #[tokio::test(start_paused = true)]
    async fn a_wait_of_less_than_a_second_is_ignored() {
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

    /// The cause may be one tenant's own request.
    #[tokio::test(start_paused = true)]
    async fn one_throttled_call_does_not_close_the_gate() {
        let gate = RateGate::default();
        let retry_after = Some(Duration::from_secs(30));
        let throttled: Result<(), _> = Err(ChakraError::Throttled { retry_after });
        gate.pass().await.unwrap().end(&throttled);
        assert_eq!(gate.wait(), None);
        assert!(gate.pass().await.is_ok());
    }

    #[tokio::test(start_paused = true)]
    async fn without_a_wait_from_chakra_the_wait_doubles_up_to_minutes() {
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
