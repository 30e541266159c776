//! The page's window loses and regains the focus: hints that lead to a status check.

use chakra_connect::flow::error::Code;
use chakra_connect::flow::io::{CancelReason, FrameFocus, Page};
use chakra_connect::flow::{Input, State};
use serde_json::json;

use crate::support::replies::{connected, http, not_connected, without_number};
use crate::support::{Sim, mins, secs};

#[test]
fn coming_back_requests_the_status_immediately() {
    let mut sim = Sim::in_popup();
    sim.advance(secs(2));
    sim.comes_back();
    sim.expect_status_fetch();
    sim.reply(connected());
    sim.expect_connected();
}

#[test]
fn a_success_within_ten_seconds_of_coming_back_counts() {
    let mut sim = Sim::in_popup();
    sim.comes_back();
    sim.expect_status_fetch();
    sim.reply(not_connected());
    for _ in 0..3 {
        sim.advance_to_output(secs(10));
        sim.expect_status_fetch();
        sim.reply(not_connected());
    }
    sim.advance(secs(2));
    sim.vendor_success();
    sim.expect_hint("finished");
    sim.expect_status_fetch();
    sim.reply(connected());
    sim.expect_unmount();
    assert!(!sim.expect_connected().late);
}

#[test]
fn going_back_to_the_popup_stops_the_ten_seconds() {
    let mut sim = Sim::in_popup();
    sim.advance(secs(1));
    for _ in 0..2 {
        sim.comes_back();
        sim.expect_status_fetch();
        sim.reply(not_connected());
        sim.popup_opens();
        let left = sim.now;
        while sim.now.since(left) < secs(25) {
            sim.advance_to_output(secs(30));
            sim.expect_status_fetch();
            sim.reply(not_connected());
            sim.expect_state(State::Connecting);
        }
    }
}

#[test]
fn a_hidden_page_shown_again_is_a_return_too() {
    let mut sim = Sim::ready();
    sim.click();
    // On a phone the popup is a tab: the page is hidden, but still reports that it has the focus.
    sim.hide();
    sim.advance(secs(90));
    sim.show();
    sim.expect_status_fetch();
    sim.reply(not_connected());
    while sim.machine.state() == State::Connecting {
        sim.advance_to_output(secs(10));
        sim.expect_status_fetch();
        if sim.machine.state() == State::Connecting {
            sim.reply(not_connected());
        }
    }
    sim.expect_cancelled(CancelReason::Unknown);
}

#[test]
fn a_click_alone_does_not_start_the_ten_seconds() {
    let mut sim = Sim::ready();
    sim.click();
    sim.advance(secs(4));
    sim.page_is(Page {
        frame: FrameFocus::Outside,
        ..sim.page
    });
    sim.advance_to_output(secs(1));
    sim.expect_status_fetch();
    sim.reply(not_connected());
    sim.advance(secs(9));
    sim.expect_state(State::Connecting);
}

#[test]
fn tabbing_through_the_frame_is_not_an_attempt() {
    let mut sim = Sim::ready();
    sim.tabs_into_frame();
    sim.advance(secs(30));
    sim.expect_state(State::NotConnected);
    sim.page_is(Page {
        frame: FrameFocus::Outside,
        ..sim.page
    });
    sim.advance(secs(30));
    sim.expect_state(State::NotConnected);
}

/// A customer who has tabbed into the frame, pressed Enter, and is in the popup.
fn away_by_keyboard() -> Sim {
    let mut sim = Sim::ready();
    sim.tabs_into_frame();
    sim.advance(secs(3));
    sim.popup_opens();
    sim
}

#[test]
fn enter_in_the_frame_is_detected_on_return() {
    let mut sim = Sim::ready();
    sim.tabs_into_frame();
    sim.advance(secs(3));
    // No event reports it, only polling. It may be a popup or another window.
    sim.page.focused = false;
    sim.advance(secs(1));
    sim.expect_state(State::NotConnected);
    assert!(sim.started.is_empty());
    sim.advance(secs(30));
    sim.comes_back();
    sim.expect_status_fetch();
    sim.reply(connected());
    let outcome = sim.expect_connected();
    assert_eq!(sim.started, [outcome.attempt]);
    assert!(!outcome.late);
}

/// Customers with a keyboard wait as long for a backend that is behind as those who click.
#[test]
fn a_success_within_ten_seconds_of_coming_back_counts_for_the_keyboard_too() {
    let mut sim = away_by_keyboard();
    sim.advance(mins(3));
    sim.comes_back();
    sim.expect_status_fetch();
    sim.reply(not_connected());
    for _ in 0..2 {
        let waited = sim.advance_to_output(secs(5));
        assert!(waited <= secs(2), "{waited:?}");
        sim.expect_status_fetch();
        sim.reply(not_connected());
        sim.expect_state(State::NotConnected);
    }
    sim.advance_to_output(secs(5));
    sim.expect_status_fetch();
    sim.reply(connected());
    let outcome = sim.expect_connected();
    assert_eq!(sim.started, [outcome.attempt]);
    sim.expect_nothing();
}

#[test]
fn a_return_without_a_result_is_forgotten_after_ten_seconds() {
    let mut sim = away_by_keyboard();
    sim.comes_back();
    let back = sim.now;
    sim.expect_status_fetch();
    sim.reply(not_connected());
    while sim.now.since(back) < secs(10) {
        sim.advance_to_output(secs(10));
        sim.expect_status_fetch();
        sim.reply(not_connected());
    }
    sim.advance(mins(5));
    sim.expect_nothing();
    // Connected elsewhere, much later: it is shown, and is nobody's outcome.
    sim.handle(Input::SharedResponse(connected()));
    sim.expect_state(State::Connected);
    sim.expect_nothing();
}

