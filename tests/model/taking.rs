//! The effect of each step on the world, and its inputs for the machine.

use std::time::Duration;

use chakra_connect::flow::error::Code;
use chakra_connect::flow::io::{CallId, CancelReason, FrameFocus, Intent, Method};
use chakra_connect::flow::{Input, Machine};

use crate::configuration::configuration;
use crate::reply::{Kind, Scripted};
use crate::rules::{self, Broken, Word};
use crate::scene::{Opens, Place};
use crate::step::{Says, Step};
use crate::world::{FrameState, Outcome, World};

/// An attempt of this age is forgotten.
const KEPT: Duration = Duration::from_mins(30);

impl World {
    /// Takes a step, and checks the machine against the rules.
    pub fn take(&mut self, step: Step) -> Result<(), Broken> {
        if let Some(story) = self.story.as_mut() {
            story.push(format!("{step}"));
        }
        match step {
            Step::Reply(kind, reply) => self.reply(kind, reply),
            Step::SharedResponse(reply) => {
                let word = reply.connection().map_or(Word::Nothing, Word::Report);
                let response = Input::SharedResponse(reply.answer(Kind::Status, 0));
                self.read_page()?;
                self.handle(response, word, false)
            }
            Step::SdkLoaded => self.sdk(Ok(())),
            Step::SdkFailed => self.sdk(Err(Code::SdkLoadFailed)),
            Step::MountFailed => {
                let frame = self.frame.expect("a frame");
                self.tell(Input::MountFailed(frame, Code::SdkInitFailed.into()))
            }
            Step::Frame(says) => self.frame_says(says),
            Step::FrameRemoved => {
                let frame = self.frame.expect("a frame");
                self.frame_state = FrameState::Removed;
                self.scene.lose_frame();
                self.tell(Input::FrameRemoved(frame))
            }
            Step::Moved => {
                if self.frame.is_some() && self.frame_state == FrameState::Whole {
                    self.frame_state = FrameState::Reloaded;
                }
                self.scene.lose_frame();
                self.tell(Input::Moved)
            }
            Step::Reloaded => self.reload(),
            Step::ConnectedElsewhere => {
                self.read_page()?;
                self.tell(Input::ConnectedElsewhere)
            }
            Step::Revalidate => self.tell(Input::Revalidate),
            Step::Withdraw => self.tell(Input::Withdraw),
            Step::Choose(id) => self.tell(Input::Choose(id.to_owned())),
            Step::Button(method) => self.button(method),
            Step::Call(method) => self.call(method),
            Step::ConnectAllowed(is_allowed) => {
                self.is_connect_asked = false;
                self.tell(Input::ConnectAllowed(is_allowed))
            }
            Step::DisconnectAllowed(is_allowed) => {
                self.is_disconnect_asked = false;
                self.tell(Input::DisconnectAllowed(is_allowed))
            }
            Step::Start(which) => self.configure(which),
            Step::NextDeadline => {
                let due = self.machine.next_deadline().expect("a deadline");
                self.tick_at(due)
            }
            Step::Wait(span) => self.wait(span),
            Step::Sleep(span) => self.sleep(span),
            Step::Frozen(span, first) => self.freeze(span, first),
            _ => self.look(step),
        }
    }

    fn reply(&mut self, kind: Kind, reply: Scripted) -> Result<(), Broken> {
        let id = self.open[kind as usize].take().expect("an open request");
        self.closed[kind as usize] = Some(id);
        if kind == Kind::Token && matches!(reply, Scripted::Good | Scripted::Short) {
            self.tokens += 1;
            self.has_plugin = true;
        }
        self.not_before[kind as usize] = reply.retry_after().map(|wait| self.now + wait);
        if kind == Kind::Status && reply.retry_after().is_some() {
            self.answers_others = false;
        }
        if kind == Kind::Status && self.scene.page().visible {
            self.unasked = None;
        }
        let word = match reply.connection() {
            Some(connection) if kind == Kind::Status => Word::Report(connection),
            _ => Word::Nothing,
        };
        let was_without_number = self.was_without_number;
        let answer = Input::Reply(id, reply.answer(kind, self.tokens));
        self.read_page()?;
        self.handle(answer, word, false)?;
        if reply == Scripted::SaysOld {
            // A cached response does not count.
            self.was_without_number = was_without_number;
        }
        Ok(())
    }

    fn sdk(&mut self, loaded: Result<(), Code>) -> Result<(), Broken> {
        self.loading = 0;
        self.tell(Input::Sdk(self.script, loaded.map_err(Into::into)))
    }

