//! `/metrics` for Prometheus, on a separate address, because it is not public.

use std::future::IntoFuture as _;
use std::time::Duration;

use axum::Router;
use axum::http::header::CONTENT_TYPE;
use axum::routing::get;
use chakra_backend::{Backend, describe_metrics};
pub use metrics_exporter_prometheus::BuildError;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use tokio::net::TcpListener;

use crate::health;

/// Upper bounds of times in seconds: from a cached status to the deadline of a request.
const BOUNDS: &[f64] = &[
    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 15.0,
];
/// Interval at which measurements are added to their buckets.
const UPKEEP_INTERVAL: Duration = Duration::from_secs(5);
const FORMAT: &str = "text/plain; version=0.0.4";

/// The metrics of this process.
#[derive(Clone)]
pub struct Metrics {
    handle: PrometheusHandle,
}

impl Metrics {
    /// Collects metrics from now on, for the whole process. Can be called only once.
    pub fn install() -> Result<Self, BuildError> {
        let handle = PrometheusBuilder::new()
            .set_buckets(BOUNDS)?
            .install_recorder()?;
        describe_metrics();
        Ok(Self { handle })
    }

    /// The measurements so far, in Prometheus' format.
    #[must_use]
    pub fn text(&self) -> String {
        self.handle.render()
    }

    /// `/metrics`, and the health of `backend`: this address still answers when the one of the calls accepts no more
    /// connections.
    pub fn router(&self, backend: Backend) -> Router {
        let metrics = self.clone();
        let answer = async move || ([(CONTENT_TYPE, FORMAT)], metrics.text());
        Router::new()
            .route("/metrics", get(answer))
            .merge(health::router(backend))
    }

    /// Answers on `listener` until it is dropped.
    pub async fn serve(self, listener: TcpListener, backend: Backend) {
        let upkeep = async {
            loop {
                tokio::time::sleep(UPKEEP_INTERVAL).await;
                self.handle.run_upkeep();
            }
        };
        let served = axum::serve(listener, self.router(backend)).into_future();
        tokio::select! {
            () = upkeep => {}
            // Never happens.
            _ = served => {}
        }
    }
}
