//! Runs changes at Chakra to completion, whether or not a client is still waiting.

use tokio_util::task::TaskTracker;
use tracing::Instrument as _;

use crate::problem::{Problem, ProblemCode};

/// The pending changes in one backend. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub(crate) struct Changes {
    tasks: TaskTracker,
}

impl Changes {
    /// Runs a change to completion even if the browser disconnects: half a change would leave a plugin at Chakra that
    /// the store does not know.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        change: impl Future<Output = Result<T, Problem>> + Send + 'static,
    ) -> Result<T, Problem> {
        let change = change.in_current_span();
        self.tasks.spawn(change).await.unwrap_or_else(|error| {
            // Without the error's text, which repeats the panic's message and may contain a secret.
            tracing::error!(panicked = error.is_panic(), "a change was interrupted");
            Err(ProblemCode::Internal.into())
        })
    }

    /// Begins a change that nobody waits for.
    pub(crate) fn begin(&self, change: impl Future<Output = ()> + Send + 'static) {
        self.tasks.spawn(change.in_current_span());
    }

    /// Announces the shutdown: from now on the backend is not ready. Changes that still begin are carried out.
    pub(crate) fn close(&self) {
        self.tasks.close();
    }

    /// Whether the shutdown was announced.
    pub(crate) fn is_closed(&self) -> bool {
        self.tasks.is_closed()
    }

    /// Waits until no change is running.
    pub(crate) async fn finished(&self) {
        self.close();
        self.tasks.wait().await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_change_that_panics_is_a_problem() {
        let changes = Changes::default();
        let broken = changes.run::<()>(async { panic!("a bug") }).await;
        assert_eq!(broken, Err(ProblemCode::Internal.into()));
        changes.finished().await;
    }
}
