//! The machine with a page, a backend and a vendor that act at random, and the rules that must hold.

use std::collections::HashMap;
use std::time::Duration;

use chakra_connect::flow::config::{Config, Start};
use chakra_connect::flow::error::Code;
use chakra_connect::flow::io::{
    AttemptId, CancelReason, FrameFocus, FrameId, Intent, OpenAttempt, Page, Request, RequestId,
    ScriptId,
};
use chakra_connect::flow::reply::Reply;
use chakra_connect::flow::snapshot::Frame;
use chakra_connect::flow::status::Report;
use chakra_connect::flow::time::Millis;
use chakra_connect::flow::vendor::Callback;
use chakra_connect::flow::{Event, Input, Machine, Output, Snapshot, State};
use serde_json::{Value, json};

use crate::support::replies::{
    choose_number, connected, http, not_connected, problem, retry_after, status, token_living,
    without_number,
};
use crate::support::{IN_VIEW, attributes_only, config, config_with, jwt, signal};

/// One step of a history.
#[derive(Clone, Debug)]
pub enum Step {
    Reply {
        which: usize,
        with: usize,
    },
    StaleReply {
        id: u32,
        with: usize,
    },
    Vendor {
        what: usize,
        of_older_frame: bool,
    },
    Sdk(bool),
    MountFailed,
    Page(Page),
    Pass(Duration),
    Start(usize),
    Reset,
    /// Another widget got a response to the same request. Without a source there is none.
    SharedResponse(usize),
    /// An element that this one replaces is torn down, in which an attempt was open for this long.
    Recall(Duration),
    Do(Input),
}

pub const REPLIES: usize = 16;

/// Half of the responses are what a story needs to continue, for any request.
fn answer(with: usize, request: &Request) -> Reply {
    let good = match request {
        Request::Token { .. } => token_living(3600.0),
        Request::Status => not_connected(),
        Request::Disconnect => http(204, ""),
        Request::Choice { .. } => http(202, ""),
    };
    match (with, request) {
        (0, Request::Token { .. }) => token_living(30.0),
        (0, Request::Status) => connected(),
        (1, Request::Status) => without_number(),
        (2, Request::Status) => choose_number(),
        (3, Request::Status) => status("in_review", &["n1"]),
        (4, Request::Status) => status("reconnect_needed", &["n1"]),
        (5, _) => http(500, ""),
        (6, _) => problem(401, "unauthorized"),
        (7, _) => http(200, "<p>"),
        (8, _) => problem(404, "plugin_not_found"),
        (9, _) => Reply::Unreachable,
        (10, _) => retry_after(429, "40"),
        _ => good,
    }
}

fn tells_connected(answer: &Reply) -> bool {
    let report = answer
        .payload()
        .ok()
        .and_then(|payload| Report::from_payload(&payload).ok());
    report.is_some_and(|report| report.connection.confirms())
}

pub const SIGNALS: usize = 8;

fn vendor(what: usize) -> (Callback, Value, Value) {
    match what {
        0 => (
            Callback::Message,
            json!("FINISH"),
            json!({ "phone_number_id": "n1" }),
        ),
        1 => (Callback::Success, Value::Null, json!({})),
        2 => (Callback::Message, json!("FINISH_ONLY_WABA"), json!({})),
        3 => (
            Callback::Message,
            json!("CANCEL"),
            json!({ "current_step": "PERMISSIONS" }),
        ),
        4 => (Callback::Error, Value::Null, json!({ "message": "m" })),
        5 => (Callback::Message, json!("PROGRESS"), json!({})),
        _ => (Callback::Ready, Value::Null, Value::Null),
    }
}

fn configuration(which: usize) -> Config {
    match which {
        0 => config(),
        1 => config_with(&[("start", "click")]),
        2 => config_with(&[("start", "manual")]),
        _ => attributes_only(&[("token-url", "/token")]),
    }
}

/// The outcomes of one attempt.
#[derive(Default)]
struct Outcomes {
    connected: u32,
    otherwise: u32,
}

/// The machine, and what its environment knows.
#[allow(clippy::struct_excessive_bools)] // Each is an independent fact.
pub struct World {
    pub machine: Machine,
    now: Millis,
    page: Page,
    config: Config,
    /// A replacement of a connected number was requested.
    wished_replacement: bool,
    in_flight: Vec<(RequestId, Request)>,
    frame: Option<FrameId>,
    script: ScriptId,
    /// The page was asked to allow the signup.
    is_asked: bool,
    /// The frame has sent an event, so its `init` did not fail.
    has_spoken: bool,
    /// The current input is the backend's report of a connection.
    hears_connected: bool,
    outcomes: HashMap<u64, Outcomes>,
}

impl World {
    pub fn new(seed: u64, which: usize) -> Self {
        let mut world = Self {
            machine: Machine::new(seed),
            now: Millis(0),
            page: IN_VIEW,
            config: Config::default(),
            wished_replacement: false,
            in_flight: Vec::new(),
            frame: None,
            script: ScriptId(0),
            is_asked: false,
            has_spoken: false,
            hears_connected: false,
            outcomes: HashMap::new(),
        };
        world.machine.handle(Input::Page(IN_VIEW), world.now);
        world.start(which);
        world
    }

