//! Deadlines that pass while no request was possible: on a hidden or frozen page, or on a sleeping computer.

use chakra_connect::flow::error::{Call, Code};
use chakra_connect::flow::io::{CancelReason, Request};
use chakra_connect::flow::{Input, State};

use crate::support::replies::{connected, not_connected, token};
use crate::support::{Sim, config, mins, secs};

#[test]
fn eleven_minutes_in_a_popup_tab_are_no_timeout_on_return() {
    let mut sim = Sim::ready();
    sim.click();
    sim.hide();
    sim.advance(mins(11));
    sim.expect_state(State::Connecting);
    sim.show();
    sim.expect_status_fetch();
    sim.reply(connected());
    assert!(!sim.expect_connected().late);
}

#[test]
fn the_timer_may_come_before_the_return() {
    // After a freeze, the overdue timer runs first.
    let mut sim = Sim::in_popup();
    sim.now = sim.now + mins(12);
    sim.handle(Input::Tick);
    sim.expect_status_fetch();
    sim.expect_state(State::Connecting);
    sim.comes_back();
    sim.reply(connected());
    assert!(!sim.expect_connected().late);
}

#[test]
fn a_slow_response_to_the_check_on_return_is_awaited() {
    let mut sim = Sim::ready();
    sim.click();
    sim.hide();
    sim.advance(mins(11));
    sim.show();
    sim.expect_status_fetch();
    sim.advance(secs(14));
    sim.expect_state(State::Connecting);
    sim.reply(connected());
    assert!(!sim.expect_connected().late);
}

#[test]
fn a_return_that_finds_nothing_still_ends_soon() {
    let mut sim = Sim::ready();
    sim.click();
    sim.hide();
    sim.advance(mins(11));
    sim.show();
    let returned = sim.now;
    sim.expect_status_fetch();
    while sim.machine.state() == State::Connecting {
        sim.reply(not_connected());
        sim.advance_to_output(secs(15));
        sim.expect_status_fetch();
    }
    sim.expect_cancelled(CancelReason::Timeout);
    assert!(sim.now.since(returned) <= secs(15));
}

#[test]
fn a_confirmation_is_not_given_up_by_a_closed_lid() {
    let mut sim = Sim::in_popup();
    sim.vendor_success();
    sim.expect_hint("finished");
    sim.expect_status_fetch();
    sim.reply(not_connected());
    sim.now = sim.now + mins(30);
    sim.handle(Input::Tick);
    sim.expect_status_fetch();
    sim.expect_state(State::Confirming);
    sim.reply(connected());
    sim.expect_unmount();
    assert!(!sim.expect_connected().late);
}

#[test]
fn a_script_and_a_frame_that_load_while_the_page_sleeps_get_their_time() {
    let mut sim = Sim::start(config());
    sim.expect_status_fetch();
    sim.reply(not_connected());
    sim.expect_token_fetch();
    sim.reply(token());
    sim.expect_load_sdk();
    sim.now = sim.now + mins(5);
    sim.handle(Input::Tick);
    sim.expect_nothing();
    sim.sdk_loaded();
    sim.expect_mount();
    sim.hide();
    sim.advance(mins(5));
    sim.show();
    let status = sim.expect_status_fetch();
    sim.advance(secs(9));
    sim.frame_ready();
    sim.expect_ready();
    sim.answer(status, not_connected());
    sim.expect_state(State::NotConnected);
}

#[test]
fn a_frame_that_does_not_come_is_still_given_up() {
    let mut sim = Sim::start(config());
    sim.expect_status_fetch();
    sim.reply(not_connected());
    sim.expect_token_fetch();
    sim.reply(token());
    sim.expect_load_sdk();
    sim.sdk_loaded();
    sim.expect_mount();
    sim.advance_to_output(secs(20));
    sim.expect_unmount();
    sim.expect_failed(Code::FrameNotReady);
}

#[test]
fn a_response_to_a_request_from_before_a_sleep_is_not_the_check_on_return() {
    let mut sim = Sim::in_popup();
    sim.vendor_success();
    sim.expect_hint("finished");
    let before = sim.expect_status_fetch();
    sim.now = sim.now + mins(20);
    sim.handle(Input::Tick);
    sim.expect_abort(before);
    sim.expect_status_fetch();
    sim.expect_state(State::Confirming);
    sim.reply(connected());
    sim.expect_unmount();
    assert!(!sim.expect_connected().late);
}

#[test]
fn a_disconnection_is_not_given_up_by_a_closed_lid() {
    for is_done in [true, false] {
        let mut sim = Sim::start(config());
        sim.expect_status_fetch();
        sim.reply(connected());
        sim.disconnect();
        let (_, request) = sim.expect_fetch();
        assert_eq!(request, Request::Disconnect);
        sim.now = sim.now + mins(20);
        sim.handle(Input::Tick);
        sim.expect_an_abort();
        sim.expect_status_fetch();
        if is_done {
            sim.reply(not_connected());
            sim.expect_disconnected();
            sim.prepare(token());
        } else {
            sim.reply(connected());
            let (_, failure) = sim.expect_failed(Code::BackendTimeout);
            assert_eq!(failure.call, Some(Call::Disconnect));
            sim.expect_state(State::Connected);
        }
    }
}
