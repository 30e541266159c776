//! The status: when to request it, and what the reply means in each phase.

use core::time::Duration;

use super::Machine;
use super::phase::{AwaitedChoice, Phase};
use crate::flow::action::Deed;
use crate::flow::attempt::{Attempt, Goal, LastAttempt, Limit};
use crate::flow::backoff::{confirm_delay, connecting_delay};
use crate::flow::error::{Call, Code, Failure};
use crate::flow::io::{CancelReason, Intent};
use crate::flow::limits::{ATTEMPT_TIME, SLOW_POLL, STALE_POLL};
use crate::flow::reply::Reply;
use crate::flow::status::{Connection, Report};

impl Machine {
    /// Begins with the status, so that no token is created for a page that shows a connected number.
    pub(super) fn check(&mut self) {
        self.notice = None;
        self.poller.restart();
        if self.config.status.is_some() {
            self.phase = Phase::Checking;
            if self.poller.is_held_back_for_long(self.ctx.now) {
                self.fail(Failure::new(Code::BackendRateLimited).with_call(Call::Status));
            }
            if let Some(report) = self.initial_report.take() {
                self.on_report(report);
            }
            self.ask_status();
        } else if self.is_on_top() {
            // There is no backend to ask: the signup's result is still all that is known.
            self.settle(None);
        } else {
            self.offer(Goal::Connect, None);
        }
    }

    /// Requests the status, unless it is being requested.
    pub(super) fn ask_status(&mut self) {
        if let Some(source) = &self.config.status {
            self.poller.ask(source, &mut self.ctx);
        }
    }

    /// The customer or the page asks for a fresh status.
    pub(super) fn refresh(&mut self) {
        match &self.phase {
            // The end of these phases causes a new request, and an earlier reply would be stale.
            Phase::Idle | Phase::Acting(..) => {}
            Phase::Unavailable(_) => match self.config.check() {
                // Nothing changes until the backend allows a request.
                Ok(()) if self.poller.is_held_back(self.ctx.now) => self.ask_status(),
                Ok(()) => self.check(),
                Err(code) => self.fail(code.into()),
            },
            Phase::Offering(offer) if offer.behind.is_some() => self.check(),
            _ => self.ask_status(),
        }
    }

    /// The customer or the network is back: what is shown may be stale. Whatever the result, an unavailable widget
    /// stays unchanged until there is something better.
    pub(super) fn revalidate(&mut self) {
        match &self.phase {
            Phase::Idle | Phase::Acting(..) => {}
            Phase::Unavailable(failure) if failure.is_fatal() => {}
            Phase::Unavailable(failure) if self.config.status.is_none() => {
                let behind = failure.clone();
                self.offer(Goal::Connect, Some(behind));
            }
            _ => self.ask_status(),
        }
    }

    /// As [`revalidate`](Self::revalidate), but repeats an open request, which may be from before a change.
    pub(super) fn revalidate_uncached(&mut self) {
        if self.poller.abort(&mut self.ctx) {
            self.ask_status();
        } else {
            self.revalidate();
        }
    }

    /// The customer is back from another tab or window.
    pub(super) fn on_return(&mut self) {
        let may_have_changed = match &mut self.phase {
            Phase::Confirming(..) => true,
            Phase::Offering(offer) if offer.has_left(self.ctx.now) => {
                offer.note_return(self.ctx.now);
                self.poller.restart_pace();
                true
            }
            Phase::Offering(_) => self.frame.may_be_in_use(),
            Phase::Settled(_) => self.ends_by_itself(),
            Phase::Unavailable(failure) => !failure.is_fatal(),
            _ => false,
        };
        if may_have_changed && !self.poller.is_recent(self.ctx.now) {
            self.revalidate();
        } else if self.is_expecting() {
            // The next request comes soon.
            self.rest_if_idle();
        }
    }

    /// Whether Meta, or the customer elsewhere, can end the shown state.
    fn ends_by_itself(&self) -> bool {
        self.report.as_ref().is_some_and(|report| {
            matches!(
                report.connection,
                Connection::InReview | Connection::ActionNeeded | Connection::ReconnectNeeded
            )
        })
    }

    pub(super) fn on_status_reply(&mut self, reply: &Reply) {
        self.poller.close();
        self.phase.replied(self.ctx.now);
        if let Some(last) = self.last.as_mut() {
            last.note_look();
        }
        match read(reply) {
            Ok(report) if self.is_older(&report) => {
                self.on_status_failure(Failure::new(Code::BackendStale).with_call(Call::Status));
            }
            Ok(report) => self.on_report(report),
            Err(failure) => self.on_status_failure(failure.with_call(Call::Status)),
        }
        self.tell_aftermath();
        if !self.poller.is_open() {
            let state = self.state();
            self.calls.on_check(state, &mut self.ctx);
        }
    }

