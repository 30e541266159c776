//! Limits the number of bodies in memory: a signature can be verified only once its body has been read.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::FromRequestParts;
use axum::http::header::RETRY_AFTER;
use axum::http::request::Parts;
use axum::http::{HeaderName, StatusCode};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use super::Webhook;

/// With the longest body, 16 MiB.
const PLACES: usize = 16;
/// Genuine bodies arrive within milliseconds.
const PATIENCE: Duration = Duration::from_secs(2);
/// In seconds.
const RETRY: &str = "5";

/// The places for bodies in memory.
#[derive(Clone)]
pub(super) struct BodyPlaces(Arc<Semaphore>);

impl Default for BodyPlaces {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(PLACES)))
    }
}

/// A place for one body. Hold it for as long as the body.
pub(super) struct BodyPlace {
    _permit: OwnedSemaphorePermit,
}

impl FromRequestParts<Webhook> for BodyPlace {
    type Rejection = (StatusCode, [(HeaderName, &'static str); 1]);

    /// Waits for a place for a moment. After that, the sender must try again.
    async fn from_request_parts(_: &mut Parts, webhook: &Webhook) -> Result<Self, Self::Rejection> {
        let place = Arc::clone(&webhook.places.0).acquire_owned();
        // The semaphore is never closed.
        if let Ok(Ok(permit)) = timeout(PATIENCE, place).await {
            return Ok(Self { _permit: permit });
        }
        tracing::warn!("a webhook is refused, because too many others have not sent their bodies");
        Err((StatusCode::SERVICE_UNAVAILABLE, [(RETRY_AFTER, RETRY)]))
    }
}
