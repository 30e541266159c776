//! What the vendor's script reports: the frame's readiness, and hints at how a signup goes and ends.

use super::Machine;
use super::phase::Phase;
use crate::flow::attempt::Attempt;
use crate::flow::error::{Code, Failure};
use crate::flow::io::{AttemptId, CancelReason, Event, FrameId, Output};
use crate::flow::vendor::{Hint, VendorEvent};

impl Machine {
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
        let has_left = self.has_left();
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
