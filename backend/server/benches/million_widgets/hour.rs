//! The simulated hour: an event queue, a world that knows who is connected, and a backend that answers.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashSet};
use std::ops::Range;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chakra_connect::flow::State;
use chakra_connect::flow::reply::{HttpReply, Reply};
use fastrand::Rng;

use crate::customers::{self, Instant, Purpose, Visit};
use crate::traffic::{Asked, Call, Traffic};
use crate::widget::{Happening, Widget, Wish};
use crate::{SEED, WIDGETS};

/// How long network and backend take for a response, and how long the vendor's files take to load, in milliseconds.
const ANSWER: u64 = 120;
const VENDOR: u64 = 600;
const POPUP: u64 = 300;

/// When the widgets' pages are opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Arrival {
    OverTheHour,
    WithinAMinute,
    /// All are opened at the beginning, and none is closed.
    OpenAllHour,
}

/// One hour to simulate.
#[derive(Clone, Debug)]
pub(crate) struct Scenario {
    name: &'static str,
    arrival: Arrival,
    widgets: u32,
    /// When the backend answers every request with 503.
    outage: Option<Range<Instant>>,
}

impl Scenario {
    pub(crate) fn new(name: &'static str, arrival: Arrival) -> Self {
        Self {
            name,
            arrival,
            widgets: WIDGETS,
            outage: None,
        }
    }

    /// Reduces the number of widgets. No widget's requests depend on another's, so the figures for each widget stay
    /// valid.
    pub(crate) fn of(self, widgets: u32) -> Self {
        Self { widgets, ..self }
    }

    /// Makes the backend answer every request with 503 during the outage.
    pub(crate) fn with_outage(self, outage: Range<Instant>) -> Self {
        Self {
            outage: Some(outage),
            ..self
        }
    }

    pub(crate) fn run(&self) -> Traffic {
        let mut rng = Rng::with_seed(SEED);
        let visits: Vec<_> = (0..self.widgets)
            .map(|number| self.visit(&mut rng, number))
            .collect();
        let mut hour = Hour {
            scenario: self,
            queue: BinaryHeap::with_capacity(visits.len()),
            visits,
            widgets: (0..self.widgets).map(|_| None).collect(),
            connected: HashSet::new(),
            happenings: 0,
            rng,
            traffic: Traffic {
                name: self.name,
                widgets: self.widgets as usize,
                requests: Vec::new(),
                started: 0,
                connected: 0,
                ended_otherwise: 0,
                shown_wrong: 0,
            },
        };
        hour.run();
        hour.traffic
    }

    fn visit(&self, rng: &mut Rng, number: u32) -> Visit {
        match self.arrival {
            Arrival::OverTheHour => {
                let begins = rng.u64(0..customers::HOUR);
                Visit::draw(rng, number, begins)
            }
            Arrival::WithinAMinute => {
                let begins = rng.u64(0..60_000);
                Visit::draw(rng, number, begins)
            }
            Arrival::OpenAllHour => Visit::all_hour(rng),
        }
    }
}

/// An event in the queue. The earliest comes first; events at the same instant keep their order.
type Queued = Reverse<(Instant, u64, usize, Slot)>;

/// A happening that is never compared, because time and order have decided before.
#[derive(Clone, Debug)]
struct Slot(Happening);

impl PartialEq for Slot {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Slot {}

impl PartialOrd for Slot {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Slot {
    fn cmp(&self, _: &Self) -> std::cmp::Ordering {
        std::cmp::Ordering::Equal
    }
}

struct Hour<'scenario> {
    scenario: &'scenario Scenario,
    queue: BinaryHeap<Queued>,
    visits: Vec<Visit>,
    /// The widgets of open pages.
    widgets: Vec<Option<Widget>>,
    /// Tenants that have signed up in this hour.
    connected: HashSet<u32>,
    happenings: u64,
    rng: Rng,
    traffic: Traffic,
}

impl Hour<'_> {
    fn run(&mut self) {
        for (index, begins) in self
            .visits
            .iter()
            .map(|visit| visit.begins)
            .enumerate()
            .collect::<Vec<_>>()
        {
            self.push(begins, index, Happening::Begins);
        }
        while let Some(Reverse((now, _, index, Slot(happening)))) = self.queue.pop() {
            self.happen(index, happening, now);
        }
    }

    fn push(&mut self, at: Instant, index: usize, happening: Happening) {
        self.happenings += 1;
        self.queue
            .push(Reverse((at, self.happenings, index, Slot(happening))));
    }

