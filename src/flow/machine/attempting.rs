//! An attempt: how it starts, what the vendor and the page report, and how it ends.

use core::time::Duration;

use super::Machine;
use super::phase::Phase;
use crate::flow::attempt::{
    Attempt, Confirmation, LastAttempt, Offer, Signup, VendorEnd, Whereabouts,
};
use crate::flow::error::{Code, Failure};
use crate::flow::io::{
    AttemptId, CancelReason, Event, FrameFocus, FrameId, OpenAttempt, Output, Page,
};
use crate::flow::status::{Connection, Report};
use crate::flow::vendor::{Finish, Hint, VendorEvent};

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
                if let Some(attempt) = self.phase.take_attempt() {
                    let offer = attempt.offer.clone();
                    self.end_with(&attempt, VendorEnd::Unreported, |attempt| {
                        Event::Cancelled {
                            attempt,
                            reason: CancelReason::Superseded,
                            step: None,
                        }
                    });
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

    pub(super) fn new_attempt(&mut self, offer: Offer) -> Attempt {
        let id = AttemptId(self.ctx.jitter.bits());
        self.ctx.tell(Event::Started { attempt: id });
        let attempt = Attempt::new(id, offer);
        self.ctx
            .put_out(Output::Remember(Some(attempt.to_remember())));
        attempt
    }

    fn begin_attempt(&mut self) {
        let Phase::Offering(offer) = core::mem::replace(&mut self.phase, Phase::Checking) else {
            return;
        };
        let attempt = self.new_attempt(offer);
        self.open(attempt);
    }

    /// A popup may be open from now on.
    fn open(&mut self, mut attempt: Attempt) {
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

    pub(super) fn on_vendor(&mut self, id: FrameId, event: &VendorEvent) {
        if !self.frame.is(id) {
            return;
        }
        let hint = Hint::from(event);
        let is_end = matches!(
            hint,
            Hint::Finished(_) | Hint::Cancelled { .. } | Hint::Failed { .. }
        );
        let was_in_use = self.frame.may_be_in_use();
        if is_end {
            self.frame.end_use();
        }
        match &mut self.phase {
            _ if matches!(hint, Hint::Ready) => self.on_frame_ready(),
            Phase::Connecting(_, signup) => {
                signup.popup_is_there();
                self.forget_popup_notice();
                self.on_hint(hint);
            }
            Phase::Confirming(..) => self.on_hint(hint),
            Phase::Offering(_) => self.on_hint_while_offering(hint, was_in_use),
            // The frame exists only for its popup, which is now closed.
            _ if is_end => self.on_late_end(hint),
            _ => {}
        }
    }

    /// The frame reports on a signup whose start was not noticed, or which has ended.
    fn on_hint_while_offering(&mut self, hint: Hint, was_in_use: bool) {
        // The customer has since left from within the frame, for a popup of its own.
        let has_left = matches!(&self.phase, Phase::Offering(offer) if offer.has_left());
        let is_repeated = !has_left
            && self
                .last
                .as_ref()
                .is_some_and(|last| last.may_be_repeated(was_in_use, self.ctx.now));
        match hint {
            // Chatter: nothing in it indicates a signup.
            Hint::Unknown { .. } | Hint::Ready => {}
            Hint::Cancelled { .. } | Hint::Failed { .. } if is_repeated => self.on_frame_free(),
            hint @ Hint::Failed { .. } if !(has_left && was_in_use) => {
                self.on_frame_refused(vendor_failure(hint));
            }
            hint @ Hint::Finished(_) if !has_left && self.resumes_last(is_repeated) => {
                self.resume_last(hint);
            }
            hint => {
                // A frame that sends something is usable, whether it said so or not.
                self.on_frame_ready();
                self.begin_attempt();
                self.frame.end_use();
                self.on_hint(hint);
            }
        }
    }

    fn resumes_last(&self, is_repeated: bool) -> bool {
        self.last
            .as_ref()
            .is_some_and(|last| is_repeated || last.may_be_finished())
    }

    /// The attempt that had counted as ended has been finished after all.
    fn resume_last(&mut self, hint: Hint) {
        let Some(last) = self.last.take() else { return };
        let mut attempt = Attempt::late(last);
        if let Phase::Offering(offer) = core::mem::replace(&mut self.phase, Phase::Checking) {
            let goal = attempt.offer.goal;
            attempt.offer = offer.with_goal(goal);
        }
        self.open(attempt);
        self.on_frame_ready();
        self.frame.end_use();
        self.on_hint(hint);
    }

    /// The popup of a signup that is over for the widget has been closed.
    fn on_late_end(&mut self, hint: Hint) {
        let can_resume = !matches!(self.phase, Phase::Acting(..) | Phase::Idle);
        if matches!(hint, Hint::Finished(_)) && can_resume {
            if self.last.is_some() {
                return self.resume_last(hint);
            }
            self.ask_status();
        }
        self.dismiss_frame();
    }

    fn on_hint(&mut self, hint: Hint) {
        let (attempt, is_confirming) = match &mut self.phase {
            Phase::Connecting(attempt, _) => (attempt, false),
            Phase::Confirming(attempt, _) => (attempt, true),
            _ => return,
        };
        let (id, is_heard) = (attempt.id, attempt.takes_hint());
        if is_heard {
            self.pass_on(id, &hint);
        }
        match hint {
            Hint::Unknown { .. } if is_heard => self.ask_status(),
            _ if is_confirming => {}
            Hint::Finished(finish) => self.confirm(finish),
            Hint::Cancelled { step } => self.cancel(CancelReason::User, step),
            hint @ Hint::Failed { .. } => self.fail_attempt(vendor_failure(hint)),
            Hint::Unknown { .. } | Hint::Ready => {}
        }
    }

    /// Forwards a hint to the backend and to the page.
    fn pass_on(&mut self, attempt: AttemptId, hint: &Hint) {
        let event = hint.name().to_owned();
        if let Some(source) = self.config.event.clone() {
            let event = event.clone();
            self.ctx.put_out(Output::SendHint {
                source,
                attempt,
                event,
            });
        }
        let step = hint.step().map(str::to_owned);
        self.ctx.tell(Event::Progress {
            attempt,
            event,
            step,
        });
    }

    /// The signup reports success. Only the backend can confirm it.
    fn confirm(&mut self, finish: Finish) {
        let Some(attempt) = self.phase.take_attempt() else {
            return;
        };
        if self.config.status.is_none() {
            return self.succeed_unverified(&attempt, finish);
        }
        let confirmation = Confirmation::new(finish, self.ctx.now);
        self.phase = Phase::Confirming(attempt, confirmation);
        self.poller.restart_pace();
        self.ask_status();
    }

    /// There is no backend to ask: the hint is the only evidence, and the outcome says so.
    fn succeed_unverified(&mut self, attempt: &Attempt, finish: Finish) {
        let report = Report {
            connection: Connection::Connected,
            numbers: finish.numbers,
            ..Report::NOT_CONNECTED
        };
        self.tell_connected(attempt, false, &report);
        self.show_report(report);
    }

    pub(super) fn on_report_during_attempt(&mut self, report: Report) {
        if report.connection != Connection::ConnectedWithoutNumber {
            if let Phase::Confirming(_, confirmation) = &mut self.phase {
                confirmation.without_number = None;
            }
            return self.plan_check();
        }
        let adds_a_number = self.adds_a_number();
        // An account without a number: final if the signup said so; otherwise the number may be late.
        match &mut self.phase {
            Phase::Confirming(_, confirmation) => {
                if confirmation.has_waited_for_a_number(self.ctx.now) {
                    return self.end_without_number(report);
                }
                confirmation.without_number = Some(report);
                self.plan_check();
            }
            // It had none before: the customer is in the signup to add one.
            _ if adds_a_number => self.plan_check(),
            _ => {
                self.confirm(Finish::default());
                if let Phase::Confirming(_, confirmation) = &mut self.phase {
                    confirmation.without_number = Some(report);
                }
            }
        }
    }

    /// The backend has not confirmed in time.
    pub(super) fn on_confirmation_end(&mut self) {
        let Phase::Confirming(_, confirmation) = &mut self.phase else {
            return;
        };
        match confirmation.without_number.take() {
            Some(report) => self.end_without_number(report),
            None => self.fail_attempt(Code::ConfirmationTimeout.into()),
        }
    }

    fn end_without_number(&mut self, report: Report) {
        if let Some(attempt) = self.phase.take_attempt() {
            self.end_with(&attempt, VendorEnd::Unconfirmed, |id| Event::Failed {
                attempt: Some(id),
                failure: Code::FinishedWithoutNumber.into(),
            });
        }
        self.show_report(report);
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

    fn forget_popup_notice(&mut self) {
        self.notice
            .take_if(|notice| notice.code == Code::PopupNotSeen);
    }

    pub(super) fn cancel(&mut self, reason: CancelReason, step: Option<String>) {
        let Some(attempt) = self.phase.take_attempt() else {
            return;
        };
        let offer = attempt.offer.clone();
        self.end_with(&attempt, vendor_end(reason), |attempt| Event::Cancelled {
            attempt,
            reason,
            step,
        });
        self.offer_again(offer, None);
    }

    fn fail_attempt(&mut self, failure: Failure) {
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
        let offer = attempt.offer.clone();
        let vendor_end = match failure.code {
            Code::ConfirmationTimeout => VendorEnd::Unconfirmed,
            _ => VendorEnd::Unsuccessful,
        };
        self.end_with(&attempt, vendor_end, |id| Event::Failed {
            attempt: Some(id),
            failure: failure.clone(),
        });
        self.offer_again(offer, Some(failure));
    }

    /// Ends the open attempt, if there is one, without returning to its offer.
    pub(super) fn end_attempt(&mut self, reason: CancelReason, step: Option<String>) {
        if let Some(attempt) = self.phase.take_attempt() {
            self.end_with(&attempt, vendor_end(reason), |attempt| Event::Cancelled {
                attempt,
                reason,
                step,
            });
        }
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

fn vendor_failure(hint: Hint) -> Failure {
    let (vendor_code, vendor_message) = match hint {
        Hint::Failed { code, message } => (code, message),
        _ => (None, None),
    };
    Failure {
        vendor_code,
        vendor_message,
        ..Failure::new(Code::VendorError)
    }
}
