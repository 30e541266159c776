//! Random histories: whatever happens, in whatever order, the rules hold.

use std::collections::HashMap;
use std::time::Duration;

use chakra_connect::flow::answer::Answer;
use chakra_connect::flow::config::{Config, Start};
use chakra_connect::flow::error::Code;
use chakra_connect::flow::io::Intent;
use chakra_connect::flow::io::{CancelReason, FrameFocus, FrameId, Page, Request, RequestId};
use chakra_connect::flow::snapshot::Frame;
use chakra_connect::flow::time::Millis;
use chakra_connect::flow::vendor::Callback;
use chakra_connect::flow::{Event, Input, Machine, Output, Snapshot, State};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::support::answers::{
    choose_number, connected, http, not_connected, problem, retry_after, status, token_living,
    without_number,
};
use crate::support::{IN_VIEW, attributes_only, config, config_with, jwt, signal};

/// Something that happens.
#[derive(Clone, Debug)]
enum Step {
    Answer { which: usize, with: usize },
    StaleAnswer { id: u32, with: usize },
    Vendor { what: usize, of_older_frame: bool },
    Sdk(bool),
    MountFailed,
    Page(Page),
    Pass(Duration),
    Start(usize),
    Reset,
    Do(Input),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let page =
        (any::<[bool; 3]>(), 0..3_usize).prop_map(|([visible, focused, in_view], frame)| Page {
            visible,
            focused,
            in_view,
            frame: [
                FrameFocus::Outside,
                FrameFocus::Keyboard,
                FrameFocus::Pointer,
            ][frame],
        });
    let click = Just(Page {
        frame: FrameFocus::Pointer,
        ..IN_VIEW
    });
    let pass = prop_oneof![
        (1..3_000_u64).prop_map(Duration::from_millis),
        (1..130_u64).prop_map(Duration::from_secs),
        (1..70_u64).prop_map(Duration::from_mins),
    ];
    let wish = prop_oneof![
        Just(Input::Connect(Intent::Connect)),
        Just(Input::Refresh),
        Just(Input::Disconnect),
        any::<bool>().prop_map(Input::DisconnectAllowed),
        Just(Input::Moved),
        Just(Input::Returned),
        Just(Input::Tick),
        (0..3).prop_map(|number| Input::Choose(format!("n{number}"))),
    ];
    let step = prop_oneof![
        9 => (0..4_usize, 0..ANSWERS).prop_map(|(which, with)| Step::Answer { which, with }),
        1 => (0..40_u32, 0..ANSWERS).prop_map(|(id, with)| Step::StaleAnswer { id, with }),
        6 => (0..SIGNALS, prop::bool::weighted(0.1)).prop_map(|(what, of_older_frame)| Step::Vendor { what, of_older_frame }),
        3 => prop::bool::weighted(0.9).prop_map(Step::Sdk),
        1 => Just(Step::MountFailed),
        3 => page.prop_map(Step::Page),
        3 => click.prop_map(Step::Page),
        2 => Just(Step::Page(IN_VIEW)),
        4 => pass.prop_map(Step::Pass),
        1 => (0..4_usize).prop_map(Step::Start),
        1 => Just(Step::Reset),
        5 => wish.prop_map(Step::Do),
    ];
    prop::collection::vec(step, 1..80)
}

const ANSWERS: usize = 16;

/// Half the answers are the ones a story needs to get on, whatever the question.
fn answer(with: usize, request: &Request) -> Answer {
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
        (4, Request::Status) => status("reconnect_needed", &[]),
        (5, _) => http(500, ""),
        (6, _) => problem(401, "unauthorized"),
        (7, _) => http(200, "<p>"),
        (8, _) => problem(404, "plugin_not_found"),
        (9, _) => Answer::Unreachable,
        (10, _) => retry_after(429, "40"),
        _ => good,
    }
}

const SIGNALS: usize = 8;

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

/// What has come of one attempt.
#[derive(Default)]
struct Outcomes {
    connected: u32,
    otherwise: u32,
}

/// The machine, and what the world around it knows.
struct World {
    machine: Machine,
    now: Millis,
    page: Page,
    start: Start,
    has_event_source: bool,
    in_flight: Vec<(RequestId, Request)>,
    frame: Option<FrameId>,
    /// The frame has said something: its `init` did not fail.
    has_spoken: bool,
    outcomes: HashMap<u64, Outcomes>,
}

impl World {
    fn new(seed: u64, which: usize) -> Self {
        let mut world = Self {
            machine: Machine::new(seed),
            now: Millis(0),
            page: IN_VIEW,
            start: Start::Visible,
            has_event_source: true,
            in_flight: Vec::new(),
            frame: None,
            has_spoken: false,
            outcomes: HashMap::new(),
        };
        world.machine.handle(Input::Page(IN_VIEW), world.now);
        world.start(which);
        world
    }

    fn start(&mut self, which: usize) {
        let config = configuration(which);
        self.start = config.start;
        self.has_event_source = config.event.is_some();
        self.handle(Input::Start(config), true);
    }

