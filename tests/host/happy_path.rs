//! A customer connects a number, and nothing goes wrong.

use chakra_connect::flow::State;
use chakra_connect::flow::snapshot::Frame;
use serde_json::json;

use crate::support::replies::{connected, not_connected, token};
use crate::support::{Sim, config, jwt, secs};

#[test]
fn a_customer_connects() {
    let mut sim = Sim::start(config());
    sim.expect_status_fetch();
    sim.expect_state(State::Loading);
    sim.reply(not_connected());
    sim.expect_token_fetch();
    sim.reply(token());
    let sdk = sim.expect_load_sdk();
    assert!(sdk.starts_with("https://embed.chakrahq.com/"));
    sim.sdk_loaded();
    assert_eq!(sim.expect_mount(), jwt::living(3600.0));
    assert_eq!(sim.snapshot().frame, Frame::Loading);
    sim.frame_ready();
    sim.expect_ready();
    sim.expect_state(State::NotConnected);
    assert_eq!(sim.snapshot().frame, Frame::Ready);

    sim.click();
    sim.expect_state(State::Connecting);
    sim.popup_opens();
    sim.vendor_success();
    let hinted = sim.expect_hint("finished");
    sim.expect_state(State::Confirming);
    sim.expect_status_fetch();
    sim.reply(connected());
    sim.expect_unmount();
    let outcome = sim.expect_connected();
    assert_eq!(outcome.attempt, hinted);
    assert!(outcome.verified && !outcome.late);
    assert_eq!(outcome.state, State::Connected);
    assert_eq!(outcome.numbers[0].phone_number_id, "n1");
    assert_eq!(
        sim.states,
        [
            State::Loading,
            State::NotConnected,
            State::Connecting,
            State::Confirming,
            State::Connected
        ]
    );
    assert_eq!(sim.snapshot().frame, Frame::Hidden);
    assert_eq!(
        sim.machine.next_deadline(),
        None,
        "a connected widget rests"
    );
}

#[test]
fn a_repeated_success_is_one_outcome() {
    let mut sim = Sim::in_popup();
    sim.vendor_message(
        "FINISH",
        &json!({ "phone_number_id": "n1", "waba_id": "w", "business_id": "b" }),
    );
    sim.expect_hint("finished");
    sim.expect_status_fetch();
    sim.vendor_success();
    sim.expect_hint("finished");
    sim.vendor_success();
    sim.expect_hint("finished");
    sim.reply(connected());
    sim.expect_unmount();
    sim.expect_connected();
    sim.vendor_success();
    sim.advance(secs(600));
    sim.expect_state(State::Connected);
}

#[test]
fn the_backend_may_name_the_sdk() {
    let mut sim = Sim::start(config());
    sim.expect_status_fetch();
    sim.reply(not_connected());
    sim.expect_token_fetch();
    let named = json!({ "connectToken": jwt::living(60.0), "sdkUrl": "http://127.0.0.1:1/sdk.js" });
    sim.reply(crate::support::replies::ok(&named));
    assert_eq!(sim.expect_load_sdk(), "http://127.0.0.1:1/sdk.js");
}

#[test]
fn the_pages_own_sdk_address_goes_first_and_need_not_wait_for_the_token() {
    let mut sim = Sim::start(crate::support::config_with(&[("sdk-url", "/own-sdk.js")]));
    sim.expect_status_fetch();
    sim.reply(not_connected());
    sim.expect_token_fetch();
    assert_eq!(sim.expect_load_sdk(), "/own-sdk.js");
    sim.sdk_loaded();
    sim.reply(token());
    sim.expect_mount();
}

#[test]
fn without_a_status_source_success_is_not_verified() {
    let mut sim = Sim::start(crate::support::attributes_only(&[("token-url", "/token")]));
    sim.prepare(token());
    sim.click();
    sim.vendor_success();
    sim.expect_unmount();
    let outcome = sim.expect_connected();
    assert!(!outcome.verified);
    assert_eq!(outcome.numbers[0].phone_number_id, "n1");
    sim.expect_state(State::Connected);
}

#[test]
fn a_review_counts_as_success() {
    for (state, shown) in [
        ("in_review", State::InReview),
        ("action_needed", State::ActionNeeded),
    ] {
        let mut sim = Sim::in_popup();
        sim.vendor_success();
        sim.expect_hint("finished");
        sim.expect_status_fetch();
        sim.reply(crate::support::replies::status(state, &["n1"]));
        sim.expect_unmount();
        assert_eq!(sim.expect_connected().state, shown);
        sim.expect_state(shown);
    }
}
