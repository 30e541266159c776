//! Whether requests should be sent to this process, for a load balancer.

use std::time::Duration;

use tokio::time::timeout;

use crate::backend::Backend;
use crate::store::now;

/// Time limit for the database.
const PATIENCE: Duration = Duration::from_secs(2);

/// Why no requests should be sent here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotReady {
    /// It is shutting down: see [`Backend::begin_draining`].
    #[error("stopping")]
    Draining,
    /// The database cannot be read, or takes longer than 2 s.
    #[error("the database cannot be read")]
    Store,
}

impl Backend {
    /// Whether requests can be answered: the database is reachable, and no shutdown was announced. Chakra is not
    /// called, because if it is down, no other process would do better.
    pub async fn ready(&self) -> Result<(), NotReady> {
        if self.parts.changes.is_closed() {
            return Err(NotReady::Draining);
        }
        match timeout(PATIENCE, self.parts.store.unresolved(now(), 1)).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) => {
                tracing::error!(%error, "the database cannot be read");
                Err(NotReady::Store)
            }
            Err(_) => Err(NotReady::Store),
        }
    }

    /// Announces the shutdown: from now on [`ready`](Self::ready) returns an error. Requests are still answered.
    pub fn begin_draining(&self) {
        self.parts.changes.close();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Client, DemoTenant, SqliteStore};

    async fn backend() -> Backend {
        let nobody = "http://127.0.0.1:1".parse().unwrap();
        let chakra = Client::new(nobody, "key".parse().unwrap()).unwrap();
        Backend::new(
            chakra,
            std::sync::Arc::new(SqliteStore::in_memory().await.unwrap()),
            DemoTenant,
        )
    }

    #[tokio::test]
    async fn it_is_ready_until_its_end_is_announced() {
        let backend = backend().await;
        assert_eq!(backend.ready().await, Ok(()));
        backend.begin_draining();
        assert_eq!(backend.ready().await, Err(NotReady::Draining));
    }

    #[tokio::test]
    async fn without_a_database_it_is_not() {
        let backend = backend().await;
        backend.parts.store.close_database().await;
        assert_eq!(backend.ready().await, Err(NotReady::Store));
    }
}
