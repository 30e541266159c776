//! The browser's `Intl`: numbers, plurals, dates, ages.

use core::time::Duration;

/// Numbers, plurals and times of one language.
pub trait Intl {
    /// A count, as people write it: `10,000`.
    fn number(&self, count: u32) -> String;
    /// The plural category of a count, by the names of CLDR: `one`, `few`, `other` …
    fn category(&self, count: u32) -> String;
    /// How long ago something was: `5 minutes ago`.
    fn ago(&self, age: Duration) -> String;
    /// The day of an RFC 3339 time, `Mar 4, 2026`; `None` if it is not a time.
    fn day(&self, time: &str) -> Option<String>;
}

/// English without a browser: for tests on the host, and if a browser lacks `Intl`.
#[derive(Clone, Copy, Debug, Default)]
pub struct PlainEnglish;

impl Intl for PlainEnglish {
    fn number(&self, count: u32) -> String {
        count.to_string()
    }

    fn category(&self, count: u32) -> String {
        if count == 1 { "one" } else { "other" }.to_owned()
    }

    fn ago(&self, age: Duration) -> String {
        let (count, unit) = in_largest_unit(age);
        let plural = if count == 1 { "" } else { "s" };
        format!("{count} {unit}{plural} ago")
    }

    fn day(&self, time: &str) -> Option<String> {
        time.get(..10).map(ToOwned::to_owned)
    }
}

/// An age in the largest unit it fills, with the names of `Intl.RelativeTimeFormat`. Anything below a minute counts as
/// one, because it is not known more precisely.
#[must_use]
pub fn in_largest_unit(age: Duration) -> (u64, &'static str) {
    let minutes = age.as_secs() / 60;
    match minutes {
        0..60 => (minutes.max(1), "minute"),
        60..1440 => (minutes / 60, "hour"),
        _ => (minutes / 1440, "day"),
    }
}
