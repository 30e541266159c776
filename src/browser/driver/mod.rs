//! The driver: feeds the machine, carries out its outputs, and owns everything that must end with the widget.

mod outputs;
mod requests;

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::{Rc, Weak};

use leptos::prelude::{ArcRwSignal, GetUntracked, Set};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;
use web_sys::Element;

use self::requests::Requests;
use super::broadcast::Broadcast;
use super::clock::WakeTimer;
use super::console::Console;
use super::initial_status;
use super::open_attempt::{AttemptStore, Wake};
use super::page::{Host, PageWatch};
use super::request_key;
use super::states::CustomStates;
use super::tenant_guard::TenantGuard;
use super::vendor_frame::MountedFrame;
use crate::flow::config::{Config, Source};
use crate::flow::io::CallId;
use crate::flow::time::Millis;
use crate::flow::{Input, Machine, Snapshot, State};

/// The callbacks into the element that the driver needs.
pub struct Hooks {
    /// Reads the configuration again: the page may have changed it in place, or within the current task.
    pub read_config: Box<dyn Fn() -> Option<Config>>,
    /// Settles the promise of a method call with this value.
    pub on_settled: Rc<dyn Fn(CallId, JsValue)>,
}

impl core::fmt::Debug for Hooks {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Hooks")
    }
}

/// One widget at work. Everything it started ends when it is dropped.
#[derive(Debug)]
pub struct Driver {
    host: Host,
    this: Weak<Self>,
    hooks: Hooks,
    machine: RefCell<Machine>,
    inputs: RefCell<VecDeque<Input>>,
    is_draining: Cell<bool>,
    /// A failure has been reported in this task: the next input waits for the next one.
    is_paused: Cell<bool>,
    /// The machine's configuration; none before the start.
    config: RefCell<Option<Config>>,
    tenant: Rc<TenantGuard>,
    requests: Rc<Requests>,
    broadcast: RefCell<Option<Broadcast>>,
    attempt: AttemptStore,
    /// Called when the attempt of the shown connection no longer belongs to another widget.
    recall_wake: RefCell<Option<Rc<Wake>>>,
    wake_timer: WakeTimer,
    frame: RefCell<Option<MountedFrame>>,
    page: PageWatch,
    states: CustomStates,
    console: Console,
    snapshot: ArcRwSignal<Snapshot>,
}

impl Driver {
    /// A driver for the widget in `host`, with its `ElementInternals`. It does nothing before [`Input::Start`].
    #[must_use]
    pub fn new(host: Host, internals: &JsValue, hooks: Hooks) -> Rc<Self> {
        let driver = Rc::new_cyclic(|this: &Weak<Self>| {
            let (changed, returned) = (this.clone(), this.clone());
            let page = PageWatch::new(
                &host,
                move || tell(&changed, Self::report_page),
                move || tell(&returned, |driver| driver.send(Input::Revalidate)),
            );
            // Seeds jitter and attempt ids; need not be unpredictable.
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
            let seed = (js_sys::Math::random() * 2_f64.powi(53)) as u64;
            let tenant = Rc::new(TenantGuard::default());
            Self {
                requests: Requests::new(host.clone(), tenant.clone()),
                host,
                this: this.clone(),
                hooks,
                machine: RefCell::new(Machine::new(seed)),
                inputs: RefCell::default(),
                is_draining: Cell::new(false),
                is_paused: Cell::new(false),
                config: RefCell::default(),
                tenant,
                broadcast: RefCell::default(),
                attempt: AttemptStore::default(),
                recall_wake: RefCell::default(),
                wake_timer: WakeTimer::default(),
                frame: RefCell::default(),
                page,
                states: CustomStates::of(internals),
                console: Console::default(),
                snapshot: ArcRwSignal::new(Snapshot::default()),
            }
        });
        driver.states.show(State::default());
        driver
    }

    /// The card has been mounted: the widget is in view when it is.
    pub fn watch_card(&self, card: &Element) {
        self.page.watch_card(&self.host, card);
    }

    /// The current snapshot, as a signal.
    #[must_use]
    pub fn snapshot(&self) -> ArcRwSignal<Snapshot> {
        self.snapshot.clone()
    }

    /// The state shown to the customer.
    #[must_use]
    pub fn state(&self) -> State {
        self.machine.borrow().state()
    }

    /// Sets whether inputs and outputs are logged to the console, without private data.
    pub fn set_debug(&self, is_debug: bool) {
        self.console.set_debug(is_debug);
    }

    /// Handles an input. May be called from anywhere, even while another input is being handled: it then waits its
    /// turn.
    pub fn send(&self, input: Input) {
        if matches!(input, Input::Removed) {
            // No input follows.
            self.is_paused.set(false);
            self.inputs.take();
        }
        if needs_page(&input) {
            self.push(Input::Page(self.page.read()));
        }
        self.push(input);
        self.drain();
    }