    /// Whether the report is older than the shown one. The times of two accounts cannot be compared.
    fn is_older(&self, report: &Report) -> bool {
        !self.is_of_another_plugin(report)
            && self
                .report
                .as_ref()
                .is_some_and(|shown| report.is_older_than(shown))
    }

    /// A reply to another widget's request changes the state, but is never an outcome: if it looks like one, the
    /// backend is asked.
    pub(super) fn on_shared_response(&mut self, reply: &Reply) {
        let is_busy = match &self.phase {
            Phase::Idle | Phase::Acting(..) => true,
            Phase::Unavailable(failure) => failure.is_fatal(),
            _ => self.poller.is_open(),
        };
        let Ok(report) = read(reply) else { return };
        if is_busy || self.is_older(&report) {
            return;
        }
        if self.is_success(&report) || self.has_led_to(&report) {
            self.ask_status();
        } else {
            self.on_report(report);
        }
    }

    /// The initial status is shown once its account is known, and until the first reply.
    pub(super) fn on_initial_status(&mut self, reply: &Reply) {
        if matches!(self.phase, Phase::Idle) {
            self.initial_report = read(reply).ok();
        }
    }

    /// Another widget of the page has reported the connection: here it is no longer an outcome.
    pub(super) fn on_connected_elsewhere(&mut self) {
        self.forget_last();
        if let Some(offer) = self.end_attempt(CancelReason::Superseded, None) {
            self.forget_last();
            if matches!(self.phase, Phase::Idle) {
                self.return_to(offer);
            }
        }
        if let Phase::Offering(offer) = &mut self.phase {
            offer.forget_leaving();
        }
        self.revalidate();
    }

    fn on_report(&mut self, report: Report) {
        let is_busy = match &self.phase {
            Phase::Idle => true,
            Phase::Acting(action, _) => action.is_open(),
            _ => false,
        };
        if is_busy {
            return;
        }
        self.poller.note_report(self.ctx.now);
        self.has_shown_account = true;
        if self.is_of_another_plugin(&report) {
            self.drop_what_was_learnt();
        }
        if self.end_aftermath(&report) {
            return self.end_connection(Some(report));
        }
        if self.is_behind_action(&report) {
            return self.poller.plan(self.soon(), &self.ctx);
        }
        if self.is_success(&report) {
            return self.succeed(report);
        }
        if self.has_led_to(&report) {
            return self.succeed_unseen(report);
        }
        if self.has_led_to_an_account(&report) {
            self.begin_attempt();
        }
        match &mut self.phase {
            Phase::Connecting(..) | Phase::Confirming(..) => self.on_report_during_attempt(report),
            Phase::Offering(offer) => {
                offer.examine_leaving();
                offer.note_report(&report);
                if self.still_wants_signup(&report) && !self.is_ended_by(&report) {
                    self.report = Some(report);
                    self.rest();
                } else {
                    self.show_report(report);
                }
            }
            _ => self.show_report(report),
        }
    }

    /// Whether the report is about another account than the shown one, and than the one of the signup, which may be a
    /// new one replacing the shown one.
    fn is_of_another_plugin(&self, report: &Report) -> bool {
        let Some(now) = report.plugin_id.as_deref() else {
            return false;
        };
        let shown = self
            .report
            .as_ref()
            .and_then(|shown| shown.plugin_id.as_deref());
        let mut known = shown.into_iter().chain(self.keeper.plugin_id()).peekable();
        known.peek().is_some() && known.all(|known| known != now)
    }

    /// The report belongs to another tenant: nothing learned so far applies.
    fn drop_what_was_learnt(&mut self) {
        self.end_attempt(CancelReason::Superseded, None);
        self.forget_last();
        self.aftermath = None;
        self.report = None;
        self.notice = None;
        self.keeper.forget(&mut self.ctx);
        self.remove_frame();
        self.phase = Phase::Checking;
    }

    /// Whether what was connected no longer is.
    fn is_ended_by(&self, report: &Report) -> bool {
        let is_none = |report: &Report| report.connection == Connection::NotConnected;
        is_none(report) && self.report.as_ref().is_some_and(|shown| !is_none(shown))
    }

    /// Whether the offered signup fits the backend's current report.
    fn still_wants_signup(&self, report: &Report) -> bool {
        let Phase::Offering(offer) = &self.phase else {
            return false;
        };
        match offer.goal.intent() {
            Intent::Replace => report.connection.confirms(),
            // The customer wants to add a number to the account that has none.
            Intent::Connect => {
                report.connection.wants_signup()
                    || (report.connection == Connection::ConnectedWithoutNumber
                        && self.adds_a_number())
            }
        }
    }

    /// Whether the signup is offered for an account that is connected, but has no number.
    pub(super) fn adds_a_number(&self) -> bool {
        self.report
            .as_ref()
            .is_some_and(|report| report.connection == Connection::ConnectedWithoutNumber)
    }

