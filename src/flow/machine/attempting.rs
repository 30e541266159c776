//! An attempt of the customer: from the click into the vendor's frame to exactly one outcome.

use core::time::Duration;

use super::super::error::{Code, Failure};
use super::super::io::{AttemptId, CancelReason, Event, FrameFocus, FrameId, Intent, Output, Page};
use super::super::status::{Connection, Report};
use super::super::time::Millis;
use super::super::timer::Timer;
use super::super::vendor::{Finish, Hint, Signal};
use super::{Machine, Phase};

/// How long a signup may stay open: Meta's own steps (a code by telephone) take minutes.
const ATTEMPT_TIME: Duration = Duration::from_mins(10);

/// How long the backend is asked after the signup said it was finished.
const CONFIRM_TIME: Duration = Duration::from_mins(2);

/// How long a customer who came back without a word from the frame is given before the attempt
/// counts as left: a success on its way shows within this time.
const RETURN_TIME: Duration = Duration::from_secs(10);

/// How long an account without a number is taken for a number that arrives late, as it does when
/// a phone's WhatsApp Business app is connected (coexistence).
const NUMBER_TIME: Duration = Duration::from_mins(1);

/// How often the page is looked at while the customer may be in the popup. No event tells a page
/// that the focus has gone from a frame in it to a popup, or back.
const WATCH_TIME: Duration = Duration::from_secs(1);

/// How long the frame may repeat an outcome by its other callbacks; what it says later is news.
const REPEAT_TIME: Duration = Duration::from_secs(5);

/// How many hints of an attempt are passed on to the backend, and looked into: a signup has a dozen
/// steps, a frame gone mad has no end.
const HINTS: u8 = 30;

/// An attempt that ended without a connection: its late success is still accepted.
#[derive(Clone, Copy, Debug)]
pub(super) struct Past {
    pub(super) id: AttemptId,
    ended: Millis,
}

/// One try of the customer.
#[derive(Clone, Debug)]
pub(super) struct Attempt {
    pub(super) id: AttemptId,
    /// It had been taken for cancelled or failed before.
    pub(super) is_late: bool,
    /// The signup said it ended well, so, and then.
    finish: Option<(Finish, Millis)>,
    /// The customer has been seen in another window.
    was_away: bool,
    /// So many hints are still passed on.
    hints_left: u8,
}

impl Machine {
    /// The vendor's frame has got the focus: by a click an attempt begins. By the keyboard it may
    /// only be passing through; then the popup's taking the focus begins it.
    pub(super) fn notice_entry(&mut self, before: Page) {
        if !self.offer.is_ready() || self.page.frame == FrameFocus::Outside {
            return self.timers.stop(Timer::Watch);
        }
        let was_clicked =
            self.page.frame == FrameFocus::Pointer && before.frame == FrameFocus::Outside;
        if was_clicked || (before.focused && !self.page.focused) {
            self.begin_attempt();
        } else {
            self.watch();
        }
    }

    /// The customer has left the popup, closed it, or just looks at the page for a moment.
    pub(super) fn notice_return(&mut self, before: Page) {
        let Some(attempt) = self.attempt.as_mut() else {
            return;
        };
        if !self.page.focused || !self.page.visible {
            attempt.was_away = true;
            self.timers.stop(Timer::WaitEnd);
        } else if attempt.was_away && !(before.focused && before.visible) {
            self.inquiry.checks = 0;
            self.timers.set(Timer::WaitEnd, self.now + RETURN_TIME);
            self.ask_status();
        }
    }

    /// Has the page looked at again: the driver reports it with each tick.
    pub(super) fn watch(&mut self) {
        self.timers.set(Timer::Watch, self.now + WATCH_TIME);
    }

    fn begin_attempt(&mut self) {
        self.attempt = Some(Attempt {
            id: AttemptId(self.jitter.bits()),
            is_late: false,
            finish: None,
            was_away: !self.page.focused,
            hints_left: HINTS,
        });
        self.past = None;
        self.failure = None;
        self.inquiry.checks = 0;
        self.offer.accept_frame();
        self.phase = Phase::Connecting;
        self.leave_token_alone();
        self.timers.set(Timer::AttemptEnd, self.now + ATTEMPT_TIME);
        self.watch();
        self.schedule_check();
    }

