//! The wait that Chakra asks for. Its place is not documented. These are the places that an integrator's client reads,
//! in its order, and are only hints.

use std::time::Duration;

use axum::http::{HeaderMap, header::RETRY_AFTER};
use chakra_connect_contract::retry_after::{LONGEST, MILLISECONDS, PLACES, SECONDS, WORDS};
use serde_json::Value;
use time::{OffsetDateTime, PrimitiveDateTime, macros::format_description};

use super::envelope::Envelope;

/// The wait in a header or a body.
pub(super) fn retry_after(headers: &HeaderMap, envelope: &Envelope) -> Option<Duration> {
    headers
        .get(RETRY_AFTER)
        .and_then(|value| value.to_str().ok())
        .and_then(|text| from_header(text, OffsetDateTime::now_utc()))
        .or_else(|| from_body(envelope))
        .map(|wait| wait.min(LONGEST))
}

/// "retry after 1500 ms" anywhere in an error text, apparently the wording for a throttled call.
pub(super) fn wait_in_words(envelope: &Envelope) -> Option<Duration> {
    envelope.errors.iter().find_map(|text| in_words(text))
}

fn from_header(text: &str, now: OffsetDateTime) -> Option<Duration> {
    let text = text.trim();
    if let Ok(seconds) = text.parse::<u64>() {
        return Some(Duration::from_secs(seconds));
    }
    let format = format_description!(
        "[weekday repr:short], [day] [month repr:short] [year] [hour]:[minute]:[second] GMT"
    );
    let date = PrimitiveDateTime::parse(text, format).ok()?.assume_utc();
    Some(Duration::try_from(date - now).unwrap_or_default())
}

fn from_body(envelope: &Envelope) -> Option<Duration> {
    let whole = envelope.whole.as_ref()?;
    let inner = PLACES.iter().filter_map(|name| whole.get(name));
    [whole]
        .into_iter()
        .chain(inner)
        .find_map(|place| {
            number(place, MILLISECONDS, 0.001).or_else(|| number(place, SECONDS, 1.0))
        })
        .or_else(|| wait_in_words(envelope))
}

fn number(place: &Value, names: [&str; 2], seconds_per_unit: f64) -> Option<Duration> {
    let value = names.into_iter().find_map(|name| place.get(name))?;
    let count = value
        .as_f64()
        .or_else(|| value.as_str().and_then(|text| text.parse().ok()))?;
    Duration::try_from_secs_f64(count * seconds_per_unit).ok()
}

fn in_words(text: &str) -> Option<Duration> {
    let text = text.to_lowercase();
    let (_, rest) = text.split_once(WORDS)?;
    let rest = rest.trim_start();
    let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let (count, unit) = rest.split_at(digits);
    unit.trim_start()
        .starts_with("ms")
        .then(|| count.parse().ok().map(Duration::from_millis))?
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;
    use serde_json::json;

    #[test]
    fn headers_come_in_seconds_or_as_a_date() {
        let now = OffsetDateTime::from_unix_timestamp(784_111_777).unwrap();
        assert_eq!(from_header("7", now), Some(Duration::from_secs(7)));
        assert_eq!(
            from_header("Sun, 06 Nov 1994 08:49:47 GMT", now),
            Some(Duration::from_secs(10))
        );
        assert_eq!(
            from_header("Sun, 06 Nov 1994 08:49:17 GMT", now),
            Some(Duration::ZERO)
        );
        assert_eq!(from_header("soon", now), None);
    }

    #[test]
    fn bodies_contain_the_wait_in_several_forms() {
        for (body, wait) in [
            (json!({"retry_after_ms": 1500}), Some(1500)),
            (json!({"_data": {"retryAfterMs": "250"}}), Some(250)),
            (json!({"data": {"retry_after": 2}}), Some(2000)),
            (
                json!({"_errors": ["Throttled, retry after 900 ms"]}),
                Some(900),
            ),
            (json!({"_errors": ["Please retry after lunch"]}), None),
            (json!({"retry_after": -1}), None),
            (json!({}), None),
        ] {
            let envelope = Envelope::read(body.to_string().as_bytes());
            assert_eq!(
                retry_after(&HeaderMap::new(), &envelope),
                wait.map(Duration::from_millis),
                "{body}"
            );
        }
    }

    #[test]
    fn the_header_wins_and_no_wait_is_longer_than_an_hour() {
        let envelope = Envelope::read(json!({"retry_after": 2}).to_string().as_bytes());
        let mut headers = HeaderMap::new();
        headers.insert(RETRY_AFTER, HeaderValue::from_static("90000"));
        assert_eq!(retry_after(&headers, &envelope), Some(LONGEST));
    }
}
