//! The signup on offer: when it is prepared, what it needs, and when it is removed.

use super::Machine;
use super::phase::Phase;
use crate::flow::attempt::{Goal, Offer, Permission};
use crate::flow::config::DEFAULT_SDK_URL;
use crate::flow::error::{Call, Code, Failure};
use crate::flow::io::{Event, FrameFocus, FrameId, Intent, Output, ScriptId};
use crate::flow::reply::Reply;
use crate::flow::token::{KeeperDue, Setback};

impl Machine {
    /// Nothing is connected: prepares the signup, as soon as allowed. `behind` is shown to the customer until it is
    /// ready.
    pub(super) fn offer(&mut self, goal: Goal, behind: Option<Failure>) {
        let wishes = core::mem::take(&mut self.wishes);
        let is_wished = wishes.connect.is_some() || wishes.is_reset;
        let mut offer = Offer::new(goal, is_wished).behind(behind);
        offer.is_by_reset = wishes.connect.is_none() && wishes.is_reset;
        self.offer_this(offer);
        if wishes.disconnect {
            // There is nothing to disconnect.
            let state = self.state();
            self.calls.on_kept(state, &mut self.ctx);
        }
    }

    pub(super) fn offer_this(&mut self, offer: Offer) {
        self.phase = Phase::Offering(offer);
        if self.frame.is_lost() {
            self.dismiss_frame();
        }
        // A frame that was kept only for its popup is as good as another.
        self.frame.readmit();
        if self.frame.is_ready() {
            self.on_frame_ready();
        }
        self.prepare();
        self.tend_token();
        if !self.poller.is_open() {
            self.rest();
        }
    }

    /// After an attempt without a connection: reuses the frame, unless it is no longer good; or returns to the number
    /// that was to be replaced.
    pub(super) fn offer_again(&mut self, offer: Offer, failure: Option<Failure>) {
        self.poller.rest();
        self.notice = failure;
        self.return_to(offer);
        // Any hint may be wrong.
        self.ask_status();
        // The next click is noticed only if the focus comes from outside.
        if self.page.frame != FrameFocus::Outside {
            self.ctx.put_out(Output::ReleaseFocus);
        }
    }

    /// Shows the number that was to be replaced, or offers the signup again.
    pub(super) fn return_to(&mut self, offer: Offer) {
        let is_wished = offer.is_wished && !self.waits_for_a_wish(&offer);
        let can_add = self.adds_a_number() && is_wished;
        if self.is_on_top() && !can_add {
            let open = self.poller.is_open();
            self.keeper.stop(&mut self.ctx);
            self.dismiss_frame();
            self.phase = Phase::Settled(None);
            if !open {
                self.rest();
            }
        } else {
            self.offer_this(offer);
        }
    }

    /// Plans the next check, unless one is under way, or the phase has planned its own.
    pub(super) fn rest_if_idle(&mut self) {
        let is_at_rest = matches!(self.phase, Phase::Offering(_) | Phase::Settled(_));
        if is_at_rest && !self.poller.is_open() {
            self.rest();
        }
    }

    /// Offers a signup although something is connected: to add a number, or to replace one.
    pub(super) fn offer_on_top(&mut self, goal: Goal) {
        self.end_attempt(crate::flow::io::CancelReason::Superseded, None);
        self.forget_last();
        self.notice = None;
        self.remove_frame();
        self.wishes.connect = Some(goal.intent());
        self.offer(goal, None);
    }

    /// Does what is left to do before the customer can click.
    pub(super) fn prepare(&mut self) {
        if self.frame.is_mounted() || !self.frame.may_mount(self.ctx.now) {
            return;
        }
        let Some(intent) = self.intent_to_prepare() else {
            return;
        };
        if !self.keeper.has_unused(intent, self.ctx.now)
            && let Some(source) = &self.config.token
        {
            if self.keeper.is_held_back_for_long(self.ctx.now) {
                if matches!(self.phase, Phase::Offering(_)) {
                    self.fail(Failure::new(Code::BackendRateLimited).with_call(Call::Token));
                }
                return;
            }
            self.keeper.ask(source, intent, &mut self.ctx);
        }
        if self.frame.needs_script() {
            // Until the token has arrived, the backend may still name another address.
            let url = self.config.sdk_url.as_deref();
            if let Some(url) = url.or(self.keeper.sdk_url(DEFAULT_SDK_URL)) {
                self.frame.load_script(url, &mut self.ctx);
            }
        } else if self.frame.has_script()
            && let Some(token) = self.keeper.hand_out(intent, &mut self.ctx)
        {
            self.frame.mount(token.token, &mut self.ctx);
        }
    }

