//! The signup reports its end: the widget checks the status until the backend confirms, or for two minutes.

use chakra_connect::flow::State;
use chakra_connect::flow::error::Code;
use chakra_connect::flow::io::Intent;
use chakra_connect::flow::snapshot::Frame;
use serde_json::{Value, json};

use crate::support::replies::{connected, http, not_connected, status, token, without_number};
use crate::support::{Sim, config, mins, secs};

fn finished(event: &str, data: &Value) -> Sim {
    let mut sim = Sim::in_popup();
    sim.vendor_message(event, data);
    sim.expect_hint("finished");
    sim.expect_status_fetch();
    sim.expect_state(State::Confirming);
    sim
}

#[test]
fn the_checks_come_after_0_1_2_4_8_and_then_15_seconds() {
    let mut sim = finished("FINISH", &json!({}));
    for wait in [1, 2, 4, 8, 15, 15, 15] {
        sim.reply(not_connected());
        assert_eq!(sim.advance_to_output(mins(2)), secs(wait));
        sim.expect_status_fetch();
    }
    sim.reply(connected());
    sim.expect_unmount();
    sim.expect_connected();
}

#[test]
fn a_check_that_fails_is_followed_by_the_next() {
    let mut sim = finished("FINISH", &json!({}));
    for (answer, wait) in [
        (http(500, ""), 1),
        (http(401, "{}"), 2),
        (http(200, "<p>"), 4),
    ] {
        sim.reply(answer);
        assert_eq!(sim.advance_to_output(mins(2)), secs(wait));
        sim.expect_status_fetch();
        sim.expect_state(State::Confirming);
    }
    sim.reply(connected());
    sim.expect_unmount();
    sim.expect_connected();
}

#[test]
fn after_two_minutes_the_customer_gets_a_next_step() {
    let mut sim = finished("FINISH", &json!({}));
    let begun = sim.now;
    loop {
        sim.reply(not_connected());
        sim.advance_to_output(mins(2));
        sim.expect_status_fetch();
        if sim.machine.state() != State::Confirming {
            break;
        }
    }
    assert_eq!(sim.now.since(begun), mins(2));
    // The token of the signup that has finished is spent: the next one needs another.
    sim.expect_unmount();
    let request = sim.expect_token_fetch_for("plugin-1");
    let (attempt, _) = sim.expect_failed(Code::ConfirmationTimeout);
    assert!(attempt.is_some());
    sim.expect_state(State::NotConnected);
    assert_eq!(
        sim.snapshot().failure.unwrap().code,
        Code::ConfirmationTimeout
    );
    sim.answer(request, token());
    sim.expect_mount();
}

#[test]
fn an_unconfirmed_signup_with_an_open_popup_is_offered_again() {
    let mut sim = Sim::in_popup();
    sim.advance_to_output(secs(5));
    sim.expect_status_fetch();
    // An account is there, so the signup counts as finished, although the popup may still be open.
    sim.reply(without_number());
    sim.advance_to_output(mins(2));
    sim.expect_status_fetch();
    while sim.machine.state() == State::Confirming {
        sim.reply(not_connected());
        sim.advance_to_output(mins(2));
        sim.expect_status_fetch();
    }
    sim.expect_failed(Code::ConfirmationTimeout);
    sim.expect_state(State::NotConnected);
    assert_eq!(sim.snapshot().frame, Frame::Ready);
}

#[test]
fn while_the_backend_fails_the_signup_stays_on_offer() {
    for (last, replaces) in [(http(503, ""), false), (not_connected(), true)] {
        let mut sim = finished("FINISH", &json!({}));
        loop {
            sim.reply(if sim.now.0 < 60_000 {
                not_connected()
            } else {
                last.clone()
            });
            sim.advance_to_output(mins(2));
            sim.expect_status_fetch();
            if sim.machine.state() != State::Confirming {
                break;
            }
        }
        if replaces {
            sim.expect_unmount();
            sim.expect_token_fetch_for("plugin-1");
        }
        sim.expect_failed(Code::ConfirmationTimeout);
        let is_ready = sim.snapshot().frame == Frame::Ready;
        assert_eq!(is_ready, !replaces);
    }
}

#[test]
fn a_status_that_never_answers_does_not_hold_the_wait_open() {
    let mut sim = finished("FINISH", &json!({}));
    let begun = sim.now;
    while sim.machine.state() == State::Confirming {
        sim.advance_to_output(mins(2));
        while let Some(output) = sim.pending_output() {
            drop(output);
        }
    }
    assert_eq!(sim.now.since(begun), mins(2));
    sim.expect_state(State::NotConnected);
}

#[test]
fn a_number_that_arrives_late_is_waited_for() {
    let mut sim = finished(
        "FINISH_WHATSAPP_BUSINESS_APP_ONBOARDING",
        &json!({ "waba_id": "w" }),
    );
    for wait in [1, 2, 4] {
        sim.reply(without_number());
        sim.expect_state(State::Confirming);
        assert_eq!(sim.advance_to_output(mins(1)), secs(wait));
        sim.expect_status_fetch();
    }
    sim.reply(connected());
    sim.expect_unmount();
    let outcome = sim.expect_connected();
    assert!(!outcome.late);
}

