//! When the signup is prepared: in view, on a click, or when the page calls for it.

use chakra_connect::flow::error::Code;
use chakra_connect::flow::io::Intent;
use chakra_connect::flow::io::Page;
use chakra_connect::flow::snapshot::Frame;
use chakra_connect::flow::{Input, State};

use crate::support::replies::{connected, http, not_connected, problem, status, token};
use crate::support::{IN_VIEW, Sim, attributes_only, config, config_with, mins};

#[test]
fn visible_waits_until_the_widget_is_in_view() {
    let below = Page {
        in_view: false,
        ..IN_VIEW
    };
    let mut sim = Sim::start_on(below, config());
    sim.expect_status_fetch();
    sim.reply(not_connected());
    sim.advance(mins(30));
    sim.expect_nothing();
    sim.page_is(IN_VIEW);
    sim.prepare(token());
}

#[test]
fn visible_waits_in_a_background_tab_too() {
    let mut sim = Sim::start_on(
        Page {
            visible: false,
            ..IN_VIEW
        },
        config(),
    );
    sim.expect_status_fetch();
    sim.reply(not_connected());
    sim.expect_nothing();
    sim.show();
    let status = sim.expect_status_fetch();
    sim.prepare(token());
    sim.answer(status, not_connected());
    sim.expect_state(State::NotConnected);
}

#[test]
fn click_offers_a_button_and_requests_no_token_before() {
    let mut sim = Sim::start(config_with(&[("start", "click")]));
    sim.expect_status_fetch();
    sim.reply(not_connected());
    sim.expect_state(State::NotConnected);
    let shown = sim.snapshot();
    assert!(shown.offers_start);
    assert_eq!(shown.frame, Frame::Hidden);
    sim.advance(mins(30));
    sim.handle(Input::Connect(Intent::Connect));
    assert!(!sim.snapshot().offers_start);
    sim.prepare(token());
    assert_eq!(sim.snapshot().frame, Frame::Ready);
}

#[test]
fn click_shows_that_something_is_under_way() {
    let mut sim = Sim::start(config_with(&[("start", "click")]));
    sim.expect_status_fetch();
    sim.reply(not_connected());
    sim.handle(Input::Connect(Intent::Connect));
    sim.expect_token_fetch();
    sim.expect_state(State::Loading);
    assert_eq!(sim.snapshot().frame, Frame::Loading);
}

#[test]
fn manual_waits_for_connect_and_offers_nothing() {
    let mut sim = Sim::start(config_with(&[("start", "manual")]));
    sim.expect_status_fetch();
    sim.reply(not_connected());
    sim.expect_state(State::NotConnected);
    assert!(!sim.snapshot().offers_start);
    sim.handle(Input::Connect(Intent::Connect));
    sim.prepare(token());
}

#[test]
fn connect_before_the_status_has_arrived_is_remembered() {
    let below = Page {
        in_view: false,
        ..IN_VIEW
    };
    let mut sim = Sim::start_on(below, config_with(&[("start", "manual")]));
    let status = sim.expect_status_fetch();
    sim.handle(Input::Connect(Intent::Connect));
    sim.answer(status, not_connected());
    sim.expect_token_fetch();
}

#[test]
fn connect_when_connected_does_nothing() {
    let mut sim = Sim::start(config());
    sim.expect_status_fetch();
    sim.handle(Input::Connect(Intent::Connect));
    sim.reply(connected());
    sim.handle(Input::Connect(Intent::Connect));
    sim.expect_nothing();
    sim.expect_state(State::Connected);
}

#[test]
fn connect_twice_asks_once() {
    let mut sim = Sim::start(config_with(&[("start", "click")]));
    sim.expect_status_fetch();
    sim.reply(not_connected());
    sim.handle(Input::Connect(Intent::Connect));
    sim.expect_token_fetch();
    sim.handle(Input::Connect(Intent::Connect));
    sim.expect_nothing();
}

#[test]
fn without_a_status_source_the_signup_is_prepared_at_once() {
    let mut sim = Sim::start(attributes_only(&[("token-url", "/token")]));
    sim.prepare(token());
    sim.expect_state(State::NotConnected);
}

#[test]
fn a_reconnection_is_offered_in_the_same_modes() {
    let mut sim = Sim::start(config_with(&[("start", "click")]));
    sim.expect_status_fetch();
    sim.reply(status("reconnect_needed", &[]));
    sim.expect_state(State::ReconnectNeeded);
    assert!(sim.snapshot().offers_start);
}

#[test]
fn a_failed_token_after_a_click_can_be_tried_again_by_a_click() {
    let mut sim = Sim::start(config_with(&[("start", "click")]));
    sim.expect_status_fetch();
    sim.reply(not_connected());
    sim.handle(Input::Connect(Intent::Connect));
    sim.expect_token_fetch();
    sim.reply(http(401, ""));
    sim.expect_failed(chakra_connect::flow::error::Code::BackendUnauthorized);
    sim.handle(Input::Connect(Intent::Connect));
    sim.expect_status_fetch();
    sim.reply(not_connected());
    sim.expect_token_fetch();
}

#[test]
fn retrying_after_a_failure_needs_no_second_call() {
    let mut sim = Sim::start(config_with(&[("start", "manual")]));
    sim.expect_status_fetch();
    sim.reply(not_connected());
    sim.handle(Input::Connect(Intent::Connect));
    sim.expect_token_fetch();
    sim.reply(problem(401, "unauthorized"));
    sim.expect_failed(Code::BackendUnauthorized);
    sim.handle(Input::Refresh);
    sim.expect_status_fetch();
    sim.reply(not_connected());
    sim.expect_token_fetch();
}
