//! Actions of the customer and the page: connect, keep, choose, disconnect.

use super::Machine;
use super::phase::{AwaitedChoice, Phase};
use crate::flow::action::{Action, Aftermath, Deed};
use crate::flow::attempt::{Goal, Limit, Permission};
use crate::flow::error::{Call, Code, Failure};
use crate::flow::io::{CancelReason, Event, Intent, Output, Request};
use crate::flow::limits::ATTEMPT_TIME;
use crate::flow::reply::Reply;
use crate::flow::status::{Connection, Report};

impl Machine {
    /// The page, or the customer with the widget's own button, asks for the signup. Returns whether that has an effect.
    pub(super) fn connect(&mut self, intent: Intent, is_page: bool) -> bool {
        let has_number = self
            .report
            .as_ref()
            .is_some_and(|report| report.connection.confirms());
        match (&mut self.phase, intent) {
            (Phase::Offering(offer), _)
                if offer.behind.is_none() || self.config.status.is_none() =>
            {
                offer.is_wished = true;
                offer.is_by_reset = false;
                if offer.permission == Permission::Refused {
                    // A page that has refused it before knows what it now asks for.
                    offer.permission = if is_page {
                        Permission::Granted
                    } else {
                        Permission::NotAsked
                    };
                }
                self.prepare();
                true
            }
            (Phase::Settled(_), Intent::Connect) if !has_number => {
                // Any number is a success, even one that was to be replaced before.
                self.offer_on_top(Goal::Connect);
                true
            }
            (Phase::Settled(_), Intent::Replace) if has_number => {
                let Some(known) = self.numbers_to_compare() else {
                    return false;
                };
                self.offer_on_top(Goal::Replace { known });
                true
            }
            (Phase::Idle | Phase::Checking, _) => {
                self.wishes.connect = Some(intent);
                true
            }
            (Phase::Unavailable(_) | Phase::Offering(_), _) => {
                self.wishes.connect = Some(intent);
                self.refresh();
                true
            }
            // Its outcome will follow.
            (Phase::Connecting(..) | Phase::Confirming(..), _) => true,
            (Phase::Settled(_) | Phase::Acting(..), _) => false,
        }
    }

    /// The status is known, and something is connected: earlier wishes are carried out.
    pub(super) fn grant_wishes(&mut self) {
        let wishes = core::mem::take(&mut self.wishes);
        // The page may still be asking the customer.
        self.wishes.is_disconnect_refused = wishes.is_disconnect_refused;
        let does_nothing = match wishes.connect {
            Some(intent) => {
                !self.connect(intent, true) || !matches!(self.phase, Phase::Offering(_))
            }
            None => wishes.disconnect && !self.ask_before_disconnect(true),
        };
        if does_nothing {
            let state = self.state();
            self.calls.on_withdrawn(state, &mut self.ctx);
            self.calls.on_kept(state, &mut self.ctx);
        }
    }

    /// Withdraws a signup that was offered on top of a connection.
    pub(super) fn withdraw(&mut self) {
        if matches!(self.phase, Phase::Offering(_)) && self.is_on_top() {
            self.remove_frame();
            self.settle(None);
            let state = self.state();
            self.calls.on_withdrawn(state, &mut self.ctx);
        }
    }

    /// The customer has chosen one of several numbers; sends it to the backend, then requests the status.
    pub(super) fn choose(&mut self, phone_number_id: String) {
        let is_offered = self.report.as_ref().is_some_and(|report| {
            report.connection == Connection::ChooseNumber
                && report
                    .numbers
                    .iter()
                    .any(|number| number.has_id() && number.phone_number_id == phone_number_id)
        });
        let Some(source) = self.config.event.clone().filter(|_| is_offered) else {
            return;
        };
        // The customer chose after all: withdraws a signup on top of the choice.
        self.withdraw();
        if matches!(self.phase, Phase::Settled(_)) {
            self.act(Deed::Choose, source, Request::Choice { phone_number_id });
        }
    }

    /// Asks the page first: it may have its own confirmation, or reasons to refuse. Returns whether that has an effect.
    pub(super) fn ask_before_disconnect(&mut self, is_page: bool) -> bool {
        match &self.phase {
            _ if self.config.disconnect.is_none() => false,
            _ if self.is_disconnectable() => {
                let is_decided = is_page && self.wishes.is_disconnect_refused;
                self.wishes.is_disconnect_asked = true;
                if is_decided {
                    self.disconnect(true);
                } else {
                    self.ctx.put_out(Output::AskBeforeDisconnect);
                }
                true
            }
            Phase::Idle | Phase::Checking => {
                self.wishes.disconnect = true;
                true
            }
            Phase::Unavailable(_) => {
                self.wishes.disconnect = true;
                self.refresh();
                true
            }
            _ => false,
        }
    }

    /// Whether a connection is shown, perhaps with a signup on top of it.
    fn is_disconnectable(&self) -> bool {
        match self.phase {
            Phase::Settled(_) => true,
            Phase::Offering(_) => self.is_on_top(),
            _ => false,
        }
    }