#[test]
fn a_number_that_never_arrives_ends_after_a_minute() {
    let mut sim = finished(
        "FINISH_WHATSAPP_BUSINESS_APP_ONBOARDING",
        &json!({ "waba_id": "w" }),
    );
    let begun = sim.now;
    loop {
        sim.reply(without_number());
        if sim.machine.state() != State::Confirming {
            break;
        }
        sim.advance_to_output(mins(1));
        sim.expect_status_fetch();
    }
    let taken = sim.now.since(begun);
    assert!(taken >= mins(1) && taken <= secs(75), "{taken:?}");
    sim.expect_unmount();
    sim.expect_failed(Code::FinishedWithoutNumber);
    sim.expect_state(State::ConnectedWithoutNumber);
    assert!(sim.snapshot().offers_start, "a number can be added");
}

#[test]
fn an_account_without_a_number_is_final_when_the_signup_says_so() {
    let mut sim = finished("FINISH_ONLY_WABA", &json!({ "waba_id": "w" }));
    sim.reply(without_number());
    sim.expect_unmount();
    sim.expect_failed(Code::FinishedWithoutNumber);
    sim.expect_state(State::ConnectedWithoutNumber);
    assert!(sim.snapshot().offers_start);
}

#[test]
fn a_silent_success_is_found_by_the_status_check() {
    let mut sim = Sim::in_popup();
    assert_eq!(sim.advance_to_output(mins(1)), secs(5));
    sim.expect_status_fetch();
    sim.reply(connected());
    let outcome = sim.expect_connected();
    assert!(outcome.verified && !outcome.late);
    // No event says that the popup is closed, so the vendor's frame stays, hidden and for a limited time.
    assert_eq!(sim.snapshot().frame, Frame::Hidden);
    assert_eq!(
        sim.advance_to_output(mins(60)),
        mins(30).saturating_sub(secs(5))
    );
    sim.expect_unmount();
}

#[test]
fn an_open_signup_is_checked_after_5_10_and_then_15_seconds() {
    let mut sim = Sim::in_popup();
    for wait in [5, 10, 15, 15] {
        assert_eq!(sim.advance_to_output(mins(1)), secs(wait));
        sim.expect_status_fetch();
        sim.reply(not_connected());
        sim.expect_state(State::Connecting);
    }
}

#[test]
fn a_silent_coexistence_is_confirmed_too() {
    let mut sim = Sim::in_popup();
    sim.advance_to_output(mins(1));
    sim.expect_status_fetch();
    sim.reply(without_number());
    sim.expect_state(State::Confirming);
    sim.expect_status_fetch();
    sim.reply(without_number());
    sim.advance_to_output(mins(1));
    sim.expect_status_fetch();
    sim.reply(connected());
    sim.expect_connected();
    // The popup reports its end late.
    sim.vendor_success();
    sim.expect_status_fetch();
    sim.expect_unmount();
    sim.reply(connected());
}

#[test]
fn adding_a_number_continues_while_the_account_has_none() {
    let mut sim = Sim::start(config());
    sim.expect_status_fetch();
    sim.reply(without_number());
    sim.handle(chakra_connect::flow::Input::Connect(Intent::Connect));
    sim.prepare(token());
    sim.expect_state(State::ConnectedWithoutNumber);
    sim.click();
    sim.popup_opens();
    for _ in 0..8 {
        sim.advance_to_output(mins(1));
        sim.expect_status_fetch();
        sim.reply(without_number());
        sim.expect_state(State::Connecting);
    }
    sim.vendor_success();
    sim.expect_hint("finished");
    sim.expect_status_fetch();
    sim.reply(connected());
    sim.expect_unmount();
    sim.expect_connected();
}

#[test]
fn a_hidden_page_confirms_when_it_is_seen_again() {
    let mut sim = finished("FINISH", &json!({}));
    sim.hide();
    sim.reply(not_connected());
    sim.advance(secs(60));
    sim.expect_state(State::Confirming);
    sim.show();
    sim.expect_status_fetch();
    sim.reply(status("connected", &["n1"]));
    sim.expect_unmount();
    sim.expect_connected();
}

#[test]
fn the_wait_does_not_end_with_an_account_that_has_disappeared() {
    let mut sim = finished("FINISH", &json!({}));
    sim.reply(without_number());
    loop {
        sim.advance_to_output(mins(2));
        sim.expect_status_fetch();
        if sim.machine.state() != State::Confirming {
            break;
        }
        sim.reply(not_connected());
    }
    sim.expect_unmount();
    sim.expect_token_fetch_for("plugin-1");
    sim.expect_failed(Code::ConfirmationTimeout);
    sim.expect_state(State::NotConnected);
}
