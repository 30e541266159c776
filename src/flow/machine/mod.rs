//! The machine: what it remembers, what comes in, what goes out.

mod attempting;
mod looking;
mod offering;
mod owning;

use std::collections::VecDeque;

use self::attempting::{Attempt, Past};
use self::looking::Inquiry;
use self::offering::Offer;
pub use self::offering::VENDOR_TIME;
use super::backoff::Jitter;
use super::config::{Config, Start};
use super::error::{Code, Failure};
use super::io::{CancelReason, Event, FrameFocus, Input, Output, Page, RequestId};
use super::snapshot::{Frame, Snapshot, State};
use super::status::{Connection, Report};
use super::time::Millis;
use super::timer::{Timer, TimerTable};

/// What the machine is busy with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    /// Nothing yet.
    Idle,
    /// The first status is being asked.
    Looking,
    /// Nothing is connected: the vendor's signup is prepared, or stands ready.
    Offering,
    /// An attempt may be open.
    Connecting,
    /// The signup says it is finished; the backend is asked.
    Confirming,
    /// The report is shown as it is.
    Settled,
    /// The customer's choice of a number is being sent and confirmed.
    Choosing,
    /// The account is being disconnected.
    Disconnecting,
    /// It does not work, for the reason in `failure`.
    Unavailable,
}

/// The widget's decisions. See the [module](super) for the contract.
#[derive(Clone, Debug)]
pub struct Machine {
    config: Config,
    jitter: Jitter,
    now: Millis,
    page: Page,
    phase: Phase,
    /// The backend's last word.
    report: Option<Report>,
    /// What went wrong: the reason of `Unavailable`, elsewhere a notice.
    failure: Option<Failure>,
    inquiry: Inquiry,
    offer: Offer,
    /// The open request of a choice or a disconnection.
    action: Option<RequestId>,
    attempt: Option<Attempt>,
    past: Option<Past>,
    /// The numbers connected before the customer set out to replace them: the signup has succeeded
    /// when another one is there. Empty where nothing is replaced.
    baseline: Vec<String>,
    timers: TimerTable,
    outputs: VecDeque<Output>,
    events: Vec<Event>,
    announced: State,
    last_id: u32,
}