    /// Shows the report as it is, with the signup if nothing is connected.
    pub(super) fn show_report(&mut self, report: Report) {
        let connection = report.connection;
        let was_settled = matches!(self.phase, Phase::Settled(_));
        let awaited = if connection == Connection::ChooseNumber {
            self.phase.take_attempt()
        } else {
            // An attempt that waited for the customer's choice: there is nothing left to choose.
            self.end_attempt(CancelReason::Unknown, None);
            None
        };
        if self.is_ended_by(&report) {
            self.discard_tokens();
        }
        let before = self.report.replace(report).map(|report| report.connection);
        if !was_settled || before != Some(connection) {
            self.notice = None;
        }
        if connection.wants_signup() {
            let behind = match &self.phase {
                // The failure was not the status's: its cause may persist.
                Phase::Unavailable(failure) if failure.call != Some(Call::Status) => {
                    Some(failure.clone())
                }
                _ => None,
            };
            self.offer(Goal::Connect, behind);
        } else {
            self.settle(awaited);
            self.grant_wishes();
        }
    }

    /// Shows the report without the signup.
    pub(super) fn settle(&mut self, awaited: Option<Attempt>) {
        self.stop_requests();
        self.dismiss_frame();
        let limit = Limit::at(self.ctx.after(ATTEMPT_TIME));
        self.phase = Phase::Settled(awaited.map(|attempt| AwaitedChoice { attempt, limit }));
        self.rest();
    }

    fn on_status_failure(&mut self, failure: Failure) {
        self.poller.note_failure(&failure, self.ctx.now);
        let is_gone = failure.code == Code::PluginNotFound;
        match &self.phase {
            Phase::Connecting(..) | Phase::Confirming(..) => self.plan_check(),
            // The backend has forgotten a plugin that Chakra no longer knows: start clean.
            Phase::Checking | Phase::Settled(_) if is_gone => {
                self.show_report(Report::NOT_CONNECTED);
            }
            Phase::Checking => {
                if !self.poller.retry(&failure, &mut self.ctx) {
                    self.fail(failure);
                }
            }
            Phase::Acting(action, _) if action.deed == Deed::Choose => self.fail_action(failure),
            // An answer, not an outage: what was shown is no longer for this visitor.
            Phase::Settled(_) if failure.is_refusal() => self.refuse(failure),
            Phase::Offering(_) if failure.is_refusal() && !self.frame.may_be_in_use() => {
                self.refuse(failure);
            }
            Phase::Unavailable(shown) if shown.is_like(&failure) => self.rest(),
            Phase::Unavailable(_) => self.fail(failure),
            // The shown report was true at its time: it stays, with its age.
            Phase::Settled(_) | Phase::Offering(_) => self.rest(),
            Phase::Idle | Phase::Acting(..) => {}
        }
    }

    /// The visitor is signed out, or may no longer see this.
    fn refuse(&mut self, failure: Failure) {
        self.report = None;
        self.aftermath = None;
        self.forget_last();
        // Already reported when an action was refused for the same reason.
        let is_told = self
            .notice
            .as_ref()
            .is_some_and(|notice| notice.code == failure.code);
        self.give_up(failure, is_told);
    }

    /// Plans the next check of an open attempt.
    pub(super) fn plan_check(&mut self) {
        let pause = match &self.phase {
            Phase::Confirming(..) => self.soon(),
            Phase::Connecting(_, signup) if signup.is_expecting() => self.soon(),
            _ => connecting_delay(self.poller.checks()),
        };
        self.poller.plan(pause, &self.ctx);
    }

    /// Plans the next check of an idle widget, if there is a reason for one.
    pub(super) fn rest(&mut self) {
        match self.pause_at_rest() {
            Some(pause) if self.config.status.is_some() => self.poller.plan(pause, &self.ctx),
            _ => self.poller.rest(),
        }
    }

    /// The pause while somebody waits for a result.
    fn soon(&self) -> Duration {
        confirm_delay(self.poller.checks().saturating_sub(1))
    }

    fn pause_at_rest(&self) -> Option<Duration> {
        if !matches!(self.phase, Phase::Offering(_) | Phase::Settled(_)) {
            return None;
        }
        let aftermath = self.aftermath.filter(|it| it.is_open(self.ctx.now));
        let is_stale = matches!(self.phase, Phase::Settled(_)) && self.poller.is_stale();
        let pauses = [
            (self.is_expecting() || aftermath.is_some()).then(|| self.soon()),
            self.last.as_ref().map(LastAttempt::pause),
            is_stale.then_some(STALE_POLL),
            self.ends_by_itself().then_some(SLOW_POLL),
        ];
        pauses.into_iter().flatten().min()
    }
}

fn read(reply: &Reply) -> Result<Report, Failure> {
    Ok(Report::from_payload(&reply.payload()?)?)
}