    /// A popup that ends reports to the frame that opened it, and is then closed.
    fn frame_says(&mut self, says: Says) -> Result<(), Broken> {
        let frame = self.frame.expect("a frame");
        self.has_spoken = true;
        let is_opener = self
            .scene
            .popup
            .is_some_and(|popup| popup.opener == Some(frame));
        if is_opener && says.ends_popup() {
            self.scene.close_popup();
        }
        let word = match says {
            Says::Finished | Says::FinishedWithoutNumber => Word::Finish,
            _ => Word::Nothing,
        };
        self.handle(Input::Vendor(frame, says.signal()), word, false)?;
        self.notice()
    }

    /// The customer's steps: switching windows, and clicks.
    fn look(&mut self, step: Step) -> Result<(), Broken> {
        match step {
            Step::Click(opens) => {
                let is_noticed = self.scene.focus == FrameFocus::Outside;
                self.scene.focus = FrameFocus::Pointer;
                self.scene.has_clicked = true;
                self.notice()?;
                self.open(opens, is_noticed);
            }
            Step::Tab => self.scene.focus = FrameFocus::Keyboard,
            Step::Enter(opens) => self.open(opens, false),
            Step::ClickBeside => {
                self.scene.go(Place::Page);
                self.scene.focus = FrameFocus::Outside;
            }
            Step::OtherWindow => self.scene.go(Place::OtherWindow),
            Step::OtherTab => self.scene.go(Place::OtherTab),
            Step::Return => self.scene.go(Place::Page),
            Step::ToPopup => self.scene.go(Place::Popup),
            Step::PopupClosed => self.scene.close_popup(),
            Step::OutOfView => self.scene.in_view = false,
            Step::InView => self.scene.in_view = true,
            Step::Noticed => return self.report(),
            other => panic!("no look: {other:?}"),
        }
        self.notice()
    }

    fn open(&mut self, opens: Opens, is_noticed: bool) {
        // The click may have made the frame disappear.
        if let Some(frame) = self.frame {
            self.scene.open(opens, frame, self.now, is_noticed);
        }
    }

    /// The customer's own button.
    pub fn button(&mut self, method: Method) -> Result<(), Broken> {
        self.wish(method);
        self.tell(match method {
            Method::Connect(intent) => Input::Connect(intent),
            Method::Refresh => Input::Refresh,
            Method::Disconnect => Input::Disconnect,
            Method::Reset => Input::Reset(CancelReason::Superseded),
        })
    }

    fn call(&mut self, method: Method) -> Result<(), Broken> {
        self.wish(method);
        self.calls += 1;
        let call = CallId(self.calls);
        self.open_call = Some(call);
        self.tell(Input::Call(call, method))
    }

    fn wish(&mut self, method: Method) {
        self.is_wished |= matches!(method, Method::Connect(_));
        if method == Method::Connect(Intent::Replace) {
            let connected = rules::connected(&self.shown);
            self.wished_baseline = connected.or(self.wished_baseline.take());
        }
    }

    fn configure(&mut self, which: usize) -> Result<(), Broken> {
        let (before, tenant) = (self.which, self.tenant());
        self.which = which;
        let is_other = tenant != self.tenant();
        let open = self.open;
        if is_other {
            self.is_same_tenant = false;
            self.has_plugin = false;
        }
        if configuration(before).token != configuration(which).token || is_other {
            self.not_before = [None; 4];
        }
        self.tell(Input::Start(configuration(which)))?;
        if is_other {
            rules::nothing_is_left(self, &open)
        } else {
            Ok(())
        }
    }

    /// The page is reloaded, and stored values are restored.
    fn reload(&mut self) -> Result<(), Broken> {
        self.reloads += 1;
        let mut fresh = Self::new(self.which);
        // Attempt ids must differ from those before.
        fresh.machine = Machine::new(7 + self.reloads);
        fresh.reloads = self.reloads;
        (fresh.now, fresh.last_event) = (self.now, self.now);
        fresh.scene = self.scene;
        fresh.scene.lose_frame();
        fresh.scene.has_clicked = false;
        fresh.scene.has_left_frame = false;
        (fresh.tokens, fresh.used_token) = (self.tokens, self.used_token);
        let remembered = self.remembered.take();
        fresh.story = self.story.take();
        *self = fresh;
        self.told = self.scene.page();
        self.machine.handle(Input::Page(self.told), self.now);
        self.tell(Input::Start(configuration(self.which)))?;
        // On start, the machine clears only its own attempt, so not this one yet.
        self.remembered = remembered;
        let Some((open, since)) = self.remembered.clone() else {
            return Ok(());
        };
        // The reload cut it off, so a success is a late one.
        self.outcomes.push(Outcome {
            attempt: open.id.0,
            ended: 1,
            ended_at: since,
            connected: 0,
            baseline: open.baseline.clone(),
            lost: Vec::new(),
        });
        let (id, age) = (open.id, self.now.since(since));
        self.tell(Input::Recall(open, age))?;
        if age < KEPT {
            rules::is_kept(self, id)
        } else {
            Ok(())
        }
    }
}
