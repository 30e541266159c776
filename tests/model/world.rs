//! The machine, and what the world around it knows: open requests, the mounted frame, and what was shown and reported
//! so far.

use chakra_connect::flow::io::{
    CallId, FrameId, Intent, OpenAttempt, Page, Request, RequestId, ScriptId,
};
use chakra_connect::flow::status::{Connection, Report};
use chakra_connect::flow::time::Millis;
use chakra_connect::flow::{Input, Machine, Output, Snapshot};

use crate::configuration::{OTHER_TENANT, TOKEN_ALONE};
use crate::fingerprint::{Attempts, Fingerprint};
use crate::reply::{Kind, token_number};
use crate::rules::{self, Broken, Cause, Happening, Word};
use crate::scene::{Scene, is_reported};

/// The outcome of one attempt so far.
#[derive(Clone, Debug)]
pub struct Outcome {
    pub attempt: u64,
    /// How often it was reported as cancelled or failed, and when.
    pub ended: u8,
    pub ended_at: Millis,
    pub connected: u8,
    /// The numbers to replace.
    pub baseline: Option<Vec<String>>,
    /// The numbers without their connection when the vendor reported that the attempt did not succeed.
    pub lost: Vec<String>,
}

/// The state of the vendor's frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FrameState {
    Whole,
    /// The browser has reloaded it, so it has no token.
    Reloaded,
    /// The page's code has removed it.
    Removed,
}

/// The machine in its world.
#[allow(clippy::struct_excessive_bools)] // Each is an independent fact.
#[derive(Clone)]
pub struct World {
    pub machine: Machine,
    pub now: Millis,
    pub scene: Scene,
    /// The page as last reported to the machine.
    pub told: Page,
    pub which: usize,
    pub open: [Option<RequestId>; 4],
    /// The last request of each kind that was answered or aborted.
    pub closed: [Option<RequestId>; 4],
    /// The server wants no request before this time.
    pub not_before: [Option<Millis>; 4],
    /// SDK scripts that are still loading.
    pub loading: u8,
    pub script: ScriptId,
    pub older_script: Option<ScriptId>,
    pub frame: Option<FrameId>,
    pub frame_state: FrameState,
    /// The frame has sent an event, so its `init` did not fail.
    pub has_spoken: bool,
    pub older_frame: Option<FrameId>,
    /// The page is being asked to allow a connection, or a disconnection.
    pub is_connect_asked: bool,
    pub is_disconnect_asked: bool,
    /// Whether the tenant is still the one that the page was asked about.
    pub is_same_tenant: bool,
    /// A token of this tenant has named its plugin.
    pub has_plugin: bool,
    /// A replacement of a connection was requested, and not withdrawn.
    pub is_wished: bool,
    /// The customer or the page has requested a signup, and none was offered since.
    pub awaits_offer: bool,
    /// The numbers that the offered signup would replace.
    pub baseline: Option<Vec<String>>,
    /// The connection at the request for a replacement whose token is not requested yet.
    pub wished_baseline: Option<Vec<String>>,
    pub open_call: Option<CallId>,
    pub calls: u32,
    /// Tokens created by the backend, and the last one given to a frame.
    pub tokens: u32,
    pub used_token: u32,
    /// The data that survives a reload, and its age.
    pub remembered: Option<(OpenAttempt, Millis)>,
    pub reloads: u64,
    pub outcomes: Vec<Outcome>,
    pub attempts: Attempts,
    /// Until when a deadline passed while no request was possible, if no response has arrived since.
    pub unasked: Option<Millis>,
    /// The backend has reported this, and nothing else since: the machine may wait for the number.
    pub was_without_number: bool,
    /// The backend has answered another widget since it named a time to this one.
    pub answers_others: bool,
    /// The time of the last event, without the passage of time and responses to the machine's own requests.
    pub last_event: Millis,
    /// The machine's last fingerprint, and whether it has not changed since.
    pub print: Fingerprint,
    pub is_print_current: bool,
    is_releasing: bool,
    pub shown: Snapshot,
    /// The events line by line, if a story is being recorded.
    pub story: Option<Vec<String>>,
}

