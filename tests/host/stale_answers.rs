//! Responses to outdated requests and callbacks of older frames are discarded.

use chakra_connect::flow::io::{CancelReason, FrameId, RequestId};
use chakra_connect::flow::vendor::Callback;
use chakra_connect::flow::{Input, State};
use serde_json::{Value, json};

use crate::support::replies::{PLUGIN, connected, http, not_connected, token};
use crate::support::{Sim, config, mins, secs, signal};

#[test]
fn a_response_to_an_aborted_status_request_is_dropped() {
    let mut sim = Sim::start(config());
    let old = sim.expect_status_fetch();
    sim.advance_to_output(secs(15));
    sim.expect_abort(old);
    sim.answer(old, connected());
    sim.expect_state(State::Loading);
    sim.advance_to_output(secs(1));
    sim.expect_status_fetch();
    sim.answer(old, connected());
    sim.expect_state(State::Loading);
    sim.reply(not_connected());
    sim.expect_token_fetch();
}

#[test]
fn a_repeated_response_counts_once() {
    let mut sim = Sim::start(config());
    let status = sim.expect_status_fetch();
    sim.reply(connected());
    sim.answer(status, not_connected());
    sim.expect_state(State::Connected);
}

#[test]
fn an_unrequested_response_is_dropped() {
    let mut sim = Sim::ready();
    sim.answer(RequestId(999), connected());
    sim.answer(RequestId(0), token());
    sim.expect_nothing();
    sim.expect_state(State::NotConnected);
}

#[test]
fn a_token_requested_before_a_reset_is_dropped() {
    let mut sim = Sim::start(config());
    sim.expect_status_fetch();
    sim.reply(not_connected());
    let old = sim.expect_token_fetch();
    sim.handle(Input::Reset(CancelReason::User));
    sim.expect_abort(old);
    sim.expect_status_fetch();
    sim.answer(old, token());
    sim.reply(not_connected());
    sim.expect_token_fetch();
}

#[test]
fn callbacks_of_an_older_frame_are_dropped() {
    let mut sim = Sim::ready();
    let old = sim.frame;
    sim.advance_to_output(mins(60));
    sim.expect_token_fetch_for(PLUGIN);
    sim.reply(token());
    sim.expect_unmount();
    sim.expect_mount();
    assert_ne!(old, sim.frame);
    for callback in [Callback::Ready, Callback::Success, Callback::Error] {
        sim.handle(Input::Vendor(
            old,
            signal(callback, &Value::Null, &json!({ "message": "x" })),
        ));
    }
    sim.handle(Input::Vendor(
        old,
        signal(Callback::Message, &json!("CANCEL"), &json!({})),
    ));
    sim.handle(Input::Vendor(
        FrameId(0),
        signal(Callback::Success, &Value::Null, &Value::Null),
    ));
    sim.handle(Input::MountFailed(
        old,
        chakra_connect::flow::error::Code::SdkInitFailed.into(),
    ));
    sim.expect_nothing();
    sim.expect_state(State::NotConnected);
}

#[test]
fn callbacks_after_the_outcome_are_dropped() {
    let mut sim = Sim::in_popup();
    sim.advance_to_output(secs(5));
    sim.expect_status_fetch();
    sim.reply(connected());
    sim.expect_connected();
    sim.vendor_message("CANCEL", &json!({}));
    sim.expect_unmount();
    sim.vendor_success();
    sim.frame_ready();
    sim.expect_nothing();
    sim.expect_state(State::Connected);
}

#[test]
fn a_repeated_ready_is_reported_once() {
    let mut sim = Sim::ready();
    sim.frame_ready();
    sim.expect_nothing();
}

#[test]
fn an_sdk_that_loads_after_it_was_given_up_is_no_news() {
    let mut sim = Sim::start(config());
    sim.expect_status_fetch();
    sim.reply(not_connected());
    sim.expect_token_fetch();
    sim.reply(token());
    sim.expect_load_sdk();
    sim.advance_to_output(secs(20));
    sim.expect_failed(chakra_connect::flow::error::Code::SdkLoadTimeout);
    sim.sdk_loaded();
    sim.expect_nothing();
    sim.expect_state(State::Unavailable);
}

#[test]
fn an_account_without_a_number_settles_with_no_request_left_open() {
    let mut sim = Sim::in_popup();
    sim.vendor_message("FINISH_WHATSAPP_BUSINESS_APP_ONBOARDING", &json!({}));
    sim.expect_hint("finished");
    sim.expect_status_fetch();
    sim.reply(crate::support::replies::without_number());
    // From here on the backend hangs. The two minutes end during a request.
    let mut open = None;
    while sim.machine.state() == State::Confirming {
        sim.advance_to_output(mins(2));
        while let Some(output) = sim.pending_output() {
            match output {
                chakra_connect::flow::Output::Fetch(id, ..) => open = Some(id),
                chakra_connect::flow::Output::Abort(id) if open == Some(id) => open = None,
                _ => {}
            }
        }
    }
    sim.expect_state(State::ConnectedWithoutNumber);
    assert_eq!(open, None);
    sim.handle(Input::Refresh);
    sim.expect_status_fetch();
    sim.reply(http(500, ""));
}
