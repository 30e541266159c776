//! The page may prevent the signup: because of terms to accept, a limit of the plan, or missing rights.

use chakra_connect::flow::io::{CallId, Intent, Method, Settlement};
use chakra_connect::flow::snapshot::Frame;
use chakra_connect::flow::{Input, Output, State};

use crate::support::replies::{connected, not_connected, token};
use crate::support::{Sim, config, config_with};

/// A page that prevents `chakra-before-connect`.
fn kept_back() -> Sim {
    let mut sim = Sim::start(config());
    sim.allows_connect = false;
    sim.expect_status_fetch();
    sim.reply(not_connected());
    sim.handle(Input::ConnectAllowed(false));
    sim.expect_state(State::NotConnected);
    sim
}

#[test]
fn the_page_is_asked_once_before_anything_is_prepared() {
    let mut sim = Sim::ready();
    assert_eq!(sim.asked_before, [Intent::Connect]);
    sim.hide();
    sim.show();
    sim.expect_status_fetch();
    sim.reply(not_connected());
    assert_eq!(sim.asked_before.len(), 1);
}

#[test]
fn if_prevented_the_customer_has_a_button() {
    let sim = kept_back();
    let shown = sim.snapshot();
    assert!(shown.offers_start);
    assert_eq!(shown.frame, Frame::Hidden);
}

#[test]
fn the_customers_click_asks_again() {
    let mut sim = kept_back();
    sim.handle(Input::Connect(Intent::Connect));
    assert_eq!(sim.asked_before.len(), 2);
    sim.handle(Input::ConnectAllowed(true));
    sim.prepare(token());
}

#[test]
fn the_pages_own_call_does_not() {
    let mut sim = kept_back();
    sim.handle(Input::Call(CallId(1), Method::Connect(Intent::Connect)));
    assert_eq!(sim.asked_before.len(), 1);
    sim.prepare(token());
}

#[test]
fn a_prevented_replacement_keeps_the_connection() {
    let mut sim = Sim::start(config());
    sim.allows_connect = false;
    sim.expect_status_fetch();
    sim.reply(connected());
    sim.handle(Input::Connect(Intent::Replace));
    assert_eq!(sim.asked_before, [Intent::Replace]);
    sim.handle(Input::ConnectAllowed(false));
    sim.expect_state(State::Connected);
    assert!(sim.snapshot().offers_replace);
}

#[test]
fn a_call_that_the_page_itself_prevents_is_settled() {
    let mut sim = Sim::start(config_with(&[("start", "manual")]));
    sim.allows_connect = false;
    sim.expect_status_fetch();
    sim.reply(not_connected());
    sim.handle(Input::Call(CallId(1), Method::Connect(Intent::Connect)));
    sim.handle(Input::ConnectAllowed(false));
    let settled = Output::Settle(CallId(1), Settlement::State(State::NotConnected));
    assert_eq!(sim.next("the end of the call"), settled);
}

#[test]
fn an_unrequested_answer_changes_nothing() {
    let mut sim = Sim::ready();
    sim.handle(Input::ConnectAllowed(false));
    assert_eq!(sim.snapshot().frame, Frame::Ready);
}
