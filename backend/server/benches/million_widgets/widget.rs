//! One widget of the simulation: the real machine with a page, a customer and a vendor's frame.

use std::sync::LazyLock;

use chakra_connect::flow::config::{Config, Functions};
use chakra_connect::flow::io::{FrameFocus, FrameId, Page, RequestId, ScriptId};
use chakra_connect::flow::reply::Reply;
use chakra_connect::flow::time::Millis;
use chakra_connect::flow::vendor::{Callback, VendorEvent};
use chakra_connect::flow::{Event, Input, Machine, Output, State};

use crate::customers::Instant;
use crate::traffic::Call;

static CONFIG: LazyLock<Config> = LazyLock::new(|| {
    let get = |name: &str| (name == "backend").then(|| "/api/chakra".to_owned());
    Config::read(get, Functions::default()).0
});

const SEEN: Page = Page {
    visible: true,
    focused: true,
    in_view: true,
    frame: FrameFocus::Outside,
};

/// An event in the life of a widget.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Happening {
    Begins,
    Deadline,
    Replies(RequestId, Call),
    ScriptLoads(ScriptId),
    FrameIsReady(FrameId),
    Clicks,
    PopupOpens,
    SignupEnds,
    GoesAway,
    ComesBack,
    Ends,
}

/// What a widget requires from the world around it.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Wish {
    Asks(Option<RequestId>, Call),
    LoadsScript(ScriptId),
    MountsFrame(FrameId),
    CanBeClicked,
    Starts,
    Connects,
    EndsOtherwise,
}

/// A widget on an open page.
#[derive(Debug)]
pub(crate) struct Widget {
    machine: Box<Machine>,
    page: Page,
    frame: Option<FrameId>,
    /// The deadline in the queue.
    pub(crate) due: Option<Instant>,
}

impl Widget {
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            machine: Box::new(Machine::new(seed)),
            page: SEEN,
            frame: None,
            due: None,
        }
    }

    pub(crate) fn state(&self) -> State {
        self.machine.state()
    }

    /// When it next needs to act by itself.
    pub(crate) fn deadline(&self) -> Option<Instant> {
        self.machine.next_deadline().map(|Millis(at)| at)
    }

    pub(crate) fn begin(&mut self, now: Instant, wishes: &mut Vec<Wish>) {
        self.handle(Input::Page(self.page), now, wishes);
        self.handle(Input::Start(CONFIG.clone()), now, wishes);
    }

    pub(crate) fn tick(&mut self, now: Instant, wishes: &mut Vec<Wish>) {
        self.handle(Input::Page(self.page), now, wishes);
        self.handle(Input::Tick, now, wishes);
    }

    pub(crate) fn reply(
        &mut self,
        id: RequestId,
        reply: Reply,
        now: Instant,
        wishes: &mut Vec<Wish>,
    ) {
        self.handle(Input::Reply(id, reply), now, wishes);
    }

    pub(crate) fn script_loaded(&mut self, id: ScriptId, now: Instant, wishes: &mut Vec<Wish>) {
        self.handle(Input::Sdk(id, Ok(())), now, wishes);
    }

    pub(crate) fn frame_ready(&mut self, id: FrameId, now: Instant, wishes: &mut Vec<Wish>) {
        self.frame = Some(id);
        self.vendor(Callback::Ready, "null", "null", now, wishes);
    }

    /// The customer clicks in the vendor's frame. Returns `false` if there is none to click.
    pub(crate) fn click(&mut self, now: Instant, wishes: &mut Vec<Wish>) -> bool {
        if self.state() != State::NotConnected || self.frame.is_none() {
            return false;
        }
        self.page.frame = FrameFocus::Pointer;
        self.handle(Input::Page(self.page), now, wishes);
        true
    }

    pub(crate) fn popup_opens(&mut self, now: Instant, wishes: &mut Vec<Wish>) {
        self.page.focused = false;
        self.handle(Input::Page(self.page), now, wishes);
    }

    /// Meta's signup reports its end, and the popup closes.
    pub(crate) fn signup_ends(&mut self, now: Instant, wishes: &mut Vec<Wish>) {
        let numbers = r#"{"whatsappPhoneNumbers":[{"whatsappPhoneNumberId":"n1"}]}"#;
        self.vendor(Callback::Success, "null", numbers, now, wishes);
        self.page.focused = true;
        self.handle(Input::Page(self.page), now, wishes);
    }

    /// The customer switches to another tab, or back.
    pub(crate) fn is_seen(&mut self, is_seen: bool, now: Instant, wishes: &mut Vec<Wish>) {
        self.page.visible = is_seen;
        self.page.focused = is_seen;
        self.handle(Input::Page(self.page), now, wishes);
    }

    fn vendor(
        &mut self,
        callback: Callback,
        event: &str,
        data: &str,
        now: Instant,
        wishes: &mut Vec<Wish>,
    ) {
        if let Some(frame) = self.frame {
            let said = VendorEvent {
                callback,
                event: event.to_owned(),
                data: data.to_owned(),
            };
            self.handle(Input::Vendor(frame, said), now, wishes);
        }
    }

    fn handle(&mut self, input: Input, now: Instant, wishes: &mut Vec<Wish>) {
        self.machine.handle(input, Millis(now));
        while let Some(output) = self.machine.poll_output() {
            match output {
                Output::Fetch(id, ..) => {
                    wishes.extend(Call::of(&output).map(|call| Wish::Asks(Some(id), call)));
                }
                Output::SendHint { .. } => {
                    wishes.extend(Call::of(&output).map(|call| Wish::Asks(None, call)));
                }
                Output::LoadSdk(id, _) => wishes.push(Wish::LoadsScript(id)),
                Output::Mount(id, _) => wishes.push(Wish::MountsFrame(id)),
                Output::Unmount => self.frame = None,
                Output::AskBeforeConnect(_) => self
                    .machine
                    .handle(Input::ConnectAllowed(true), Millis(now)),
                Output::ReleaseFocus => {
                    self.page.frame = FrameFocus::Outside;
                    self.machine.handle(Input::Page(self.page), Millis(now));
                }
                Output::Emit(Event::Ready) => wishes.push(Wish::CanBeClicked),
                Output::Emit(Event::Started { .. }) => wishes.push(Wish::Starts),
                Output::Emit(Event::Connected { .. }) => wishes.push(Wish::Connects),
                Output::Emit(
                    Event::Cancelled { .. }
                    | Event::Failed {
                        attempt: Some(_), ..
                    },
                ) => {
                    wishes.push(Wish::EndsOtherwise);
                }
                _ => {}
            }
        }
    }
}
