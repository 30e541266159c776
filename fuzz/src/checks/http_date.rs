//! Dates in HTTP headers, held against the `httpdate` crate. An input is one date.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use chakra_connect::flow::http_date::parse;

/// The first second of the year 10000, which neither side can write.
const END: u64 = 253_402_300_800;

pub fn check(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let found = parse(&text);
    if let Some(wanted) = reference(&text) {
        assert_eq!(found, Some(wanted), "{text:?}");
    }
    if let Some(seconds) = found {
        // A leap second, or the 31st of a shorter month, may lead into the next year.
        assert!(seconds < END + 86_400, "{text:?} is {seconds}");
        assert!(text.contains("GMT"), "{text:?}");
    }
    // There and back again, for some second that the input picks.
    let mut number = [0; 8];
    for (digit, byte) in number.iter_mut().zip(data) {
        *digit = *byte;
    }
    for seconds in [
        u64::from_le_bytes(number) % END,
        found.unwrap_or_default() % END,
    ] {
        let written = httpdate::fmt_http_date(UNIX_EPOCH + Duration::from_secs(seconds));
        assert_eq!(parse(&written), Some(seconds), "{written}");
    }
}

/// What the reference makes of a date in the one current form, which has 29 bytes; the obsolete
/// forms have not.
pub fn reference(text: &str) -> Option<u64> {
    if text.trim().len() != 29 {
        return None;
    }
    let time: SystemTime = httpdate::parse_http_date(text).ok()?;
    Some(time.duration_since(UNIX_EPOCH).ok()?.as_secs())
}
