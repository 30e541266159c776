//! The element is moved, started again, or reset.

use chakra_connect::flow::error::Code;
use chakra_connect::flow::io::{CancelReason, Intent, Request};
use chakra_connect::flow::{Input, State};

use crate::support::replies::{
    PLUGIN, choose_number, connected, http, not_connected, token, without_number,
};
use crate::support::{IN_VIEW, Sim, attributes_only, config, config_with, jwt};

#[test]
fn a_moved_frame_is_recreated_with_a_new_token() {
    let mut sim = Sim::ready();
    sim.handle(Input::Moved);
    sim.expect_unmount();
    sim.expect_token_fetch_for(PLUGIN);
    sim.reply(crate::support::replies::token_living(60.0));
    assert_eq!(sim.expect_mount(), jwt::living(60.0));
    sim.frame_ready();
    sim.expect_ready();
    sim.expect_state(State::NotConnected);
}

#[test]
fn moved_in_an_attempt_the_frame_is_recreated_and_the_attempt_continues() {
    let mut sim = Sim::in_popup();
    sim.handle(Input::Moved);
    let status = sim.expect_status_fetch();
    sim.expect_unmount();
    sim.expect_token_fetch_for(PLUGIN);
    sim.reply(token());
    sim.expect_mount();
    sim.frame_ready();
    sim.expect_ready();
    sim.expect_state(State::Connecting);
    sim.answer(status, connected());
    sim.expect_unmount();
    assert!(!sim.expect_connected().late);
}

#[test]
fn a_popup_does_not_keep_the_frame_that_was_recreated_beside_it() {
    let mut sim = Sim::in_popup();
    sim.handle(Input::Moved);
    let status = sim.expect_status_fetch();
    sim.expect_unmount();
    sim.expect_token_fetch_for(PLUGIN);
    sim.reply(token());
    sim.expect_mount();
    // The popup belongs to the earlier frame: looking at it again is no reason to keep the new one.
    sim.comes_back();
    sim.popup_opens();
    sim.answer(status, choose_number());
    sim.expect_unmount();
    sim.expect_state(State::ChooseNumber);
}

#[test]
fn moved_when_connected_nothing_happens() {
    let mut sim = Sim::start(config());
    sim.expect_status_fetch();
    sim.handle(Input::Moved);
    sim.reply(connected());
    sim.handle(Input::Moved);
    sim.expect_state(State::Connected);
}

#[test]
fn the_same_start_again_changes_nothing() {
    let mut sim = Sim::in_popup();
    sim.handle(Input::Start(config()));
    sim.expect_nothing();
    sim.expect_state(State::Connecting);
}

#[test]
fn another_configuration_starts_over_and_ends_the_attempt() {
    let mut sim = Sim::in_popup();
    sim.handle(Input::Start(attributes_only(&[("backend", "/other")])));
    sim.expect_unmount();
    sim.expect_status_fetch();
    sim.expect_cancelled(CancelReason::Superseded);
    sim.reply(not_connected());
    // The plugin belongs to the other backend.
    sim.expect_token_fetch();
    sim.reply(token());
    sim.expect_mount();
}

#[test]
fn a_request_under_way_is_stopped_by_a_new_start() {
    let mut sim = Sim::start(config());
    let old = sim.expect_status_fetch();
    sim.handle(Input::Start(config_with(&[("start", "click")])));
    sim.expect_abort(old);
    sim.expect_status_fetch();
    sim.answer(old, connected());
    sim.expect_state(State::Loading);
}

#[test]
fn a_corrected_event_address_ends_the_failure_that_the_wrong_one_caused() {
    let mut sim = Sim::start(config_with(&[("event-url", "localhost:3000/e")]));
    sim.expect_failed(Code::ConfigBadAddress);
    sim.expect_state(State::Unavailable);
    sim.handle(Input::Start(config_with(&[("event-url", "/e")])));
    sim.expect_status_fetch();
    sim.reply(connected());
    sim.expect_state(State::Connected);
}

#[test]
fn another_event_address_leaves_a_working_widget_as_it_is() {
    let mut sim = Sim::in_popup();
    sim.handle(Input::Start(config_with(&[("event-url", "/e")])));
    sim.expect_nothing();
    sim.expect_state(State::Connecting);
}

#[test]
fn a_bad_event_address_is_reported_when_it_comes_but_costs_no_signup() {
    let bad = || Input::Start(config_with(&[("event-url", "localhost:3000/e")]));
    let mut sim = Sim::in_popup();
    sim.handle(bad());
    sim.expect_nothing();
    sim.expect_state(State::Connecting);

    let mut sim = Sim::ready();
    sim.handle(bad());
    sim.expect_unmount();
    sim.expect_failed(Code::ConfigBadAddress);
    sim.expect_state(State::Unavailable);
}

/// Its popup stays open, and nobody has given it up.
#[test]
fn a_signup_that_a_new_setting_interrupts_is_reported_late() {
    let mut sim = Sim::in_popup();
    sim.handle(Input::Start(config_with(&[("sdk-url", "/sdk.js")])));
    sim.expect_unmount();
    sim.expect_status_fetch();
    let attempt = sim.expect_cancelled(CancelReason::Superseded);
    assert_eq!(sim.remembered.as_ref().map(|open| open.id), Some(attempt));
    sim.reply(connected());
    let outcome = sim.expect_connected();
    assert_eq!((outcome.attempt, outcome.late), (attempt, true));
    assert_eq!(sim.remembered, None);
}

