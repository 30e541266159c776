//! The vendor's frame stays untouched while a popup may be open. Only the vendor's own event, a request of the customer
//! or the page, or a long grace period means that it is closed.

use chakra_connect::flow::io::{CancelReason, FrameFocus, Page};
use chakra_connect::flow::snapshot::Frame;
use chakra_connect::flow::vendor::Callback;
use chakra_connect::flow::{Input, State};
use serde_json::{Value, json};

use crate::support::replies::{PLUGIN, connected, not_connected, status, token, token_living};
use crate::support::{IN_VIEW, Sim, config, mins, secs};

/// A customer who came back from the popup, without a vendor event.
fn abandoned(token: chakra_connect::flow::reply::Reply) -> Sim {
    let mut sim = Sim::ready_with(config(), token);
    sim.click();
    sim.popup_opens();
    sim.advance(secs(2));
    sim.comes_back();
    sim.expect_status_fetch();
    while sim.machine.state() == State::Connecting {
        sim.reply(not_connected());
        sim.advance_to_output(secs(10));
        sim.expect_status_fetch();
    }
    sim.expect_cancelled(CancelReason::Unknown);
    sim.reply(not_connected());
    sim
}

/// Answers every status request until `span` is over.
fn wait(sim: &mut Sim, span: std::time::Duration) {
    let end = sim.now + span;
    while let Some(due) = sim.machine.next_deadline().filter(|due| *due <= end) {
        sim.advance(due.since(sim.now));
        if let Some(output) = sim.pending_output() {
            let chakra_connect::flow::Output::Fetch(id, ..) = output else {
                panic!("{output:?}");
            };
            sim.answer(id, not_connected());
        }
    }
    sim.advance(end.since(sim.now));
}

#[test]
fn an_unknown_end_keeps_the_frame_and_its_token() {
    let mut sim = abandoned(token_living(60.0));
    assert_eq!(sim.snapshot().frame, Frame::Ready);
    // The token expired long ago, but an open popup still needs the frame.
    wait(&mut sim, mins(25));
    sim.expect_state(State::NotConnected);
}

#[test]
fn the_grace_time_ends_it() {
    let mut sim = abandoned(token_living(60.0));
    wait(&mut sim, mins(29));
    sim.advance_to_output(mins(2));
    sim.expect_unmount();
    sim.expect_token_fetch_for(PLUGIN);
}

#[test]
fn the_vendors_event_ends_it() {
    for (callback, event, data) in [
        (Callback::Message, json!("CANCEL"), json!({})),
        (Callback::Error, Value::Null, json!({ "message": "closed" })),
    ] {
        let mut sim = abandoned(token_living(60.0));
        wait(&mut sim, mins(2));
        sim.vendor(callback, &event, &data);
        // The old token is replaced now, and the attempt already has its outcome.
        sim.expect_unmount();
        sim.expect_token_fetch_for(PLUGIN);
    }
}

#[test]
fn a_finish_in_the_popup_is_a_late_success_of_the_same_attempt() {
    let mut sim = abandoned(token());
    let attempt = sim.started[0];
    wait(&mut sim, mins(5));
    sim.vendor_success();
    assert_eq!(sim.expect_hint("finished"), attempt);
    sim.expect_status_fetch();
    sim.reply(connected());
    sim.expect_unmount();
    let outcome = sim.expect_connected();
    assert!(outcome.late);
    assert_eq!(outcome.attempt, attempt);
    assert_eq!(sim.started, [attempt], "none started again");
}

#[test]
fn a_request_ends_it() {
    let mut sim = abandoned(token());
    sim.handle(Input::Reset(CancelReason::User));
    sim.expect_unmount();
    sim.expect_status_fetch();
    sim.reply(not_connected());
    sim.expect_token_fetch_for(PLUGIN);
}

#[test]
fn an_abandoned_replacement_keeps_its_frame_hidden() {
    let mut sim = Sim::replacing();
    sim.click();
    sim.popup_opens();
    sim.comes_back();
    sim.expect_status_fetch();
    while sim.machine.state() == State::Connecting {
        sim.reply(connected());
        sim.advance_to_output(secs(10));
        sim.expect_status_fetch();
    }
    let attempt = sim.expect_cancelled(CancelReason::Unknown);
    sim.reply(connected());
    sim.expect_state(State::Connected);
    assert_eq!(sim.snapshot().frame, Frame::Hidden);
    sim.vendor_success();
    assert_eq!(sim.expect_hint("finished"), attempt);
    sim.expect_state(State::Confirming);
    sim.expect_status_fetch();
    sim.reply(status("connected", &["n2"]));
    sim.expect_unmount();
    let outcome = sim.expect_connected();
    assert!(outcome.late);
    assert_eq!(outcome.attempt, attempt);
}

