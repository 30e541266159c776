//! A success after the attempt was given up is still accepted, and reported as late.

use chakra_connect::flow::State;
use chakra_connect::flow::error::Code;
use chakra_connect::flow::io::{AttemptId, CancelReason};
use serde_json::json;

use crate::support::replies::{
    choose_number, connected, http, not_connected, status, token, without_number,
};
use crate::support::{Sim, config, mins, secs};

fn cancelled() -> (Sim, AttemptId) {
    let mut sim = Sim::in_popup();
    let attempt = cancels(&mut sim);
    (sim, attempt)
}

/// The customer cancels in the popup, and comes back.
fn cancels(sim: &mut Sim) -> AttemptId {
    sim.vendor_message("CANCEL", &json!({}));
    let attempt = sim.expect_hint("cancelled");
    sim.expect_status_fetch();
    sim.expect_cancelled(CancelReason::User);
    sim.comes_back();
    attempt
}

#[test]
fn found_by_the_check_after_the_outcome() {
    let (mut sim, attempt) = cancelled();
    sim.reply(connected());
    sim.expect_unmount();
    let outcome = sim.expect_connected();
    assert_eq!(outcome.attempt, attempt);
    assert!(outcome.late && outcome.verified);
    sim.expect_state(State::Connected);
}

#[test]
fn a_second_signup_by_the_keyboard_is_not_the_cancelled_one() {
    let (mut sim, cancelled) = cancelled();
    sim.reply(not_connected());
    sim.tabs_into_frame();
    sim.advance(secs(1));
    sim.page.focused = false;
    sim.advance(secs(1));
    // Before the period ends in which the frame may repeat an outcome.
    sim.vendor_message("FINISH", &json!({}));
    let second = sim.expect_hint("finished");
    assert_ne!(second, cancelled);
    sim.expect_status_fetch();
    sim.reply(connected());
    sim.expect_unmount();
    let outcome = sim.expect_connected();
    assert_eq!(outcome.attempt, second);
    assert!(!outcome.late);
}

#[test]
fn found_by_checks_with_growing_pauses() {
    let (mut sim, attempt) = cancelled();
    for (answer, wait) in [
        (not_connected(), 30),
        (not_connected(), 60),
        (http(500, ""), 120),
        (not_connected(), 240),
        (not_connected(), 300),
        (not_connected(), 300),
    ] {
        sim.reply(answer);
        assert_eq!(sim.advance_to_output(mins(5)), secs(wait));
        sim.expect_status_fetch();
    }
    sim.reply(connected());
    sim.expect_unmount();
    let outcome = sim.expect_connected();
    assert!(outcome.late);
    assert_eq!(outcome.attempt, attempt);
}

#[test]
fn reported_by_the_frame_and_confirmed() {
    let (mut sim, attempt) = cancelled();
    sim.reply(not_connected());
    sim.vendor_success();
    assert_eq!(sim.expect_hint("finished"), attempt);
    sim.expect_state(State::Confirming);
    sim.expect_status_fetch();
    sim.reply(connected());
    sim.expect_unmount();
    let outcome = sim.expect_connected();
    assert!(outcome.late);
    assert_eq!(outcome.attempt, attempt);
}

#[test]
fn reported_by_the_frame_but_never_confirmed_has_no_second_outcome() {
    let (mut sim, _) = cancelled();
    sim.reply(not_connected());
    sim.vendor_success();
    sim.expect_hint("finished");
    while sim.machine.state() == State::Confirming {
        sim.expect_status_fetch();
        sim.reply(not_connected());
        sim.advance_to_output(mins(2));
    }
    sim.expect_status_fetch();
    sim.expect_unmount();
    sim.expect_token_fetch_for("plugin-1");
    sim.expect_nothing();
    sim.expect_state(State::NotConnected);
    assert_eq!(
        sim.snapshot().failure.unwrap().code,
        Code::ConfirmationTimeout
    );
}

#[test]
fn reported_without_a_confirmation_it_offers_no_signup_unasked() {
    let mut sim = Sim::in_popup();
    sim.comes_back();
    sim.expect_status_fetch();
    while sim.machine.state() == State::Connecting {
        sim.reply(not_connected());
        sim.advance_to_output(mins(2));
        sim.expect_status_fetch();
    }
    sim.expect_cancelled(CancelReason::Unknown);
    sim.reply(without_number());
    assert!(sim.snapshot().offers_start);
    sim.vendor_message("FINISH", &json!({}));
    sim.expect_hint("finished");
    sim.expect_status_fetch();
    while sim.machine.state() == State::Confirming {
        sim.reply(http(503, ""));
        sim.advance_to_output(mins(2));
        sim.expect_status_fetch();
    }
    sim.expect_unmount();
    sim.expect_state(State::ConnectedWithoutNumber);
    // The customer decides whether to add a number, as before.
    assert!(sim.snapshot().offers_start);
}

