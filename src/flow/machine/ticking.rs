//! A passed deadline: what is due in each part.

use super::Machine;
use super::phase::Phase;
use crate::flow::attempt::{Passing, SignupDue};
use crate::flow::io::{CancelReason, FrameFocus};
use crate::flow::reply::Reply;
use crate::flow::status::PollerDue;
use crate::flow::token::{Idleness, KeeperDue};
use crate::flow::vendor::FrameDue;

enum Due {
    Poller(PollerDue),
    Keeper(KeeperDue),
    Frame(FrameDue),
    Action,
    /// An action from before a sleep.
    OverdueAction,
    Signup(SignupDue),
    /// A limit of the attempt, beyond those of the signup itself.
    Limit(Passing),
}

impl Machine {
    pub(super) fn on_tick(&mut self) {
        while let Some(due) = self.next_due() {
            match due {
                Due::Poller(PollerDue::TimedOut) => self.on_status_reply(&Reply::TimedOut),
                Due::Poller(_) if self.config.status.is_some() => self.ask_status(),
                Due::Poller(_) => self.revalidate(),
                Due::Keeper(due) => self.on_keeper_due(due),
                Due::Frame(FrameDue::ScriptLate) => self.on_script_late(),
                Due::Frame(FrameDue::FrameLate) => self.on_frame_late(),
                Due::Frame(FrameDue::Unused) => self.on_frame_free(),
                Due::Frame(FrameDue::Remount) => self.prepare(),
                Due::Action => self.on_action_reply(&Reply::TimedOut),
                Due::OverdueAction => self.on_overdue_action(),
                Due::Signup(due) => self.on_signup_due(due),
                Due::Limit(passing) => self.on_limit(passing),
            }
        }
    }

    fn next_due(&mut self) -> Option<Due> {
        let is_visible = self.page.visible;
        let idleness = self.idleness();
        let ctx = &mut self.ctx;
        if let Some(due) = self.poller.poll(is_visible, ctx) {
            return Some(Due::Poller(due));
        }
        if let Some(due) = self.keeper.poll(idleness, ctx) {
            return Some(Due::Keeper(due));
        }
        if let Some(due) = self.frame.poll(is_visible, ctx) {
            return Some(Due::Frame(due));
        }
        match &mut self.phase {
            Phase::Acting(action, _) => {
                let is_overdue = action.is_overdue(ctx.now);
                let due = if is_overdue {
                    Due::OverdueAction
                } else {
                    Due::Action
                };
                action.has_timed_out(ctx).then_some(due)
            }
            _ if !is_visible => None,
            Phase::Offering(offer) => {
                offer.poll(ctx.now);
                None
            }
            Phase::Connecting(_, signup) => signup.poll(ctx.now).map(Due::Signup),
            Phase::Confirming(_, confirmation) => over(confirmation.limit.passing(ctx.now)),
            Phase::Settled(awaited) => over(awaited.as_ref()?.limit.passing(ctx.now)),
            _ => None,
        }
    }

    /// Whether the token in the frame may be replaced now.
    pub(super) fn idleness(&self) -> Idleness {
        let is_idle = matches!(self.phase, Phase::Offering(_)) && !self.frame.may_be_in_use();
        match self.page.visible && is_idle {
            false => Idleness::Busy,
            true if self.page.in_view && self.page.frame != FrameFocus::Keyboard => Idleness::Idle,
            true => Idleness::Resting,
        }
    }

    fn on_signup_due(&mut self, due: SignupDue) {
        match due {
            SignupDue::PopupNotSeen => self.on_popup_not_seen(),
            SignupDue::Overdue => self.on_overdue(),
            SignupDue::Abandoned => self.cancel(CancelReason::Unknown, None),
            SignupDue::TimedOut => self.cancel(CancelReason::Timeout, None),
        }
    }

    fn on_limit(&mut self, passing: Passing) {
        match (passing, &self.phase) {
            (Passing::Overdue, _) => self.on_overdue(),
            (_, Phase::Confirming(..)) => self.on_confirmation_end(),
            _ => self.cancel(CancelReason::Timeout, None),
        }
    }

    /// No request could be sent when it passed: sends one now.
    fn on_overdue(&mut self) {
        self.ask_status();
        self.resume();
    }
}

fn over(passing: Passing) -> Option<Due> {
    (passing != Passing::Running).then_some(Due::Limit(passing))
}
