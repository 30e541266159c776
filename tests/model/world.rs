//! The machine, and what the world around it knows: what is open, mounted, shown and told so far.

use std::time::Duration;

use chakra_connect::flow::config::{Config, Functions};
use chakra_connect::flow::error::Code;
use chakra_connect::flow::io::{
    CancelReason, FrameFocus, FrameId, Intent, Page, Request, RequestId,
};
use chakra_connect::flow::time::Millis;
use chakra_connect::flow::{Input, Machine, Output, Snapshot};

use crate::fingerprint::{Attempts, Fingerprint};
use crate::reply::{Kind, Reply, token_number};
use crate::rules::{self, Broken, Happening, Word};
use crate::step::{Change, Says, Step};

/// The page as a customer sees it who looks at the widget.
pub const LOOKED_AT: Page = Page {
    visible: true,
    focused: true,
    in_view: true,
    frame: FrameFocus::Outside,
};

/// How many configurations there are: all four calls, with the signup in view, on a click or by
/// the page's word; and the token alone.
pub const CONFIGURATIONS: usize = 4;

pub fn configuration(which: usize) -> Config {
    let attributes: &[(&str, &str)] = match which {
        0 => &[("backend", "/b")],
        1 => &[("token-url", "/token")],
        2 => &[("backend", "/b"), ("start", "click")],
        _ => &[("backend", "/b"), ("start", "manual")],
    };
    let get = |name: &str| {
        let found = attributes.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| (*value).to_owned())
    };
    Config::read(get, Functions::default()).0
}

/// What has come of one attempt so far.
#[derive(Clone, Copy, Debug)]
pub struct Outcome {
    pub attempt: u64,
    /// Told as cancelled or failed.
    pub ended: u8,
    pub connected: u8,
}

/// The machine in the world.
#[allow(clippy::struct_excessive_bools)] // Each is a fact of its own.
#[derive(Clone)]
pub struct World {
    pub machine: Machine,
    pub now: Millis,
    pub page: Page,
    pub which: usize,
    pub open: [Option<RequestId>; 4],
    /// The last request of each kind that was answered or aborted.
    pub closed: [Option<RequestId>; 4],
    /// SDK loadings that have not ended.
    pub loading: u8,
    pub frame: Option<FrameId>,
    /// The frame has said something: its `init` did not fail.
    pub has_spoken: bool,
    pub older_frame: Option<FrameId>,
    /// The page was asked whether it allows the disconnection.
    pub is_asked: bool,
    /// A signup on top of a connection was wished for, and has not been taken away.
    pub is_wished: bool,
    /// Tokens handed out by the backend, and the last one given to a frame.
    pub tokens: u32,
    pub used_token: u32,
    pub outcomes: Vec<Outcome>,
    pub attempts: Attempts,
    /// The machine's last fingerprint, and whether it has not changed since.
    print: Fingerprint,
    is_print_current: bool,
    pub shown: Snapshot,
    /// What happened, told line by line where somebody listens.
    pub story: Option<Vec<String>>,
}

impl World {
    /// A widget in view that has just started.
    pub fn new(which: usize) -> Self {
        let machine = Machine::new(7);
        let mut world = Self {
            shown: machine.snapshot(),
            print: Fingerprint::of(&machine, Millis::default()),
            is_print_current: false,
            machine,
            // Later than the longest life of anything, so that no instant is before the first.
            now: Millis(10_000_000),
            page: LOOKED_AT,
            which,
            open: [None; 4],
            closed: [None; 4],
            loading: 0,
            frame: None,
            has_spoken: false,
            older_frame: None,
            is_asked: false,
            is_wished: false,
            tokens: 0,
            used_token: 0,
            outcomes: Vec::new(),
            attempts: Attempts::default(),
            story: None,
        };
        world.machine.handle(Input::Page(LOOKED_AT), world.now);
        world
    }

