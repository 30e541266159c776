//! The metrics of the process, and the address that serves them.

use std::io;
use std::net::SocketAddr;

use chakra_backend::Backend;
use chakra_backend_server::metrics_endpoint::{BuildError, Metrics};
use tokio::net::TcpListener;

/// Collected metrics that are not served yet.
pub(super) struct Collected {
    metrics: Metrics,
    listener: TcpListener,
}

/// Why metrics cannot be collected.
#[derive(Debug, thiserror::Error)]
pub(super) enum MetricsError {
    #[error("metrics cannot be collected: {0}")]
    Build(#[from] BuildError),
    #[error("cannot listen on {address} for metrics: {source}")]
    Listen {
        address: SocketAddr,
        source: io::Error,
    },
}

impl Collected {
    /// Collects metrics from now on, and binds the address.
    pub(super) async fn begin(address: SocketAddr) -> Result<Self, MetricsError> {
        let failed = |source| MetricsError::Listen { address, source };
        let listener = TcpListener::bind(address).await.map_err(failed)?;
        Ok(Self {
            metrics: Metrics::install()?,
            listener,
        })
    }

    /// Serves them until the process ends.
    pub(super) fn serve(self, backend: Backend) {
        tokio::spawn(self.metrics.serve(self.listener, backend));
    }
}