    fn happen(&mut self, index: usize, happening: Happening, now: Instant) {
        let visit = self.visits[index].clone();
        if let Happening::Begins = happening {
            self.widgets[index] = Some(Widget::new(index as u64));
            self.push(visit.ends, index, Happening::Ends);
            let look = customers::look(&mut self.rng);
            self.push(now + look, index, Happening::GoesAway);
        }
        let Some(mut widget) = self.widgets[index].take() else {
            return;
        };
        let mut wishes = Vec::new();
        match happening {
            Happening::Begins => widget.begin(now, &mut wishes),
            Happening::Deadline if widget.due == Some(now) => widget.tick(now, &mut wishes),
            // The deadline was replaced by another one.
            Happening::Deadline => {}
            Happening::Replies(id, call) => {
                let reply = self.reply(&visit, call, now);
                widget.reply(id, reply, now, &mut wishes);
            }
            Happening::ScriptLoads(id) => widget.script_loaded(id, now, &mut wishes),
            Happening::FrameIsReady(id) => widget.frame_ready(id, now, &mut wishes),
            Happening::Clicks => {
                if widget.click(now, &mut wishes) {
                    self.push(now + POPUP, index, Happening::PopupOpens);
                }
            }
            Happening::PopupOpens => {
                widget.popup_opens(now, &mut wishes);
                let signup = customers::signup(&mut self.rng);
                self.push(now + signup, index, Happening::SignupEnds);
            }
            Happening::SignupEnds => {
                self.connected.insert(visit.tenant);
                widget.signup_ends(now, &mut wishes);
            }
            // A customer who signs up is in the popup, not in another tab.
            Happening::GoesAway if visit.purpose == Purpose::SignUp => {}
            Happening::GoesAway => {
                widget.is_seen(false, now, &mut wishes);
                let away = customers::away(&mut self.rng);
                self.push(now + away, index, Happening::ComesBack);
            }
            Happening::ComesBack => {
                widget.is_seen(true, now, &mut wishes);
                let look = customers::look(&mut self.rng);
                self.push(now + look, index, Happening::GoesAway);
            }
            Happening::Ends => {
                self.traffic.shown_wrong += u64::from(!self.is_true(&visit, widget.state()));
                return;
            }
        }
        for wish in wishes {
            self.grant(index, &visit, wish, now);
        }
        let due = widget.deadline().map(|due| due.max(now + 1));
        if due != widget.due {
            widget.due = due;
            if let Some(due) = due {
                self.push(due, index, Happening::Deadline);
            }
        }
        self.widgets[index] = Some(widget);
    }

    fn grant(&mut self, index: usize, visit: &Visit, wish: Wish, now: Instant) {
        match wish {
            Wish::Asks(id, call) => {
                let (at, tenant) = (now, visit.tenant);
                self.traffic.requests.push(Asked { at, tenant, call });
                if let Some(id) = id {
                    self.push(now + ANSWER, index, Happening::Replies(id, call));
                }
            }
            Wish::LoadsScript(id) => self.push(now + VENDOR, index, Happening::ScriptLoads(id)),
            Wish::MountsFrame(id) => self.push(now + VENDOR, index, Happening::FrameIsReady(id)),
            Wish::CanBeClicked if visit.purpose == Purpose::SignUp => {
                let before = customers::before_click(&mut self.rng);
                self.push(now + before, index, Happening::Clicks);
            }
            Wish::CanBeClicked => {}
            Wish::Starts => self.traffic.started += 1,
            Wish::Connects => self.traffic.connected += 1,
            Wish::EndsOtherwise => self.traffic.ended_otherwise += 1,
        }
    }

    fn is_connected(&self, visit: &Visit) -> bool {
        visit.purpose == Purpose::Connected || self.connected.contains(&visit.tenant)
    }

    /// Whether the widget shows the true state, or says that it does not know.
    fn is_true(&self, visit: &Visit, shown: State) -> bool {
        match shown {
            State::Connected => self.is_connected(visit),
            // A visit may show an older status than another visit of its tenant. It learns of the change at the next
            // return.
            State::NotConnected => !self.is_connected(visit) || visit.purpose == Purpose::SignUp,
            _ => true,
        }
    }

    fn reply(&self, visit: &Visit, call: Call, now: Instant) -> Reply {
        if self
            .scenario
            .outage
            .as_ref()
            .is_some_and(|outage| outage.contains(&now))
        {
            return http(503, String::new());
        }
        match call {
            Call::Status => {
                let at = date(now);
                http(
                    200,
                    if self.is_connected(visit) {
                        format!(
                            r#"{{"state":"connected","pluginId":"p","numbers":[{{"phoneNumberId":"n1","displayPhoneNumber":"+91 98765 43210","issues":[]}}],"checkedAt":"{at}"}}"#
                        )
                    } else {
                        format!(r#"{{"state":"not_connected","numbers":[],"checkedAt":"{at}"}}"#)
                    },
                )
            }
            Call::Token => http(
                200,
                format!(r#"{{"connectToken":"{}","pluginId":"p"}}"#, token()),
            ),
            Call::Event => http(202, String::new()),
        }
    }
}

fn http(status: u16, body: String) -> Reply {
    Reply::Http(HttpReply {
        status,
        body,
        ..HttpReply::default()
    })
}

/// The instant as a date.
fn date(now: Instant) -> String {
    let (seconds, millis) = (now / 1000, now % 1000);
    let (minutes, hours) = (seconds / 60, seconds / 3600);
    format!(
        "2026-11-22T{hours:02}:{:02}:{:02}.{millis:03}Z",
        minutes % 60,
        seconds % 60
    )
}

/// A token of one hour, in Chakra's format.
fn token() -> String {
    let header = URL_SAFE_NO_PAD.encode(r#"{"alg":"HS256","typ":"JWT"}"#);
    let claims = URL_SAFE_NO_PAD.encode(
        r#"{"iat":1771407877.3,"exp":1771411477.3,"data":{"teamId":"t","pluginId":"p","clientReferenceId":"c"}}"#,
    );
    format!("{header}.{claims}.signature")
}
