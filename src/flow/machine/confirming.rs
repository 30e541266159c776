//! The connection that an attempt leads to: only the backend can confirm it.

use super::Machine;
use super::phase::Phase;
use crate::flow::attempt::{Attempt, Confirmation, VendorEnd};
use crate::flow::error::Code;
use crate::flow::io::{Event, Intent, Output};
use crate::flow::status::{Connection, Report};
use crate::flow::vendor::Finish;

impl Machine {
    /// The signup reports success. Only the backend can confirm it.
    pub(super) fn confirm(&mut self, finish: Finish) {
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

    /// Whether the report is the success of the attempt, open or past.
    pub(super) fn is_success(&self, report: &Report) -> bool {
        match self.phase.attempt() {
            Some(attempt) => attempt.offer.goal.is_met_by(report),
            None => self.last.as_ref().is_some_and(|it| it.is_met_by(report)),
        }
    }

    /// The attempt, open or past, has led to a connection.
    pub(super) fn succeed(&mut self, report: Report) {
        let attempt = self.phase.take_attempt();
        let Some(attempt) = attempt.or_else(|| self.last.take().map(Attempt::late)) else {
            return;
        };
        if report.connection == Connection::ChooseNumber {
            self.last = None;
            return self.await_choice(attempt, report);
        }
        self.tell_connected(&attempt, true, &report);
        self.show_report(report);
    }

    pub(super) fn has_led_to(&self, report: &Report) -> bool {
        matches!(&self.phase, Phase::Offering(offer) if offer.has_left(self.ctx.now) && offer.goal.is_met_by(report))
    }

    /// Whether a signup that nothing but the customer's leaving shows has led to an account whose number is still to
    /// come.
    pub(super) fn has_led_to_an_account(&self, report: &Report) -> bool {
        let is_account = report.connection == Connection::ConnectedWithoutNumber;
        is_account && self.has_left() && !self.adds_a_number()
    }

    /// The customer left the page from within the frame, and is now connected: it was a signup.
    pub(super) fn succeed_unseen(&mut self, report: Report) {
        let Phase::Offering(offer) = core::mem::replace(&mut self.phase, Phase::Checking) else {
            return;
        };
        let attempt = self.new_attempt(offer);
        if report.connection == Connection::ChooseNumber {
            return self.await_choice(attempt, report);
        }
        self.tell_connected(&attempt, true, &report);
        self.show_report(report);
    }

    /// The attempt is not over yet: its outcome follows the choice. Nobody needs to wish for another signup.
    fn await_choice(&mut self, attempt: Attempt, report: Report) {
        self.wishes.connect.take_if(|it| *it == Intent::Connect);
        self.report = Some(report);
        self.notice = None;
        self.settle(Some(attempt));
    }

    pub(super) fn tell_connected(&mut self, attempt: &Attempt, verified: bool, report: &Report) {
        self.forget_last();
        self.ctx.put_out(Output::Broadcast);
        self.ctx.tell(Event::Connected {
            attempt: attempt.id,
            verified,
            late: attempt.is_late,
            state: report.connection.into(),
            numbers: report.numbers.clone(),
        });
    }
}
