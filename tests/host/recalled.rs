//! The page was reloaded during a signup: its result is found and reported.

use chakra_connect::flow::io::Intent;
use chakra_connect::flow::io::{AttemptId, OpenAttempt};
use chakra_connect::flow::{Input, State};
use serde_json::json;

use crate::support::replies::{connected, http, not_connected, status, token};
use crate::support::{Sim, config, mins, secs};

pub const ID: AttemptId = AttemptId(7);

/// An attempt to connect a first number, from before the reload.
pub fn open() -> OpenAttempt {
    OpenAttempt {
        id: ID,
        intent: Intent::Connect,
        baseline: None,
    }
}

#[test]
fn an_open_attempt_is_kept_over_a_reload_and_forgotten_with_its_outcome() {
    let mut sim = Sim::in_popup();
    let kept = sim.remembered.clone().expect("an open attempt is kept");
    assert_eq!((kept.id, kept.intent), (sim.started[0], Intent::Connect));
    sim.vendor_success();
    sim.expect_hint("finished");
    sim.expect_status_fetch();
    sim.reply(connected());
    sim.expect_unmount();
    sim.expect_connected();
    assert_eq!(sim.remembered, None);
}

#[test]
fn an_attempt_that_the_vendor_ended_is_forgotten() {
    let mut sim = Sim::in_popup();
    sim.vendor_message("CANCEL", &json!({}));
    sim.expect_hint("cancelled");
    sim.expect_status_fetch();
    sim.expect_cancelled(chakra_connect::flow::io::CancelReason::User);
    assert_eq!(sim.remembered, None);
}

#[test]
fn if_already_connected_it_is_reported_immediately() {
    let mut sim = Sim::start(config());
    sim.expect_status_fetch();
    sim.handle(Input::Recall(open(), secs(90)));
    sim.reply(connected());
    let outcome = sim.expect_connected();
    assert!(outcome.late);
    assert_eq!(outcome.attempt, ID);
    assert_eq!(sim.remembered, None);
}

#[test]
fn if_not_yet_connected_it_is_checked_with_growing_pauses() {
    let mut sim = Sim::start(config());
    sim.expect_status_fetch();
    sim.handle(Input::Recall(open(), secs(20)));
    sim.reply(not_connected());
    sim.prepare(token());
    sim.expect_state(State::NotConnected);
    for wait in [5, 10, 20, 40, 80, 160] {
        assert_eq!(sim.advance_to_output(mins(10)), secs(wait));
        sim.expect_status_fetch();
        sim.reply(not_connected());
    }
    sim.advance_to_output(mins(10));
    sim.expect_status_fetch();
    sim.reply(connected());
    sim.expect_unmount();
    assert!(sim.expect_connected().late);
}

#[test]
fn a_replacement_is_compared_with_what_was_there_before_the_reload() {
    let replacing = OpenAttempt {
        intent: Intent::Replace,
        baseline: Some(vec!["n1".to_owned()]),
        ..open()
    };
    let mut sim = Sim::start(config());
    sim.expect_status_fetch();
    sim.handle(Input::Recall(replacing, secs(20)));
    sim.reply(connected());
    sim.expect_state(State::Connected);
    sim.advance_to_output(secs(10));
    sim.expect_status_fetch();
    sim.reply(status("connected", &["n2"]));
    assert_eq!(sim.expect_connected().attempt, ID);
}

/// The element that it replaces is torn down only now, in the pause before a retry.
#[test]
fn a_retry_stays_planned_when_an_attempt_is_recalled() {
    let mut sim = Sim::start(config());
    sim.expect_status_fetch();
    sim.reply(http(503, ""));
    sim.handle(Input::Recall(open(), secs(20)));
    sim.expect_state(State::Loading);
    sim.advance_to_output(secs(2));
    sim.expect_status_fetch();
    sim.reply(connected());
    assert_eq!(sim.expect_connected().attempt, ID);
}

#[test]
fn the_checks_of_an_open_attempt_go_on_when_another_is_recalled() {
    let mut sim = Sim::in_popup();
    sim.handle(Input::Recall(open(), secs(20)));
    sim.advance_to_output(secs(30));
    sim.expect_status_fetch();
}

#[test]
fn an_attempt_too_long_ago_is_not_recalled() {
    let mut sim = Sim::start(config());
    sim.expect_status_fetch();
    sim.handle(Input::Recall(open(), mins(31)));
    sim.reply(connected());
    sim.expect_state(State::Connected);
}

#[test]
fn a_past_attempt_ends_after_half_an_hour() {
    let mut sim = Sim::in_popup();
    sim.vendor_message("CANCEL", &json!({}));
    sim.expect_hint("cancelled");
    sim.expect_status_fetch();
    sim.expect_cancelled(chakra_connect::flow::io::CancelReason::User);
    let ended = sim.now;
    let mut looks = 0;
    loop {
        sim.reply(not_connected());
        let due = sim.machine.next_deadline().expect("the token's renewal");
        if due.since(ended) > mins(31) {
            break;
        }
        sim.advance_to_output(mins(40));
        sim.expect_status_fetch();
        looks += 1;
    }
    assert!((6..=12).contains(&looks), "{looks} looks in half an hour");
    sim.advance(mins(31).saturating_sub(sim.now.since(ended)));
    // A colleague connects hours later.
    sim.handle(Input::Refresh);
    sim.expect_status_fetch();
    sim.reply(connected());
    sim.expect_unmount();
    sim.expect_state(State::Connected);
}

#[test]
fn a_signup_after_the_reload_is_a_separate_attempt() {
    let mut sim = Sim::start(config());
    sim.expect_status_fetch();
    sim.handle(Input::Recall(open(), secs(20)));
    sim.reply(not_connected());
    sim.prepare(token());
    sim.advance(secs(4));
    // Whatever starts it: the popup from before the reload cannot reach a frame.
    sim.vendor_success();
    let attempt = sim.expect_hint("finished");
    assert_ne!(attempt, ID);
    sim.expect_status_fetch();
    sim.reply(connected());
    sim.expect_unmount();
    let outcome = sim.expect_connected();
    assert_eq!((outcome.attempt, outcome.late), (attempt, false));
    assert_eq!(sim.started, [attempt]);
}