    fn start(&mut self, which: usize) {
        self.config = configuration(which);
        self.handle(Input::Start(self.config.clone()), true);
    }

    /// Starts most histories where interesting ones begin: 1 with the frame ready, 2 in the popup.
    pub fn tell_the_beginning(&mut self, chapter: usize) {
        if chapter == 0 {
            return;
        }
        let good = REPLIES - 1;
        self.take(Step::Do(Input::Connect(Intent::Connect)));
        if self
            .in_flight
            .first()
            .is_some_and(|(_, request)| *request == Request::Status)
        {
            self.take(Step::Reply {
                which: 0,
                with: good,
            });
        }
        self.take(Step::Reply {
            which: 0,
            with: good,
        });
        self.take(Step::Sdk(true));
        self.take(Step::Vendor {
            what: SIGNALS - 1,
            of_older_frame: false,
        });
        assert_eq!(self.machine.snapshot().frame, Frame::Ready);
        if chapter == 2 {
            self.take(Step::Page(Page {
                frame: FrameFocus::Pointer,
                ..IN_VIEW
            }));
            self.take(Step::Page(Page {
                focused: false,
                ..self.page
            }));
            assert_eq!(self.machine.state(), State::Connecting);
        }
    }

    pub fn take(&mut self, step: Step) {
        match step {
            Step::Reply { which, with } => {
                if let Some((id, request)) = self
                    .in_flight
                    .get(which % self.in_flight.len().max(1))
                    .cloned()
                {
                    self.in_flight.retain(|(known, _)| *known != id);
                    self.handle(Input::Reply(id, answer(with, &request)), false);
                }
            }
            Step::StaleReply { id, with } => {
                let is_open = self.in_flight.iter().any(|(known, _)| known.0 == id);
                if !is_open {
                    // Everything except the age of the data, which changes with time.
                    let shown = |machine: &Machine| Snapshot {
                        stale: None,
                        ..machine.snapshot()
                    };
                    let before = shown(&self.machine);
                    self.handle(
                        Input::Reply(RequestId(id), answer(with, &Request::Status)),
                        false,
                    );
                    assert_eq!(
                        before,
                        shown(&self.machine),
                        "a stale answer changes nothing"
                    );
                }
            }
            Step::Vendor {
                what,
                of_older_frame,
            } => {
                let Some(FrameId(id)) = self.frame else {
                    return;
                };
                let id = if of_older_frame {
                    id.wrapping_sub(1)
                } else {
                    id
                };
                self.has_spoken |= !of_older_frame;
                let (callback, event, data) = vendor(what);
                self.handle(
                    Input::Vendor(FrameId(id), signal(callback, &event, &data)),
                    false,
                );
            }
            Step::Sdk(is_good) => {
                let loaded = if is_good {
                    Ok(())
                } else {
                    Err(Code::SdkLoadFailed.into())
                };
                self.handle(Input::Sdk(self.script, loaded), false);
            }
            // `init` fails before its frame can send an event.
            Step::MountFailed => {
                if let Some(frame) = self.frame.filter(|_| !self.has_spoken) {
                    self.handle(Input::MountFailed(frame, Code::SdkInitFailed.into()), false);
                }
            }
            Step::Page(page) => {
                self.page = page;
                self.handle(Input::Page(page), false);
            }
            Step::Pass(span) => self.pass(span),
            Step::Start(which) => self.start(which),
            Step::Reset => self.handle(Input::Reset(CancelReason::User), true),
            Step::SharedResponse(with) if self.config.status.is_some() => {
                self.handle(Input::SharedResponse(answer(with, &Request::Status)), false);
            }
            Step::SharedResponse(_) => {}
            Step::Recall(age) => {
                // Of another element: no id that this one gives.
                let id = AttemptId(u64::MAX - self.outcomes.len() as u64);
                self.outcomes.entry(id.0).or_default().otherwise = 1;
                let open = OpenAttempt {
                    id,
                    intent: Intent::Connect,
                    baseline: None,
                };
                self.handle(Input::Recall(open, age), false);
            }
            Step::Do(input) => {
                self.wished_replacement |= input == Input::Connect(Intent::Replace);
                self.handle(input, false);
            }
        }
    }

    pub fn pass(&mut self, span: Duration) {
        let end = self.now + span;
        let mut ticks = 0;
        while let Some(due) = self.machine.next_deadline().filter(|due| *due <= end) {
            self.now = self.now.max(due);
            self.handle(Input::Page(self.page), false);
            self.handle(Input::Tick, false);
            assert!(
                self.machine
                    .next_deadline()
                    .is_none_or(|next| next > self.now),
                "a tick does all that is due"
            );
            ticks += 1;
            assert!(ticks < 20_000, "time stands still");
        }
        self.now = end;
    }