    pub(super) fn on_vendor(&mut self, frame: FrameId, signal: &Signal) {
        if !self.offer.is_frame(frame) {
            return;
        }
        let hint = Hint::from(signal);
        match (hint, self.phase) {
            (Hint::Ready, _) => self.on_frame_ready(),
            // A frame that chatters: nothing in it tells of a signup.
            (Hint::Unknown { .. }, Phase::Offering) => {}
            (Hint::Cancelled { .. } | Hint::Failed { .. }, Phase::Offering)
                if self.repeats_outcome() => {}
            (hint @ Hint::Failed { .. }, Phase::Offering) => {
                self.on_frame_refused(vendor_failure(hint));
            }
            (hint, Phase::Offering) => {
                self.resume_or_begin(&hint);
                self.on_hint(hint);
            }
            (hint, Phase::Connecting | Phase::Confirming) => self.on_hint(hint),
            // The attempt has its outcome; the frame repeats itself.
            _ => {}
        }
    }

    /// Whether the frame may be speaking of the attempt that has just ended.
    fn repeats_outcome(&self) -> bool {
        self.past
            .is_some_and(|past| self.now.since(past.ended) < REPEAT_TIME)
    }

    /// The frame speaks of a signup nobody saw begin, or of success in one taken for ended.
    fn resume_or_begin(&mut self, hint: &Hint) {
        let past = self
            .past
            .take()
            .filter(|_| matches!(hint, Hint::Finished(_)));
        // A frame that speaks can be used, whether it said so or not.
        self.on_frame_ready();
        self.begin_attempt();
        if let (Some(past), Some(attempt)) = (past, self.attempt.as_mut()) {
            attempt.id = past.id;
            attempt.is_late = true;
        }
    }

    /// Takes the open attempt for over, without a connection, and tells the page: unless it was
    /// told before, for of an attempt that ended once only success is news.
    pub(super) fn end_attempt(&mut self, event: impl FnOnce(AttemptId) -> Event) -> bool {
        let Some(attempt) = self.attempt.take() else {
            return false;
        };
        self.past = Some(Past {
            id: attempt.id,
            ended: self.now,
        });
        if !attempt.is_late {
            self.events.push(event(attempt.id));
        }
        true
    }

    fn on_hint(&mut self, hint: Hint) {
        let Some(attempt) = self.attempt.as_mut() else {
            return;
        };
        let is_heard = attempt.hints_left > 0;
        attempt.hints_left = attempt.hints_left.saturating_sub(1);
        if is_heard && let Some(source) = self.config.event.clone() {
            let event = hint.name().to_owned();
            self.outputs.push_back(Output::SendHint {
                source,
                attempt: attempt.id,
                event,
            });
        }
        let has_finished = attempt.finish.is_some();
        match hint {
            Hint::Finished(finish) if !has_finished => {
                attempt.finish = Some((finish, self.now));
                self.confirm();
            }
            Hint::Cancelled { step } if !has_finished => self.cancel(CancelReason::User, step),
            hint @ Hint::Failed { .. } if !has_finished => self.fail(vendor_failure(hint)),
            Hint::Unknown { .. } if is_heard => self.ask_status(),
            _ => {}
        }
    }

    /// The signup says it ended well. Only the backend's word makes that true.
    fn confirm(&mut self) {
        if self.config.status.is_none() {
            return self.succeed_unverified();
        }
        self.phase = Phase::Confirming;
        self.inquiry.checks = 0;
        self.timers.stop(Timer::AttemptEnd);
        self.timers.stop(Timer::Watch);
        self.timers.set(Timer::WaitEnd, self.now + CONFIRM_TIME);
        self.ask_status();
    }

