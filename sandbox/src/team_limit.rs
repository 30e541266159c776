//! A limit on the requests of the whole team, shared by all of a partner's keys.
//!
//! GUESS: all of it. Chakra documents a limit, but not how it works (chakra-protocol 1.3).

use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

/// Number of requests that the API answers in a period; further ones get a 429.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TeamLimit {
    /// The requests in one period.
    pub requests: u32,
    /// The length of the period, which begins with its first request.
    pub per_seconds: u32,
}

/// The current period, and its requests so far.
#[derive(Debug, Clone, Default)]
pub(crate) struct TeamWindow {
    began: Option<Instant>,
    count: u32,
}

impl TeamWindow {
    /// Counts a request, or returns how long the team has to wait.
    pub(crate) fn admit(&mut self, limit: TeamLimit, now: Instant) -> Result<(), Duration> {
        let length = Duration::from_secs(limit.per_seconds.into());
        let age = self.began.map(|began| now.saturating_duration_since(began));
        let age = age.filter(|age| *age < length).unwrap_or_else(|| {
            *self = Self {
                began: Some(now),
                count: 0,
            };
            Duration::ZERO
        });
        if self.count >= limit.requests {
            return Err(length.saturating_sub(age));
        }
        self.count += 1;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_begins_with_its_first_request() {
        let limit = TeamLimit {
            requests: 2,
            per_seconds: 10,
        };
        let mut window = TeamWindow::default();
        let start = Instant::now();
        for (at, admitted) in [
            (0, Ok(())),
            (4, Ok(())),
            (5, Err(5)),
            (9, Err(1)),
            (10, Ok(())),
            (12, Ok(())),
            (13, Err(7)),
            (60, Ok(())),
        ] {
            let answer = window.admit(limit, start + Duration::from_secs(at));
            assert_eq!(answer.map_err(|wait| wait.as_secs()), admitted, "at {at} s");
        }
    }
}
