//! The wait that a server asks for, in its header or its body.

use core::time::Duration;

use serde_json::Value;

use super::envelope::{error_parts, error_texts};
use super::find;
use super::json;
use super::timestamp::Timestamp;

/// The longest wait that is believed.
pub const LONGEST: Duration = Duration::from_hours(24);

/// Reads `Retry-After`: seconds, or a date in any form. A date counts from the server's own `date`, because the clock
/// here may be wrong by hours; without that header it says nothing.
#[must_use]
pub fn in_header(text: &str, date: Option<&str>) -> Option<Duration> {
    read(&Value::String(text.to_owned()), 1.0, date)
}

/// Reads the hints in an error body, at its top or nested: milliseconds, seconds, a date, or words such as "retry after
/// N ms".
///
/// Sources: an integrator's client (chakra-protocol 1.3), the words of Django REST framework and Discord.
#[must_use]
pub fn in_body(body: &Value, date: Option<&str>) -> Option<Duration> {
    const FIELDS: [(&str, f64); 6] = [
        ("retryAfterMs", 1000.0),
        ("retryAfterMilliseconds", 1000.0),
        ("retryAfterSeconds", 1.0),
        ("retryAfter", 1.0),
        ("retryIn", 1.0),
        ("retryDelay", 1.0),
    ];
    error_parts(body).into_iter().find_map(|part| {
        let mut fields = FIELDS.iter();
        let field = fields.find_map(|(name, unit)| read(json::get(part, name)?, *unit, date));
        field.or_else(|| error_texts(part).find_map(in_words))
    })
}

/// A count, with `units` per second, or an instant. A count as large as the current time in seconds since 1970 is an
/// instant, if the server states its time, and if the instant is not long past.
fn read(value: &Value, units: f64, date: Option<&str>) -> Option<Duration> {
    let count = json::number(value).map(|count| count / units);
    if let Some(count) = count.filter(|count| *count < 1e9) {
        return seconds(count);
    }
    let left = || {
        let (until, now) = (Timestamp::read(value)?, Timestamp::parse(date?)?);
        let (until, now) = (until.seconds(), now.seconds());
        let is_meant = count.is_none() || until.saturating_add(LONGEST.as_secs()) > now;
        is_meant.then(|| until.saturating_sub(now))
    };
    #[allow(clippy::cast_precision_loss)] // Exact for a few thousand years.
    seconds(left().map(|left| left as f64).or(count)?)
}

/// A wait is neither negative nor infinite.
fn seconds(seconds: f64) -> Option<Duration> {
    Duration::try_from_secs_f64(seconds.min(LONGEST.as_secs_f64())).ok()
}

fn in_words(text: &str) -> Option<Duration> {
    let text = text.to_ascii_lowercase();
    let before = ["retry after ", "again in ", "again after ", "available in "];
    let after = before.iter().find_map(|words| find::after(&text, words))?;
    let after = after.trim_start();
    let end = |byte: u8| !byte.is_ascii_digit() && byte != b'.';
    let (number, unit) = after.split_at_checked(after.bytes().position(end)?)?;
    let units = match unit.trim_start().as_bytes() {
        [b'm', b's', ..] | [b'm', b'i', b'l', b'l', ..] => 1000.0,
        [b's', ..] => 1.0,
        [b'm', b'i', b'n', ..] => 1.0 / 60.0,
        _ => return None,
    };
    read(&Value::String(number.to_owned()), units, None)
}
