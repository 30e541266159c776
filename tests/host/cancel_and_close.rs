//! The customer leaves the signup: each way leads to one outcome and a next step.

use chakra_connect::flow::error::Code;
use chakra_connect::flow::io::{CancelReason, FrameFocus};
use chakra_connect::flow::snapshot::Frame;
use chakra_connect::flow::vendor::Callback;
use chakra_connect::flow::{Event, State};
use serde_json::{Value, json};
use std::time::Duration;

use crate::support::replies::{PLUGIN, connected, not_connected, token};
use crate::support::{Sim, config, mins, secs};

#[test]
fn cancel_in_the_popup_reports_the_step_and_keeps_the_frame() {
    let mut sim = Sim::in_popup();
    sim.vendor_message("CANCEL", &json!({ "current_step": "PHONE_NUMBER_SETUP" }));
    sim.expect_hint("cancelled");
    sim.expect_status_fetch();
    match sim.expect_event("cancelled") {
        Event::Cancelled { reason, step, .. } => {
            assert_eq!(reason, CancelReason::User);
            assert_eq!(step.as_deref(), Some("PHONE_NUMBER_SETUP"));
        }
        other => panic!("not {other:?}"),
    }
    sim.expect_state(State::NotConnected);
    assert_eq!(
        sim.snapshot().frame,
        Frame::Ready,
        "the customer can click again"
    );
    sim.reply(not_connected());
    sim.expect_state(State::NotConnected);
}

#[test]
fn closing_the_popup_without_an_event_ends_after_ten_seconds() {
    let mut sim = Sim::in_popup();
    sim.advance(secs(3));
    sim.comes_back();
    sim.expect_status_fetch();
    sim.reply(not_connected());
    sim.expect_state(State::Connecting);
    let mut checks = 0;
    loop {
        sim.advance_to_output(secs(10));
        if sim.machine.state() != State::Connecting {
            break;
        }
        sim.expect_status_fetch();
        sim.reply(not_connected());
        checks += 1;
    }
    assert!((2..=4).contains(&checks), "{checks} checks while waiting");
    sim.expect_status_fetch();
    sim.expect_cancelled(CancelReason::Unknown);
    sim.expect_state(State::NotConnected);
    assert_eq!(sim.snapshot().frame, Frame::Ready);
}

#[test]
fn a_signup_left_open_ends_after_ten_minutes() {
    let mut sim = Sim::in_popup();
    let begun = sim.now;
    while sim.machine.state() == State::Connecting {
        sim.advance_to_output(mins(10));
        sim.expect_status_fetch();
        if sim.machine.state() == State::Connecting {
            sim.reply(not_connected());
        }
    }
    sim.expect_cancelled(CancelReason::Timeout);
    assert_eq!(sim.now.since(begun), mins(10));
    assert_eq!(sim.snapshot().frame, Frame::Ready);
}

#[test]
fn a_repeated_cancel_is_one_outcome() {
    let mut sim = Sim::in_popup();
    sim.vendor_message("CANCEL", &json!({ "current_step": "PERMISSIONS" }));
    sim.expect_hint("cancelled");
    sim.expect_status_fetch();
    sim.expect_cancelled(CancelReason::User);
    sim.vendor_message("CANCEL", &json!({ "current_step": "PERMISSIONS" }));
    sim.expect_nothing();
    sim.expect_state(State::NotConnected);
}

#[test]
fn an_error_long_after_an_outcome_is_a_refused_token() {
    let mut sim = Sim::in_popup();
    sim.vendor_message("CANCEL", &json!({}));
    sim.expect_hint("cancelled");
    sim.expect_status_fetch();
    sim.expect_cancelled(CancelReason::User);
    sim.reply(not_connected());
    sim.advance(secs(6));
    let used = json!({ "message": "token used" });
    sim.vendor(Callback::Error, &Value::Null, &used);
    sim.expect_unmount();
    sim.expect_token_fetch_for(PLUGIN);
}

