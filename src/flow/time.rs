//! Instants, as milliseconds since an arbitrary origin.

use core::ops::Add;
use core::time::Duration;

/// An instant: milliseconds since an arbitrary origin, never a wall-clock time.
///
/// Spans between instants are [`Duration`]s.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Millis(pub u64);

impl Millis {
    /// The time from `earlier` to this instant, zero if `earlier` is later.
    #[must_use]
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_millis(self.0.saturating_sub(earlier.0))
    }
}

impl Add<Duration> for Millis {
    type Output = Self;

    fn add(self, span: Duration) -> Self {
        let millis = u64::try_from(span.as_millis()).unwrap_or(u64::MAX);
        Self(self.0.saturating_add(millis))
    }
}

/// One clock made of the browser's two, each of which fails in its own way.
///
/// The monotonic clock (`performance.now()`) may stand still while the computer sleeps; the wall clock (`Date.now()`)
/// may be set by hours in either direction. Time follows the monotonic clock, and the wall clock if that moved further:
/// a sleep is then noticed, and a wall clock that is set forward costs one early refresh of the token, never a storm;
/// set back, nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Clock {
    last: Option<Reading>,
    /// In milliseconds, with fractions, so that rounding does not lose many short spans.
    now: f64,
}

#[derive(Clone, Copy, Debug)]
struct Reading {
    monotonic: f64,
    wall: f64,
}

impl Clock {
    /// The instant for these readings, both in milliseconds.
    pub fn read(&mut self, monotonic: f64, wall: f64) -> Millis {
        if let Some(last) = self.last {
            let moved = (monotonic - last.monotonic).max(wall - last.wall);
            // A NaN or negative difference changes nothing: `max` returns the other number.
            self.now += moved.max(0.0);
        }
        self.last = Some(Reading { monotonic, wall });
        // Saturates.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        Millis(self.now.round() as u64)
    }
}