/// As after a click: a customer who looks at the page in between, and goes back to the popup, has not given up.
#[test]
fn going_back_to_the_popup_counts_as_leaving_for_the_keyboard_too() {
    let mut sim = away_by_keyboard();
    sim.comes_back();
    sim.expect_status_fetch();
    sim.reply(not_connected());
    sim.page_is(Page {
        focused: false,
        frame: FrameFocus::Outside,
        ..sim.page
    });
    sim.advance_to_output(secs(3));
    sim.expect_status_fetch();
    sim.reply(not_connected());
    sim.now = sim.now + mins(3);
    sim.comes_back();
    sim.expect_status_fetch();
    sim.reply(connected());
    sim.expect_connected();
}

/// The status fails when the customer is back, and half an hour later somebody connects elsewhere.
#[test]
fn a_return_without_any_reply_is_forgotten_after_half_an_hour() {
    let mut sim = away_by_keyboard();
    sim.comes_back();
    sim.expect_status_fetch();
    sim.reply(http(503, ""));
    sim.now = sim.now + mins(31);
    sim.handle(Input::SharedResponse(connected()));
    sim.expect_state(State::Connected);
    assert!(sim.started.is_empty());
}

#[test]
fn a_customer_who_left_long_ago_has_not_connected() {
    let mut sim = away_by_keyboard();
    sim.now = sim.now + mins(31);
    sim.comes_back();
    sim.expect_status_fetch();
    sim.reply(connected());
    sim.expect_state(State::Connected);
    assert!(sim.started.is_empty());
}

/// Another widget's response arrives while the popup is open: the customer's leaving is still evidence.
#[test]
fn a_report_during_the_popup_does_not_end_the_wait() {
    let mut sim = away_by_keyboard();
    sim.handle(Input::SharedResponse(not_connected()));
    sim.advance(secs(30));
    sim.comes_back();
    sim.expect_status_fetch();
    sim.reply(connected());
    sim.expect_connected();
}

#[test]
fn switching_windows_with_the_focus_in_the_frame_is_not_an_attempt() {
    let mut sim = Sim::ready();
    for _ in 0..3 {
        sim.tabs_into_frame();
        sim.advance(secs(20));
        sim.popup_opens();
        sim.advance(mins(1));
        sim.comes_back();
        let back = sim.now;
        while sim.now.since(back) < secs(10) {
            sim.expect_status_fetch();
            sim.reply(not_connected());
            sim.expect_state(State::NotConnected);
            sim.advance_to_output(secs(15));
        }
        sim.expect_status_fetch();
        sim.reply(not_connected());
    }
    assert!(sim.started.is_empty());
}

#[test]
fn a_focus_that_rests_in_the_frame_costs_no_timer_for_long() {
    let mut sim = Sim::ready();
    sim.tabs_into_frame();
    let (mut ticks, end) = (0, sim.now + mins(40));
    while let Some(due) = sim.machine.next_deadline().filter(|due| *due < end) {
        sim.advance(due.since(sim.now));
        ticks += 1;
        assert!(ticks <= 120, "{ticks} wake-ups");
    }
}

#[test]
fn the_focus_outside_the_frame_means_nothing() {
    let mut sim = Sim::ready();
    sim.popup_opens();
    sim.comes_back();
    sim.advance(secs(20));
    sim.expect_state(State::NotConnected);
}

#[test]
fn a_frame_that_is_not_ready_cannot_be_clicked() {
    let mut sim = Sim::start(crate::support::config());
    sim.expect_status_fetch();
    sim.reply(not_connected());
    sim.expect_token_fetch();
    sim.reply(crate::support::replies::token());
    sim.expect_load_sdk();
    sim.sdk_loaded();
    sim.expect_mount();
    sim.click();
    sim.popup_opens();
    sim.expect_state(State::Loading);
}

#[test]
fn a_signup_begun_by_enter_that_fails_is_an_attempt_with_its_outcome() {
    let mut sim = Sim::ready();
    sim.tabs_into_frame();
    sim.advance(secs(3));
    sim.page.focused = false;
    sim.advance(secs(1));
    sim.vendor_message(
        "ERROR",
        &json!({ "error_code": "3441030", "error_message": "m" }),
    );
    let attempt = sim.expect_hint("failed");
    sim.expect_status_fetch();
    let (failed, failure) = sim.expect_failed(Code::VendorError);
    assert_eq!(failed, Some(attempt));
    assert_eq!(failure.vendor_code.as_deref(), Some("3441030"));
    assert_eq!(sim.started, [attempt]);
}

/// The account is there, and its number on the way: by keyboard, too, the customer waits a minute for it.
#[test]
fn a_number_that_is_late_is_awaited_for_the_keyboard_too() {
    let mut sim = away_by_keyboard();
    sim.comes_back();
    sim.expect_status_fetch();
    sim.reply(without_number());
    sim.expect_state(State::Confirming);
    sim.advance_to_output(secs(5));
    sim.expect_status_fetch();
    sim.reply(connected());
    sim.expect_connected();
}

/// The last request was so recent that the return causes none: the next one comes soon.
#[test]
fn a_return_right_after_a_request_is_followed_by_another() {
    let mut sim = away_by_keyboard();
    sim.handle(Input::Refresh);
    sim.expect_status_fetch();
    sim.reply(not_connected());
    sim.comes_back();
    let waited = sim.advance_to_output(secs(5));
    assert!(waited <= secs(2), "{waited:?}");
    sim.expect_status_fetch();
    sim.reply(connected());
    sim.expect_connected();
}