    /// There is no backend to ask: the hint is all there is, and the outcome says so.
    fn succeed_unverified(&mut self) {
        let Some(attempt) = self.attempt.take() else {
            return;
        };
        let numbers = attempt
            .finish
            .map(|(finish, _)| finish.numbers)
            .unwrap_or_default();
        let report = Report {
            connection: Connection::Connected,
            numbers,
            ..Report::NOT_CONNECTED
        };
        self.events.push(Event::Connected {
            attempt: attempt.id,
            verified: false,
            late: attempt.is_late,
            state: report.connection.into(),
            numbers: report.numbers.clone(),
        });
        self.baseline.clear();
        self.outputs.push_back(Output::TellTabs);
        self.adopt(report);
    }

    pub(super) fn on_report_during_attempt(&mut self, report: Report) {
        if report.connection != Connection::ConnectedWithoutNumber {
            return self.schedule_check();
        }
        let adds_a_number = self.adds_a_number();
        // An account, and no number: final if the signup said so, else the number may be late.
        let Some(attempt) = self.attempt.as_mut() else {
            return;
        };
        if attempt.finish.is_none() && adds_a_number {
            // It was so before: the customer is in the signup to add one.
            return self.schedule_check();
        }
        let (finish, since) = attempt
            .finish
            .get_or_insert_with(|| (Finish::default(), self.now));
        if finish.without_number || self.now.since(*since) >= NUMBER_TIME {
            return self.end_without_number(report);
        }
        self.report = Some(report);
        if self.phase == Phase::Confirming {
            self.schedule_check();
        } else {
            self.confirm();
        }
    }

    /// Gives an attempt that waits for the customer's choice the time of any other.
    pub(super) fn limit_attempt(&mut self) {
        if self.attempt.is_some() {
            self.timers.set(Timer::AttemptEnd, self.now + ATTEMPT_TIME);
        }
    }

    pub(super) fn on_attempt_end(&mut self) {
        self.cancel(CancelReason::Timeout, None);
    }

    pub(super) fn on_wait_end(&mut self) {
        if !self.page.visible {
            // Nothing was asked meanwhile: a little more time from the return.
            return self.timers.set(Timer::WaitEnd, self.now + RETURN_TIME);
        }
        let is_without_number =
            |report: &mut Report| report.connection == Connection::ConnectedWithoutNumber;
        match self.phase {
            Phase::Connecting => self.cancel(CancelReason::Unknown, None),
            Phase::Confirming => match self.report.take_if(is_without_number) {
                Some(report) => self.end_without_number(report),
                None => self.fail(Code::ConfirmationTimeout.into()),
            },
            _ => {}
        }
    }

    fn end_without_number(&mut self, report: Report) {
        self.end_attempt(|attempt| Event::Failed {
            attempt: Some(attempt),
            failure: Code::FinishedWithoutNumber.into(),
        });
        self.adopt(report);
    }

    fn cancel(&mut self, reason: CancelReason, step: Option<String>) {
        let is_over = self.end_attempt(|attempt| Event::Cancelled {
            attempt,
            reason,
            step,
        });
        if is_over {
            self.offer_again(None);
        }
    }

    fn fail(&mut self, failure: Failure) {
        // Without a code of Meta's it is the frame itself that has failed, its token refused, say:
        // it may have no button any more.
        self.offer.is_lost |= failure.code == Code::VendorError && failure.vendor_code.is_none();
        let is_over = self.end_attempt(|attempt| Event::Failed {
            attempt: Some(attempt),
            failure: failure.clone(),
        });
        if is_over {
            self.offer_again(Some(failure));
        }
    }

    /// The attempt is over without a connection. The frame stays, ready for another, or what was to
    /// be replaced is shown again; and since every hint may be wrong, the backend is asked once more.
    fn offer_again(&mut self, failure: Option<Failure>) {
        for timer in [
            Timer::AttemptEnd,
            Timer::WaitEnd,
            Timer::Watch,
            Timer::StatusPoll,
        ] {
            self.timers.stop(timer);
        }
        self.failure = failure;
        if self.offer.intent == Intent::Replace || self.phase == Phase::Settled {
            self.settle();
        } else {
            self.offer_after_attempt();
        }
        self.ask_status();
        // The focus may still be in the frame: then no event will tell of the next click.
        self.notice_entry(self.page);
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