#[test]
fn the_customer_may_disconnect_meanwhile() {
    let mut sim = Sim::in_popup();
    sim.advance_to_output(secs(5));
    sim.expect_status_fetch();
    sim.reply(connected());
    sim.expect_connected();
    sim.disconnect();
    sim.expect_unmount();
    sim.expect_fetch();
}

#[test]
fn a_signup_offered_again_uses_the_existing_frame() {
    let mut sim = Sim::in_popup();
    sim.advance_to_output(secs(5));
    sim.expect_status_fetch();
    sim.reply(connected());
    sim.expect_connected();
    assert_eq!(sim.snapshot().frame, Frame::Hidden);
    sim.handle(Input::Revalidate);
    sim.expect_status_fetch();
    // The plugin is switched off, and still there.
    sim.reply(status("reconnect_needed", &[]));
    sim.expect_state(State::ReconnectNeeded);
    assert_eq!(sim.snapshot().frame, Frame::Ready);
}

#[test]
fn enter_and_switching_windows_protect_it_too() {
    let mut sim = Sim::ready_with(config(), token_living(100.0));
    sim.page_is(Page {
        frame: FrameFocus::Keyboard,
        ..IN_VIEW
    });
    sim.popup_opens();
    // Without the popup, the token would be due for renewal.
    wait(&mut sim, mins(10));
    sim.expect_state(State::NotConnected);
    assert_eq!(sim.snapshot().frame, Frame::Ready);
}

#[test]
fn a_second_click_begins_a_second_attempt_even_in_the_firsts_grace_period() {
    let mut sim = Sim::in_popup();
    sim.comes_back();
    sim.expect_status_fetch();
    sim.reply(not_connected());
    sim.click();
    let first = sim.expect_cancelled(CancelReason::Superseded);
    assert_eq!(sim.started.len(), 2);
    assert_eq!(sim.started[0], first);
    sim.popup_opens();
    sim.vendor_success();
    assert_eq!(sim.expect_hint("finished"), sim.started[1]);
    sim.expect_status_fetch();
    sim.reply(connected());
    sim.expect_unmount();
    assert!(!sim.expect_connected().late);
}

#[test]
fn a_finish_long_after_the_vendors_cancel_belongs_to_another_signup() {
    let mut sim = Sim::in_popup();
    sim.vendor_message("CANCEL", &json!({}));
    let first = sim.expect_hint("cancelled");
    sim.expect_status_fetch();
    sim.expect_cancelled(CancelReason::User);
    sim.reply(not_connected());
    sim.advance(secs(6));
    // The widget did not see the second click.
    sim.vendor_success();
    assert_ne!(sim.expect_hint("finished"), first);
    sim.expect_status_fetch();
    sim.reply(connected());
    sim.expect_unmount();
    assert!(!sim.expect_connected().late);
}

#[test]
fn a_click_that_is_seen_late_protects_it() {
    let mut sim = Sim::ready_with(config(), token_living(100.0));
    for frame in [FrameFocus::Keyboard, FrameFocus::Pointer] {
        sim.page_is(Page { frame, ..IN_VIEW });
    }
    sim.page_is(IN_VIEW);
    wait(&mut sim, mins(10));
    assert_eq!(sim.snapshot().frame, Frame::Ready);
}

#[test]
fn a_popup_that_the_customer_returns_to_protects_it_again() {
    let mut sim = abandoned(token_living(3600.0));
    wait(&mut sim, mins(20));
    sim.page_is(Page {
        frame: FrameFocus::Keyboard,
        ..IN_VIEW
    });
    sim.handle(Input::Refresh);
    sim.expect_status_fetch();
    sim.reply(connected());
    sim.expect_connected();
    // The frame is hidden, and the focus moves from it to the popup.
    sim.popup_opens();
    sim.advance(mins(25));
    sim.expect_nothing();
    sim.advance_to_output(mins(6));
    sim.expect_unmount();
}
