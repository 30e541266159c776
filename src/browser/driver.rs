//! The driver: feeds the machine, carries out what it puts out, and owns all that must end with
//! the widget.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::{Rc, Weak};

use leptos::prelude::{ArcRwSignal, GetUntracked, Set};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;

use super::clock::Alarm;
use super::fetch::{self, InFlight};
use super::page::{Host, PageWatch};
use super::sdk::Mounted;
use super::share::{self, Question};
use super::states::CustomStates;
use super::tabs::Tabs;
use super::{emit, js, opener, sdk};
use crate::flow::config::{Config, Source};
use crate::flow::io::{Request, RequestId};
use crate::flow::{Event, Input, Machine, Output, Snapshot, State};

/// One widget at work. Everything it started ends when it is dropped.
#[derive(Debug)]
pub struct Driver {
    host: Host,
    this: Weak<Self>,
    machine: RefCell<Machine>,
    inputs: RefCell<VecDeque<Input>>,
    is_draining: Cell<bool>,
    config: RefCell<Config>,
    tabs: RefCell<Option<Tabs>>,
    alarm: RefCell<Alarm>,
    requests: RefCell<Vec<(RequestId, InFlight)>>,
    vendor: RefCell<Option<Mounted>>,
    page: PageWatch,
    states: CustomStates,
    snapshot: ArcRwSignal<Snapshot>,
}

impl Driver {
    /// A driver for the widget in `host`, with its `ElementInternals`; it does nothing before
    /// [`Input::Start`].
    #[must_use]
    pub fn new(host: Host, internals: &JsValue) -> Rc<Self> {
        let driver = Rc::new_cyclic(|this: &Weak<Self>| {
            let (changed, returned) = (this.clone(), this.clone());
            let page = PageWatch::new(
                &host,
                move || tell(&changed, Self::report_page),
                move || tell(&returned, |driver| driver.send(Input::Returned)),
            );
            // Jitter and the ids of attempts: nothing that must not be guessed.
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
            let seed = (js_sys::Math::random() * 2_f64.powi(53)) as u64;
            Self {
                host,
                this: this.clone(),
                machine: RefCell::new(Machine::new(seed)),
                inputs: RefCell::default(),
                is_draining: Cell::new(false),
                config: RefCell::default(),
                tabs: RefCell::default(),
                alarm: RefCell::default(),
                requests: RefCell::default(),
                vendor: RefCell::default(),
                page,
                states: CustomStates::of(internals),
                snapshot: ArcRwSignal::new(Snapshot::default()),
            }
        });
        share::enter(Rc::downgrade(&driver));
        driver.states.show(State::default());
        driver
    }

    /// What to show, as a signal.
    #[must_use]
    pub fn snapshot(&self) -> ArcRwSignal<Snapshot> {
        self.snapshot.clone()
    }

    /// The state the customer is shown.
    #[must_use]
    pub fn state(&self) -> State {
        self.machine.borrow().state()
    }

    /// Takes in what happened. May be called from anywhere, also while another input is at work:
    /// it then waits its turn.
    pub fn send(&self, input: Input) {
        if let Input::Start(config) = &input {
            self.adopt(config);
        }
        self.inputs.borrow_mut().push_back(input);
        if self.is_draining.replace(true) {
            return;
        }
        while let Some(input) = self.next_input() {
            let now = self.alarm.borrow_mut().now();
            self.machine.borrow_mut().handle(input, now);
            while let Some(output) = self.next_output() {
                self.carry_out(output);
            }
        }
        self.is_draining.set(false);
        self.set_alarm();
        self.show();
    }

    fn adopt(&self, config: &Config) {
        let is_new = *self.config.borrow() != *config;
        if is_new {
            self.config.replace(config.clone());
            let this = self.this.clone();
            let on_change = move || {
                tell(&this, |driver| {
                    driver.outdate();
                    driver.send(Input::Returned);
                });
            };
            let tabs = match (web_sys::window(), &config.status) {
                (Some(window), Some(Source::Url(url))) => {
                    Some(Tabs::enter(&window, url, on_change))
                }
                _ => None,
            };
            drop(self.tabs.replace(tabs));
        }
    }

    /// What this widget asks when it asks for the status, if others can have asked the same.
    pub(super) fn question(&self) -> Option<Question> {
        let config = self.config.borrow();
        let Some(Source::Url(url)) = &config.status else {
            return None;
        };
        Some(Question {
            url: url.clone(),
            headers: js::get(&self.host.0, "requestHeaders"),
            sends_cookies_abroad: config.sends_cookies_abroad,
        })
    }

    // Each borrow ends with its line: carrying out an output may call back.
    fn next_input(&self) -> Option<Input> {
        self.inputs.borrow_mut().pop_front()
    }

