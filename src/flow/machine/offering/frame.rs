//! The vendor's SDK and its frame: brought, watched, and taken away.

use core::time::Duration;

use super::{Sdk, VendorFrame};
use crate::flow::error::Failure;
use crate::flow::io::{Event, FrameId, Output};
use crate::flow::machine::{Machine, Phase};
use crate::flow::timer::Timer;

/// How long the SDK's script, and then its frame, may take.
pub const VENDOR_TIME: Duration = Duration::from_secs(20);

impl Machine {
    pub(super) fn mount(&mut self) {
        if self.offer.frame.is_some() {
            return;
        }
        let Some(kept) = &self.offer.token else {
            return;
        };
        let token = kept.held.token.clone();
        let id = FrameId(self.next_id());
        self.offer.frame = Some(VendorFrame {
            id,
            is_ready: false,
        });
        self.timers.set(Timer::FrameReady, self.now + VENDOR_TIME);
        self.outputs.push_back(Output::Mount(id, token));
    }

    pub(super) fn unmount(&mut self) {
        if self.offer.frame.take().is_some() {
            self.timers.stop(Timer::FrameReady);
            self.outputs.push_back(Output::Unmount);
        }
    }

    pub(in crate::flow::machine) fn on_sdk(&mut self, loaded: Result<(), Failure>) {
        if self.offer.sdk != Sdk::Loading {
            return;
        }
        self.timers.stop(Timer::SdkLoaded);
        match loaded {
            Ok(()) => {
                self.offer.sdk = Sdk::Loaded;
                self.prepare();
            }
            Err(failure) => {
                self.offer.sdk = Sdk::Absent;
                self.give_up(failure);
            }
        }
    }

    pub(in crate::flow::machine) fn on_mount_failed(&mut self, frame: FrameId, failure: Failure) {
        if self.offer.is_frame(frame) {
            self.give_up(failure);
        }
    }

    pub(in crate::flow::machine) fn on_frame_ready(&mut self) {
        let Some(frame) = self.offer.frame.as_mut() else {
            return;
        };
        if !frame.is_ready {
            frame.is_ready = true;
            self.offer.was_ready = true;
            self.timers.stop(Timer::FrameReady);
            self.events.push(Event::Ready);
        }
    }

    /// The frame reports an error with no attempt open: most likely it refused the token. One new
    /// token is tried before giving up.
    pub(in crate::flow::machine) fn on_frame_refused(&mut self, failure: Failure) {
        self.offer.refusals += 1;
        if self.offer.refusals > 1 {
            return self.give_up(failure);
        }
        self.offer.token = None;
        self.unmount();
        self.prepare();
    }

    /// The element was moved: its frame has been reloaded by the browser and knows nothing.
    pub(in crate::flow::machine) fn on_moved(&mut self) {
        match self.phase {
            Phase::Offering => self.renew_frame(),
            // What is open in the popup goes on at Chakra: ask the backend.
            Phase::Connecting | Phase::Confirming => {
                self.offer.is_lost = true;
                self.ask_status();
            }
            _ => {}
        }
    }

    /// Makes the frame anew, with a new token: the old one has been handed out.
    pub(super) fn renew_frame(&mut self) {
        self.offer.is_lost = false;
        if self.offer.frame.is_some() {
            self.offer.token = None;
            self.unmount();
            self.prepare();
        }
    }
}