    fn handle(&mut self, input: Input, starts_over: bool) {
        let is_attempt = |state| matches!(state, State::Connecting | State::Confirming);
        let before = self.machine.state();
        self.hears_connected = match &input {
            Input::Reply(_, answer) | Input::SharedResponse(answer) => tells_connected(answer),
            _ => false,
        };
        let is_moved = input == Input::Moved;
        self.machine.handle(input, self.now);
        // When an element moves, the browser reloads its frame, so nothing is left to protect.
        let may_touch = starts_over || is_moved;
        let stays_in_attempt = is_attempt(before) && is_attempt(self.machine.state());
        while let Some(output) = self.machine.poll_output() {
            if stays_in_attempt && !may_touch {
                assert!(
                    output != Output::Unmount,
                    "the frame is touched in an attempt"
                );
            }
            self.note(output);
        }
        if !self.is_asked {
            self.check();
        }
        if std::mem::take(&mut self.is_asked) {
            self.handle(Input::ConnectAllowed(true), starts_over);
        }
    }

    fn note(&mut self, output: Output) {
        match output {
            Output::Broadcast => {}
            Output::Fetch(id, _, request) => {
                let kind = std::mem::discriminant(&request);
                let others = self
                    .in_flight
                    .iter()
                    .filter(|(_, open)| std::mem::discriminant(open) == kind);
                assert_eq!(others.count(), 0, "two of a kind: {request:?}");
                if matches!(request, Request::Token { .. }) {
                    let state = self.machine.state();
                    assert!(
                        self.wished_replacement
                            || matches!(
                                state,
                                State::Loading
                                    | State::NotConnected
                                    | State::ReconnectNeeded
                                    | State::ConnectedWithoutNumber
                                    // Retried in the background.
                                    | State::Unavailable
                                    // The page has removed the frame.
                                    | State::Connecting
                            ),
                        "a token for {state:?}"
                    );
                }
                self.in_flight.push((id, request));
            }
            Output::Abort(id) => {
                let open = self.in_flight.len();
                self.in_flight.retain(|(known, _)| *known != id);
                assert!(self.in_flight.len() <= open);
            }
            Output::Mount(frame, _) => {
                assert_eq!(self.frame.replace(frame), None, "two frames");
                self.has_spoken = false;
            }
            Output::Unmount => assert!(self.frame.take().is_some(), "no frame to take away"),
            Output::Emit(event) => self.note_event(&event),
            Output::LoadSdk(script, _) => self.script = script,
            Output::AskBeforeConnect(_) => self.is_asked = true,
            Output::ReleaseFocus => self.page.frame = FrameFocus::Outside,
            Output::SendHint { .. }
            | Output::AskBeforeDisconnect
            | Output::Remember(_)
            | Output::Settle(..)
            | Output::Warn(_) => {}
        }
    }

    fn note_event(&mut self, event: &Event) {
        assert!(!format!("{event:?}").contains(jwt::MARK));
        match event {
            Event::Connected {
                attempt,
                verified,
                late,
                ..
            } => {
                assert_eq!(*verified, self.config.status.is_some());
                assert!(
                    !verified || self.hears_connected,
                    "a hint is taken for the backend's word"
                );
                let so_far = self.outcomes.entry(attempt.0).or_default();
                so_far.connected += 1;
                assert_eq!(so_far.connected, 1, "connected twice");
                assert_eq!(
                    *late,
                    so_far.otherwise > 0,
                    "late means after another outcome"
                );
            }
            Event::Cancelled { attempt, .. }
            | Event::Failed {
                attempt: Some(attempt),
                ..
            } => {
                let so_far = self.outcomes.entry(attempt.0).or_default();
                so_far.otherwise += 1;
                assert_eq!(
                    (so_far.connected, so_far.otherwise),
                    (0, 1),
                    "a second outcome: {event:?}"
                );
            }
            _ => {}
        }
    }

    fn check(&self) {
        let shown = self.machine.snapshot();
        let deadline = self.machine.next_deadline();
        if !self.in_flight.is_empty() {
            let due = deadline.expect("every request has its end");
            assert!(
                due <= self.now + Duration::from_secs(15),
                "a request without its end"
            );
        }
        let is_seen = self.page.visible && self.page.in_view;
        let has_way_on = match shown.state {
            State::Loading => deadline.is_some() || !is_seen,
            State::NotConnected | State::ReconnectNeeded => match shown.frame {
                Frame::Ready => true,
                Frame::Hidden => shown.offers_start || self.config.start == Start::Manual,
                Frame::Loading => deadline.is_some() || !is_seen,
            },
            State::ConnectedWithoutNumber => match shown.frame {
                Frame::Ready => true,
                Frame::Hidden => shown.offers_start,
                Frame::Loading => deadline.is_some() || !is_seen,
            },
            // A wait for the customer ends with their return.
            State::Connecting | State::Confirming => deadline.is_some() || !self.page.visible,
            State::Disconnecting => deadline.is_some(),
            State::ChooseNumber => self.config.event.is_some(),
            State::Unavailable => shown.failure.is_some(),
            State::Connected | State::InReview | State::ActionNeeded => true,
        };
        assert!(has_way_on, "no way on: {shown:?} {:?}", self.page);
        if shown.frame == Frame::Ready {
            assert!(self.frame.is_some(), "a frame is shown that is not there");
        }
    }
}