#[test]
fn a_frame_that_never_said_ready_is_not_taken_away_in_an_attempt() {
    let mut sim = Sim::start(config());
    sim.expect_status_fetch();
    sim.reply(not_connected());
    sim.expect_token_fetch();
    sim.reply(token());
    sim.expect_load_sdk();
    sim.sdk_loaded();
    sim.expect_mount();
    sim.advance(secs(19));
    sim.vendor_success();
    sim.expect_hint("finished");
    sim.expect_status_fetch();
    sim.expect_ready();
    sim.reply(not_connected());
    sim.advance(Duration::from_millis(999));
    sim.expect_state(State::Confirming);
    sim.advance_to_output(secs(1));
    sim.expect_status_fetch();
    sim.reply(connected());
    sim.expect_unmount();
    sim.expect_connected();
}

#[test]
fn a_frame_that_fails_by_itself_in_an_attempt_is_recreated() {
    // For example, the token is rejected on the click. The frame then has no button any more.
    let mut sim = Sim::in_popup();
    sim.vendor(
        Callback::Error,
        &Value::Null,
        &json!({ "message": "token expired" }),
    );
    sim.expect_hint("failed");
    sim.expect_unmount();
    sim.expect_token_fetch_for(PLUGIN);
    sim.expect_status_fetch();
    sim.expect_failed(Code::VendorError);
}

#[test]
fn an_error_reported_by_two_callbacks_is_one_outcome() {
    let mut sim = Sim::in_popup();
    sim.vendor_message(
        "CANCEL",
        &json!({ "error_message": "already registered", "error_code": "3441030" }),
    );
    sim.expect_hint("failed");
    sim.expect_status_fetch();
    let (attempt, failure) = sim.expect_failed(Code::VendorError);
    assert!(attempt.is_some());
    assert_eq!(failure.vendor_code.as_deref(), Some("3441030"));
    assert_eq!(
        failure.vendor_message.as_deref(),
        Some("already registered")
    );
    sim.vendor(
        Callback::Error,
        &Value::Null,
        &json!({ "message": "already registered" }),
    );
    sim.expect_nothing();
    sim.expect_state(State::NotConnected);
    let shown = sim.snapshot().failure.expect("the customer is told");
    assert_eq!(shown.vendor_code.as_deref(), Some("3441030"));
    assert!(shown.is_retryable());
}

#[test]
fn a_second_click_after_a_cancel_is_a_second_attempt() {
    let mut sim = Sim::in_popup();
    sim.advance(secs(2));
    sim.vendor_message("CANCEL", &json!({}));
    let first = sim.expect_hint("cancelled");
    sim.expect_status_fetch();
    sim.expect_cancelled(CancelReason::User);
    sim.reply(not_connected());
    // The focus was moved out of the frame. The second click moves it in again.
    assert_eq!(sim.page.frame, FrameFocus::Outside);
    sim.comes_back();
    sim.click();
    sim.popup_opens();
    sim.expect_state(State::Connecting);
    sim.vendor_success();
    let second = sim.expect_hint("finished");
    assert_ne!(first, second);
    sim.expect_status_fetch();
    sim.reply(connected());
    sim.expect_unmount();
    let outcome = sim.expect_connected();
    assert_eq!(outcome.attempt, second);
    assert!(!outcome.late);
}

#[test]
fn a_frame_with_many_messages_begins_no_attempt() {
    let mut sim = Sim::ready();
    for name in ["resize", "BUTTON_RENDERED", "", "incomplete"] {
        sim.vendor_message(name, &json!({ "height": 56 }));
        sim.expect_state(State::NotConnected);
    }
    sim.expect_nothing();
}

#[test]
fn a_signup_nobody_saw_begin_still_has_its_outcome() {
    let mut sim = Sim::ready();
    sim.vendor_message("CANCEL", &json!({}));
    sim.expect_hint("cancelled");
    sim.expect_status_fetch();
    sim.expect_cancelled(CancelReason::User);
    sim.expect_state(State::NotConnected);
}
