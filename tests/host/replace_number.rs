//! A connected number is replaced. The account was connected all along, so only another number is a success.

use chakra_connect::flow::error::Code;
use chakra_connect::flow::io::{CancelReason, Intent, Request};
use chakra_connect::flow::snapshot::Frame;
use chakra_connect::flow::{Input, State};
use serde_json::json;

use crate::support::replies::{PLUGIN, connected, problem, status, token, without_number};
use crate::support::{Sim, attributes_only, config, mins, secs};

fn another_number() -> chakra_connect::flow::reply::Reply {
    status("connected", &["n2"])
}

/// The customer completes the signup in the popup; the widget requests the status.
fn finishes(sim: &mut Sim) {
    sim.click();
    sim.popup_opens();
    sim.vendor_success();
    sim.expect_hint("finished");
    sim.expect_status_fetch();
}

#[test]
fn the_old_number_stays_shown_while_the_signup_is_ready() {
    let sim = Sim::replacing();
    sim.expect_state(State::Connected);
    assert_eq!(sim.snapshot().frame, Frame::Ready);
    assert!(sim.snapshot().offers_withdrawal);
}

#[test]
fn another_number_is_success() {
    let mut sim = Sim::replacing();
    finishes(&mut sim);
    sim.reply(another_number());
    sim.expect_unmount();
    let outcome = sim.expect_connected();
    assert!(outcome.verified && !outcome.late);
    assert_eq!(outcome.numbers[0].phone_number_id, "n2");
}

#[test]
fn the_same_number_is_not() {
    let mut sim = Sim::replacing();
    finishes(&mut sim);
    sim.reply(connected());
    sim.expect_state(State::Confirming);
    sim.advance_to_output(secs(2));
    sim.expect_status_fetch();
    sim.reply(another_number());
    sim.expect_unmount();
    sim.expect_connected();
}

#[test]
fn if_cancelled_it_shows_the_existing_connection() {
    let mut sim = Sim::replacing();
    sim.click();
    sim.popup_opens();
    sim.vendor_message("CANCEL", &json!({ "current_step": "PERMISSIONS" }));
    sim.expect_hint("cancelled");
    sim.expect_unmount();
    sim.expect_status_fetch();
    sim.expect_cancelled(CancelReason::User);
    sim.expect_state(State::Connected);
    // The hint was wrong: the backend reports another number.
    sim.reply(another_number());
    assert!(sim.expect_connected().late);
}

#[test]
fn if_kept_the_signup_is_removed() {
    let mut sim = Sim::replacing();
    sim.handle(Input::Withdraw);
    sim.expect_unmount();
    sim.expect_state(State::Connected);
    assert_eq!(sim.snapshot().frame, Frame::Hidden);
    assert!(!sim.snapshot().offers_withdrawal);
}

#[test]
fn a_number_lost_in_the_meantime_makes_it_a_first_connection() {
    let mut sim = Sim::replacing();
    sim.handle(Input::Revalidate);
    sim.expect_status_fetch();
    sim.reply(status("not_connected", &[]));
    // The plugin may be gone with the number.
    sim.expect_unmount();
    sim.expect_token_fetch_for(PLUGIN);
    sim.reply(token());
    sim.expect_mount();
    sim.frame_ready();
    sim.expect_ready();
    sim.expect_state(State::NotConnected);
    assert!(!sim.snapshot().offers_withdrawal);
    sim.click();
    sim.vendor_success();
    sim.expect_hint("finished");
    sim.expect_status_fetch();
    sim.reply(connected());
    sim.expect_unmount();
    sim.expect_connected();
}

#[test]
fn its_token_is_renewed_for_the_same_intent() {
    let mut sim = Sim::replacing();
    sim.advance_to_output(mins(60));
    let (_, request) = sim.expect_fetch();
    assert!(matches!(
        request,
        Request::Token {
            intent: Intent::Replace,
            plugin_id: Some(_)
        }
    ));
}

#[test]
fn nothing_is_replaced_if_nothing_is_connected() {
    let mut sim = Sim::ready();
    sim.handle(Input::Withdraw);
    sim.expect_state(State::NotConnected);
    assert_eq!(sim.snapshot().frame, Frame::Ready);
}

#[test]
fn a_connection_survives_an_unavailable_replacement() {
    let mut sim = Sim::start(config());
    sim.expect_status_fetch();
    sim.reply(connected());
    sim.handle(Input::Connect(Intent::Replace));
    sim.expect_fetch();
    sim.reply(problem(401, "unauthorized"));
    sim.expect_failed(Code::BackendUnauthorized);
    sim.expect_state(State::Connected);
    let shown = sim.snapshot();
    assert_eq!(
        shown.failure.map(|it| it.code),
        Some(Code::BackendUnauthorized)
    );
    assert_eq!(shown.frame, Frame::Hidden);
    assert!(shown.offers_replace && shown.offers_disconnect);

    sim.handle(Input::Connect(Intent::Replace));
    sim.expect_fetch();
    assert_eq!(sim.snapshot().failure, None);
    sim.reply(token());
    sim.expect_load_sdk();
}

#[test]
fn without_a_status_a_connection_survives_a_failed_replacement() {
    let mut sim = Sim::start(attributes_only(&[("token-url", "/token")]));
    sim.prepare(token());
    sim.click();
    sim.vendor_success();
    sim.expect_unmount();
    assert!(!sim.expect_connected().verified);
    sim.handle(Input::Connect(Intent::Replace));
    sim.expect_fetch();
    sim.reply(problem(401, "unauthorized"));
    sim.expect_failed(Code::BackendUnauthorized);
    sim.expect_state(State::Connected);
}

#[test]
fn a_number_lost_while_being_replaced_can_be_connected_again() {
    let mut sim = Sim::replacing();
    sim.handle(Input::SharedResponse(without_number()));
    sim.expect_unmount();
    sim.handle(Input::Connect(Intent::Connect));
    sim.expect_token_fetch_for(PLUGIN);
    sim.reply(token());
    sim.expect_mount();
    sim.frame_ready();
    sim.expect_ready();
    sim.click();
    sim.vendor_success();
    sim.expect_hint("finished");
    sim.expect_status_fetch();
    sim.reply(connected());
    sim.expect_unmount();
    assert!(sim.expect_connected().verified);
}

#[test]
fn a_number_changed_elsewhere_before_the_click_is_the_one_to_replace() {
    let mut sim = Sim::replacing();
    sim.handle(Input::SharedResponse(another_number()));
    finishes(&mut sim);
    // Connected before the customer clicked, so it is not the result of this signup.
    sim.reply(another_number());
    sim.expect_state(State::Confirming);
    sim.advance_to_output(secs(2));
    sim.expect_status_fetch();
    sim.reply(status("connected", &["n3"]));
    sim.expect_unmount();
    let outcome = sim.expect_connected();
    assert_eq!(outcome.numbers[0].phone_number_id, "n3");
}

#[test]
fn a_number_changed_by_another_tab_is_not_taken_for_a_signup() {
    let mut sim = Sim::replacing();
    sim.handle(Input::SharedResponse(another_number()));
    sim.tabs_into_frame();
    sim.popup_opens();
    sim.advance(mins(1));
    sim.comes_back();
    sim.expect_status_fetch();
    sim.reply(another_number());
    assert!(sim.started.is_empty());
}
