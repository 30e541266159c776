//! The table of timers, and the waits.

use std::time::Duration;

use chakra_connect::flow::backoff::{Jitter, confirm_delay, connecting_delay, retry_delay};
use chakra_connect::flow::time::Millis;
use chakra_connect::flow::timer::{Timer, TimerTable};

#[test]
fn every_timer_has_a_place_of_its_own() {
    for (index, timer) in Timer::ALL.into_iter().enumerate() {
        assert_eq!(timer as usize, index, "{timer:?}");
    }
}

#[test]
fn the_next_deadline_is_the_earliest() {
    let mut timers = TimerTable::default();
    assert_eq!(timers.next_deadline(), None);
    timers.set(Timer::WaitEnd, Millis(30));
    timers.set(Timer::TokenAnswer, Millis(20));
    timers.set(Timer::Watch, Millis(25));
    assert_eq!(timers.next_deadline(), Some(Millis(20)));
    timers.stop(Timer::TokenAnswer);
    assert_eq!(timers.next_deadline(), Some(Millis(25)));
}

#[test]
fn there_is_one_of_a_kind() {
    let mut timers = TimerTable::default();
    timers.set(Timer::Watch, Millis(10));
    timers.set(Timer::Watch, Millis(40));
    assert_eq!(timers.next_deadline(), Some(Millis(40)));
    timers.stop(Timer::Watch);
    assert!(!timers.is_set(Timer::Watch));
}

#[test]
fn due_timers_come_out_once_the_earliest_first() {
    let mut timers = TimerTable::default();
    timers.set(Timer::StatusAnswer, Millis(30));
    timers.set(Timer::AttemptEnd, Millis(10));
    timers.set(Timer::WaitEnd, Millis(20));
    timers.set(Timer::TokenExpiry, Millis(31));
    let mut out = Vec::new();
    while let Some(timer) = timers.take_due(Millis(30)) {
        out.push(timer);
    }
    assert_eq!(
        out,
        [Timer::AttemptEnd, Timer::WaitEnd, Timer::StatusAnswer]
    );
    assert!(timers.is_set(Timer::TokenExpiry));
    timers.stop_all();
    assert_eq!(timers, TimerTable::default());
}

#[test]
fn a_retry_waits_up_to_its_span() {
    let mut jitter = Jitter::new(3);
    for (retry, seconds) in [(0, 1), (1, 2), (2, 4)] {
        let full = Duration::from_secs(seconds);
        let mut spread = Vec::new();
        for _ in 0..400 {
            let wait = retry_delay(retry, None, &mut jitter).unwrap();
            assert!(wait <= full, "{retry}: {wait:?}");
            spread.push(wait);
        }
        assert!(spread.iter().any(|wait| *wait < full / 4), "full jitter");
        assert!(
            spread.iter().any(|wait| *wait > full / 4 * 3),
            "full jitter"
        );
        spread.sort_unstable();
        spread.dedup();
        assert!(spread.len() > 100, "many widgets must not ask at once");
    }
}

#[test]
fn retries_have_a_budget() {
    assert_eq!(retry_delay(3, None, &mut Jitter::new(3)), None);
}

#[test]
fn a_retry_is_never_sooner_than_asked_for() {
    let mut jitter = Jitter::new(3);
    let asked = Duration::from_secs(9);
    let wait = retry_delay(0, Some(asked), &mut jitter).unwrap();
    assert!(
        wait >= asked && wait <= asked + Duration::from_secs(1),
        "{wait:?}"
    );
}

#[test]
fn a_long_wait_is_left_to_the_customer() {
    let hour = Duration::from_hours(1);
    assert_eq!(retry_delay(0, Some(hour), &mut Jitter::new(3)), None);
}

#[test]
fn the_same_seed_gives_the_same_jitter() {
    let mut one = Jitter::new(42);
    let mut other = Jitter::new(42);
    let mut third = Jitter::new(43);
    assert_eq!(one.bits(), other.bits());
    assert_ne!(one.bits(), third.bits());
    let same = Duration::from_secs(1);
    assert_eq!(one.between(same, same), same);
    let _ = one.between(same, Duration::ZERO);
}

#[test]
fn the_waits_of_the_checks() {
    let seconds = |wait: fn(u32) -> Duration| {
        (0..7)
            .map(|check| wait(check).as_secs())
            .collect::<Vec<_>>()
    };
    assert_eq!(seconds(confirm_delay), [1, 2, 4, 8, 15, 15, 15]);
    assert_eq!(seconds(connecting_delay), [5, 10, 15, 15, 15, 15, 15]);
    assert_eq!(confirm_delay(u32::MAX).as_secs(), 15);
    assert_eq!(connecting_delay(u32::MAX).as_secs(), 15);
}
