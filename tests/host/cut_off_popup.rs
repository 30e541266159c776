//! A popup that sends no events: cut off by a policy, closed too early, or wrongly reported as closed.
//!
//! The widget never holds the popup's handle, so no policy can make that handle lie. The focus gives the hints, and the
//! backend decides.

use chakra_connect::flow::State;
use chakra_connect::flow::io::CancelReason;
use serde_json::json;

use crate::support::replies::{connected, not_connected};
use crate::support::{Sim, mins, secs};

#[test]
fn cut_off_from_its_page_the_status_check_finds_the_connection() {
    // With `Cross-Origin-Opener-Policy: same-origin`, the popup works but cannot send messages.
    let mut sim = Sim::in_popup();
    for _ in 0..12 {
        sim.advance_to_output(secs(15));
        sim.expect_status_fetch();
        sim.reply(not_connected());
        sim.expect_state(State::Connecting);
    }
    sim.advance_to_output(secs(15));
    sim.expect_status_fetch();
    sim.reply(connected());
    let outcome = sim.expect_connected();
    assert!(outcome.verified && !outcome.late);
}

#[test]
fn a_popup_wrongly_reported_as_closed_still_connects() {
    // Half a second after the click, the vendor's SDK reads the wrong state of the popup's handle.
    let mut sim = Sim::in_popup();
    sim.advance(std::time::Duration::from_millis(502));
    sim.vendor_message("CANCEL", &json!({}));
    let attempt = sim.expect_hint("cancelled");
    sim.expect_status_fetch();
    sim.expect_cancelled(CancelReason::User);
    sim.reply(not_connected());
    // Minutes later, Meta's signup is complete and the customer is back.
    for wait in [30, 60, 120, 240, 300] {
        assert_eq!(sim.advance_to_output(mins(5)), secs(wait));
        sim.expect_status_fetch();
        sim.reply(not_connected());
        sim.expect_state(State::NotConnected);
    }
    sim.advance_to_output(mins(5));
    sim.expect_status_fetch();
    sim.reply(connected());
    sim.expect_unmount();
    let outcome = sim.expect_connected();
    assert_eq!(outcome.attempt, attempt);
    assert!(outcome.late && outcome.verified);
    sim.expect_state(State::Connected);
}

/// The popup opens and closes between two polls of the page: neither an event nor a poll reveals it.
fn unseen() -> Sim {
    let mut sim = Sim::ready();
    sim.click();
    sim.advance(secs(3));
    sim.expect_state(State::Connecting);
    sim
}

#[test]
fn closed_before_the_focus_was_seen_to_leave_a_second_click_still_counts() {
    let mut sim = unseen();
    sim.popup_opens();
    sim.vendor_success();
    sim.expect_hint("finished");
    sim.expect_status_fetch();
    sim.reply(connected());
    sim.expect_unmount();
    let outcome = sim.expect_connected();
    assert!(!outcome.late);
    sim.expect_state(State::Connected);
}

#[test]
fn closed_before_the_focus_was_seen_to_leave_it_ends_by_the_clock() {
    let mut sim = unseen();
    let begun = sim.now;
    while sim.machine.state() == State::Connecting {
        sim.advance_to_output(secs(15));
        sim.expect_status_fetch();
        if sim.machine.state() == State::Connecting {
            sim.reply(not_connected());
        }
    }
    sim.expect_cancelled(CancelReason::Timeout);
    assert_eq!(sim.now.since(begun), mins(10).saturating_sub(secs(3)));
    sim.expect_state(State::NotConnected);
}

#[test]
fn closed_before_the_focus_was_seen_to_leave_the_customer_can_start_again() {
    let mut sim = unseen();
    sim.handle(chakra_connect::flow::Input::Reset(CancelReason::User));
    sim.expect_unmount();
    sim.expect_status_fetch();
    sim.expect_cancelled(CancelReason::User);
    sim.reply(not_connected());
    sim.expect_token_fetch_for(crate::support::replies::PLUGIN);
}
