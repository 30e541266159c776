//! The start with a configuration, another one while the widget runs, and everything that begins again.

use super::phase::Phase;
use super::{Machine, Wishes};
use crate::flow::action::Aftermath;
use crate::flow::config::Config;
use crate::flow::error::Code;
use crate::flow::io::CancelReason;

/// Why everything begins again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Restart {
    /// The customer or the page has asked for it.
    Requested,
    /// The settings have changed, or an account that failed has new credentials.
    SameAccount,
    /// The next status may be of another account.
    OtherAccount,
}

impl Machine {
    /// Data about another tenant is useless, or even harmful.
    pub(super) fn forget_account(&mut self) {
        self.keeper.forget(&mut self.ctx);
        self.poller.forget(&mut self.ctx);
    }

    pub(super) fn start(&mut self, config: Config) {
        if !matches!(self.phase, Phase::Idle) && config == self.config {
            return self.on_same_start();
        }
        // Only a status or a token waits for a reply to the old credentials, and can be requested again. The reply to an
        // action, even a rejection, is its outcome.
        if config.renews(&self.config) && self.can_go_on() {
            self.config = config;
            if self.poller.abort(&mut self.ctx) || matches!(self.phase, Phase::Checking) {
                self.ask_status();
            }
            if self.keeper.is_open() {
                self.keeper.stop(&mut self.ctx);
                self.prepare();
                self.tend_token();
            }
            return;
        }
        let is_same_account = config.asks_as(&self.config);
        let restart = if is_same_account || config.renews(&self.config) {
            Restart::SameAccount
        } else {
            Restart::OtherAccount
        };
        let is_same_script = config.sdk_url == self.config.sdk_url;
        let changes_event_only = Config {
            event: self.config.event.clone(),
            ..config.clone()
        } == self.config;
        self.config = config;
        // Nothing under way depends on that address. But a bad one may be what made the widget unavailable.
        if changes_event_only && self.can_go_on() {
            return self.on_new_event_address();
        }
        if !is_same_account {
            self.forget_account();
        }
        if !is_same_script {
            self.frame.forget_script();
        }
        self.start_over(CancelReason::Superseded, restart);
    }

    /// Whether there is something under way, or shown, that a small change of the settings can leave as it is.
    fn can_go_on(&self) -> bool {
        !matches!(self.phase, Phase::Idle | Phase::Unavailable(_))
    }

    /// A bad address is reported as at the start, unless something under way would be lost.
    fn on_new_event_address(&mut self) {
        let is_acting = matches!(self.phase, Phase::Acting(..));
        if let Err(code) = self.config.check()
            && self.phase.attempt().is_none()
            && !is_acting
        {
            self.fail(code.into());
        }
    }

    /// The page has set the same configuration again: most likely a function that replaces one that failed.
    fn on_same_start(&mut self) {
        let Phase::Unavailable(failure) = &self.phase else {
            return;
        };
        let may_be_mended = matches!(
            failure.code,
            Code::BackendUnauthorized | Code::BackendForbidden | Code::HostFunctionFailed
        );
        if may_be_mended && self.poller.may_renew(self.ctx.now) {
            self.revalidate();
        }
    }

    pub(super) fn reset(&mut self, reason: CancelReason) {
        if !matches!(self.phase, Phase::Idle) {
            self.start_over(reason, Restart::Requested);
        }
    }

    /// Forgets everything under way, and begins with the status.
    pub(super) fn start_over(&mut self, reason: CancelReason, restart: Restart) {
        // A customer who starts again wants the same signup.
        let repeated = self
            .end_attempt(reason, None)
            .filter(|_| reason == CancelReason::User)
            .map(|offer| offer.goal.intent());
        let mut wishes = self.wishes_for(restart);
        self.has_shown_account &= restart != Restart::OtherAccount;
        wishes.connect = repeated.or(wishes.connect);
        self.keep_last(restart);
        self.keep_aftermath(restart);
        self.report = None;
        self.wishes = wishes;
        self.stop_requests();
        self.frame.stop_loading();
        self.remove_frame();
        self.phase = Phase::Idle;
        let state = self.state();
        if !self.wishes.disconnect {
            self.calls.on_kept(state, &mut self.ctx);
        }
        if self.wishes.connect.is_none() {
            self.calls.on_withdrawn(state, &mut self.ctx);
        }
        match self.config.check() {
            Ok(()) => self.check(),
            Err(code) => self.fail(code.into()),
        }
        self.initial_report = None;
    }

    /// The popup of a past attempt may still lead to a connection of the same account, unless it was given up.
    fn keep_last(&mut self, restart: Restart) {
        match &mut self.last {
            Some(last) if restart == Restart::SameAccount => last.lose_frame(),
            _ => self.forget_last(),
        }
    }

    /// The backend may carry out an action in spite of a restart: one without a reply counts as timed out.
    fn keep_aftermath(&mut self, restart: Restart) {
        if restart == Restart::OtherAccount {
            self.aftermath = None;
        } else if let Phase::Acting(action, _) = &self.phase
            && action.is_open()
        {
            let failure = Code::BackendTimeout.into();
            self.aftermath = Some(Aftermath::of(action.deed, &failure, self.ctx.now));
        }
    }

    /// The wishes that remain. A wish for a signup from before anything was shown may have come before the page had set
    /// the account. A wish to disconnect is never carried out for another account.
    fn wishes_for(&self, restart: Restart) -> Wishes {
        let is_same = restart != Restart::OtherAccount;
        let goes_on = restart == Restart::SameAccount;
        let connect = match &self.phase {
            Phase::Offering(offer) if goes_on => offer.wish(),
            Phase::Checking | Phase::Unavailable(_) if is_same || !self.has_shown_account => {
                self.wishes.connect
            }
            _ => None,
        };
        Wishes {
            connect,
            disconnect: self.wishes.disconnect && goes_on,
            is_reset: match &self.phase {
                _ if restart == Restart::Requested => true,
                Phase::Offering(offer) => goes_on && offer.is_wished && offer.is_by_reset,
                _ => goes_on && self.wishes.is_reset,
            },
            ..Wishes::default()
        }
    }
}