#[test]
fn after_a_timeout_of_the_confirmation() {
    let mut sim = Sim::in_popup();
    sim.vendor_success();
    let attempt = sim.expect_hint("finished");
    while sim.machine.state() == State::Confirming {
        sim.expect_status_fetch();
        sim.reply(not_connected());
        sim.advance_to_output(mins(2));
    }
    let request = sim.expect_status_fetch();
    sim.expect_unmount();
    let token = sim.expect_token_fetch_for("plugin-1");
    sim.expect_failed(Code::ConfirmationTimeout);
    sim.answer(request, connected());
    sim.expect_abort(token);
    let outcome = sim.expect_connected();
    assert!(outcome.late);
    assert_eq!(outcome.attempt, attempt);
    assert_eq!(sim.snapshot().failure, None);
}

#[test]
fn with_several_numbers_the_choice_completes_it() {
    let (mut sim, attempt) = cancelled();
    sim.reply(choose_number());
    sim.expect_unmount();
    sim.expect_state(State::ChooseNumber);
    sim.handle(chakra_connect::flow::Input::Choose("n2".to_owned()));
    sim.expect_fetch();
    sim.reply(http(202, ""));
    sim.expect_status_fetch();
    sim.reply(connected());
    let outcome = sim.expect_connected();
    assert!(outcome.late);
    assert_eq!(outcome.attempt, attempt);
}

/// A customer whose connection of `n1` was lost, in the popup to connect again.
fn reconnecting() -> Sim {
    let mut sim = Sim::start(config());
    sim.expect_status_fetch();
    sim.reply(status("reconnect_needed", &["n1"]));
    sim.prepare(token());
    sim.click();
    sim.popup_opens();
    sim
}

#[test]
fn a_number_switched_on_elsewhere_is_not_the_success_of_a_cancelled_reconnection() {
    let mut sim = reconnecting();
    cancels(&mut sim);
    sim.reply(connected());
    sim.expect_unmount();
    sim.expect_nothing();
    sim.expect_state(State::Connected);
}

#[test]
fn a_number_switched_on_elsewhere_is_not_the_success_of_a_failed_reconnection() {
    let mut sim = reconnecting();
    let refused = json!({ "error_message": "already registered", "error_code": "3441030" });
    sim.vendor_message("CANCEL", &refused);
    sim.expect_hint("failed");
    sim.expect_status_fetch();
    sim.expect_failed(Code::VendorError);
    sim.comes_back();
    sim.reply(connected());
    sim.expect_unmount();
    sim.expect_nothing();
    sim.expect_state(State::Connected);
}

#[test]
fn another_number_is_the_success_of_a_cancelled_reconnection() {
    let mut sim = reconnecting();
    cancels(&mut sim);
    sim.reply(status("connected", &["n2"]));
    sim.expect_unmount();
    assert!(sim.expect_connected().late);
}

#[test]
fn the_same_number_is_the_success_of_a_finished_reconnection() {
    let mut sim = reconnecting();
    sim.vendor_success();
    sim.expect_hint("finished");
    while sim.machine.state() == State::Confirming {
        sim.expect_status_fetch();
        sim.reply(status("reconnect_needed", &["n1"]));
        sim.advance_to_output(mins(2));
    }
    let request = sim.expect_status_fetch();
    sim.expect_unmount();
    let token = sim.expect_token_fetch_for("plugin-1");
    sim.expect_failed(Code::ConfirmationTimeout);
    sim.answer(request, connected());
    sim.expect_abort(token);
    assert!(sim.expect_connected().late);
}

#[test]
fn a_new_attempt_ends_the_wait_for_the_old_one() {
    let (mut sim, first) = cancelled();
    sim.reply(not_connected());
    sim.page_is(crate::support::IN_VIEW);
    sim.click();
    sim.expect_state(State::Connecting);
    sim.advance_to_output(secs(5));
    sim.expect_status_fetch();
    sim.reply(connected());
    let outcome = sim.expect_connected();
    assert_ne!(outcome.attempt, first);
    assert!(!outcome.late);
}

#[test]
fn a_connection_without_any_attempt_is_no_outcome() {
    let mut sim = Sim::ready();
    sim.handle(chakra_connect::flow::Input::Refresh);
    sim.expect_status_fetch();
    sim.reply(connected());
    sim.expect_unmount();
    sim.expect_state(State::Connected);
}
