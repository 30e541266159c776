//! Status requests that the widgets of a page have in common: asked once, answered to all.

use std::cell::{Cell, RefCell};
use std::rc::Weak;

use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;

use super::driver::Driver;
use super::fetch::{InFlight, Prepared};
use crate::flow::Input;
use crate::flow::answer::Answer;
use crate::flow::io::RequestId;

/// What makes two status requests the same question: the address, and as whom it is asked.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Question {
    pub(super) url: String,
    /// The page's `requestHeaders`, by identity: two tenants on a page have two.
    pub(super) headers: JsValue,
    pub(super) sends_cookies_abroad: bool,
}

struct Open {
    id: u32,
    question: Question,
    /// Asked before a change of the connection, its answer would tell of the time before.
    is_outdated: bool,
    waiting: Vec<(Weak<Driver>, RequestId)>,
    /// Stops the request when nobody waits any more.
    _in_flight: Option<InFlight>,
}

thread_local! {
    static LAST_ID: Cell<u32> = const { Cell::new(0) };
    static OPEN: RefCell<Vec<Open>> = const { RefCell::new(Vec::new()) };
    /// Every widget of the page.
    static WIDGETS: RefCell<Vec<Weak<Driver>>> = const { RefCell::new(Vec::new()) };
}

/// Has `driver` hear the answers to its question.
pub(super) fn enter(driver: Weak<Driver>) {
    WIDGETS.with_borrow_mut(|widgets| {
        widgets.retain(|widget| widget.strong_count() > 0);
        widgets.push(driver);
    });
}

/// Asks, or waits with those who have asked.
pub(super) fn ask(
    question: Question,
    who: (Weak<Driver>, RequestId),
    prepare: impl FnOnce() -> (Option<InFlight>, Prepared),
) {
    let joined = OPEN.with_borrow_mut(|open| {
        let same = open
            .iter_mut()
            .find(|open| open.question == question && !open.is_outdated);
        same.map(|open| open.waiting.push(who.clone())).is_some()
    });
    if joined {
        return;
    }
    let (in_flight, prepared) = prepare();
    let id = LAST_ID.with(|last| last.replace(last.get().wrapping_add(1)));
    let open = Open {
        id,
        question,
        is_outdated: false,
        waiting: vec![who],
        _in_flight: in_flight,
    };
    OPEN.with_borrow_mut(|all| all.push(open));
    spawn_local(async move {
        let answer = prepared.send().await;
        deliver(id, &answer);
    });
}

/// The connection has changed: who asks from now on asks anew.
pub(super) fn outdate(question: &Question) {
    OPEN.with_borrow_mut(|all| {
        for open in all.iter_mut().filter(|open| open.question == *question) {
            open.is_outdated = true;
        }
    });
}

/// `driver` waits no more: for `request`, or for anything.
pub(super) fn leave(driver: *const Driver, request: Option<RequestId>) {
    let ended = OPEN.with_borrow_mut(|all| {
        for open in all.iter_mut() {
            open.waiting.retain(|(who, id)| {
                who.as_ptr() != driver || request.is_some_and(|request| request != *id)
            });
        }
        all.extract_if(.., |open| open.waiting.is_empty())
            .collect::<Vec<_>>()
    });
    // Dropped only now: stopping a request may call back.
    drop(ended);
}

/// Gives the answer to those who still wait for this very request, and lets the others hear it.
fn deliver(id: u32, answer: &Answer) {
    let answered = OPEN.with_borrow_mut(|all| {
        let at = all.iter().position(|open| open.id == id)?;
        Some(all.swap_remove(at))
    });
    // Nobody waits: it was stopped.
    let Some(answered) = answered else { return };
    let widgets = WIDGETS.with_borrow(Clone::clone);
    for (who, request) in &answered.waiting {
        if let Some(driver) = who.upgrade() {
            driver.send(Input::Answer(*request, answer.clone()));
        }
    }
    let is_waiting =
        |widget: &Weak<Driver>| answered.waiting.iter().any(|(who, _)| who.ptr_eq(widget));
    for driver in widgets
        .iter()
        .filter(|widget| !is_waiting(widget))
        .filter_map(Weak::upgrade)
    {
        if !answered.is_outdated && driver.question().as_ref() == Some(&answered.question) {
            driver.send(Input::Overheard(answer.clone()));
        }
    }
}
