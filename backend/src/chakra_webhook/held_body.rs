//! Limits the bodies in memory: a signature can be verified only once its body has been read, and anybody can send one.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use axum::http::header::RETRY_AFTER;
use axum::response::{IntoResponse as _, Response};
use futures_util::StreamExt as _;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::Webhook;

/// Each permit is for this many bytes.
const UNIT: usize = 1024;
/// 16 MiB, for all bodies together.
const UNITS: usize = 16 * 1024;
const RETRY_AFTER_SECONDS: &str = "5";

/// The memory for bodies.
#[derive(Clone)]
pub(super) struct BodyMemory(Arc<Semaphore>);

impl Default for BodyMemory {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(UNITS)))
    }
}

/// What one body takes of it.
#[derive(Default)]
struct Share {
    permits: Mutex<Vec<OwnedSemaphorePermit>>,
    is_refused: AtomicBool,
}

impl Share {
    /// Takes memory for `bytes` more, if there is any left. Bytes are counted when they arrive: a sender who sends
    /// nothing takes nothing.
    fn grow(&self, bytes: usize, memory: &BodyMemory) -> bool {
        let units = u32::try_from(bytes.div_ceil(UNIT)).unwrap_or(u32::MAX);
        let Ok(permit) = Arc::clone(&memory.0).try_acquire_many_owned(units) else {
            self.is_refused.store(true, Ordering::Relaxed);
            return false;
        };
        let mut permits = self.permits.lock().unwrap_or_else(PoisonError::into_inner);
        permits.push(permit);
        true
    }
}

/// A whole body, with its share of the memory.
pub(super) struct HeldBody {
    pub(super) bytes: Bytes,
    _share: Arc<Share>,
}

impl FromRequest<Webhook> for HeldBody {
    type Rejection = Response;

    async fn from_request(request: Request, webhook: &Webhook) -> Result<Self, Response> {
        let share = Arc::<Share>::default();
        let (memory, growing) = (webhook.memory.clone(), Arc::clone(&share));
        let request = request.map(|body| {
            Body::from_stream(body.into_data_stream().map(move |chunk| {
                let chunk = chunk?;
                if growing.grow(chunk.len(), &memory) {
                    Ok(chunk)
                } else {
                    Err(axum::Error::new(std::io::Error::other("no memory left")))
                }
            }))
        });
        match Bytes::from_request(request, &()).await {
            Ok(bytes) => Ok(Self {
                bytes,
                _share: share,
            }),
            Err(_) if share.is_refused.load(Ordering::Relaxed) => {
                tracing::warn!("a webhook is refused, because too many large ones arrive");
                let retry = [(RETRY_AFTER, RETRY_AFTER_SECONDS)];
                Err((StatusCode::SERVICE_UNAVAILABLE, retry).into_response())
            }
            Err(rejection) => Err(rejection.into_response()),
        }
    }
}
