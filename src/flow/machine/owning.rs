//! What the customer does with a connection they have: choosing a number, disconnecting.

use super::super::answer::Answer;
use super::super::config::Source;
use super::super::error::{Call, Failure};
use super::super::io::{CancelReason, Event, Output, Request, RequestId};
use super::super::status::{Connection, Report};
use super::super::timer::Timer;
use super::looking::ANSWER_TIME;
use super::{Machine, Phase};

impl Machine {
    /// The customer has chosen one of several numbers; the backend is told, then asked.
    pub(super) fn choose(&mut self, phone_number_id: String) {
        let is_offered = self.report.as_ref().is_some_and(|report| {
            report.connection == Connection::ChooseNumber
                && report
                    .numbers
                    .iter()
                    .any(|number| number.phone_number_id == phone_number_id)
        });
        let Some(source) = self.config.event.clone().filter(|_| is_offered) else {
            return;
        };
        // A signup on top of the choice: the customer has chosen after all.
        self.withdraw();
        if self.phase == Phase::Settled {
            self.phase = Phase::Choosing;
            self.act(source, Request::Choice { phone_number_id });
        }
    }

    /// Asks the page first: it may have its own confirmation, or reasons to refuse.
    pub(super) fn ask_before_disconnect(&mut self) {
        if self.phase == Phase::Settled && self.config.disconnect.is_some() {
            self.outputs.push_back(Output::AskBeforeDisconnect);
        }
    }

    pub(super) fn disconnect(&mut self, is_allowed: bool) {
        if is_allowed
            && self.phase == Phase::Settled
            && let Some(source) = self.config.disconnect.clone()
        {
            self.phase = Phase::Disconnecting;
            self.act(source, Request::Disconnect);
        }
    }

    fn act(&mut self, source: Source, request: Request) {
        // A status asked for before the change would tell of the time before it.
        self.outputs
            .extend(self.inquiry.request.take().map(Output::Abort));
        self.timers.stop(Timer::StatusAnswer);
        // An attempt that waits for this very choice gets its time anew afterwards.
        self.timers.stop(Timer::AttemptEnd);
        let id = RequestId(self.next_id());
        self.action = Some(id);
        self.failure = None;
        self.timers.set(Timer::ActionAnswer, self.now + ANSWER_TIME);
        self.outputs.push_back(Output::Fetch(id, source, request));
    }

    pub(super) fn on_action_timeout(&mut self) {
        if let Some(request) = self.action {
            self.outputs.push_back(Output::Abort(request));
            self.on_action_answer(&Answer::TimedOut);
        }
    }

    pub(super) fn on_action_answer(&mut self, answer: &Answer) {
        self.action = None;
        self.timers.stop(Timer::ActionAnswer);
        let failure = answer.payload().err();
        match (self.phase, failure) {
            (Phase::Choosing, None) if self.config.status.is_some() => self.ask_status(),
            (Phase::Choosing, failure) => {
                self.end_choice(failure.map(|failure| failure.of(Call::Choice)));
            }
            (Phase::Disconnecting, None) => self.end_connection(),
            (Phase::Disconnecting, Some(failure)) => self.settle_with(failure.of(Call::Disconnect)),
            _ => {}
        }
    }

    pub(super) fn end_choice(&mut self, failure: Option<Failure>) {
        self.limit_attempt();
        match failure {
            Some(failure) => self.settle_with(failure),
            None => self.phase = Phase::Settled,
        }
    }

    fn settle_with(&mut self, failure: Failure) {
        self.failure = Some(failure.clone());
        self.phase = Phase::Settled;
        self.events.push(Event::Failed {
            attempt: None,
            failure,
        });
    }

    fn end_connection(&mut self) {
        self.events.push(Event::Disconnected);
        self.outputs.push_back(Output::TellTabs);
        self.baseline.clear();
        self.end_attempt(|attempt| Event::Cancelled {
            attempt,
            reason: CancelReason::Superseded,
            step: None,
        });
        self.past = None;
        // The backend has deleted it with the account, and would refuse its id.
        self.offer.forget_plugin();
        self.report = Some(Report::NOT_CONNECTED);
        self.look();
    }
}
