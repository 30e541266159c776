//! Limits the number of concurrent calls to Chakra, for all tenants together.

use std::time::Duration;

use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::timeout;

use super::error::ChakraError;
use super::rate_gate::{GatePass, RateGate};
use crate::telemetry;

/// Decides whether a call may be made now. Shared by all clones of a client.
#[derive(Debug)]
pub(super) struct Admission {
    places: Semaphore,
    patience: Duration,
    gate: RateGate,
}

/// Permission for one call.
#[derive(Debug)]
pub(super) struct Admitted<'a> {
    _place: SemaphorePermit<'a>,
    pass: GatePass<'a>,
}

impl Admission {
    /// Allows at most `calls` concurrent calls. A further one waits for at most `patience`.
    pub(super) fn new(calls: u16, patience: Duration) -> Self {
        Self {
            places: Semaphore::new(calls.max(1).into()),
            patience,
            gate: RateGate::default(),
        }
    }

    /// The longest wait of a call.
    pub(super) fn patience(&self) -> Duration {
        self.patience
    }

    /// Time until Chakra may be called again.
    pub(super) fn wait(&self) -> Option<Duration> {
        self.gate.wait()
    }

    /// Waits for a free place. Refuses immediately while Chakra's rate limit is in force.
    pub(super) async fn admit(&self) -> Result<Admitted<'_>, ChakraError> {
        // Checked before the place, because calls that have one may be waiting for a response.
        if let Some(wait) = self.wait() {
            telemetry::refused_by_gate();
            let retry_after = Some(wait);
            return Err(ChakraError::RateLimited { retry_after });
        }
        let admitted = async {
            // The semaphore is never closed.
            let place = self.places.acquire().await.map_err(|_| ChakraError::Busy)?;
            let pass = self.gate.pass().await;
            let pass = pass.inspect_err(|_| telemetry::refused_by_gate())?;
            Ok(Admitted {
                _place: place,
                pass,
            })
        };
        timeout(self.patience, admitted).await.unwrap_or_else(|_| {
            telemetry::refused_as_busy(telemetry::Busy::Chakra);
            Err(ChakraError::Busy)
        })
    }
}

impl Admitted<'_> {
    /// Records the end of the call, and frees its place.
    pub(super) fn end<T>(self, result: &Result<T, ChakraError>) {
        self.pass.end(result);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use tokio::time::sleep;

    use super::*;

    const PATIENCE: Duration = Duration::from_secs(2);

    #[tokio::test(start_paused = true)]
    async fn calls_beyond_the_limit_wait_for_a_place_but_not_forever() {
        let admission = Arc::new(Admission::new(2, PATIENCE));
        let first = admission.admit().await.unwrap();
        let second = admission.admit().await.unwrap();
        let third = {
            let admission = Arc::clone(&admission);
            tokio::spawn(async move { admission.admit().await.map(|it| it.end(&Ok(()))) })
        };
        sleep(Duration::from_secs(1)).await;
        assert!(!third.is_finished());
        first.end(&Ok(()));
        assert_eq!(third.await.unwrap(), Ok(()));
        let _first = admission.admit().await.unwrap();
        assert_eq!(admission.admit().await.unwrap_err(), ChakraError::Busy);
        drop(second);
        assert!(admission.admit().await.is_ok());
    }

    #[tokio::test(start_paused = true)]
    async fn a_closed_gate_rejects_immediately_even_if_no_place_is_free() {
        let admission = Admission::new(2, PATIENCE);
        let slow = admission.admit().await.unwrap();
        let refused = admission.admit().await.unwrap();
        let retry_after = Some(Duration::from_secs(30));
        refused.end(&Err::<(), _>(ChakraError::RateLimited { retry_after }));
        let before = tokio::time::Instant::now();
        let refusal = admission.admit().await.unwrap_err();
        assert_eq!(refusal, ChakraError::RateLimited { retry_after });
        assert_eq!(before.elapsed(), Duration::ZERO);
        drop(slow);
    }
}
