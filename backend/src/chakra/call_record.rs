//! Logs and counts one call to Chakra: endpoint, outcome and time, never any content.

use tokio::time::Instant;

use super::endpoint::Endpoint;
use super::error::ChakraError;
use crate::telemetry;

/// A pending call.
#[derive(Debug)]
pub(super) struct CallRecord {
    endpoint: Endpoint,
    began: Instant,
    outcome: &'static str,
}

impl CallRecord {
    pub(super) fn begin(endpoint: Endpoint) -> Self {
        telemetry::call_begun();
        Self {
            endpoint,
            began: Instant::now(),
            // Stays if the call does not end, for example because its request was cancelled.
            outcome: "abandoned",
        }
    }

    /// Records that the call has ended with this result.
    pub(super) fn end<T>(mut self, result: &Result<T, ChakraError>) {
        self.outcome = telemetry::outcome(result);
        let endpoint = self.endpoint.name();
        let duration_ms = self.began.elapsed().as_millis();
        match result {
            Ok(_) => tracing::debug!(endpoint, duration_ms, "Chakra has answered"),
            // What these mean depends on the caller.
            Err(error @ (ChakraError::PluginNotFound | ChakraError::Refused { status: 404 })) => {
                tracing::debug!(endpoint, duration_ms, %error, "Chakra has no such record");
            }
            // The error contains only a kind and a status, and the remedy is one of a fixed list.
            Err(error) => {
                let problem = error.problem_code();
                tracing::warn!(
                    endpoint,
                    duration_ms,
                    %error,
                    code = problem.as_str(),
                    remedy = problem.remedy(),
                    "a call to Chakra failed"
                );
            }
        }
    }
}

impl Drop for CallRecord {
    fn drop(&mut self) {
        telemetry::call_ended(self.endpoint.name(), self.outcome, self.began.elapsed());
    }
}
