//! Statuses from other widgets, other tabs and caches.

use chakra_connect::flow::config::{Config, Start};
use chakra_connect::flow::error::Code;
use chakra_connect::flow::io::{CancelReason, Intent};
use chakra_connect::flow::reply::Reply;
use chakra_connect::flow::{Input, State};
use serde_json::json;

use crate::support::replies::{connected, http, not_connected, ok, status, token, without_number};
use crate::support::{Sim, config, mins, secs};

#[test]
fn another_widgets_response_is_used() {
    let mut sim = Sim::ready();
    sim.handle(Input::SharedResponse(connected()));
    sim.expect_unmount();
    sim.expect_state(State::Connected);
}

#[test]
fn another_widgets_failure_is_ignored() {
    let mut sim = Sim::ready();
    let before = sim.snapshot();
    sim.handle(Input::SharedResponse(http(500, "")));
    assert_eq!(sim.snapshot(), before);
}

#[test]
fn the_widgets_own_request_takes_precedence_over_shared_ones() {
    let mut sim = Sim::start(config());
    sim.expect_status_fetch();
    sim.handle(Input::SharedResponse(connected()));
    sim.expect_state(State::Loading);
    sim.reply(not_connected());
    sim.expect_token_fetch();
}

#[test]
fn a_success_seen_by_another_widget_is_checked() {
    let mut sim = Sim::in_popup();
    sim.handle(Input::SharedResponse(connected()));
    sim.expect_state(State::Connecting);
    sim.expect_status_fetch();
    sim.reply(connected());
    assert!(sim.expect_connected().verified);
}

#[test]
fn a_connection_reported_by_another_widget_is_no_outcome_here() {
    let mut sim = Sim::in_popup();
    let attempt = sim.started[0];
    sim.handle(Input::ConnectedElsewhere);
    sim.expect_status_fetch();
    assert_eq!(sim.expect_cancelled(CancelReason::Superseded), attempt);
    sim.reply(connected());
    sim.expect_state(State::Connected);

    let mut sim = Sim::in_popup();
    sim.vendor_message("CANCEL", &json!({}));
    sim.expect_hint("cancelled");
    sim.expect_status_fetch();
    sim.expect_cancelled(CancelReason::User);
    sim.reply(not_connected());
    sim.handle(Input::ConnectedElsewhere);
    sim.expect_status_fetch();
    sim.reply(connected());
    sim.expect_unmount();
    sim.expect_state(State::Connected);
}

#[test]
fn other_tabs_are_told_of_a_connection_and_of_its_end() {
    let mut sim = Sim::in_popup();
    sim.vendor_success();
    sim.expect_hint("finished");
    sim.expect_status_fetch();
    sim.reply(connected());
    sim.expect_unmount();
    sim.expect_connected();
    assert_eq!(sim.told_tabs, 1);
    sim.disconnect();
    sim.expect_fetch();
    sim.reply(http(204, ""));
    sim.expect_status_fetch();
    sim.expect_disconnected();
    assert_eq!(sim.told_tabs, 2);
}

fn checked_at(state: &str, time: &str) -> Reply {
    let number = json!({ "phoneNumberId": "n1", "displayPhoneNumber": "+1" });
    ok(&json!({ "state": state, "numbers": [number], "checkedAt": time }))
}

#[test]
fn a_response_older_than_the_shown_one_is_ignored() {
    let mut sim = Sim::start(config());
    sim.expect_status_fetch();
    sim.reply(checked_at("connected", "2026-11-22T10:00:05.5Z"));
    sim.expect_state(State::Connected);
    for (time, state) in [
        ("2026-11-22T10:00:04.9Z", State::Connected),
        ("not a time", State::ActionNeeded),
    ] {
        sim.handle(Input::Refresh);
        sim.expect_status_fetch();
        sim.reply(checked_at("action_needed", time));
        sim.expect_state(state);
    }
}

#[test]
fn stale_data_says_so_and_is_requested_each_minute() {
    let mut sim = Sim::start(config());
    sim.expect_status_fetch();
    sim.reply(connected());
    sim.advance(mins(3));
    assert_eq!(sim.snapshot().stale, None, "nobody has asked since");
    sim.handle(Input::Refresh);
    sim.expect_status_fetch();
    sim.reply(http(503, ""));
    sim.expect_state(State::Connected);
    assert_eq!(sim.snapshot().stale, Some(mins(3)));
    assert_eq!(sim.advance_to_output(mins(2)), secs(60));
    sim.expect_status_fetch();
    sim.reply(status("connected", &["n1"]));
    assert_eq!(sim.snapshot().stale, None);
    sim.advance(mins(60));
}

#[test]
fn shared_responses_do_not_restart_what_only_the_developer_can_fix() {
    let mut sim = Sim::start(config());
    sim.expect_status_fetch();
    sim.reply(Reply::TooLarge);
    sim.expect_event("chakra-failed");
    sim.handle(Input::SharedResponse(not_connected()));
    sim.expect_state(State::Unavailable);
}

#[test]
fn a_response_shared_after_switching_windows_is_checked() {
    let mut sim = Sim::ready();
    sim.tabs_into_frame();
    sim.hide();
    sim.handle(Input::SharedResponse(connected()));
    sim.expect_status_fetch();
    assert!(sim.started.is_empty());
}

#[test]
fn a_connection_reported_elsewhere_is_not_credited_to_switching_windows() {
    let mut sim = Sim::ready();
    sim.tabs_into_frame();
    sim.popup_opens();
    sim.handle(Input::ConnectedElsewhere);
    sim.expect_status_fetch();
    sim.reply(connected());
    sim.expect_state(State::Connected);
    assert!(sim.started.is_empty());
}

#[test]
fn a_connection_elsewhere_leaves_the_button_for_adding_a_number() {
    let mut sim = Sim::start(Config {
        start: Start::Manual,
        ..config()
    });
    sim.expect_status_fetch();
    sim.reply(not_connected());
    sim.handle(Input::Connect(Intent::Connect));
    sim.prepare(token());
    sim.click();
    sim.popup_opens();
    sim.advance_to_output(mins(1));
    sim.expect_status_fetch();
    sim.reply(without_number());
    while sim.machine.state() == State::Confirming {
        sim.expect_status_fetch();
        sim.reply(without_number());
        sim.advance_to_output(mins(2));
    }
    sim.expect_failed(Code::FinishedWithoutNumber);
    assert!(sim.snapshot().offers_start);
    // The popup was still open, and reports its end late.
    sim.vendor_success();
    sim.expect_hint("finished");
    sim.expect_status_fetch();
    sim.handle(Input::ConnectedElsewhere);
    sim.expect_unmount();
    sim.expect_state(State::ConnectedWithoutNumber);
    assert!(sim.snapshot().offers_start);
}