impl World {
    /// A widget in view that has just started.
    pub fn new(which: usize) -> Self {
        let machine = Machine::new(7);
        // Later than the longest lifetime of anything, so that no instant is before zero.
        let now = Millis(10_000_000);
        let mut world = Self {
            shown: machine.snapshot(),
            print: Fingerprint::of(&machine, now),
            is_print_current: false,
            is_releasing: false,
            machine,
            now,
            scene: Scene::LOOKED_AT,
            told: Scene::LOOKED_AT.page(),
            which,
            open: [None; 4],
            closed: [None; 4],
            not_before: [None; 4],
            loading: 0,
            script: ScriptId(0),
            older_script: None,
            frame: None,
            frame_state: FrameState::Whole,
            has_spoken: false,
            older_frame: None,
            is_connect_asked: false,
            is_disconnect_asked: false,
            is_same_tenant: true,
            has_plugin: false,
            is_wished: false,
            awaits_offer: false,
            baseline: None,
            wished_baseline: None,
            open_call: None,
            calls: 0,
            tokens: 0,
            used_token: 0,
            remembered: None,
            reloads: 0,
            outcomes: Vec::new(),
            attempts: Attempts::default(),
            unasked: None,
            was_without_number: false,
            answers_others: false,
            last_event: now,
            story: None,
        };
        world.machine.handle(Input::Page(world.told), now);
        world
    }

    pub fn asks_for_status(&self) -> bool {
        self.which != TOKEN_ALONE
    }

    pub fn tenant(&self) -> bool {
        self.which == OTHER_TENANT
    }

    /// Whether a request of this kind is open.
    pub fn has_open(&self, request: &Request) -> bool {
        self.open[Kind::of(request) as usize].is_some()
    }

    /// Time has passed without an input.
    pub fn forget_print(&mut self) {
        self.is_print_current = false;
    }

    /// Reports everything that a browser reports immediately.
    pub fn notice(&mut self) -> Result<(), Broken> {
        if is_reported(self.told, self.scene.page()) {
            self.report()
        } else {
            Ok(())
        }
    }

    /// The driver reads the page before it passes on other inputs: the browser reports no click in a frame that already
    /// has the focus.
    pub fn read_page(&mut self) -> Result<(), Broken> {
        if self.told == self.scene.page() {
            Ok(())
        } else {
            self.report()
        }
    }

    /// The driver reads the page.
    pub fn report(&mut self) -> Result<(), Broken> {
        self.tell(Input::Page(self.scene.page()))
    }

    pub fn tell(&mut self, input: Input) -> Result<(), Broken> {
        self.handle(input, Word::Nothing, false)
    }

    pub fn handle(&mut self, input: Input, word: Word, is_on_time: bool) -> Result<(), Broken> {
        if let Some(story) = self.story.as_mut() {
            let text: String = format!("{input:?}").chars().take(150).collect();
            story.push(format!("   {:>9} <- {text}", self.now.0));
        }
        let cause = Cause::of(&input, is_on_time);
        let is_recalled = matches!(input, Input::Recall(..));
        self.awaits_offer |= cause.is_wish();
        self.take_note_of(&input);
        if word == Word::Finish {
            // The frame may have repeated an older end.
            self.outcomes.iter_mut().for_each(|it| it.lost.clear());
        }
        if let Word::Report(said) = word {
            self.answers_others |= cause == Cause::Shared;
            let is_without = said == Connection::ConnectedWithoutNumber;
            // Statuses of other widgets may or may not count.
            self.was_without_number =
                is_without || (self.was_without_number && cause == Cause::Shared);
        }
        self.machine.handle(input, self.now);
        let mut outputs = Vec::new();
        while let Some(output) = self.machine.poll_output() {
            if let Some(story) = self.story.as_mut() {
                story.push(format!("             -> {output:?}"));
            }
            outputs.push(output);
        }
        let before = self.attempts;
        // Apart from a recalled one, no attempt begins or ends silently: each changes the state.
        self.is_print_current = !outputs.is_empty() || word != Word::Nothing || is_recalled;
        if self.is_print_current {
            self.print = Fingerprint::of(&self.machine, self.now);
            self.attempts = self.print.attempts;
        }
        let shown = self.machine.snapshot();
        let happening = Happening {
            word,
            cause,
            before,
            outputs: &outputs,
            was: std::mem::replace(&mut self.shown, shown),
        };
        if self.shown.offers_withdrawal && !happening.was.offers_withdrawal {
            self.note_wished_baseline();
        }
        rules::outputs(self, &happening)?;
        rules::standing(self)?;
        self.awaits_offer &= !outputs
            .iter()
            .any(|output| matches!(output, Output::AskBeforeConnect(_)));
        let Attempts { open, last } = self.attempts;
        let known = |attempt| Some(attempt) == open || Some(attempt) == last;
        self.outcomes.retain(|outcome| known(outcome.attempt));
        if before.open.is_some() && before.open != open {
            self.last_event = self.now;
        }
        let now = self.now;
        for outcome in self
            .outcomes
            .iter_mut()
            .filter(|it| Some(it.attempt) == open)
        {
            // Late, and not over yet: it waits for a choice.
            outcome.ended_at = now;
        }
        if open.is_none() && self.shown.offers_withdrawal {
            // A replacement would replace the present connection.
            let connected = rules::connected(&self.shown);
            for noted in [&mut self.baseline, &mut self.wished_baseline] {
                if noted.is_some() && connected.is_some() {
                    noted.clone_from(&connected);
                }
            }
        }
        let is_settled = open.is_none() && !self.shown.offers_withdrawal;
        let is_there = |report: &Report| report.connection.confirms();
        self.is_wished &= !(is_settled && self.shown.report.as_ref().is_some_and(is_there));
        let report = self.shown.report.as_ref();
        if report.is_some_and(|report| report.connection.wants_signup()) {
            self.baseline = None;
        }
        if std::mem::take(&mut self.is_releasing) {
            self.notice()
        } else {
            Ok(())
        }
    }

