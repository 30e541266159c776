//! Statuses from other widgets, other tabs and caches.

use chakra_connect::flow::io::{CancelReason, FrameFocus, Page};
use chakra_connect::flow::reply::Reply;
use chakra_connect::flow::{Input, State};
use serde_json::json;

use crate::support::replies::{connected, http, not_connected, ok, status};
use crate::support::{Sim, config, mins, secs};

#[test]
fn another_widgets_answer_is_as_good_as_ones_own() {
    let mut sim = Sim::ready();
    sim.handle(Input::SharedResponse(connected()));
    sim.expect_unmount();
    sim.expect_state(State::Connected);
}

#[test]
fn another_widgets_failure_is_its_own() {
    let mut sim = Sim::ready();
    let before = sim.snapshot();
    sim.handle(Input::SharedResponse(http(500, "")));
    assert_eq!(sim.snapshot(), before);
}

#[test]
fn a_question_of_ones_own_goes_before_what_is_overheard() {
    let mut sim = Sim::start(config());
    sim.expect_status_fetch();
    sim.handle(Input::SharedResponse(connected()));
    sim.expect_state(State::Loading);
    sim.reply(not_connected());
    sim.expect_token_fetch();
}

#[test]
fn a_success_that_another_widget_hears_of_is_asked_about() {
    let mut sim = Sim::in_popup();
    sim.handle(Input::SharedResponse(connected()));
    sim.expect_state(State::Connecting);
    sim.expect_status_fetch();
    sim.reply(connected());
    assert!(sim.expect_connected().verified);
}

#[test]
fn a_connection_that_another_widget_has_told_of_is_no_outcome_here() {
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
fn an_answer_older_than_what_is_shown_is_no_news() {
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
fn what_grows_old_says_so_and_is_asked_for_each_minute() {
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
fn what_only_the_developer_can_mend_is_not_begun_again_by_what_others_hear() {
    let mut sim = Sim::start(config());
    sim.expect_status_fetch();
    sim.reply(Reply::TooLarge);
    sim.expect_event("chakra-failed");
    sim.handle(Input::SharedResponse(not_connected()));
    sim.expect_state(State::Unavailable);
}

#[test]
fn what_another_widget_hears_after_a_look_elsewhere_is_asked_about() {
    let mut sim = Sim::ready();
    sim.page_is(Page {
        frame: FrameFocus::Keyboard,
        ..sim.page
    });
    sim.hide();
    sim.handle(Input::SharedResponse(connected()));
    sim.expect_status_fetch();
    assert!(sim.started.is_empty());
}

#[test]
fn a_connection_told_of_elsewhere_is_none_of_a_look_elsewhere() {
    let mut sim = Sim::ready();
    sim.page_is(Page {
        frame: FrameFocus::Keyboard,
        ..sim.page
    });
    sim.popup_opens();
    sim.handle(Input::ConnectedElsewhere);
    sim.expect_status_fetch();
    sim.reply(connected());
    sim.expect_state(State::Connected);
    assert!(sim.started.is_empty());
}
