//! Instants in any form, compared with the `httpdate` crate if it knows the form. An input is one text.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use chakra_connect::flow::timestamp::Timestamp;
use serde_json::Value;

/// The first second of the year 10000, which neither side can write.
const END: u64 = 253_402_300_800;

pub fn check(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let found = Timestamp::parse(&text);
    if let Some(wanted) = reference(&text) {
        assert_eq!(found.map(Timestamp::seconds), Some(wanted), "{text:?}");
    }
    if let Some(time) = found {
        // A zone, a leap second, or the 31st of a shorter month may lead into the next year.
        let seconds = time.seconds();
        assert!(seconds < END + 7 * 86_400, "{text:?} is {seconds}");
        assert!(text.bytes().any(|byte| byte.is_ascii_digit()), "{text:?}");
    }
    if let Ok(json) = serde_json::from_str::<Value>(&text) {
        let _ = Timestamp::read(&json);
    }
    // There and back, for a second that the input picks.
    let mut number = [0; 8];
    for (digit, byte) in number.iter_mut().zip(data) {
        *digit = *byte;
    }
    let found = found.map_or(0, Timestamp::seconds);
    for seconds in [u64::from_le_bytes(number) % END, found % END] {
        let written = httpdate::fmt_http_date(UNIX_EPOCH + Duration::from_secs(seconds));
        let read = Timestamp::parse(&written).expect("a date of HTTP");
        assert_eq!(read.seconds(), seconds, "{written}");
        let written = read.to_rfc3339();
        assert_eq!(Timestamp::parse(&written), Some(read), "{written}");
    }
}

/// The reference's reading of a date in the one current form, which has 29 bytes; the obsolete forms have other
/// lengths.
pub fn reference(text: &str) -> Option<u64> {
    if text.trim().len() != 29 {
        return None;
    }
    let time: SystemTime = httpdate::parse_http_date(text).ok()?;
    Some(time.duration_since(UNIX_EPOCH).ok()?.as_secs())
}