/// The interrupted one has no frame left that could report its end.
#[test]
fn a_signup_after_a_new_setting_is_a_separate_attempt() {
    let mut sim = Sim::in_popup();
    sim.handle(Input::Start(config_with(&[("sdk-url", "/sdk.js")])));
    sim.expect_unmount();
    sim.expect_status_fetch();
    let interrupted = sim.expect_cancelled(CancelReason::Superseded);
    sim.page_is(IN_VIEW);
    sim.reply(not_connected());
    sim.expect_token_fetch_for(PLUGIN);
    sim.expect_load_sdk();
    sim.reply(token());
    sim.sdk_loaded();
    sim.expect_mount();
    sim.frame_ready();
    sim.expect_ready();
    sim.vendor_success();
    assert_ne!(sim.expect_hint("finished"), interrupted);
    sim.expect_status_fetch();
}

#[test]
fn a_reset_gives_up_a_past_attempt() {
    let mut sim = Sim::in_popup();
    sim.handle(Input::Reset(CancelReason::Superseded));
    sim.expect_unmount();
    sim.expect_status_fetch();
    sim.expect_cancelled(CancelReason::Superseded);
    assert_eq!(sim.remembered, None);
    sim.reply(connected());
    sim.expect_state(State::Connected);
}

#[test]
fn a_reset_ends_the_attempt_for_its_reason_and_begins_again() {
    for reason in [CancelReason::User, CancelReason::Superseded] {
        let mut sim = Sim::in_popup();
        sim.handle(Input::Reset(reason));
        sim.expect_unmount();
        sim.expect_status_fetch();
        sim.expect_cancelled(reason);
        sim.expect_state(State::Loading);
        sim.reply(not_connected());
        sim.expect_token_fetch_for(PLUGIN);
        sim.reply(token());
        sim.expect_mount();
        sim.frame_ready();
        sim.expect_ready();
    }
}

#[test]
fn a_reset_without_a_status_source_prepares_the_signup_at_once() {
    for start in ["visible", "click", "manual"] {
        let mut sim = Sim::start_on(
            chakra_connect::flow::io::Page {
                in_view: false,
                ..crate::support::IN_VIEW
            },
            attributes_only(&[("token-url", "/token"), ("start", start)]),
        );
        sim.expect_nothing();
        sim.handle(Input::Reset(CancelReason::User));
        sim.expect_token_fetch();
    }
}

/// A reset offers the first connection again. Nobody asked for another number.
#[test]
fn a_reset_is_no_wish_for_a_signup_on_top_of_what_is_connected() {
    for how in ["other settings", "a failure"] {
        let mut sim = Sim::start(config_with(&[("start", "click")]));
        let first = sim.expect_status_fetch();
        sim.handle(Input::Reset(CancelReason::Superseded));
        sim.expect_abort(first);
        sim.expect_status_fetch();
        sim.reply(not_connected());
        let token = sim.expect_token_fetch();
        if how == "a failure" {
            sim.reply(http(403, ""));
            sim.expect_failed(Code::BackendForbidden);
            sim.handle(Input::Refresh);
        } else {
            sim.handle(Input::Start(config_with(&[("start", "manual")])));
            sim.expect_abort(token);
        }
        sim.expect_status_fetch();
        sim.reply(without_number());
        sim.expect_state(State::ConnectedWithoutNumber);
        sim.expect_nothing();
    }
}

/// Without it, the customer would have to ask again.
#[test]
fn a_reset_outlives_settings_that_arrive_before_the_status() {
    let mut sim = Sim::start(config_with(&[("start", "click")]));
    let first = sim.expect_status_fetch();
    sim.handle(Input::Reset(CancelReason::Superseded));
    sim.expect_abort(first);
    let second = sim.expect_status_fetch();
    sim.handle(Input::Start(config_with(&[("start", "manual")])));
    sim.expect_abort(second);
    sim.expect_status_fetch();
    sim.reply(not_connected());
    sim.expect_token_fetch();
}

#[test]
fn a_reset_before_the_start_does_nothing() {
    let mut machine = chakra_connect::flow::Machine::new(1);
    let now = chakra_connect::flow::time::Millis(0);
    machine.handle(Input::Reset(CancelReason::User), now);
    machine.handle(Input::Refresh, now);
    machine.handle(Input::Revalidate, now);
    machine.handle(Input::Tick, now);
    assert_eq!(machine.poll_output(), None);
    assert_eq!(machine.state(), State::Loading);
}

#[test]
fn the_sdk_is_loaded_once() {
    let mut sim = Sim::ready();
    sim.handle(Input::Reset(CancelReason::User));
    sim.expect_unmount();
    sim.expect_status_fetch();
    sim.reply(not_connected());
    sim.expect_token_fetch_for(PLUGIN);
    sim.reply(token());
    sim.expect_mount();
}

/// The customer's button during a change of the number, whose popup was blocked or closed.
#[test]
fn starting_again_prepares_the_same_signup() {
    let mut sim = Sim::replacing();
    sim.click();
    sim.handle(Input::Reset(CancelReason::User));
    sim.expect_unmount();
    sim.expect_status_fetch();
    sim.expect_cancelled(CancelReason::User);
    sim.reply(connected());
    let (_, request) = sim.expect_fetch();
    let intent = match request {
        Request::Token { intent, .. } => intent,
        other => panic!("{other:?}"),
    };
    assert_eq!(intent, Intent::Replace);
    assert!(sim.snapshot().offers_withdrawal);
}