    fn drain(&self) {
        if self.is_paused.get() || self.is_draining.replace(true) {
            return;
        }
        // Code that the page has replaced may throw here, and nothing catches it: the rest is then done in a microtask. Each
        // exception takes an input or an output with it, so this ends.
        let this = self.this.clone();
        spawn_local(async move {
            tell(&this, |driver| {
                if driver.is_draining.replace(false) {
                    driver.is_paused.set(false);
                    driver.drain();
                }
            });
        });
        while let Some(input) = self.next_input() {
            self.take_in(input);
        }
        self.is_draining.set(false);
        self.set_wake_timer();
        self.show();
    }

    fn take_in(&self, input: Input) {
        self.console.input(&self.host, &input);
        let is_first = matches!(input, Input::Start(_)) && self.config.borrow().is_none();
        let is_other = match &input {
            Input::Start(config) => self.apply_config(config),
            _ => false,
        };
        let now = self.wake_timer.now();
        if is_first && let Some(reply) = initial_status::read(&self.host) {
            self.machine
                .borrow_mut()
                .handle(Input::InitialStatus(reply), now);
        }
        self.machine.borrow_mut().handle(input, now);
        while let Some(output) = self.next_output() {
            self.console.output(&self.host, &output);
            self.carry_out(output);
        }
        if is_other {
            self.recall();
        }
    }

    /// The attempt that was open before a reload, or in an element that this one replaces: that one is torn down later
    /// than this one begins.
    fn recall(&self) {
        let name = self.connection();
        let this = self.this.clone();
        let wake = Rc::new(Wake(Box::new(move || {
            tell(&this, |driver| {
                driver.recall();
                driver.drain();
            });
        })));
        if AttemptStore::awaits_release(&name, &wake) {
            self.recall_wake.replace(Some(wake));
        } else if let Some((attempt, age)) = self.attempt.recall(&name) {
            let recall = Input::Recall(attempt, age);
            self.inputs.borrow_mut().push_front(recall);
        }
    }

    /// Joins what is shared with other widgets and tabs. Returns whether the configuration means another connection.
    fn apply_config(&self, config: &Config) -> bool {
        let before = self.config.replace(Some(config.clone()));
        if before.as_ref() == Some(config) {
            return false;
        }
        if !before.as_ref().is_some_and(|before| config.asks_as(before)) {
            self.tenant.configure(config);
        }
        let shared = self.this.clone();
        self.requests.configure(config, move |input| {
            tell(&shared, |driver| driver.send(input));
        });
        let this = self.this.clone();
        let on_change = move || {
            tell(&this, |driver| {
                driver.requests.invalidate();
                driver.send(Input::Revalidate);
            });
        };
        let broadcast = match (web_sys::window(), &config.status) {
            (Some(window), Some(Source::Url(_))) => {
                Some(Broadcast::join(&window, self.connection(), on_change))
            }
            _ => None,
        };
        drop(self.broadcast.replace(broadcast));
        let name = |config: &Config| request_key::name(&self.host, config);
        before.is_none_or(|before| name(&before) != name(config))
    }

    /// The name of the connection that is shown, in this tab and others.
    fn connection(&self) -> String {
        let config = self.config.borrow();
        request_key::name(&self.host, config.as_ref().unwrap_or(&Config::default()))
    }

    // Each borrow ends with its line: carrying out an output may call back.
    fn push(&self, input: Input) {
        self.inputs.borrow_mut().push_back(input);
    }

    fn next_input(&self) -> Option<Input> {
        // What the widget recalls is part of its start.
        let is_next =
            |input: &mut Input| !self.is_paused.get() || matches!(input, Input::Recall(..));
        self.inputs.borrow_mut().pop_front_if(is_next)
    }

    fn report_page(&self) {
        self.send(Input::Page(self.page.read()));
    }

    fn set_wake_timer(&self) {
        let due = if self.is_paused.get() {
            Some(Millis(0))
        } else {
            self.machine.borrow().next_deadline()
        };
        let this = self.this.clone();
        self.wake_timer.set(due, move || {
            tell(&this, |driver| {
                driver.is_paused.set(false);
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

/// Whether the result of the input depends on the current state of the page. In a background tab nothing may be
/// prepared; and a reply must not remove a frame that the customer has just clicked, which no event reports.
fn needs_page(input: &Input) -> bool {
    matches!(
        input,
        Input::Start(_) | Input::Reply(..) | Input::SharedResponse(_) | Input::ConnectedElsewhere
    )
}

fn tell(driver: &Weak<Driver>, call: impl FnOnce(&Driver)) {
    if let Some(driver) = driver.upgrade() {
        call(&driver);
    }
}
