//! An attempt: how it starts, and how it ends without a connection.

use core::time::Duration;

use super::Machine;
use super::phase::Phase;
use crate::flow::attempt::{Attempt, LastAttempt, Offer, Signup, VendorEnd};
use crate::flow::error::{Code, Failure};
use crate::flow::io::{AttemptId, CancelReason, Event, OpenAttempt, Output};

impl Machine {
    pub(super) fn new_attempt(&mut self, offer: Offer) -> Attempt {
        let id = AttemptId(self.ctx.jitter.bits());
        self.ctx.tell(Event::Started { attempt: id });
        let attempt = Attempt::new(id, offer);
        self.ctx
            .put_out(Output::Remember(Some(attempt.to_remember())));
        attempt
    }

    pub(super) fn begin_attempt(&mut self) {
        let Phase::Offering(offer) = core::mem::replace(&mut self.phase, Phase::Checking) else {
            return;
        };
        let attempt = self.new_attempt(offer);
        self.open(attempt);
    }

    /// A popup may be open from now on.
    pub(super) fn open(&mut self, mut attempt: Attempt) {
        attempt.offer.refusals = 0;
        attempt.offer.forget_leaving();
        attempt.offer.stop_watch();
        self.last = None;
        self.notice = None;
        self.poller.restart_pace();
        self.frame.take_into_use(&self.ctx);
        // A token that arrives now would not be the one in the frame.
        self.keeper.stop(&mut self.ctx);
        let signup = Signup::new(self.page, self.ctx.now);
        self.phase = Phase::Connecting(attempt, signup);
        self.plan_check();
    }

    /// The page was reloaded while an attempt was open: its popup may still lead to a connection.
    pub(super) fn recall(&mut self, open: OpenAttempt, age: Duration) {
        self.last = LastAttempt::recalled(open, age, self.ctx.now);
        if self.last.is_none() {
            self.ctx.put_out(Output::Remember(None));
        }
        self.rest_if_idle();
    }

    /// The time of a past attempt, or of an action that may still take effect, is over. If the action's time passed
    /// while no request could be sent, it lasts until the reply to the request that follows the return.
    pub(super) fn end_the_past(&mut self) {
        if self
            .last
            .as_ref()
            .is_some_and(|last| last.is_over(self.ctx.now))
        {
            self.forget_last();
        }
        let waits = !self.page.visible || self.poller.is_open();
        if !waits && self.aftermath.is_some_and(|it| it.is_over(self.ctx.now)) {
            self.aftermath = None;
        }
    }

    /// Stops expecting anything of a past attempt.
    pub(super) fn forget_last(&mut self) {
        self.last = None;
        self.ctx.put_out(Output::Remember(None));
    }

    pub(super) fn cancel(&mut self, reason: CancelReason, step: Option<String>) {
        if let Some(offer) = self.end_attempt(reason, step) {
            self.offer_again(offer, None);
        }
    }

    pub(super) fn fail_attempt(&mut self, failure: Failure) {
        // Without a code of Meta's it is the frame itself that has failed, its token refused, say: it may
        // have no button any more. One that has finished without a connection has spent its token; the
        // plugin may be gone, too, where another tab has disconnected. Nobody knows while the backend fails, or while
        // the popup may be open.
        let is_spent = failure.code == Code::ConfirmationTimeout
            && !self.poller.is_stale()
            && !self.frame.may_be_in_use();
        if is_spent || (failure.code == Code::VendorError && failure.vendor_code.is_none()) {
            self.frame.lose();
        }
        let Some(attempt) = self.phase.take_attempt() else {
            return;
        };
        let vendor_end = match failure.code {
            Code::ConfirmationTimeout => VendorEnd::Unconfirmed,
            _ => VendorEnd::Unsuccessful,
        };
        self.end_with(&attempt, vendor_end, |id| Event::Failed {
            attempt: Some(id),
            failure: failure.clone(),
        });
        self.offer_again(attempt.offer, Some(failure));
    }

    /// Ends the open attempt, if there is one, and returns the offer that it began with.
    pub(super) fn end_attempt(
        &mut self,
        reason: CancelReason,
        step: Option<String>,
    ) -> Option<Offer> {
        let attempt = self.phase.take_attempt()?;
        self.end_with(&attempt, vendor_end(reason), |attempt| Event::Cancelled {
            attempt,
            reason,
            step,
        });
        Some(attempt.offer)
    }

    /// The attempt ends without a connection. The page is told, unless it was told before: of an attempt that has
    /// already ended, only success is news.
    pub(super) fn end_with(
        &mut self,
        attempt: &Attempt,
        vendor_end: VendorEnd,
        event: impl FnOnce(AttemptId) -> Event,
    ) {
        if !attempt.is_late {
            self.ctx.tell(event(attempt.id));
        }
        if vendor_end != VendorEnd::Unreported {
            self.ctx.put_out(Output::Remember(None));
        }
        let last = LastAttempt::of(attempt, vendor_end, self.report.as_ref(), self.ctx.now);
        if last.is_over(self.ctx.now) {
            return self.forget_last();
        }
        self.last = Some(last);
    }
}

fn vendor_end(reason: CancelReason) -> VendorEnd {
    match reason {
        CancelReason::User => VendorEnd::Unsuccessful,
        _ => VendorEnd::Unreported,
    }
}
