//! The state that all parts of the machine share: the instant, fresh ids, jitter, and the queue of outputs.

use core::time::Duration;
use std::collections::VecDeque;

use super::backoff::Jitter;
use super::io::{Event, Output};
use super::time::Millis;

/// The instant of the current input, sources of ids and jitter, and the pending outputs.
#[derive(Clone, Debug)]
pub(super) struct Context {
    pub(super) now: Millis,
    pub(super) jitter: Jitter,
    pub(super) outputs: VecDeque<Output>,
    /// Reported after the change of state that caused them.
    pub(super) events: Vec<Event>,
    last_id: u32,
}

impl Context {
    pub(super) fn new(seed: u64) -> Self {
        Self {
            now: Millis::default(),
            jitter: Jitter::new(seed),
            outputs: VecDeque::new(),
            events: Vec::new(),
            last_id: 0,
        }
    }

    /// An id that no recent request, script or frame of this machine has had.
    pub(super) fn next_id(&mut self) -> u32 {
        self.last_id = self.last_id.wrapping_add(1);
        self.last_id
    }

    pub(super) fn put_out(&mut self, output: Output) {
        self.outputs.push_back(output);
    }

    pub(super) fn tell(&mut self, event: Event) {
        self.events.push(event);
    }

    /// The instant `span` from now.
    pub(super) fn after(&self, span: Duration) -> Millis {
        self.now + span
    }
}

/// The earliest of several instants.
pub(super) fn earliest(instants: impl IntoIterator<Item = Option<Millis>>) -> Option<Millis> {
    instants.into_iter().flatten().min()
}
