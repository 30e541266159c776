//! PURE: when a failed notification is retried.

use std::time::Duration;

use super::NotificationConfig;
use crate::doubling::doubled;
use crate::store::{Milliseconds, Notification, after};

/// The time of the next attempt after one that has just failed; none if it is given up. `random` adds up to a quarter,
/// to spread notifications that failed together.
pub(super) fn next_try(
    failed: &Notification,
    now: Milliseconds,
    first_pause: Duration,
    random: u8,
) -> Option<Milliseconds> {
    if now >= after(failed.since, NotificationConfig::LIFE) {
        return None;
    }
    let doublings = failed.tries.saturating_sub(1);
    let pause = doubled(first_pause, doublings, NotificationConfig::LONGEST_PAUSE);
    let pause = pause.saturating_add(pause / 1024 * u32::from(random));
    Some(after(now, pause.min(NotificationConfig::LONGEST_PAUSE)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: i64 = 3_600_000;

    fn failed(tries: u32) -> Notification {
        Notification {
            id: "msg_1".to_owned(),
            tenant_id: "a".to_owned(),
            body: String::new(),
            tries,
            since: 0,
        }
    }

    fn pause(tries: u32, random: u8) -> i64 {
        let first = NotificationConfig::FIRST_PAUSE;
        next_try(&failed(tries), 7, first, random).unwrap() - 7
    }

    #[test]
    fn pauses_double_from_five_seconds_to_an_hour() {
        let pauses = [1, 2, 3, 9, 10, 11, 12, u32::MAX].map(|tries| pause(tries, 0));
        let seconds = [5, 10, 20, 1280, 2560, 3600, 3600, 3600];
        assert_eq!(pauses, seconds.map(|it| it * 1000));
        for tries in [1, 5, 10, 20] {
            let (plain, longest) = (pause(tries, 0), pause(tries, u8::MAX));
            assert!(longest <= plain * 5 / 4 && longest <= HOUR, "{longest}");
            assert!(longest > plain || plain == HOUR, "{longest}");
        }
    }

    #[test]
    fn after_three_days_it_is_given_up() {
        let first = NotificationConfig::FIRST_PAUSE;
        assert!(next_try(&failed(80), 72 * HOUR - 1, first, 0).is_some());
        assert_eq!(next_try(&failed(80), 72 * HOUR, first, 0), None);
        // This also applies to one that waited that long for an older one, because it was tried.
        assert_eq!(next_try(&failed(1), 90 * HOUR, first, 0), None);
    }
}