    /// Records the connection that a requested signup would replace.
    fn note_wished_baseline(&mut self) {
        if self.wished_baseline.is_none() {
            self.wished_baseline = rules::connected(&self.shown);
        }
    }

    fn take_note_of(&mut self, input: &Input) {
        match input {
            Input::Page(page) => {
                if *page != self.told {
                    self.last_event = self.now;
                }
                self.told = *page;
                self.scene.see();
            }
            Input::Tick | Input::Reply(..) => {}
            _ => self.last_event = self.now,
        }
    }

    /// Records an output that no rule forbids.
    pub fn note(&mut self, output: &Output) {
        match output {
            Output::Fetch(id, _, request) => self.open[Kind::of(request) as usize] = Some(*id),
            Output::Abort(id) => {
                for (open, closed) in self.open.iter_mut().zip(&mut self.closed) {
                    if *open == Some(*id) {
                        *closed = open.take();
                    }
                }
            }
            Output::LoadSdk(script, _) => {
                let older = std::mem::replace(&mut self.script, *script);
                self.older_script = Some(older).filter(|older| older != script);
                self.loading = 1;
            }
            Output::Mount(id, token) => {
                self.frame = Some(*id);
                self.frame_state = FrameState::Whole;
                self.has_spoken = false;
                self.used_token = token_number(token.secret());
            }
            Output::Unmount => {
                self.older_frame = self.frame.take();
                self.scene.lose_frame();
            }
            Output::ReleaseFocus => {
                self.scene.focus = chakra_connect::flow::io::FrameFocus::Outside;
                self.is_releasing = true;
            }
            Output::Remember(open) => {
                self.remembered = open.clone().map(|open| (open, self.now));
            }
            Output::AskBeforeConnect(intent) => {
                self.is_connect_asked = true;
                if *intent == Intent::Replace {
                    self.note_wished_baseline();
                }
            }
            Output::AskBeforeDisconnect => {
                self.is_disconnect_asked = true;
                self.is_same_tenant = true;
            }
            Output::Settle(..) => self.open_call = None,
            Output::Emit(_) | Output::SendHint { .. } | Output::Warn(_) | Output::Broadcast => {}
        }
    }

    /// Whether this attempt is already known.
    pub fn knows(&self, attempt: u64) -> bool {
        self.outcomes.iter().any(|known| known.attempt == attempt)
    }

    /// An attempt begins.
    pub fn begin(&mut self, attempt: u64) {
        self.scene.has_clicked = false;
        self.scene.has_left_frame = false;
        self.outcomes.push(Outcome {
            attempt,
            ended: 0,
            ended_at: self.now,
            connected: 0,
            baseline: self.baseline.clone(),
            lost: Vec::new(),
        });
    }

    /// The outcome of an attempt that has begun.
    pub fn outcome(&mut self, attempt: u64) -> &mut Outcome {
        let mut known = self.outcomes.iter_mut();
        known
            .find(|known| known.attempt == attempt)
            .expect("an attempt that has begun")
    }
}
