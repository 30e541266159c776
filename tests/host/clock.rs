//! One clock made from the browser's two: it notices sleep, and a wrong wall clock does little harm.

use std::time::Duration;

use chakra_connect::flow::State;
use chakra_connect::flow::time::{Clock, Millis};

use crate::support::replies::PLUGIN;
use crate::support::{Sim, mins};

const HOUR: f64 = 3_600_000.0;

#[test]
fn time_begins_at_nothing_and_moves_by_the_monotonic_clock() {
    let mut clock = Clock::default();
    assert_eq!(clock.read(5_000.0, 1.7e12), Millis(0));
    assert_eq!(clock.read(5_250.0, 1.7e12 + 250.0), Millis(250));
}

#[test]
fn a_sleep_is_noticed_by_the_wall_clock() {
    let mut clock = Clock::default();
    clock.read(0.0, 1.7e12);
    // The monotonic clock stood still.
    assert_eq!(clock.read(10.0, 1.7e12 + 2.0 * HOUR), Millis(7_200_000));
}

#[test]
fn a_wall_clock_set_back_changes_nothing() {
    let mut clock = Clock::default();
    clock.read(0.0, 1.7e12);
    assert_eq!(clock.read(1_000.0, 1.7e12 - 5.0 * HOUR), Millis(1_000));
    assert_eq!(
        clock.read(2_000.0, 1.7e12 - 5.0 * HOUR + 1_000.0),
        Millis(2_000)
    );
}

#[test]
fn a_wall_clock_set_forward_counts_once() {
    let mut clock = Clock::default();
    clock.read(0.0, 1.7e12);
    clock.read(1_000.0, 1.7e12 + HOUR);
    assert_eq!(
        clock.read(2_000.0, 1.7e12 + HOUR + 1_000.0),
        Millis(3_601_000)
    );
}

#[test]
fn no_time_passes_if_both_clocks_stop_or_go_back() {
    let mut clock = Clock::default();
    clock.read(1_000.0, 1.7e12);
    assert_eq!(clock.read(900.0, 1.7e12 - 10.0), Millis(0));
    assert_eq!(clock.read(f64::NAN, f64::NAN), Millis(0));
    let now = clock.read(f64::NAN, 1.7e12);
    assert!(clock.read(f64::INFINITY, 0.0) >= now);
}

#[test]
fn many_readings_lose_no_time() {
    let mut clock = Clock::default();
    let mut now = Millis(0);
    for step in 0..=10_000_u32 {
        now = clock.read(f64::from(step) * 0.3, 1.7e12);
    }
    assert_eq!(now, Millis(3_000));
}

#[test]
fn spans_never_turn_negative_and_never_overflow() {
    assert_eq!(Millis(5).since(Millis(9)), Duration::ZERO);
    assert_eq!(Millis(9).since(Millis(5)), Duration::from_millis(4));
    assert_eq!(Millis(u64::MAX) + Duration::MAX, Millis(u64::MAX));
}

#[test]
fn after_a_sleep_one_tick_catches_up_with_everything() {
    let mut sim = Sim::ready();
    sim.now = sim.now + mins(8 * 60);
    sim.advance(Duration::ZERO);
    sim.expect_unmount();
    sim.expect_token_fetch_for(PLUGIN);
    sim.expect_state(State::NotConnected);
}

#[test]
fn the_machine_never_goes_back_in_time() {
    let mut sim = Sim::ready();
    sim.advance(mins(10));
    let due = sim.machine.next_deadline();
    sim.now = Millis(3);
    sim.comes_back();
    assert_eq!(sim.machine.next_deadline(), due);
}