    pub(super) fn disconnect(&mut self, is_allowed: bool) {
        let was_asked = core::mem::take(&mut self.wishes.is_disconnect_asked);
        if !was_asked || !self.is_disconnectable() {
            return;
        }
        self.wishes.is_disconnect_refused = !is_allowed;
        match self.config.disconnect.clone() {
            Some(source) if is_allowed => {
                // A signup on top of the connection would be for nothing.
                self.withdraw();
                self.act(Deed::Disconnect, source, Request::Disconnect);
            }
            _ => {
                let state = self.state();
                self.calls.on_kept(state, &mut self.ctx);
            }
        }
    }

    fn act(&mut self, deed: Deed, source: crate::flow::config::Source, request: Request) {
        // A status requested before the change would describe the time before it.
        self.poller.stop(&mut self.ctx);
        self.remove_frame();
        self.aftermath = None;
        self.notice = None;
        let attempt = self.phase.take_attempt();
        let action = Action::begin(deed, source, request, &mut self.ctx);
        self.phase = Phase::Acting(action, attempt);
    }

    pub(super) fn on_action_reply(&mut self, reply: &Reply) {
        let Phase::Acting(action, _) = &mut self.phase else {
            return;
        };
        action.close();
        match (action.deed, reply.acknowledged()) {
            (deed, Err(failure)) => self.fail_action(failure.with_call(deed.call())),
            (Deed::Disconnect, Ok(())) => self.end_connection(None),
            // The status cannot be requested for long: the customer is not left waiting.
            (Deed::Choose, Ok(())) if self.poller.is_held_back_for_long(self.ctx.now) => {
                self.fail_action(Failure::new(Code::BackendRateLimited).with_call(Call::Status));
            }
            (Deed::Choose, Ok(())) if self.config.status.is_some() => {
                self.aftermath = Some(Aftermath::acknowledged(Deed::Choose, self.ctx.now));
                self.poller.restart_pace();
                self.ask_status();
            }
            (Deed::Choose, Ok(())) => self.end_action(),
        }
    }

    /// The action has failed, or its result is unknown: asks the backend for the actual state.
    pub(super) fn fail_action(&mut self, failure: Failure) {
        let Phase::Acting(action, _) = &self.phase else {
            return;
        };
        let deed = action.deed;
        self.end_action();
        self.notice = Some(failure.clone());
        if self.config.status.is_some() {
            self.aftermath = Some(Aftermath::of(deed, &failure, self.ctx.now));
            self.poller.hold_back(failure.retry_after, self.ctx.now);
            self.poller.restart_pace();
            self.ask_status();
        }
        self.ctx.tell(Event::Failed {
            attempt: None,
            failure,
        });
    }

    /// Its reply may have been lost during a sleep: requests the status before reporting anything.
    pub(super) fn on_overdue_action(&mut self) {
        let Phase::Acting(action, _) = &self.phase else {
            return;
        };
        let deed = action.deed;
        let failure = Failure::new(Code::BackendTimeout).with_call(deed.call());
        if self.config.status.is_none() || self.poller.is_held_back(self.ctx.now) {
            return self.fail_action(failure);
        }
        self.end_action();
        self.aftermath = Some(Aftermath::of(deed, &failure, self.ctx.now).untold());
        self.poller.restart_pace();
        self.ask_status();
    }

    /// The backend has been asked, and does not confirm the action: reports the failure.
    pub(super) fn tell_aftermath(&mut self) {
        let Some(aftermath) = self.aftermath.as_mut().filter(|it| it.is_untold) else {
            return;
        };
        aftermath.is_untold = false;
        let failure = Failure::new(Code::BackendTimeout).with_call(aftermath.deed.call());
        self.notice = Some(failure.clone());
        self.ctx.tell(Event::Failed {
            attempt: None,
            failure,
        });
    }

    /// Returns to the previous state; an attempt that waits for the choice gets its full time again.
    fn end_action(&mut self) {
        let attempt = self.phase.take_attempt();
        let limit = Limit::at(self.ctx.after(ATTEMPT_TIME));
        self.phase = Phase::Settled(attempt.map(|attempt| AwaitedChoice { attempt, limit }));
    }

    /// Whether the report shows that the account was disconnected after all.
    pub(super) fn end_aftermath(&mut self, report: &Report) -> bool {
        let done = self.aftermath.take_if(|it| it.is_done_by(report));
        done.is_some_and(|it| it.is_news())
    }

    /// Whether the customer still waits for an acknowledged action to show, and the report is from before it.
    pub(super) fn is_behind_action(&self, report: &Report) -> bool {
        matches!(self.phase, Phase::Checking | Phase::Acting(..))
            && self
                .aftermath
                .is_some_and(|it| it.is_ahead_of(report, self.ctx.now))
    }

    /// The account is disconnected. The status says what comes next, unless it already has.
    pub(super) fn end_connection(&mut self, report: Option<Report>) {
        self.ctx.tell(Event::Disconnected);
        self.ctx.put_out(Output::Broadcast);
        self.end_attempt(CancelReason::Superseded, None);
        self.forget_last();
        // Its status may be a moment behind.
        self.aftermath = report
            .is_none()
            .then(|| Aftermath::acknowledged(Deed::Disconnect, self.ctx.now));
        self.wishes.is_disconnect_refused = false;
        // The backend has deleted the plugin with the account, and would refuse its id.
        self.keeper.forget_plugin();
        self.phase = Phase::Checking;
        if let Some(report) = report {
            return self.show_report(report);
        }
        self.report = Some(Report::NOT_CONNECTED);
        self.check();
    }
}
