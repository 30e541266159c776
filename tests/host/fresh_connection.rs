//! A connection that was just made: no older status overrides it, and a review does not hide it.

use chakra_connect::flow::reply::Reply;
use chakra_connect::flow::{Input, State};
use serde_json::json;

use crate::support::replies::{connected, http, not_connected, ok, status};
use crate::support::{Sim, config, mins, secs};

fn checked_at(state: &str, time: &str) -> Reply {
    let numbers = if state == "not_connected" {
        json!([])
    } else {
        json!([{ "phoneNumberId": "n1", "displayPhoneNumber": "+1" }])
    };
    ok(&json!({ "state": state, "numbers": numbers, "checkedAt": time }))
}

fn freshly_connected(time: &str) -> Sim {
    let mut sim = Sim::in_popup();
    sim.vendor_success();
    sim.expect_hint("finished");
    sim.expect_status_fetch();
    sim.reply(checked_at("connected", time));
    sim.expect_unmount();
    sim.expect_connected();
    sim
}

#[test]
fn a_check_begun_before_the_finish_does_not_end_the_confirmation() {
    let mut sim = Sim::in_popup();
    sim.advance_to_output(secs(5));
    sim.expect_status_fetch();
    // The signup ends while that status request is open; its response is outdated.
    sim.vendor_success();
    sim.expect_hint("finished");
    sim.reply(not_connected());
    sim.expect_state(State::Confirming);
    sim.advance_to_output(secs(1));
    sim.expect_status_fetch();
    sim.reply(connected());
    sim.expect_unmount();
    assert!(!sim.expect_connected().late);
}

#[test]
fn a_late_response_to_an_older_check_does_not_undo_it() {
    let mut sim = freshly_connected("2026-11-22T10:00:05Z");
    // From a cache, another widget, or a slow server: the response is outdated.
    let old = checked_at("not_connected", "2026-11-22T10:00:01Z");
    sim.handle(Input::SharedResponse(old.clone()));
    sim.expect_state(State::Connected);
    sim.handle(Input::Refresh);
    sim.expect_status_fetch();
    sim.reply(old);
    sim.expect_state(State::Connected);
    assert!(
        sim.snapshot().stale.is_some(),
        "and it says that it is not new"
    );
}

#[test]
fn a_later_end_is_shown_with_a_next_step() {
    let mut sim = freshly_connected("2026-11-22T10:00:05Z");
    sim.handle(Input::Refresh);
    sim.expect_status_fetch();
    sim.reply(checked_at("reconnect_needed", "2026-11-22T10:00:09Z"));
    sim.expect_state(State::Loading);
    sim.expect_token_fetch_for(crate::support::replies::PLUGIN);
    sim.reply(crate::support::replies::token());
    sim.expect_mount();
    sim.frame_ready();
    sim.expect_ready();
    sim.expect_state(State::ReconnectNeeded);
}

#[test]
fn a_number_in_review_is_not_offered_the_signup_again() {
    let mut sim = Sim::start(config());
    sim.expect_status_fetch();
    sim.reply(status("in_review", &["n1"]));
    sim.expect_state(State::InReview);
    let shown = sim.snapshot();
    assert!(!shown.offers_start && !shown.offers_replace);
    // Two days with a status check at each return: no token, no frame, no other state.
    for _ in 0..48 {
        sim.hide();
        sim.advance(mins(60));
        sim.show();
        sim.expect_status_fetch();
        sim.reply(status("in_review", &["n1"]));
        sim.expect_state(State::InReview);
    }
    sim.handle(Input::Refresh);
    sim.expect_status_fetch();
    sim.reply(connected());
    sim.expect_state(State::Connected);
}

#[test]
fn a_backend_that_fails_does_not_call_it_disconnected() {
    let mut sim = freshly_connected("2026-11-22T10:00:05Z");
    for answer in [http(500, ""), http(429, ""), Reply::Unreachable] {
        sim.handle(Input::Refresh);
        sim.expect_status_fetch();
        sim.reply(answer);
        sim.expect_state(State::Connected);
    }
}