    /// Everything that can happen now.
    pub fn possible(&self) -> Vec<Step> {
        let mut all = Vec::with_capacity(64);
        for kind in Kind::ALL {
            if self.open[kind as usize].is_some() {
                all.extend(
                    Reply::all(kind)
                        .into_iter()
                        .map(|reply| Step::Answer(kind, reply)),
                );
            }
        }
        if self.asks_for_status() {
            all.extend(Reply::all(Kind::Status).into_iter().map(Step::Overheard));
        }
        if self.loading > 0 {
            all.extend([Step::SdkLoaded, Step::SdkFailed]);
        }
        if self.frame.is_some() {
            all.extend(Says::ALL.map(Step::Frame));
            if !self.has_spoken {
                all.push(Step::MountFailed);
            }
        }
        let changes = Change::ALL.into_iter();
        all.extend(
            changes
                .filter(|change| change.of(self.page) != self.page)
                .map(Step::Page),
        );
        if self.machine.next_deadline().is_some() {
            all.extend([
                Step::NextDeadline,
                Step::Wait(Duration::from_secs(6)),
                Step::Wait(Duration::from_mins(2)),
            ]);
        }
        all.extend([
            Step::Sleep(Duration::from_mins(20)),
            Step::Sleep(Duration::from_hours(2)),
            Step::Returned,
            Step::Moved,
            Step::Connect,
            Step::Replace,
            Step::Withdraw,
            Step::Refresh,
            Step::Disconnect,
            Step::Reset,
            Step::Choose("n1"),
            Step::Choose("n3"),
        ]);
        if self.is_asked {
            all.extend([Step::DisconnectAllowed, Step::DisconnectPrevented]);
        }
        all.extend(
            (0..CONFIGURATIONS)
                .filter(|which| *which != self.which)
                .map(Step::Start),
        );
        all
    }

    pub fn asks_for_status(&self) -> bool {
        self.which != 1
    }

    /// Lets it happen, and holds the machine to the rules.
    pub fn take(&mut self, step: Step) -> Result<(), Broken> {
        if let Some(story) = self.story.as_mut() {
            story.push(format!("{step}"));
        }
        match step {
            Step::Answer(kind, reply) => {
                let id = self.open[kind as usize].take().expect("an open request");
                self.closed[kind as usize] = Some(id);
                let token = kind == Kind::Token && matches!(reply, Reply::Good | Reply::Short);
                self.tokens += u32::from(token);
                let word = match reply.connection() {
                    Some(connection) if kind == Kind::Status => Word::Report(connection),
                    _ => Word::Nothing,
                };
                self.handle(Input::Answer(id, reply.answer(kind, self.tokens)), word)
            }
            Step::Overheard(reply) => {
                let word = reply.connection().map_or(Word::Nothing, Word::Report);
                self.handle(Input::Overheard(reply.answer(Kind::Status, 0)), word)
            }
            Step::SdkLoaded => {
                self.loading -= 1;
                self.tell(Input::Sdk(Ok(())))
            }
            Step::SdkFailed => {
                self.loading -= 1;
                self.tell(Input::Sdk(Err(Code::SdkLoadFailed.into())))
            }
            Step::MountFailed => {
                let frame = self.frame.expect("a frame");
                self.tell(Input::MountFailed(frame, Code::SdkInitFailed.into()))
            }
            Step::Frame(says) => {
                let frame = self.frame.expect("a frame");
                self.has_spoken = true;
                let word = match says {
                    Says::Finished | Says::FinishedWithoutNumber => Word::Finish,
                    _ => Word::Nothing,
                };
                self.handle(Input::Vendor(frame, says.signal()), word)
            }
            Step::Page(change) => self.see(change.of(self.page)),
            Step::Returned => self.tell(Input::Returned),
            Step::Moved => self.tell(Input::Moved),
            Step::NextDeadline => {
                let due = self.machine.next_deadline().expect("a deadline");
                self.tick_at(due)
            }
            Step::Wait(span) => self.wait(span),
            Step::Sleep(span) => self.tick_at(self.now + span),
            Step::Connect => {
                self.is_wished = true;
                self.tell(Input::Connect(Intent::Connect))
            }
            Step::Replace => {
                self.is_wished = true;
                self.tell(Input::Connect(Intent::Replace))
            }
            Step::Withdraw => self.tell(Input::Withdraw),
            Step::Refresh => self.tell(Input::Refresh),
            Step::Disconnect => self.tell(Input::Disconnect),
            Step::DisconnectAllowed | Step::DisconnectPrevented => {
                self.is_asked = false;
                self.tell(Input::DisconnectAllowed(step == Step::DisconnectAllowed))
            }
            Step::Reset => self.tell(Input::Reset(CancelReason::Superseded)),
            Step::Choose(id) => self.tell(Input::Choose(id.to_owned())),
            Step::Start(which) => {
                self.which = which;
                self.tell(Input::Start(configuration(which)))
            }
        }
    }

