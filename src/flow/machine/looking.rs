//! Asking the backend for the status, and what its answer means in each phase.

use core::time::Duration;

use super::super::answer::Answer;
use super::super::backoff::{confirm_delay, connecting_delay, retry_delay};
use super::super::error::{Call, Code, Failure};
use super::super::io::{CancelReason, Event, Intent, Output, Request, RequestId};
use super::super::status::{Connection, Report};
use super::super::time::Millis;
use super::super::timer::Timer;
use super::{Machine, Phase};

/// How long any request may take.
pub(super) const ANSWER_TIME: Duration = Duration::from_secs(15);

/// How often a report that has grown old is asked for again.
const STALE_POLL: Duration = Duration::from_mins(1);

/// How often a page that shows the signup looks whether a past attempt has succeeded after all.
const LATE_SUCCESS_POLL: Duration = Duration::from_secs(30);

/// The status being asked for.
#[derive(Clone, Debug, Default)]
pub(super) struct Inquiry {
    pub(super) request: Option<RequestId>,
    /// Failed tries in a row.
    retries: u32,
    /// Answers since the attempt, or its confirmation, began.
    pub(super) checks: u32,
    /// When the last report came.
    reported: Option<Millis>,
    /// Whether a newer report was asked for since, in vain.
    is_stale: bool,
}

impl Inquiry {
    /// How old the last report is, in whole minutes, where a newer one could not be had.
    pub(super) fn stale_age(&self, now: Millis) -> Option<Duration> {
        let reported = self.reported.filter(|_| self.is_stale)?;
        Some(Duration::from_mins(now.since(reported).as_secs() / 60))
    }
}

impl Machine {
    /// Begins with the status, so that no token is made for a page that shows a connected number.
    pub(super) fn look(&mut self) {
        self.failure = None;
        self.inquiry = Inquiry::default();
        if self.config.status.is_some() {
            self.phase = Phase::Looking;
            self.ask_status();
        } else if self.is_on_top() {
            // Nobody to ask: what the signup led to is still all there is.
            self.settle();
        } else {
            self.offer();
        }
    }

    /// The customer or the network has come back: what is shown may be old.
    pub(super) fn look_again(&mut self) {
        if !self.is_beyond_help() {
            self.refresh();
        }
    }

    /// The same, and a question that is open may be from before a change: it is asked anew.
    pub(super) fn look_anew(&mut self) {
        let Some(request) = self.inquiry.request.take() else {
            return self.look_again();
        };
        self.outputs.push_back(Output::Abort(request));
        self.timers.stop(Timer::StatusAnswer);
        self.ask_status();
    }

    /// Whether only a change by the partner's developer helps; it has been told.
    fn is_beyond_help(&self) -> bool {
        let is_retryable = self.failure.as_ref().is_some_and(Failure::is_retryable);
        self.phase == Phase::Unavailable && !is_retryable
    }

    /// Asks for the status, unless it is being asked for.
    pub(super) fn ask_status(&mut self) {
        let Some(source) = self.config.status.clone() else {
            return;
        };
        if self.inquiry.request.is_some() {
            return;
        }
        let request = RequestId(self.next_id());
        self.inquiry.request = Some(request);
        self.timers.stop(Timer::StatusPoll);
        self.timers.set(Timer::StatusAnswer, self.now + ANSWER_TIME);
        self.outputs
            .push_back(Output::Fetch(request, source, Request::Status));
    }

    /// A check is due: made now, or as soon as the page is seen again.
    pub(super) fn poll_status(&mut self) {
        if self.page.visible {
            self.ask_status();
        }
    }

    pub(super) fn on_status_timeout(&mut self) {
        if let Some(request) = self.inquiry.request {
            self.outputs.push_back(Output::Abort(request));
            self.on_status_answer(&Answer::TimedOut);
        }
    }

    pub(super) fn on_status_answer(&mut self, answer: &Answer) {
        self.inquiry.request = None;
        self.timers.stop(Timer::StatusAnswer);
        self.inquiry.checks = self.inquiry.checks.saturating_add(1);
        match read(answer) {
            Ok(report)
                if self
                    .report
                    .as_ref()
                    .is_some_and(|shown| report.is_older_than(shown)) =>
            {
                self.on_status_failure(Failure::new(Code::BackendStale).of(Call::Status));
            }
            Ok(report) => self.on_report(report),
            Err(failure) => self.on_status_failure(failure.of(Call::Status)),
        }
    }

    /// Another widget's answer is as good as one's own; its failure is its own affair.
    pub(super) fn on_overheard(&mut self, answer: &Answer) {
        if let (Ok(report), None) = (read(answer), self.inquiry.request)
            && !self.is_beyond_help()
            && !matches!(
                self.phase,
                Phase::Idle | Phase::Choosing | Phase::Disconnecting
            )
            && self
                .report
                .as_ref()
                .is_none_or(|shown| !report.is_older_than(shown))
        {
            self.on_report(report);
        }
    }

