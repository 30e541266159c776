//! After a click, no window was seen to open: the customer reads what helps, and can click again.

use chakra_connect::flow::State;
use chakra_connect::flow::error::Code;
use chakra_connect::flow::io::CancelReason;
use serde_json::json;

use crate::support::replies::{connected, not_connected};
use crate::support::{Sim, mins, secs};

fn not_seen() -> Sim {
    let mut sim = Sim::ready();
    sim.click();
    sim.advance(std::time::Duration::from_millis(4_990));
    assert_eq!(sim.snapshot().failure, None);
    sim.advance_to_output(secs(1));
    sim.expect_status_fetch();
    sim.reply(not_connected());
    sim
}

#[test]
fn the_customer_gets_a_notice() {
    let sim = not_seen();
    sim.expect_state(State::Connecting);
    assert_eq!(sim.progress, ["popup_not_seen"]);
    let shown = sim.snapshot().failure.expect("a notice");
    assert_eq!(shown.code, Code::PopupNotSeen);
}

#[test]
fn a_late_window_withdraws_the_notice() {
    let mut sim = not_seen();
    sim.popup_opens();
    assert_eq!(sim.snapshot().failure, None);
    sim.expect_state(State::Connecting);
}

#[test]
fn an_event_of_the_vendors_takes_it_back() {
    let mut sim = not_seen();
    sim.vendor_message("STEP", &json!({}));
    sim.expect_hint("STEP");
    sim.expect_status_fetch();
    assert_eq!(sim.snapshot().failure, None);
}

#[test]
fn the_next_click_is_another_attempt() {
    let mut sim = not_seen();
    assert_eq!(sim.released, 1, "so that it is seen");
    sim.click();
    sim.expect_cancelled(CancelReason::Superseded);
    assert_eq!(sim.started.len(), 2);
    sim.expect_state(State::Connecting);
    assert_eq!(sim.snapshot().failure, None);
}

#[test]
fn what_the_backend_finds_still_counts() {
    let mut sim = not_seen();
    sim.advance_to_output(mins(1));
    sim.expect_status_fetch();
    sim.reply(connected());
    assert!(!sim.expect_connected().late);
    assert_eq!(sim.snapshot().failure, None);
}

#[test]
fn a_popup_that_was_seen_is_not_missed() {
    let mut sim = Sim::in_popup();
    sim.advance(secs(4));
    assert!(sim.progress.is_empty());
    sim.advance_to_output(secs(2));
    sim.expect_status_fetch();
    sim.reply(not_connected());
    assert!(sim.progress.is_empty());
}