    /// The intent to prepare the signup for, if preparing is allowed.
    fn intent_to_prepare(&mut self) -> Option<Intent> {
        if !self.page.visible {
            return None;
        }
        let offer = match &self.phase {
            Phase::Offering(offer) if !self.waits_for_a_wish(offer) => offer,
            // The page has removed the frame: the customer gets a new one, whatever the popup does.
            Phase::Connecting(attempt, _) => return Some(attempt.offer.goal.intent()),
            _ => return None,
        };
        let is_wanted = self.page.in_view || offer.is_wished;
        if !is_wanted {
            return None;
        }
        let intent = offer.goal.intent();
        match offer.permission {
            Permission::Granted => Some(intent),
            Permission::NotAsked => {
                if let Phase::Offering(offer) = &mut self.phase {
                    offer.permission = Permission::Asked;
                }
                self.ctx.put_out(Output::AskBeforeConnect(intent));
                None
            }
            Permission::Asked | Permission::Refused => None,
        }
    }

    /// The page has answered whether the signup may be prepared.
    pub(super) fn on_permission(&mut self, is_allowed: bool) {
        let Phase::Offering(offer) = &mut self.phase else {
            return;
        };
        if offer.permission != Permission::Asked {
            return;
        }
        if is_allowed {
            offer.permission = Permission::Granted;
            return self.prepare();
        }
        offer.permission = Permission::Refused;
        offer.is_wished = false;
        offer.behind = None;
        if self.is_on_top() {
            self.settle(None);
        }
        let state = self.state();
        self.calls.on_withdrawn(state, &mut self.ctx);
    }

    pub(super) fn on_token_reply(&mut self, reply: &Reply) {
        match self.keeper.on_reply(reply, &mut self.ctx) {
            Ok(()) => {
                if matches!(self.phase, Phase::Offering(_)) {
                    self.replace_frame();
                }
                self.prepare();
            }
            Err(Setback::StartClean) => self.retry_token(),
            Err(Setback::Later) => {}
            Err(Setback::GiveUp(failure)) => {
                if matches!(self.phase, Phase::Offering(_)) {
                    self.fail(failure);
                }
            }
        }
    }

    pub(super) fn on_keeper_due(&mut self, due: KeeperDue) {
        match due {
            KeeperDue::TimedOut => self.on_token_reply(&Reply::TimedOut),
            KeeperDue::Retry => self.retry_token(),
            KeeperDue::Renew => self.renew_token(),
            KeeperDue::Expired => {
                self.dismiss_frame();
                self.prepare();
            }
        }
    }

    /// Repeats a failed request: for a new frame, or for the current one.
    fn retry_token(&mut self) {
        if self.frame.is_mounted() {
            self.tend_token();
        } else {
            self.prepare();
        }
    }

    fn renew_token(&mut self) {
        let Phase::Offering(offer) = &self.phase else {
            return;
        };
        let intent = offer.goal.intent();
        if self.keeper.has_unused(intent, self.ctx.now) {
            self.replace_frame();
        } else if let Some(source) = &self.config.token {
            self.keeper.ask(source, intent, &mut self.ctx);
        }
    }

    /// A new token goes to a new frame; the old frame keeps the old token, and stays while a popup may be open, or the
    /// keyboard's focus is in it.
    fn replace_frame(&mut self) {
        if self.page.frame != FrameFocus::Keyboard && !self.frame.may_be_in_use() {
            self.dismiss_frame();
            self.prepare();
        }
    }

    /// Renews an old token, and removes an expired one from the customer's reach: only while no popup may be open, and
    /// the page is visible.
    pub(super) fn tend_token(&mut self) {
        let idleness = self.idleness();
        while let Some(due) = self.keeper.due(idleness, self.ctx.now) {
            self.on_keeper_due(due);
        }
    }

