//! The machine with fake time, as a story: every output must be expected, in order.

mod expect;
pub mod jwt;
pub mod replies;

use std::collections::VecDeque;
use std::time::Duration;

use chakra_connect::flow::config::{Config, Functions};
use chakra_connect::flow::io::{
    AttemptId, FrameFocus, FrameId, Intent, OpenAttempt, Page, Request, RequestId, ScriptId,
};
use chakra_connect::flow::reply::Reply;
use chakra_connect::flow::time::Millis;
use chakra_connect::flow::vendor::{Callback, VendorEvent};
use chakra_connect::flow::{Event, Input, Machine, Output, State};
use serde_json::{Value, json};

pub fn secs(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

pub fn mins(minutes: u64) -> Duration {
    Duration::from_mins(minutes)
}

/// All four calls, and the defaults of everything else.
pub fn config() -> Config {
    config_with(&[])
}

/// [`config`] with these additional attributes.
pub fn config_with(attributes: &[(&str, &str)]) -> Config {
    attributes_only(&[&[("backend", "/api/chakra")], attributes].concat())
}

/// Only these attributes.
pub fn attributes_only(attributes: &[(&str, &str)]) -> Config {
    let get = |name: &str| {
        let found = attributes.iter().rev().find(|(known, _)| *known == name);
        found.map(|(_, value)| (*value).to_owned())
    };
    Config::read(get, Functions::default()).0
}

/// The page at the start of most stories: visible, focused, with the widget in view.
pub const IN_VIEW: Page = Page {
    visible: true,
    focused: true,
    in_view: true,
    frame: FrameFocus::Outside,
};

/// One widget in a story.
pub struct Sim {
    pub machine: Machine,
    pub now: Millis,
    pub page: Page,
    /// The frame mounted last.
    pub frame: FrameId,
    /// The script loaded last.
    pub script: ScriptId,
    /// Every announced state, from the first.
    pub states: Vec<State>,
    /// The intents that the page was asked to allow before a signup was prepared.
    pub asked_before: Vec<Intent>,
    /// Whether the page allows a signup.
    pub allows_connect: bool,
    /// The attempts that began.
    pub started: Vec<AttemptId>,
    /// The events of `chakra-progress`.
    pub progress: Vec<String>,
    /// Number of times that the focus was moved out of the frame.
    pub released: u32,
    /// The data that survives a reload.
    pub remembered: Option<OpenAttempt>,
    /// Number of changes broadcast to other tabs.
    pub told_tabs: u32,
    /// The last expected request, which `reply` answers.
    asked: RequestId,
    pending: VecDeque<Output>,
    transcript: Vec<String>,
}

impl Sim {
    /// A widget in view that has just started.
    pub fn start(config: Config) -> Self {
        Self::start_on(IN_VIEW, config)
    }

    /// A widget that has just started on this page.
    pub fn start_on(page: Page, config: Config) -> Self {
        let mut sim = Self::new_on(page);
        sim.handle(Input::Start(config));
        sim
    }

    /// A widget in view that has just started, on a page that passed it `served` before.
    pub fn served_with(served: Input, config: Config) -> Self {
        let mut sim = Self::new_on(IN_VIEW);
        sim.handle(served);
        sim.handle(Input::Start(config));
        sim
    }

    fn new_on(page: Page) -> Self {
        let mut sim = Self {
            machine: Machine::new(7),
            now: Millis(1_000),
            page,
            frame: FrameId(0),
            script: ScriptId(0),
            states: vec![State::Loading],
            asked_before: Vec::new(),
            allows_connect: true,
            started: Vec::new(),
            progress: Vec::new(),
            released: 0,
            remembered: None,
            told_tabs: 0,
            asked: RequestId(0),
            pending: VecDeque::new(),
            transcript: Vec::new(),
        };
        sim.handle(Input::Page(page));
        sim
    }

    /// A widget with nothing connected and the vendor's frame ready for the click.
    pub fn ready() -> Self {
        Self::ready_with(config(), replies::token())
    }

    /// [`Sim::ready`] with this configuration, which has a status source, and this token.
    pub fn ready_with(config: Config, token: Reply) -> Self {
        let mut sim = Self::start(config);
        sim.expect_status_fetch();
        sim.reply(replies::not_connected());
        sim.prepare(token);
        sim
    }

    /// From the token request to the ready frame.
    #[track_caller]
    pub fn prepare(&mut self, token: Reply) {
        self.expect_token_fetch();
        self.frame_follows(token);
    }

    /// From the token to the ready frame.
    #[track_caller]
    fn frame_follows(&mut self, token: Reply) {
        self.reply(token);
        self.expect_load_sdk();
        self.sdk_loaded();
        self.expect_mount();
        self.frame_ready();
        self.expect_ready();
    }

    /// A customer with number n1 who has asked to change it, with the signup ready.
    pub fn replacing() -> Self {
        let mut sim = Self::start(config());
        sim.expect_status_fetch();
        sim.reply(replies::connected());
        sim.handle(Input::Connect(Intent::Replace));
        let (_, request) = sim.expect_fetch();
        let intent = Intent::Replace;
        assert_eq!(
            request,
            Request::Token {
                intent,
                plugin_id: None
            }
        );
        sim.frame_follows(replies::token());
        sim
    }

    /// A customer who has clicked, and is in the popup.
    pub fn in_popup() -> Self {
        let mut sim = Self::ready();
        sim.click();
        sim.popup_opens();
        sim
    }

    /// Handles an input and drains the outputs. All earlier outputs must have been expected.
    #[track_caller]
    pub fn handle(&mut self, input: Input) {
        self.expect_nothing();
        self.feed(input);
    }

    fn feed(&mut self, input: Input) {
        let told = format!("{:>9} ms  <- {}", self.now.0, brief(&input));
        self.transcript.push(told);
        if self.transcript.len() > 5_000 {
            self.fail("this story does not end");
        }
        self.machine.handle(input, self.now);
        while let Some(output) = self.machine.poll_output() {
            self.transcript.push(format!("              -> {output:?}"));
            match output {
                // Most pages allow the signup. A story about one that does not says so.
                Output::AskBeforeConnect(intent) => {
                    self.asked_before.push(intent);
                    if self.allows_connect {
                        self.machine.handle(Input::ConnectAllowed(true), self.now);
                    }
                }
                Output::Emit(Event::Started { attempt }) => self.started.push(attempt),
                Output::Emit(Event::Progress { event, .. }) => self.progress.push(event),
                Output::ReleaseFocus => {
                    self.released += 1;
                    self.page.frame = FrameFocus::Outside;
                    self.machine.handle(Input::Page(self.page), self.now);
                }
                Output::Remember(open) => self.remembered = open,
                Output::Emit(Event::StateChange { state, previous }) => {
                    assert_eq!(self.states.last(), Some(&previous), "states must connect");
                    assert_ne!(state, previous, "a change must change");
                    self.states.push(state);
                }
                // The story is about one widget, so messages to other tabs are only counted.
                Output::Broadcast => self.told_tabs += 1,
                output => self.pending.push_back(output),
            }
        }
        let announced = self.states.last();
        assert_eq!(
            announced,
            Some(&self.machine.state()),
            "every change is announced"
        );
    }

    /// Lets time pass. At each deadline on the way, reports the page and then sends the tick, as the driver does.
    #[track_caller]
    pub fn advance(&mut self, span: Duration) {
        let end = self.now + span;
        while let Some(due) = self.machine.next_deadline().filter(|due| *due <= end) {
            self.tick_at(due);
        }
        self.now = end;
    }

    /// Lets time pass until there is an output. Returns how long it took.
    #[track_caller]
    pub fn advance_to_output(&mut self, limit: Duration) -> Duration {
        let from = self.now;
        while self.pending.is_empty() {
            match self
                .machine
                .next_deadline()
                .filter(|due| *due <= from + limit)
            {
                Some(due) => self.tick_at(due),
                None => self.fail(&format!("nothing was put out within {limit:?}")),
            }
        }
        self.now.since(from)
    }

    fn tick_at(&mut self, due: Millis) {
        self.expect_nothing();
        self.now = self.now.max(due);
        self.feed(Input::Page(self.page));
        self.feed(Input::Tick);
    }

    /// Answers the last expected request.
    #[track_caller]
    pub fn reply(&mut self, answer: Reply) {
        self.answer(self.asked, answer);
    }

    /// Reports the page before the reply, as the driver does.
    #[track_caller]
    pub fn answer(&mut self, request: RequestId, answer: Reply) {
        self.expect_nothing();
        self.feed(Input::Page(self.page));
        self.feed(Input::Reply(request, answer));
    }

    #[track_caller]
    pub fn sdk_loaded(&mut self) {
        self.handle(Input::Sdk(self.script, Ok(())));
    }

    #[track_caller]
    pub fn frame_ready(&mut self) {
        self.vendor(Callback::Ready, &Value::Null, &Value::Null);
    }

    #[track_caller]
    pub fn vendor(&mut self, callback: Callback, event: &Value, data: &Value) {
        self.handle(Input::Vendor(self.frame, signal(callback, event, data)));
    }

    #[track_caller]
    pub fn vendor_message(&mut self, event: &str, data: &Value) {
        self.vendor(Callback::Message, &json!(event), data);
    }

    #[track_caller]
    pub fn vendor_success(&mut self) {
        let numbers =
            json!({ "pluginId": "p", "whatsappPhoneNumbers": [{ "whatsappPhoneNumberId": "n1" }] });
        self.vendor(Callback::Success, &Value::Null, &numbers);
    }

    #[track_caller]
    pub fn page_is(&mut self, page: Page) {
        self.page = page;
        self.handle(Input::Page(page));
    }

    /// The customer clicks in the vendor's frame.
    #[track_caller]
    pub fn tabs_into_frame(&mut self) {
        self.page_is(Page {
            frame: FrameFocus::Keyboard,
            ..self.page
        });
    }

    #[track_caller]
    pub fn click(&mut self) {
        self.page_is(Page {
            frame: FrameFocus::Pointer,
            ..self.page
        });
    }

    /// The popup takes the focus.
    #[track_caller]
    pub fn popup_opens(&mut self) {
        self.page_is(Page {
            focused: false,
            ..self.page
        });
    }

    /// The customer is back at the page.
    #[track_caller]
    pub fn comes_back(&mut self) {
        self.page_is(Page {
            focused: true,
            ..self.page
        });
    }

    /// The customer confirms the disconnection, and the page agrees.
    #[track_caller]
    pub fn disconnect(&mut self) {
        self.handle(Input::Disconnect);
        assert_eq!(self.next("the question"), Output::AskBeforeDisconnect);
        self.handle(Input::DisconnectAllowed(true));
    }

    #[track_caller]
    pub fn hide(&mut self) {
        self.page_is(Page {
            visible: false,
            ..self.page
        });
    }

    #[track_caller]
    pub fn show(&mut self) {
        self.page_is(Page {
            visible: true,
            ..self.page
        });
    }
}

impl Drop for Sim {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            self.expect_nothing();
        }
    }
}

pub fn signal(callback: Callback, event: &Value, data: &Value) -> VendorEvent {
    VendorEvent {
        callback,
        event: event.to_string(),
        data: data.to_string(),
    }
}

fn brief(input: &Input) -> String {
    let text = format!("{input:?}");
    match text.char_indices().nth(160) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}