    /// Most histories begin where the interesting ones do: 1 with the frame ready, 2 in the popup.
    fn tell_the_beginning(&mut self, chapter: usize) {
        if chapter == 0 {
            return;
        }
        let good = ANSWERS - 1;
        self.take(Step::Do(Input::Connect(Intent::Connect)));
        if self
            .in_flight
            .first()
            .is_some_and(|(_, request)| *request == Request::Status)
        {
            self.take(Step::Answer {
                which: 0,
                with: good,
            });
        }
        self.take(Step::Answer {
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

    fn take(&mut self, step: Step) {
        match step {
            Step::Answer { which, with } => {
                if let Some((id, request)) = self
                    .in_flight
                    .get(which % self.in_flight.len().max(1))
                    .cloned()
                {
                    self.in_flight.retain(|(known, _)| *known != id);
                    self.handle(Input::Answer(id, answer(with, &request)), false);
                }
            }
            Step::StaleAnswer { id, with } => {
                let is_open = self.in_flight.iter().any(|(known, _)| known.0 == id);
                if !is_open {
                    // All but the age of what is shown, which is the time's doing.
                    let shown = |machine: &Machine| Snapshot {
                        stale: None,
                        ..machine.snapshot()
                    };
                    let before = shown(&self.machine);
                    self.handle(
                        Input::Answer(RequestId(id), answer(with, &Request::Status)),
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
                self.handle(Input::Sdk(loaded), false);
            }
            // `init` fails before its frame can say anything.
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
            Step::Do(input) => self.handle(input, false),
        }
    }

    fn pass(&mut self, span: Duration) {
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
        self.machine.handle(input, self.now);
        let stays_in_attempt = is_attempt(before) && is_attempt(self.machine.state());
        while let Some(output) = self.machine.poll_output() {
            if stays_in_attempt && !starts_over {
                assert!(
                    !matches!(output, Output::Mount(..) | Output::Unmount),
                    "the frame is touched in an attempt"
                );
            }
            self.note(output);
        }
        self.check();
    }

    fn note(&mut self, output: Output) {
        match output {
            Output::TellTabs => {}
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
                        matches!(
                            state,
                            State::Loading
                                | State::NotConnected
                                | State::ReconnectNeeded
                                | State::ConnectedWithoutNumber
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
            Output::SendHint { .. } | Output::LoadSdk(_) | Output::AskBeforeDisconnect => {}
        }
    }

    fn note_event(&mut self, event: &Event) {
        assert!(!format!("{event:?}").contains(jwt::MARK));
        match event {
            Event::Connected { attempt, late, .. } => {
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
                Frame::Hidden => shown.offers_start || self.start == Start::Manual,
                Frame::Loading => deadline.is_some() || !is_seen,
            },
            State::ConnectedWithoutNumber => match shown.frame {
                Frame::Ready => true,
                Frame::Hidden => shown.offers_start,
                Frame::Loading => deadline.is_some() || !is_seen,
            },
            State::Connecting | State::Confirming | State::Disconnecting => deadline.is_some(),
            State::ChooseNumber => self.has_event_source,
            State::Unavailable => shown.failure.is_some(),
            State::Connected | State::InReview | State::ActionNeeded => true,
        };
        assert!(has_way_on, "no way on: {shown:?} {:?}", self.page);
        if shown.frame == Frame::Ready {
            assert!(self.frame.is_some(), "a frame is shown that is not there");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_rules_hold_in_every_history(seed: u64, which in 0..4_usize, chapter in 0..3_usize, steps in steps()) {
        let mut world = World::new(seed, which);
        world.tell_the_beginning(chapter);
        for step in steps {
            world.take(step);
            assert!(!format!("{:?}", world.machine).contains(jwt::MARK));
        }
    }

    #[test]
    fn left_alone_everything_comes_to_rest(seed: u64, chapter in 0..3_usize, steps in steps()) {
        let mut world = World::new(seed, 0);
        world.tell_the_beginning(chapter);
        for step in steps {
            world.take(step);
        }
        // Nothing answers any more, and nobody does anything: no spinner is left after a while.
        world.take(Step::Page(IN_VIEW));
        world.pass(Duration::from_mins(15));
        let state = world.machine.state();
        prop_assert!(
            !matches!(state, State::Loading | State::Connecting | State::Confirming | State::Disconnecting),
            "still {:?}", state
        );
    }

    #[test]
    fn any_text_can_come_as_an_answer_or_a_callback(text in "\\PC{0,60}", status: u16) {
        let _ = http(status, &text).payload();
        for callback in [Callback::Ready, Callback::Message, Callback::Success, Callback::Error] {
            let signal = chakra_connect::flow::vendor::Signal { callback, event: text.clone(), data: text.clone() };
            let _ = chakra_connect::flow::vendor::Hint::from(&signal);
            let _ = chakra_connect::flow::vendor::Hint::from(&crate::support::signal(callback, &json!(text), &json!(text)));
        }
    }
}