    fn on_report(&mut self, report: Report) {
        if matches!(self.phase, Phase::Idle | Phase::Disconnecting) {
            return;
        }
        self.inquiry.retries = 0;
        self.inquiry.reported = Some(self.now);
        self.inquiry.is_stale = false;
        if self.is_success(&report) && (self.attempt.is_some() || self.past.is_some()) {
            return self.succeed(report);
        }
        match self.phase {
            Phase::Connecting | Phase::Confirming => self.on_report_during_attempt(report),
            Phase::Offering if self.still_wants_signup(&report) => {
                self.report = Some(report);
                self.schedule_late_success_poll();
            }
            _ => self.adopt(report),
        }
    }

    /// Whether a signup has led to this: there is a connection, and of another number where one was
    /// to be replaced.
    fn is_success(&self, report: &Report) -> bool {
        let is_new = |id: &str| !self.baseline.iter().any(|known| known == id);
        report.connection.confirms()
            && (self.baseline.is_empty()
                || report
                    .numbers
                    .iter()
                    .any(|number| is_new(&number.phone_number_id)))
    }

    /// Whether the signup on offer is right for what the backend says now.
    fn still_wants_signup(&self, report: &Report) -> bool {
        match self.offer.intent {
            Intent::Replace => report.connection.confirms(),
            // The customer wishes to add a number to the account that is there without one.
            Intent::Connect => {
                report.connection.wants_signup()
                    || (report.connection == Connection::ConnectedWithoutNumber
                        && self.adds_a_number())
            }
        }
    }

    /// Shows the report as it is, with the signup where nothing is connected.
    pub(super) fn adopt(&mut self, report: Report) {
        let wants_signup = report.connection.wants_signup();
        if report.connection != Connection::ChooseNumber {
            // An attempt that waited for the customer's choice: there is nothing left to choose.
            self.end_attempt(|attempt| Event::Cancelled {
                attempt,
                reason: CancelReason::Unknown,
                step: None,
            });
        }
        let shown = self.report.replace(report).map(|shown| shown.connection);
        if self.phase != Phase::Settled
            || shown != self.report.as_ref().map(|report| report.connection)
        {
            self.failure = None;
        }
        if wants_signup {
            self.baseline.clear();
            self.offer.intent = Intent::Connect;
            self.offer();
        } else {
            self.settle();
        }
    }

    fn on_status_failure(&mut self, failure: Failure) {
        self.inquiry.is_stale = true;
        match self.phase {
            Phase::Connecting | Phase::Confirming => self.schedule_check(),
            // The backend has forgotten a plugin that Chakra no longer knows: start clean.
            Phase::Looking | Phase::Settled if failure.code == Code::PluginNotFound => {
                self.adopt(Report::NOT_CONNECTED);
            }
            Phase::Looking => self.retry_or_give_up(failure),
            Phase::Choosing => self.end_choice(Some(failure)),
            Phase::Offering => self.schedule_late_success_poll(),
            // What is shown was true when it was said: it stays, with its age.
            Phase::Settled => self.timers.set(Timer::StatusPoll, self.now + STALE_POLL),
            Phase::Idle | Phase::Disconnecting | Phase::Unavailable => {}
        }
    }

    fn retry_or_give_up(&mut self, failure: Failure) {
        let delay = retry_delay(self.inquiry.retries, failure.retry_after, &mut self.jitter);
        match delay.filter(|_| failure.is_automatic()) {
            Some(delay) => {
                self.inquiry.retries += 1;
                self.timers.set(Timer::StatusPoll, self.now + delay);
            }
            None => self.give_up(failure),
        }
    }

    /// Plans the next check of an open attempt.
    pub(super) fn schedule_check(&mut self) {
        let is_expected = self.phase == Phase::Confirming || self.timers.is_set(Timer::WaitEnd);
        let delay = if is_expected {
            confirm_delay(self.inquiry.checks.saturating_sub(1))
        } else {
            connecting_delay(self.inquiry.checks)
        };
        self.timers.set(Timer::StatusPoll, self.now + delay);
    }

    fn schedule_late_success_poll(&mut self) {
        if self.past.is_some() {
            self.timers
                .set(Timer::StatusPoll, self.now + LATE_SUCCESS_POLL);
        }
    }

    /// Whether the signup is offered for an account that is connected, but has no number.
    pub(super) fn adds_a_number(&self) -> bool {
        self.report
            .as_ref()
            .is_some_and(|report| report.connection == Connection::ConnectedWithoutNumber)
    }

    /// The attempt, open or past, has led to a connection.
    pub(super) fn succeed(&mut self, report: Report) {
        let (attempt, late) = match (&self.attempt, self.past) {
            (Some(attempt), _) => (attempt.id, attempt.is_late),
            (None, Some(past)) => (past.id, true),
            (None, None) => return self.adopt(report),
        };
        if report.connection == Connection::ChooseNumber {
            // Not over yet: the outcome comes with the choice.
            self.adopt(report);
            return self.limit_attempt();
        }
        self.attempt = None;
        self.past = None;
        self.baseline.clear();
        self.outputs.push_back(Output::TellTabs);
        self.events.push(Event::Connected {
            attempt,
            verified: true,
            late,
            state: report.connection.into(),
            numbers: report.numbers.clone(),
        });
        self.adopt(report);
    }
}

fn read(answer: &Answer) -> Result<Report, Failure> {
    Ok(Report::from_payload(&answer.payload()?)?)
}
