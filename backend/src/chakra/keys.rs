//! The keys in use: one, or two while one replaces the other.

use std::sync::atomic::{AtomicUsize, Ordering};

use axum::http::HeaderValue;

use super::key::ApiKey;

/// The accepted keys, and which of them was accepted last.
#[derive(Debug)]
pub(super) struct Keys {
    keys: Vec<ApiKey>,
    current: AtomicUsize,
}

impl Keys {
    pub(super) fn new(first: ApiKey, next: Option<ApiKey>) -> Self {
        Self {
            keys: std::iter::once(first).chain(next).collect(),
            current: AtomicUsize::new(0),
        }
    }

    /// Number of keys.
    pub(super) fn count(&self) -> u32 {
        u32::try_from(self.keys.len()).unwrap_or(u32::MAX)
    }

    /// The keys in the order to try them, each with its position.
    pub(super) fn in_order(&self) -> impl Iterator<Item = (usize, HeaderValue)> {
        let first = self.current.load(Ordering::Relaxed);
        let count = self.keys.len();
        (0..count).filter_map(move |step| {
            let place = (first + step) % count;
            Some((place, self.keys.get(place)?.authorization()))
        })
    }

    /// Remembers which key was accepted.
    pub(super) fn accepted(&self, place: usize) {
        if self.current.swap(place, Ordering::Relaxed) != place {
            tracing::warn!("Chakra refused an API key and accepted the other one");
        }
    }
}
