//! The customer: clicks into the vendor's frame, leaves for the popup, and comes back.

use super::Machine;
use super::phase::Phase;
use crate::flow::attempt::Whereabouts;
use crate::flow::error::Code;
use crate::flow::io::{CancelReason, Event, FrameFocus, Output, Page};

/// The event for a popup that was not seen, for which the vendor's frame has no name.
const POPUP_NOT_SEEN: &str = "popup_not_seen";

impl Machine {
    /// The focus may have moved into the vendor's frame, or left it. A click begins an attempt; the keyboard may only
    /// be passing through.
    pub(super) fn notice_focus(&mut self, before: Page) {
        let page = self.page;
        let is_ready = self.frame.is_ready();
        let Phase::Offering(offer) = &mut self.phase else {
            return;
        };
        if before.is_here() && !page.is_here() {
            offer.note_leaving(self.ctx.now);
        }
        if !is_ready || page.frame == FrameFocus::Outside {
            return offer.stop_watch();
        }
        if page.frame == FrameFocus::Pointer && before.frame == FrameFocus::Outside {
            return self.begin_attempt();
        }
        let leaves = offer.watch_focus(before, page, self.ctx.now);
        // A click into a frame that already has the focus is noticed late, if at all.
        let is_clicked = before.frame == FrameFocus::Keyboard && page.frame == FrameFocus::Pointer;
        if leaves || is_clicked {
            // Enter was pressed, or the customer only looks elsewhere: a popup may be open, but no attempt is reported.
            self.frame.take_into_use(&self.ctx);
        }
        if leaves {
            // The return causes an event only if the focus does not move back into the frame.
            self.ctx.put_out(Output::ReleaseFocus);
        }
    }

    /// Whether the customer has left the offered signup's frame for another window, or has just come back from there.
    pub(super) fn has_left(&self) -> bool {
        matches!(&self.phase, Phase::Offering(offer) if offer.has_left(self.ctx.now))
    }

    /// Whether the customer has just come back from there, and a result may still be on the way.
    pub(super) fn is_expecting(&self) -> bool {
        matches!(&self.phase, Phase::Offering(offer) if offer.is_expecting(self.ctx.now))
    }

    /// The customer has left for the popup, come back, or clicked again.
    pub(super) fn observe_customer(&mut self, before: Page) {
        let Phase::Connecting(_, signup) = &mut self.phase else {
            return;
        };
        let is_click =
            self.page.frame == FrameFocus::Pointer && before.frame == FrameFocus::Outside;
        let whereabouts = signup.observe(before, self.page, self.ctx.now);
        if is_click || whereabouts == Whereabouts::Left {
            // Another popup, perhaps, or a first one that opens late: its grace period begins now.
            self.frame.take_into_use(&self.ctx);
        }
        match whereabouts {
            Whereabouts::Unchanged => {}
            Whereabouts::Left => {
                self.forget_popup_notice();
                self.ctx.put_out(Output::ReleaseFocus);
            }
            Whereabouts::Returned => {
                self.poller.restart_pace();
                self.ask_status();
                self.resume();
                self.release_focus();
            }
            Whereabouts::ClickedAgain => {
                if let Some(offer) = self.end_attempt(CancelReason::Superseded, None) {
                    self.phase = Phase::Offering(offer);
                    self.begin_attempt();
                }
            }
        }
    }

    /// Moves the focus out of the frame: only then does the browser report the next click into it.
    fn release_focus(&mut self) {
        if self.page.frame != FrameFocus::Outside {
            self.ctx.put_out(Output::ReleaseFocus);
        }
    }

    /// No window was seen to open: the customer gets advice, and can click again.
    pub(super) fn on_popup_not_seen(&mut self) {
        let Some(attempt) = self.phase.attempt().map(|attempt| attempt.id) else {
            return;
        };
        self.notice = Some(Code::PopupNotSeen.into());
        self.ctx.tell(Event::Progress {
            attempt,
            event: POPUP_NOT_SEEN.to_owned(),
            step: None,
        });
        self.release_focus();
    }

    pub(super) fn forget_popup_notice(&mut self) {
        self.notice
            .take_if(|notice| notice.code == Code::PopupNotSeen);
    }
}
