//! A limit on the requests of the whole team, as every key of a partner shares it.
//!
//! GUESS: all of it. That Chakra limits requests is documented; how, is unknown (chakra-protocol 1.3).

use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

/// Number of requests that the API answers in a span of time; any more get a 429.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TeamLimit {
    /// The requests of one span.
    pub requests: u32,
    /// The length of the span, which begins with its first request.
    pub per_seconds: u32,
}

/// The span under way, and its requests so far.
#[derive(Debug, Clone, Default)]
pub(crate) struct TeamWindow {
    began: Option<Instant>,
    count: u32,
}

impl TeamWindow {
    /// Counts a request, or tells how long the team has to wait.
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
    fn a_span_begins_with_its_first_request() {
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