    pub fn see(&mut self, page: Page) -> Result<(), Broken> {
        self.page = page;
        self.tell(Input::Page(page))
    }

    /// The page is reported, then the tick, as the driver does.
    pub fn tick_at(&mut self, at: Millis) -> Result<(), Broken> {
        self.now = self.now.max(at);
        self.tell(Input::Page(self.page))?;
        self.tell(Input::Tick)?;
        rules::time_moves(self)
    }

    pub fn wait(&mut self, span: Duration) -> Result<(), Broken> {
        let end = self.now + span;
        while let Some(due) = self.machine.next_deadline().filter(|due| *due <= end) {
            self.tick_at(due)?;
        }
        self.now = end;
        self.is_print_current = false;
        Ok(())
    }

    pub fn tell(&mut self, input: Input) -> Result<(), Broken> {
        self.handle(input, Word::Nothing)
    }

    fn handle(&mut self, input: Input, word: Word) -> Result<(), Broken> {
        if let Some(story) = self.story.as_mut() {
            let text: String = format!("{input:?}").chars().take(150).collect();
            story.push(format!("   {:>9} <- {text}", self.now.0));
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
        // No attempt begins or ends in silence: each changes the state.
        if !outputs.is_empty() || word != Word::Nothing {
            self.print = Fingerprint::of(&self.machine, self.now);
            self.attempts = self.print.attempts;
            self.is_print_current = true;
        } else {
            self.is_print_current = false;
        }
        let shown = self.machine.snapshot();
        let happening = Happening {
            word,
            before,
            outputs: &outputs,
            was: std::mem::replace(&mut self.shown, shown),
        };
        rules::outputs(self, &happening)?;
        rules::standing(self)?;
        let Attempts { open, past } = self.attempts;
        let known = |attempt| Some(attempt) == open || Some(attempt) == past;
        self.outcomes.retain(|outcome| known(outcome.attempt));
        let is_open = self.shown.offers_withdrawal || open.is_some();
        self.is_wished &= is_open || self.shown.report.is_none();
        Ok(())
    }

    /// Takes note of an output that no rule forbids.
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
            Output::LoadSdk(_) => self.loading = (self.loading + 1).min(2),
            Output::Mount(id, token) => {
                self.frame = Some(*id);
                self.has_spoken = false;
                self.used_token = token_number(token.secret());
            }
            Output::Unmount => self.older_frame = self.frame.take(),
            Output::AskBeforeDisconnect => self.is_asked = true,
            Output::Emit(_) | Output::SendHint { .. } | Output::TellTabs => {}
        }
    }

    /// Whether a request of this kind is open.
    pub fn has_open(&self, request: &Request) -> bool {
        self.open[Kind::of(request) as usize].is_some()
    }

    pub fn outcome(&mut self, attempt: u64) -> &mut Outcome {
        let place = self
            .outcomes
            .iter()
            .position(|known| known.attempt == attempt);
        let place = place.unwrap_or_else(|| {
            self.outcomes.push(Outcome {
                attempt,
                ended: 0,
                connected: 0,
            });
            self.outcomes.len() - 1
        });
        &mut self.outcomes[place]
    }

    /// The machine's state and the world's together.
    pub fn fingerprint(&self) -> Fingerprint {
        let mut print = if self.is_print_current {
            self.print
        } else {
            Fingerprint::of(&self.machine, self.now)
        };
        for outcome in &self.outcomes {
            let is_open = Some(outcome.attempt) == self.attempts.open;
            print.add(
                u64::from(is_open) << 16
                    | u64::from(outcome.ended) << 8
                    | u64::from(outcome.connected),
            );
        }
        for open in self.open {
            print.add(open.map_or(100, |id| print.request(id.0)));
        }
        print.add(self.frame.map_or(100, |id| print.frame(id.0)));
        let flags = [
            self.has_spoken,
            self.older_frame.is_some(),
            self.is_asked,
            self.is_wished,
            self.page != LOOKED_AT,
        ];
        for flag in flags {
            print.add(u64::from(flag));
        }
        print.add(u64::from(self.loading));
        print
    }
}
