//! The machine: routes inputs to the parts, and decides what their results mean together.

mod acting;
mod attempting;
mod checking;
mod confirming;
mod hearing;
mod offering;
mod phase;
mod shown;
mod starting;
mod ticking;
mod watching;

use self::phase::Phase;
use self::starting::Restart;
use super::action::{Aftermath, Deed};
use super::attempt::{LastAttempt, VendorEnd};
use super::calls::Calls;
use super::config::Config;
use super::context::{Context, earliest};
use super::error::Failure;
use super::io::{
    CallId, CancelReason, Event, FrameFocus, Input, Intent, Method, Output, Page, RequestId,
};
use super::limits::RETURN_TIME;
use super::reply::Reply;
use super::snapshot::State;
use super::status::{Report, StatusPoller};
use super::time::Millis;
use super::token::TokenKeeper;
use super::vendor::VendorFrame;

/// The widget's decisions. See the [module](super) for the contract.
#[derive(Clone, Debug)]
pub struct Machine {
    ctx: Context,
    config: Config,
    page: Page,
    phase: Phase,
    /// The backend's last report.
    report: Option<Report>,
    /// The failure shown beside the state.
    notice: Option<Failure>,
    poller: StatusPoller,
    keeper: TokenKeeper,
    frame: VendorFrame,
    last: Option<LastAttempt>,
    aftermath: Option<Aftermath>,
    /// A status of this account has been shown: what is asked for now is for this account.
    has_shown_account: bool,
    wishes: Wishes,
    calls: Calls,
    announced: State,
    /// The status that the page was served with, until the widget starts.
    initial_report: Option<Report>,
}

/// Wishes from before the status was known, and open questions to the page.
#[allow(clippy::struct_excessive_bools)] // Each is a separate wish or answer.
#[derive(Clone, Copy, Debug, Default)]
struct Wishes {
    connect: Option<Intent>,
    disconnect: bool,
    /// The customer or the page has started over: a first connection is offered without a further wish.
    is_reset: bool,
    /// The page was asked whether it allows disconnecting what is shown.
    is_disconnect_asked: bool,
    /// The page has refused a disconnect once: its next `disconnect()` is its own decision.
    is_disconnect_refused: bool,
}