    fn next_output(&self) -> Option<Output> {
        self.machine.borrow_mut().poll_output()
    }

    fn carry_out(&self, output: Output) {
        match output {
            Output::Fetch(id, source, request) => self.fetch(id, source, request),
            Output::Abort(id) => self.forget_request(id),
            Output::SendHint {
                source,
                attempt,
                event,
            } => {
                let (host, cookies) =
                    (self.host.clone(), self.config.borrow().sends_cookies_abroad);
                spawn_local(fetch::send_hint(
                    host,
                    source,
                    attempt.to_string(),
                    event,
                    cookies,
                ));
            }
            Output::LoadSdk(url) => {
                let host = self.host.clone();
                self.spawn(
                    async move { sdk::load(&host, &url).await },
                    |driver, loaded| {
                        driver.send(Input::Sdk(loaded));
                    },
                );
            }
            Output::Mount(frame, token) => {
                let this = self.this.clone();
                let mounted = Mounted::new(&self.host, &token, move |signal| {
                    tell(&this, |driver| driver.send(Input::Vendor(frame, signal)));
                });
                match mounted {
                    Ok(mounted) => drop(self.vendor.borrow_mut().replace(mounted)),
                    Err(failure) => self.send(Input::MountFailed(frame, failure)),
                }
            }
            Output::Unmount => {
                let mounted = self.vendor.borrow_mut().take();
                drop(mounted);
            }
            Output::AskBeforeDisconnect => {
                let this = self.this.clone();
                // From a microtask, as every event: see `emit`.
                spawn_local(async move {
                    tell(&this, |driver| {
                        let is_allowed = emit::ask_before_disconnect(&driver.host);
                        driver.send(Input::DisconnectAllowed(is_allowed));
                    });
                });
            }
            Output::Emit(event) => {
                if matches!(event, Event::StateChange { state, .. } if state == State::Connecting) {
                    let config = self.config.borrow();
                    let sources = [config.token.clone(), config.status.clone()];
                    drop(config);
                    opener::ask(&sources);
                }
                emit::emit(&self.host, event);
            }
            Output::TellTabs => {
                if let Some(tabs) = self.tabs.borrow().as_ref() {
                    tabs.tell();
                }
            }
        }
    }

    fn fetch(&self, id: RequestId, source: Source, request: Request) {
        let cookies = self.config.borrow().sends_cookies_abroad;
        let question = self.question().filter(|_| request == Request::Status);
        let changes = matches!(request, Request::Disconnect | Request::Choice { .. });
        let prepare = || fetch::prepare(&self.host, source, request, cookies);
        if let Some(question) = question {
            return share::ask(question, (self.this.clone(), id), prepare);
        }
        let (in_flight, prepared) = prepare();
        self.requests
            .borrow_mut()
            .extend(in_flight.map(|in_flight| (id, in_flight)));
        self.spawn(
            async move { prepared.send().await },
            move |driver, answer| {
                driver.forget_request(id);
                if changes {
                    driver.outdate();
                }
                driver.send(Input::Answer(id, answer));
            },
        );
    }

    /// The connection has changed: no answer to what was asked before is taken for one of now.
    fn outdate(&self) {
        if let Some(question) = self.question() {
            share::outdate(&question);
        }
    }

    /// Runs `work`, then `done` with its result, unless the driver is gone by then.
    fn spawn<T: 'static>(
        &self,
        work: impl Future<Output = T> + 'static,
        done: impl FnOnce(&Self, T) + 'static,
    ) {
        let this = self.this.clone();
        spawn_local(async move {
            let result = work.await;
            tell(&this, |driver| done(driver, result));
        });
    }

    fn forget_request(&self, id: RequestId) {
        share::leave(self.this.as_ptr(), Some(id));
        let mut requests = self.requests.borrow_mut();
        let found = requests.iter().position(|(known, _)| *known == id);
        let ended = found.map(|index| requests.swap_remove(index));
        drop(requests);
        drop(ended);
    }

    fn report_page(&self) {
        self.send(Input::Page(self.page.read()));
    }

    fn set_alarm(&self) {
        let due = self.machine.borrow().next_deadline();
        let this = self.this.clone();
        self.alarm.borrow_mut().set(due, move || {
            tell(&this, |driver| {
                driver.report_page();
                driver.send(Input::Tick);
            });
        });
    }

    fn show(&self) {
        let snapshot = self.machine.borrow().snapshot();
        if self.snapshot.get_untracked() != snapshot {
            self.states.show(snapshot.state);
            self.snapshot.set(snapshot);
        }
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        share::leave(self, None);
    }
}

fn tell(driver: &Weak<Driver>, call: impl FnOnce(&Driver)) {
    if let Some(driver) = driver.upgrade() {
        call(&driver);
    }
}