    pub(super) fn on_script(&mut self, id: ScriptId, loaded: Result<(), Failure>) {
        if !self.frame.is_loading(id) {
            return;
        }
        self.frame.script_ended(loaded.is_ok());
        match loaded {
            Ok(()) => self.prepare(),
            Err(failure) if matches!(self.phase, Phase::Offering(_)) => self.fail(failure),
            Err(_) => {}
        }
    }

    pub(super) fn on_script_late(&mut self) {
        self.frame.script_ended(false);
        if matches!(self.phase, Phase::Offering(_)) {
            self.fail(Code::SdkLoadTimeout.into());
        }
    }

    pub(super) fn on_mount_failed(&mut self, id: FrameId, failure: Failure) {
        if self.frame.is(id) {
            // A popup would have nothing to talk to.
            self.frame.end_use();
            if failure.code == Code::SdkNotUsable {
                // Other code has removed what the script had defined: the next try loads it again.
                self.frame.forget_script();
            }
            self.fail(failure);
        }
    }

    /// The frame has not become usable in time. During an attempt, it is not the one whose popup is open: the attempt
    /// continues, and another frame is created after it.
    pub(super) fn on_frame_late(&mut self) {
        if matches!(self.phase, Phase::Connecting(..) | Phase::Confirming(..)) {
            self.frame.lose();
        } else {
            self.fail(Code::FrameNotReady.into());
        }
    }

    pub(super) fn on_frame_ready(&mut self) {
        let is_news = self.frame.becomes_ready();
        if let Phase::Offering(offer) = &mut self.phase {
            offer.was_ready = true;
            offer.behind = None;
        }
        if is_news {
            self.ctx.tell(Event::Ready);
        }
    }

    /// The frame reports an error while no attempt is open: most likely it refused the token. One new token is tried
    /// before giving up.
    pub(super) fn on_frame_refused(&mut self, failure: Failure) {
        let Phase::Offering(offer) = &mut self.phase else {
            return;
        };
        offer.refusals = offer.refusals.saturating_add(1);
        if offer.refusals > 1 {
            return self.fail(failure);
        }
        self.dismiss_frame();
        self.prepare();
    }

    /// The popup is closed, or has been open for half an hour: does what had to wait for it.
    pub(super) fn on_frame_free(&mut self) {
        let is_offered = matches!(self.phase, Phase::Offering(_));
        if self.frame.is_dismissed() || (is_offered && self.frame.is_lost()) {
            self.dismiss_frame();
        }
        self.prepare();
        self.tend_token();
    }

    /// The page's own code has removed the frame, or its place: creates another one.
    pub(super) fn on_frame_removed(&mut self, id: FrameId) {
        if !self.frame.is(id) {
            return;
        }
        self.frame.note_removal(&self.ctx);
        self.remove_frame();
        if matches!(self.phase, Phase::Connecting(..) | Phase::Confirming(..)) {
            // An open popup continues at Chakra.
            self.ask_status();
        }
        self.prepare();
    }

    /// The element was moved: the browser has reloaded its frame, which has lost its state.
    pub(super) fn on_moved(&mut self) {
        self.frame.end_use();
        self.frame.lose();
        match self.phase {
            Phase::Offering(_) => {
                self.dismiss_frame();
                self.prepare();
            }
            // An open popup continues at Chakra; here it has nothing left to talk to.
            Phase::Connecting(..) | Phase::Confirming(..) => {
                self.ask_status();
                self.dismiss_frame();
                self.prepare();
            }
            _ if self.frame.is_dismissed() => self.dismiss_frame(),
            _ => {}
        }
    }

    /// The frame is no longer needed: it is removed as soon as no popup may be open.
    pub(super) fn dismiss_frame(&mut self) {
        if self.frame.dismiss(&mut self.ctx) {
            self.keeper.frame_is_gone();
        }
    }

    /// The connection has ended, and most likely its plugin with it: a token from before leads to no connection, not even
    /// in a frame whose popup is still open.
    pub(super) fn discard_tokens(&mut self) {
        self.keeper.stop(&mut self.ctx);
        self.keeper.discard_unused();
        self.remove_frame();
    }

    /// Removes the frame immediately.
    pub(super) fn remove_frame(&mut self) {
        self.frame.remove(&mut self.ctx);
        self.keeper.frame_is_gone();
    }
}