impl Machine {
    /// A machine that has not started. `seed` feeds its jitter and the ids of its attempts.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self {
            ctx: Context::new(seed),
            config: Config::default(),
            page: Page {
                visible: true,
                focused: true,
                in_view: false,
                frame: FrameFocus::Outside,
            },
            phase: Phase::Idle,
            report: None,
            notice: None,
            poller: StatusPoller::default(),
            keeper: TokenKeeper::default(),
            frame: VendorFrame::default(),
            last: None,
            aftermath: None,
            has_shown_account: false,
            wishes: Wishes::default(),
            calls: Calls::default(),
            announced: State::default(),
            initial_report: None,
        }
    }

    /// Handles what happened at `now`. Drain [`Machine::poll_output`] afterwards.
    pub fn handle(&mut self, input: Input, now: Millis) {
        self.ctx.now = self.ctx.now.max(now);
        self.end_the_past();
        match input {
            Input::Start(config) => self.start(config),
            Input::Recall(open, age) => self.recall(open, age),
            Input::Call(id, method) => self.call(id, method),
            Input::Connect(intent) => drop(self.connect(intent, false)),
            Input::ConnectAllowed(is_allowed) => self.on_permission(is_allowed),
            Input::Withdraw => self.withdraw(),
            Input::Refresh => {
                self.refresh();
                self.poller.note_customer();
            }
            Input::Disconnect => drop(self.ask_before_disconnect(false)),
            Input::DisconnectAllowed(is_allowed) => self.disconnect(is_allowed),
            Input::Reset(reason) => self.reset(reason),
            Input::Choose(phone_number_id) => self.choose(phone_number_id),
            Input::Reply(id, reply) => self.on_reply(id, &reply),
            Input::Sdk(id, loaded) => self.on_script(id, loaded),
            Input::MountFailed(id, failure) => self.on_mount_failed(id, failure),
            Input::Vendor(id, event) => self.on_vendor(id, &event),
            Input::FrameRemoved(id) => self.on_frame_removed(id),
            Input::Moved => self.on_moved(),
            Input::Removed => self.on_removed(),
            Input::Page(page) => self.on_page(page),
            Input::Revalidate => self.revalidate_uncached(),
            Input::SharedResponse(reply) => self.on_shared_response(&reply),
            Input::InitialStatus(reply) => self.on_initial_status(&reply),
            Input::ConnectedElsewhere => self.on_connected_elsewhere(),
            Input::Tick => self.on_tick(),
        }
        self.announce();
    }

    /// The next output, until there is none.
    pub fn poll_output(&mut self) -> Option<Output> {
        self.ctx.outputs.pop_front()
    }

    /// The time when [`Input::Tick`] is next due, if ever.
    #[must_use]
    pub fn next_deadline(&self) -> Option<Millis> {
        let is_visible = self.page.visible;
        earliest([
            self.poller.deadline(is_visible),
            self.keeper.deadline(self.idleness()),
            self.frame.deadline(is_visible),
            self.phase.deadline(is_visible),
        ])
    }

    fn on_reply(&mut self, id: RequestId, reply: &Reply) {
        let is_status = self.poller.awaits(id);
        let is_token = self.keeper.awaits(id);
        let is_action = matches!(&self.phase, Phase::Acting(action, _) if action.awaits(id));
        if *reply == Reply::TenantChanged && (is_status || is_token || is_action) {
            self.forget_account();
            self.start_over(CancelReason::Superseded, Restart::OtherAccount);
        } else if is_status {
            self.on_status_reply(reply);
        } else if is_token {
            self.on_token_reply(reply);
        } else if is_action {
            self.on_action_reply(reply);
        }
    }

    fn on_removed(&mut self) {
        self.end_attempt(CancelReason::Superseded, None);
        self.stop_requests();
        self.remove_frame();
        self.phase = Phase::Idle;
        let state = self.state();
        self.calls.on_end(state, &mut self.ctx);
    }

    /// The page has called a method: it is settled at once if there is nothing to wait for.
    fn call(&mut self, id: CallId, method: Method) {
        let replaced = match &self.phase {
            Phase::Settled(Some(awaited)) => Some(awaited.attempt.id),
            _ => None,
        };
        self.calls.wait(id, method, replaced);
        let does_something = match method {
            Method::Connect(intent) => self.connect(intent, true),
            Method::Refresh => {
                self.refresh();
                true
            }
            Method::Disconnect => self.ask_before_disconnect(true),
            Method::Reset => {
                self.reset(CancelReason::Superseded);
                true
            }
        };
        let state = self.state();
        match method {
            _ if !does_something => {
                self.ctx.put_out(Output::Warn(NOTHING_TO_DO));
                self.calls.on_nothing(id, state, &mut self.ctx);
            }
            Method::Refresh | Method::Reset if !self.poller.is_open() => {
                self.calls.on_check(state, &mut self.ctx);
            }
            _ => {}
        }
    }

    fn on_page(&mut self, page: Page) {
        let before = core::mem::replace(&mut self.page, page);
        let is_shown = page.visible && !before.visible;
        let is_back = page.is_here() && !before.is_here();
        if is_shown {
            self.revalidate();
        }
        if is_back {
            self.on_return();
        }
        if is_shown || is_back {
            self.resume();
        }
        match self.phase {
            Phase::Offering(_) => {
                // First, because an attempt that begins here must find its frame in place.
                self.notice_focus(before);
                self.prepare();
                self.tend_token();
            }
            Phase::Connecting(..) => self.observe_customer(before),
            // The customer left from within a frame that is kept only for its popup: perhaps to that popup.
            _ if page.leaves_frame(before) => self.frame.prolong_use(&self.ctx),
            _ => {}
        }
    }

    /// The page was hidden, frozen or asleep: limits that passed meanwhile wait for the reply to the current request.
    fn resume(&mut self) {
        self.frame.resume(&self.ctx);
        let least = self.ctx.after(RETURN_TIME);
        let is_asking = self.poller.is_open();
        self.phase.resume(least, self.ctx.now, is_asking);
    }

    /// Stops all open and planned requests.
    fn stop_requests(&mut self) {
        self.poller.stop(&mut self.ctx);
        self.keeper.stop(&mut self.ctx);
        if let Phase::Acting(action, _) = &mut self.phase {
            action.abort(&mut self.ctx);
        }
    }

    /// Stops work with a failure that only another try can mend.
    fn fail(&mut self, failure: Failure) {
        self.give_up(failure, false);
    }

    /// As [`fail`](Self::fail). If the failure has been reported before, only an attempt's outcome is reported.
    fn give_up(&mut self, failure: Failure, is_told: bool) {
        self.stop_requests();
        self.frame.stop_loading();
        let outcome = self.phase.take_attempt();
        let phase = core::mem::replace(&mut self.phase, Phase::Idle);
        let mut is_known = is_told;
        match phase {
            Phase::Offering(_) if self.is_on_top() => {
                // The connection still works: only the new signup is unavailable.
                self.notice = Some(failure.clone());
                self.phase = Phase::Settled(None);
            }
            phase => {
                if let Phase::Offering(offer) = phase {
                    // A customer who tries again still wants it.
                    let is_wished = offer.is_wished && !offer.was_ready;
                    self.wishes.connect = offer.wish().filter(|_| is_wished);
                    self.wishes.is_reset = is_wished && offer.is_by_reset;
                    is_known |= offer.behind.is_some_and(|it| it.is_like(&failure));
                }
                self.notice = None;
                self.phase = Phase::Unavailable(failure.clone());
            }
        }
        self.dismiss_frame();
        let is_outcome = outcome.is_some();
        if let Some(attempt) = outcome {
            self.end_with(&attempt, VendorEnd::Unreported, |id| Event::Failed {
                attempt: Some(id),
                failure: failure.clone(),
            });
        }
        if !is_outcome && !is_known {
            self.ctx.tell(Event::Failed {
                attempt: None,
                failure,
            });
        }
        self.rest();
    }

    /// Reports the changes to the page: the state first, so that listeners find it as reported.
    fn announce(&mut self) {
        let state = self.state();
        let previous = core::mem::replace(&mut self.announced, state);
        if state != previous {
            let event = Event::StateChange { state, previous };
            self.ctx.put_out(Output::Emit(event));
        }
        for event in core::mem::take(&mut self.ctx.events) {
            let settled = event.clone();
            self.ctx.put_out(Output::Emit(event));
            self.calls.on_event(&settled, &mut self.ctx);
        }
        self.settle_void_calls();
    }

    /// Settles calls that can no longer get a result, without an event.
    fn settle_void_calls(&mut self) {
        let state = self.state();
        if !self.awaits_outcome() {
            self.calls.on_withdrawn(state, &mut self.ctx);
        }
        if !self.awaits_disconnection() {
            // A customer who tries again later has not asked for it.
            self.wishes.disconnect = false;
            self.calls.on_kept(state, &mut self.ctx);
        }
        if !self.poller.is_open() {
            self.calls.on_check(state, &mut self.ctx);
        }
    }

    fn awaits_outcome(&self) -> bool {
        match &self.phase {
            Phase::Offering(_) => true,
            Phase::Unavailable(_) => self.wishes.connect.is_some() && self.poller.is_busy(),
            phase => phase.attempt().is_some() || self.wishes.connect.is_some(),
        }
    }

    fn awaits_disconnection(&self) -> bool {
        match &self.phase {
            Phase::Acting(action, _) => action.deed == Deed::Disconnect,
            Phase::Unavailable(_) => self.wishes.disconnect && self.poller.is_busy(),
            _ => {
                let is_untold = self.aftermath.is_some_and(|it| it.is_untold);
                is_untold || self.wishes.disconnect || self.wishes.is_disconnect_asked
            }
        }
    }
}

/// For the page's developer.
const NOTHING_TO_DO: &str =
    "<chakra-whatsapp-connect>: a method was called that does nothing in this state: see `state`.";
