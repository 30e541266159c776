//! Carries out the machine's outputs.

use wasm_bindgen_futures::spawn_local;

use super::{Driver, tell};
use crate::browser::frame_watch::FrameChange;
use crate::browser::tenant_guard::UNSTEADY;
use crate::browser::vendor_frame::MountedFrame;
use crate::browser::{detail, early, emit, opener, sdk_script};
use crate::flow::config::Config;
use crate::flow::io::{CallId, FrameId, Intent, ScriptId, Settlement};
use crate::flow::token::ConnectToken;
use crate::flow::{Event, Input, Output, State};

impl Driver {
    pub(super) fn next_output(&self) -> Option<Output> {
        self.machine.borrow_mut().poll_output()
    }

    /// Carries out one output of the machine.
    pub fn carry_out(&self, output: Output) {
        match output {
            Output::Fetch(id, source, request) => {
                if self.is_of_shown_tenant() {
                    let this = self.this.clone();
                    self.requests.send(id, source, request, move |reply| {
                        tell(&this, |driver| driver.send(Input::Reply(id, reply)));
                    });
                }
            }
            Output::Abort(id) => self.requests.abort(id),
            Output::SendHint {
                source,
                attempt,
                event,
            } => {
                if self.is_of_shown_tenant() {
                    self.requests.send_hint(source, attempt, event);
                }
            }
            Output::LoadSdk(script, url) => self.load_sdk(script, url),
            Output::Mount(frame, token) => self.mount(frame, &token),
            Output::Unmount => {
                let frame = self.frame.borrow_mut().take();
                drop(frame);
            }
            Output::ReleaseFocus => {
                // The customer has left from within the frame, perhaps for a popup.
                self.ask_for_opener_policy();
                if self.page.release_focus() {
                    self.report_page();
                }
            }
            Output::Remember(None) => self.attempt.clear(),
            Output::Remember(Some(attempt)) => self.attempt.keep(&self.connection(), &attempt),
            Output::AskBeforeConnect(intent) => self.ask(move |driver| {
                let asked = match intent {
                    Intent::Connect => early::permission(&driver.host),
                    Intent::Replace => None,
                };
                let ask = || emit::ask_before_connect(&driver.host, intent);
                Input::ConnectAllowed(asked.unwrap_or_else(ask))
            }),
            Output::AskBeforeDisconnect => self
                .ask(|driver| Input::DisconnectAllowed(emit::ask_before_disconnect(&driver.host))),
            Output::Emit(event) => self.emit(event),
            Output::Settle(call, settlement) => self.settle(call, settlement),
            Output::Warn(text) => self.console.warn(text),
            Output::Broadcast => {
                if let Some(broadcast) = self.broadcast.borrow().as_ref() {
                    broadcast.post();
                }
            }
        }
    }

    /// Whether the page's configuration still asks for the shown account. If not, the request is not sent, and the
    /// widget starts over.
    fn is_of_shown_tenant(&self) -> bool {
        let is_shown = |now: &Config| {
            let shown = self.config.borrow();
            shown
                .as_ref()
                .is_some_and(|shown| now.asks_as(shown) || now.renews(shown))
        };
        let other = (self.hooks.read_config)().filter(|now| !is_shown(now));
        let replaces = self.tenant.replaces(other.as_ref());
        if self.tenant.is_unsteady() {
            self.console.warn(UNSTEADY);
        }
        if let Some(config) = other.filter(|_| replaces) {
            // Before all waiting inputs, which were meant for the previous tenant.
            self.inputs.borrow_mut().push_front(Input::Start(config));
        }
        !replaces
    }

    fn load_sdk(&self, script: ScriptId, url: String) {
        let (host, this) = (self.host.clone(), self.this.clone());
        spawn_local(async move {
            let loaded = sdk_script::load(&host, &url).await;
            tell(&this, |driver| driver.send(Input::Sdk(script, loaded)));
        });
    }

    fn mount(&self, id: FrameId, token: &ConnectToken) {
        let (heard, changed) = (self.this.clone(), self.this.clone());
        let frame = MountedFrame::new(
            &self.host,
            token,
            move |event| tell(&heard, |driver| driver.send(Input::Vendor(id, event))),
            move |change| {
                let input = match change {
                    FrameChange::Removed => Input::FrameRemoved(id),
                    FrameChange::Reloaded => Input::Moved,
                };
                tell(&changed, |driver| driver.send(input));
            },
        );
        match frame {
            Ok(frame) => {
                let before = self.frame.borrow_mut().replace(frame);
                drop(before);
            }
            Err((failure, cause)) => {
                self.requests.keep_cause(None, Some(cause));
                self.send(Input::MountFailed(id, failure));
            }
        }
    }

    /// Asks the page, from a microtask, as for every event: see `emit`.
    fn ask(&self, ask: impl FnOnce(&Self) -> Input + 'static) {
        let this = self.this.clone();
        spawn_local(async move { tell(&this, |driver| driver.send(ask(driver))) });
    }

    fn emit(&self, event: Event) {
        if matches!(event, Event::StateChange { state, .. } if state == State::Connecting) {
            self.ask_for_opener_policy();
        }
        if matches!(event, Event::Connected { .. }) {
            self.requests.report_connected();
        }
        if matches!(event, Event::Failed { .. }) {
            // A page that tries again at once, from the event or the promise, would stay in its microtasks for ever: a
            // wrong configuration and a page's own function fail without a request.
            self.is_paused.set(true);
        }
        let cause = self.requests.cause_of(&event);
        emit::emit(&self.host, event, cause);
    }

    /// Finds out, once per page, whether the page is cut off from its popups.
    fn ask_for_opener_policy(&self) {
        if let Some(config) = self.config.borrow().as_ref() {
            opener::ask(&[config.token.clone(), config.status.clone()]);
        }
    }

    /// Runs after the event that it settles with, even if the element is removed meanwhile.
    fn settle(&self, call: CallId, settlement: Settlement) {
        let on_settled = self.hooks.on_settled.clone();
        let cause = match &settlement {
            Settlement::Event(event) => self.requests.cause_of(event),
            Settlement::State(_) => None,
        };
        spawn_local(async move {
            on_settled(call, detail::of_settlement(&settlement, cause).into());
        });
    }
}