impl Machine {
    /// A machine that has not started. `seed` feeds its jitter and the ids of its attempts.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self {
            config: Config::default(),
            jitter: Jitter::new(seed),
            now: Millis::default(),
            page: Page {
                visible: true,
                focused: true,
                in_view: false,
                frame: FrameFocus::Outside,
            },
            phase: Phase::Idle,
            report: None,
            failure: None,
            inquiry: Inquiry::default(),
            offer: Offer::default(),
            action: None,
            attempt: None,
            past: None,
            baseline: Vec::new(),
            timers: TimerTable::default(),
            outputs: VecDeque::new(),
            events: Vec::new(),
            announced: State::default(),
            last_id: 0,
        }
    }

    /// Takes in what happened at `now`. Afterwards drain [`Machine::poll_output`].
    pub fn handle(&mut self, input: Input, now: Millis) {
        self.now = self.now.max(now);
        match input {
            Input::Start(config) => self.start(config),
            Input::Connect(intent) => self.connect(intent),
            Input::Withdraw => self.withdraw(),
            Input::Refresh => self.refresh(),
            Input::Disconnect => self.ask_before_disconnect(),
            Input::DisconnectAllowed(allowed) => self.disconnect(allowed),
            Input::Reset(reason) => self.reset(reason),
            Input::Choose(phone_number_id) => self.choose(phone_number_id),
            Input::Answer(request, answer) => {
                if self.inquiry.request == Some(request) {
                    self.on_status_answer(&answer);
                } else if self.offer.request == Some(request) {
                    self.on_token_answer(&answer);
                } else if self.action == Some(request) {
                    self.on_action_answer(&answer);
                }
            }
            Input::Sdk(loaded) => self.on_sdk(loaded),
            Input::MountFailed(frame, failure) => self.on_mount_failed(frame, failure),
            Input::Vendor(frame, signal) => self.on_vendor(frame, &signal),
            Input::Moved => self.on_moved(),
            Input::Page(page) => self.on_page(page),
            Input::Returned => self.look_anew(),
            Input::Overheard(answer) => self.on_overheard(&answer),
            Input::Tick => {
                while let Some(timer) = self.timers.take_due(self.now) {
                    self.on_timer(timer);
                }
            }
        }
        self.announce();
    }

    /// The next thing to do, until there is none.
    pub fn poll_output(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    /// When [`Input::Tick`] is next due, if ever.
    #[must_use]
    pub fn next_deadline(&self) -> Option<Millis> {
        self.timers.next_deadline()
    }

    /// What to show now.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
        let settled = self.phase == Phase::Settled;
        let connection = self.report.as_ref().map(|report| report.connection);
        Snapshot {
            state: self.state(),
            report: self.report.clone(),
            failure: self.failure.clone(),
            frame: match self.phase {
                Phase::Looking => Frame::Loading,
                Phase::Offering if self.waits_for_a_wish() => Frame::Hidden,
                Phase::Offering | Phase::Connecting if self.offer.is_ready() => Frame::Ready,
                Phase::Offering => Frame::Loading,
                _ => Frame::Hidden,
            },
            offers_start: match self.phase {
                Phase::Offering => self.waits_for_a_wish() && self.config.start == Start::Click,
                _ => settled && connection == Some(Connection::ConnectedWithoutNumber),
            },
            offers_disconnect: settled && self.config.disconnect.is_some(),
            offers_choice: self.config.event.is_some(),
            offers_replace: settled && connection == Some(Connection::Connected),
            offers_withdrawal: self.phase == Phase::Offering && self.is_on_top(),
            stale: self.inquiry.stale_age(self.now),
        }
    }

    /// The state the customer is shown.
    #[must_use]
    pub fn state(&self) -> State {
        let reported = self
            .report
            .as_ref()
            .map_or(State::NotConnected, |report| report.connection.into());
        match self.phase {
            Phase::Idle | Phase::Looking => State::Loading,
            // Offered on top of something connected, or ready before: no reason to flicker.
            Phase::Offering
                if self.waits_for_a_wish() || self.offer.was_ready || self.is_on_top() =>
            {
                reported
            }
            Phase::Offering => State::Loading,
            Phase::Connecting => State::Connecting,
            Phase::Confirming | Phase::Choosing => State::Confirming,
            Phase::Settled => reported,
            Phase::Disconnecting => State::Disconnecting,
            Phase::Unavailable => State::Unavailable,
        }
    }

    fn start(&mut self, config: Config) {
        if self.phase != Phase::Idle && config == self.config {
            return;
        }
        self.config = config;
        self.offer.forget_plugin();
        self.start_over(CancelReason::Superseded, false);
    }

    fn reset(&mut self, reason: CancelReason) {
        if self.phase != Phase::Idle {
            self.start_over(reason, true);
        }
    }

    /// Forgets everything but the configuration and begins with the status.
    fn start_over(&mut self, reason: CancelReason, is_wished: bool) {
        self.end_attempt(|attempt| Event::Cancelled {
            attempt,
            reason,
            step: None,
        });
        self.past = None;
        self.baseline.clear();
        self.report = None;
        self.drop_requests();
        self.withdraw_offer();
        self.offer.is_wished = is_wished;
        match self.config.check() {
            Ok(()) => self.look(),
            Err(code) => self.give_up(code.into()),
        }
    }

    fn refresh(&mut self) {
        match self.phase {
            // What these end in is asked for anyway, and an answer before it would be old.
            Phase::Idle | Phase::Choosing | Phase::Disconnecting => {}
            Phase::Unavailable => match self.config.check() {
                Ok(()) => self.look(),
                Err(code) => self.give_up(code.into()),
            },
            _ => self.ask_status(),
        }
    }

    fn on_timer(&mut self, timer: Timer) {
        match timer {
            Timer::StatusAnswer => self.on_status_timeout(),
            Timer::StatusPoll => self.poll_status(),
            Timer::TokenAnswer => self.on_token_timeout(),
            Timer::TokenRetry => self.retry_token(),
            Timer::TokenRefresh | Timer::TokenExpiry => self.keep_token_fresh(),
            Timer::SdkLoaded => self.on_sdk(Err(Code::SdkLoadTimeout.into())),
            Timer::FrameReady => self.give_up(Code::FrameNotReady.into()),
            Timer::ActionAnswer => self.on_action_timeout(),
            Timer::Watch => self.watch(),
            Timer::AttemptEnd => self.on_attempt_end(),
            Timer::WaitEnd => self.on_wait_end(),
        }
    }

    fn on_page(&mut self, page: Page) {
        let before = core::mem::replace(&mut self.page, page);
        if page.visible && !before.visible {
            self.look_again();
        }
        let is_back = page.visible && page.focused && !(before.visible && before.focused);
        match self.phase {
            Phase::Confirming if is_back => self.ask_status(),
            Phase::Offering => {
                // First: what begins here must find its frame in place.
                self.notice_entry(before);
                self.prepare();
                self.keep_token_fresh();
            }
            Phase::Connecting => self.notice_return(before),
            _ => {}
        }
    }

    /// Ends the work with a failure that nothing but a new start can mend.
    fn give_up(&mut self, failure: Failure) {
        self.drop_requests();
        let is_wished = self.offer.is_wished;
        let is_on_top = self.phase == Phase::Offering && self.is_on_top();
        self.withdraw_offer();
        self.failure = Some(failure.clone());
        if is_on_top {
            // What is connected is so still: only the signup on top of it cannot be had.
            self.phase = Phase::Settled;
        } else {
            // Whoever tries again still wishes it.
            self.offer.is_wished = is_wished;
            self.phase = Phase::Unavailable;
        }
        let is_outcome = self.end_attempt(|attempt| Event::Failed {
            attempt: Some(attempt),
            failure: failure.clone(),
        });
        if !is_outcome {
            self.events.push(Event::Failed {
                attempt: None,
                failure,
            });
        }
    }

    /// Stops every request and timer.
    fn drop_requests(&mut self) {
        for request in [
            self.inquiry.request.take(),
            self.offer.request.take(),
            self.action.take(),
        ] {
            self.outputs.extend(request.map(Output::Abort));
        }
        self.timers.stop_all();
    }

    /// Tells the page what has changed: the state first, so that a listener finds it as told.
    fn announce(&mut self) {
        let state = self.state();
        let previous = core::mem::replace(&mut self.announced, state);
        if state != previous {
            self.outputs
                .push_back(Output::Emit(Event::StateChange { state, previous }));
        }
        self.outputs.extend(self.events.drain(..).map(Output::Emit));
    }

    fn next_id(&mut self) -> u32 {
        self.last_id = self.last_id.wrapping_add(1);
        self.last_id
    }
}
