//! Status requests that the widgets of a page share: sent once, answered to all.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use wasm_bindgen_futures::spawn_local;

use super::exchange::Exchange;
use super::fetch::{InFlight, Prepared};
use super::request_key::RequestKey;

type OnReply = Rc<dyn Fn(&Exchange)>;
type OnShared = Rc<dyn Fn(Shared<'_>)>;
/// Creates the request, and creates it again if the connection changes while it is under way.
type Prepare = Box<dyn Fn() -> (Option<InFlight>, Prepared)>;

/// One widget's membership in the requests of a key. Receives what the others share, until dropped.
#[derive(Debug)]
pub(super) struct Member {
    id: u32,
    key: RequestKey,
}

/// The messages of other widgets to one widget.
#[derive(Clone, Copy, Debug)]
pub(super) enum Shared<'a> {
    /// A reply that they have requested.
    Reply(&'a Exchange),
    /// One of them has reported the connection to the page.
    Connected,
}

/// A wait for one reply. Dropping it ends the wait, and the request if nobody else waits.
#[derive(Debug)]
pub(super) struct Ticket(u32);

struct Flight {
    id: u32,
    key: RequestKey,
    state: FlightState,
    waiting: Vec<Waiting>,
    /// Stops the request when dropped.
    _guard: Option<InFlight>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum FlightState {
    Open,
    /// Requested before the connection changed: its response would be stale.
    Invalid,
    /// Its reply is being passed on.
    Landed,
}

struct Waiting {
    ticket: u32,
    member: u32,
    prepare: Prepare,
    on_reply: OnReply,
}

struct Listening {
    member: u32,
    key: RequestKey,
    on_shared: OnShared,
}

thread_local! {
    static LAST_ID: Cell<u32> = const { Cell::new(0) };
    static FLIGHTS: RefCell<Vec<Flight>> = const { RefCell::new(Vec::new()) };
    static LISTENING: RefCell<Vec<Listening>> = const { RefCell::new(Vec::new()) };
}

fn next_id() -> u32 {
    LAST_ID.with(|last| last.replace(last.get().wrapping_add(1)))
}

impl Member {
    /// A membership in the requests of `key`. `on_shared` gets what the others share.
    pub(super) fn new(key: RequestKey, on_shared: impl Fn(Shared<'_>) + 'static) -> Self {
        let member = next_id();
        let listening = Listening {
            member,
            key: key.clone(),
            on_shared: Rc::new(on_shared),
        };
        LISTENING.with_borrow_mut(|all| all.push(listening));
        Self { id: member, key }
    }

    /// Sends the request that `prepare` creates, or waits for one that is under way.
    pub(super) fn join(
        &self,
        prepare: impl Fn() -> (Option<InFlight>, Prepared) + 'static,
        on_reply: impl Fn(&Exchange) + 'static,
    ) -> Ticket {
        let ticket = next_id();
        let waiting = Waiting {
            ticket,
            member: self.id,
            prepare: Box::new(prepare),
            on_reply: Rc::new(on_reply),
        };
        enter(self.key.clone(), vec![waiting]);
        Ticket(ticket)
    }

    /// The connection has changed: a request that is under way is repeated before it is answered.
    pub(super) fn invalidate(&self) {
        FLIGHTS.with_borrow_mut(|all| {
            for flight in all.iter_mut() {
                if flight.key == self.key && flight.state == FlightState::Open {
                    flight.state = FlightState::Invalid;
                }
            }
        });
    }

    /// This widget has reported the connection to the page.
    pub(super) fn report_connected(&self) {
        tell_others(&self.key, &[self.id], Shared::Connected);
    }
}

impl Drop for Member {
    fn drop(&mut self) {
        let left = LISTENING.with_borrow_mut(|all| {
            all.extract_if(.., |listening| listening.member == self.id)
                .next()
        });
        drop(left);
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        let ended = FLIGHTS.with_borrow_mut(|all| {
            for flight in all.iter_mut() {
                flight.waiting.retain(|waiting| waiting.ticket != self.0);
            }
            all.extract_if(.., |flight| {
                flight.waiting.is_empty() && flight.state != FlightState::Landed
            })
            .collect::<Vec<_>>()
        });
        // Dropped only now: stopping a request may call back.
        drop(ended);
    }
}

/// Makes `waiting` wait for the open request of `key`. If there is none, the first of them creates it: the one that
/// created an earlier request may show another tenant by now.
fn enter(key: RequestKey, waiting: Vec<Waiting>) {
    let left_over = FLIGHTS.with_borrow_mut(|all| {
        let open = all
            .iter_mut()
            .find(|flight| flight.key == key && flight.state == FlightState::Open);
        match open {
            Some(flight) => {
                flight.waiting.extend(waiting);
                None
            }
            None => Some(waiting),
        }
    });
    let Some(waiting) = left_over else { return };
    let Some(first) = waiting.first() else { return };
    let (in_flight, prepared) = (first.prepare)();
    let id = next_id();
    let flight = Flight {
        id,
        key,
        state: FlightState::Open,
        waiting,
        _guard: in_flight,
    };
    FLIGHTS.with_borrow_mut(|all| all.push(flight));
    spawn_local(async move {
        let exchange = prepared.send().await;
        land(id, &exchange);
    });
}

/// Passes on the reply of a request: first to the waiting members, then to the listening ones.
fn land(id: u32, exchange: &Exchange) {
    let state = FLIGHTS.with_borrow_mut(|all| {
        let flight = all.iter_mut().find(|flight| flight.id == id)?;
        let state = flight.state;
        if state == FlightState::Open {
            flight.state = FlightState::Landed;
        }
        Some(state)
    });
    match state {
        // Nothing waits: it was stopped.
        None | Some(FlightState::Landed) => {}
        Some(FlightState::Invalid) => {
            if let Some(flight) = take(id) {
                enter(flight.key, flight.waiting);
            }
        }
        Some(FlightState::Open) => {
            let mut answered = Vec::new();
            // One at a time: each may end the wait of another.
            while let Some(waiting) = next_waiting(id) {
                answered.push(waiting.member);
                (waiting.on_reply)(exchange);
            }
            // Empty now; the connection may have changed meanwhile.
            if let Some(flight) = take(id) {
                tell_others(&flight.key, &answered, Shared::Reply(exchange));
            }
        }
    }
}

fn take(id: u32) -> Option<Flight> {
    FLIGHTS.with_borrow_mut(|all| {
        let at = all.iter().position(|flight| flight.id == id)?;
        Some(all.swap_remove(at))
    })
}

fn next_waiting(id: u32) -> Option<Waiting> {
    FLIGHTS.with_borrow_mut(|all| {
        let flight = all.iter_mut().find(|flight| flight.id == id)?;
        (!flight.waiting.is_empty()).then(|| flight.waiting.remove(0))
    })
}

fn tell_others(key: &RequestKey, except: &[u32], shared: Shared<'_>) {
    let listening: Vec<_> = LISTENING.with_borrow(|all| {
        let others = all
            .iter()
            .filter(|one| one.key == *key && !except.contains(&one.member));
        others
            .map(|one| (one.member, one.on_shared.clone()))
            .collect()
    });
    for (member, on_shared) in listening {
        let is_there =
            LISTENING.with_borrow(|all| all.iter().any(|listening| listening.member == member));
        if is_there {
            on_shared(shared);
        }
    }
}
