//! How long a server asks to wait: in its header, or in its body.

use core::time::Duration;

use serde_json::Value;

use super::{http_date, words};

/// Reads `Retry-After`: whole seconds, or a date. A date counts from the server's own `date`, since
/// the clock here may be wrong by hours; without that header it tells nothing.
#[must_use]
pub fn in_header(text: &str, date: Option<&str>) -> Option<Duration> {
    if let Ok(seconds) = text.trim().parse() {
        return Some(Duration::from_secs(seconds));
    }
    let until = http_date::parse(text)?;
    let now = http_date::parse(date?)?;
    Some(Duration::from_secs(until.saturating_sub(now)))
}

/// Reads the hints an error body may hold, at its top or within `data` or `_data`: milliseconds,
/// seconds, or the words "retry after N ms".
///
/// Source: an integrator's client reads these (chakra-protocol 1.3).
#[must_use]
pub fn in_body(json: &Value) -> Option<Duration> {
    [Some(json), json.get("_data"), json.get("data")]
        .into_iter()
        .flatten()
        .find_map(|holder| {
            let number = |name: &str| holder.get(name).and_then(Value::as_u64);
            let millis = number("retry_after_ms").or_else(|| number("retryAfterMs"));
            let seconds = number("retry_after").or_else(|| number("retryAfter"));
            millis
                .map(Duration::from_millis)
                .or_else(|| seconds.map(Duration::from_secs))
                .or_else(|| in_words(holder.get("message")?.as_str()?))
                .or_else(|| in_words(holder.get("error")?.as_str()?))
                .or_else(|| in_words(holder.get("_errors")?.get(0)?.as_str()?))
        })
}

fn in_words(text: &str) -> Option<Duration> {
    let text = text.to_ascii_lowercase();
    let after = words::after(&text, "retry after ")?;
    let (number, unit) = after.trim_start().split_once(' ')?;
    unit.starts_with("ms")
        .then(|| number.parse().ok().map(Duration::from_millis))
        .flatten()
}
