//! Times in a format that every database can store: milliseconds since 1970.

use time::OffsetDateTime;

/// A point in time, in milliseconds since 1970, UTC.
pub type Milliseconds = i64;

/// The current time.
#[must_use]
pub fn now() -> Milliseconds {
    milliseconds(OffsetDateTime::now_utc())
}

/// A date in the stored format.
pub(crate) fn milliseconds(date: OffsetDateTime) -> Milliseconds {
    i64::try_from(date.unix_timestamp_nanos() / 1_000_000).unwrap_or(i64::MAX)
}

/// `duration` after `start`.
pub(crate) fn after(start: Milliseconds, duration: std::time::Duration) -> Milliseconds {
    let milliseconds = i64::try_from(duration.as_millis()).unwrap_or(i64::MAX);
    start.saturating_add(milliseconds)
}

/// The time as a date.
#[must_use]
pub fn date(time: Milliseconds) -> OffsetDateTime {
    let nanoseconds = i128::from(time).saturating_mul(1_000_000);
    // There is no date beyond the year 9999.
    OffsetDateTime::from_unix_timestamp_nanos(nanoseconds).unwrap_or(OffsetDateTime::UNIX_EPOCH)
}
