//! A popup that nothing is heard of: cut off by a policy, closed too soon, said to be closed too soon.
//!
//! The widget never holds the popup's handle, so no policy can make it lie: what tells is the focus,
//! and what decides is the backend.

use chakra_connect::flow::State;
use chakra_connect::flow::io::CancelReason;
use serde_json::json;

use crate::support::replies::{connected, not_connected};
use crate::support::{Sim, mins, secs};

#[test]
fn cut_off_from_its_page_the_status_check_finds_the_connection() {
    // `Cross-Origin-Opener-Policy: same-origin`: the popup works, and can tell nobody.
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
fn said_to_be_closed_while_the_customer_still_types_it_connects_all_the_same() {
    // The vendor's SDK takes the lying handle's word, half a second after the click.
    let mut sim = Sim::in_popup();
    sim.advance(std::time::Duration::from_millis(502));
    sim.vendor_message("CANCEL", &json!({}));
    let attempt = sim.expect_hint("cancelled");
    sim.expect_status_fetch();
    sim.expect_cancelled(CancelReason::User);
    sim.reply(not_connected());
    // Minutes later Meta is done, and the customer is back.
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

/// Opened and closed between two looks at the page: no event and no look tells of it.
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
