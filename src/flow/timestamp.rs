//! Wall-clock times, in the formats that backends write.

use serde_json::Value;

use super::json;

/// An instant of a server's clock, in milliseconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// Reads a field: a text, a count since 1970, Java's `[2026, 11, 26, 10, 0]`, or an object that contains one of
    /// these, as PHP's `DateTime` and databases write it. Unreadable ones are unknown.
    #[must_use]
    pub fn read(value: &Value) -> Option<Self> {
        match value {
            Value::String(text) => Self::parse(text),
            Value::Array(parts) => {
                let mut parts = parts.iter().map(|part| part.as_f64().unwrap_or(f64::NAN));
                let mut next = || parts.next();
                let date = [next()?, next()?, next()?];
                let clock = [next(), next(), next()].map(Option::unwrap_or_default);
                instant(date, clock)
            }
            Value::Object(_) => ["date", "$date", "seconds", "epochSecond", "value"]
                .iter()
                .find_map(|name| Self::read(json::get(value, name)?)),
            value => Self::from_count(value.as_f64()?),
        }
    }

    /// The whole seconds since 1970.
    #[must_use]
    pub fn seconds(self) -> u64 {
        u64::try_from(self.0 / 1000).unwrap_or_default()
    }

    /// The instant in RFC 3339, to the second.
    #[must_use]
    pub fn to_rfc3339(self) -> String {
        let seconds = self.seconds();
        let (days, second) = (seconds / 86_400, seconds % 86_400);
        let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
        // The day is the last one that has begun; months and years are found the same way.
        let begins = |year: u64, month: u64| {
            let [year, month] =
                [year, month].map(|part| f64::from(u16::try_from(part).unwrap_or_default()));
            instant([year, month, 1.0], [0.0; 3]).map_or(u64::MAX, |first| first.seconds() / 86_400)
        };
        let last = |range: core::ops::RangeInclusive<u64>, begins: &dyn Fn(u64) -> u64| {
            range
                .take_while(|part| begins(*part) <= days)
                .last()
                .unwrap_or(1)
        };
        let earliest = (days / 366).saturating_add(1970);
        let year = last(earliest..=9999, &|year| begins(year, 1));
        let month = last(1..=12, &|month| begins(year, month));
        let day = days.saturating_sub(begins(year, month)).saturating_add(1);
        format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
    }

    /// Reads a text: RFC 3339 and similar forms (a space instead of `T`, any fraction, no separators, no zone, which
    /// means UTC), an HTTP date, the formats of email, C, Java, Ruby and JavaScript, .NET's `/Date(…)/`, or a count
    /// since 1970.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Some(inner) = text.strip_prefix("/Date(") {
            let digits = inner.bytes().take_while(u8::is_ascii_digit).count();
            return Self::from_text_count(inner.get(..digits)?);
        }
        // As a count, it would be hundreds of years away.
        let is_compact = text.len() == 14 && ["19", "20"].iter().any(|it| text.starts_with(it));
        if let Some(count) = Self::from_text_count(text).filter(|_| !is_compact) {
            return Some(count);
        }
        // The text in brackets repeats the zone in words.
        let text = text.split(['(', '[']).next()?;
        let mut fields = Fields::default();
        let (mut before, mut rest) = (b' ', text.as_bytes());
        while let Some(first) = rest.first() {
            let is_digit = first.is_ascii_digit();
            let is_word = first.is_ascii_alphabetic();
            let same = |byte: &&u8| {
                byte.is_ascii_digit() == is_digit && byte.is_ascii_alphabetic() == is_word
            };
            let length = rest.iter().take_while(same).count();
            let (token, after) = rest.split_at_checked(length)?;
            if is_digit {
                fields.take_number(token, before, after.first())?;
            } else if is_word {
                fields.take_word(token)?;
            }
            before = *token.last()?;
            rest = after;
        }
        fields.instant()
    }

    fn from_text_count(text: &str) -> Option<Self> {
        let is_count = text
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'.');
        let count = is_count.then(|| json::number(&Value::String(text.to_owned())));
        Self::from_count(count??)
    }

    /// Seconds since 1970, or thousandths, millionths or billionths, distinguished by their size.
    fn from_count(mut count: f64) -> Option<Self> {
        for _ in 0..3 {
            if count >= 1e11 {
                count /= 1000.0;
            }
        }
        (1e9..1e11)
            .contains(&count)
            .then(|| Self::from_seconds(count))
    }

    #[allow(clippy::cast_possible_truncation)] // Exact for a few thousand years.
    fn from_seconds(seconds: f64) -> Self {
        Self((seconds * 1000.0) as i64)
    }
}

/// The parts of the time read so far. As floats, which do not overflow.
#[derive(Default)]
struct Fields {
    /// Numbers of the date, each with its number of digits.
    date: Vec<(f64, usize)>,
    /// The month, if it is a word.
    month: Option<f64>,
    /// Hours, minutes, seconds, and a fraction, which is not needed.
    clock: Vec<f64>,
    /// The sign of the zone, its hours, and its minutes.
    zone: Vec<f64>,
}

/// The first three letters of each.
const MONTHS: &[u8] = b"janfebmaraprmayjunjulaugsepoctnovdec";
const WEEKDAYS: &[u8] = b"montuewedthufrisatsun";

impl Fields {
    fn take_number(&mut self, digits: &[u8], before: u8, after: Option<&u8>) -> Option<()> {
        let value = number(digits);
        let has_clock = self.clock.len() > 1;
        match before {
            b':' if !self.zone.is_empty() => self.zone.push(value),
            b':' => self.clock.push(value),
            b'.' | b',' if self.clock.len() == 3 => self.clock.push(value),
            b'+' | b'-' if has_clock && self.zone.is_empty() => {
                let (hours, minutes) = digits.split_at_checked(2)?;
                let sign = if before == b'-' { -1.0 } else { 1.0 };
                self.zone = vec![sign, number(hours)];
                if !minutes.is_empty() {
                    self.zone.push(number(minutes));
                }
            }
            _ if after == Some(&b':') && self.clock.is_empty() => self.clock.push(value),
            // Without separators: `20261126T100000`, or without the `T`.
            _ if self.date.is_empty() && [8, 14].contains(&digits.len()) => {
                let (date, clock) = digits.split_at_checked(8)?;
                let (year, month_and_day) = date.split_at_checked(4)?;
                self.date.push((number(year), 4));
                let rest = month_and_day.chunks(2).map(|two| (number(two), 2));
                self.date.extend(rest);
                self.clock.extend(clock.chunks(2).map(number));
            }
            _ if self.date.len() == 3 && self.clock.is_empty() && digits.len() == 6 => {
                self.clock.extend(digits.chunks(2).map(number));
            }
            _ => self.date.push((value, digits.len())),
        }
        Some(())
    }

    /// Accepts only known words: an unknown zone would be hours off.
    fn take_word(&mut self, word: &[u8]) -> Option<()> {
        let word = word.to_ascii_lowercase();
        if matches!(word.as_slice(), b"t" | b"z" | b"utc" | b"gmt") {
            return Some(());
        }
        let start = word.get(..3)?;
        let within = |names: &[u8]| names.chunks_exact(3).position(|name| name == start);
        if let Some(month) = within(MONTHS) {
            self.month = Some(f64::from(u8::try_from(month).ok()?) + 1.0);
            return Some(());
        }
        within(WEEKDAYS).map(|_| ())
    }

    fn instant(&self) -> Option<Timestamp> {
        let date = match (self.month, self.date.as_slice()) {
            (None, [(year, 4), (month, _), (day, _)]) => [*year, *month, *day],
            (Some(month), [(year, 4), (day, _)] | [(day, _), (year, 4)]) => [*year, month, *day],
            // A year of this century, by RFC 9110's rule for the obsolete form.
            (Some(month), [(day, _), (year, 2)]) => [*year + 2000.0, month, *day],
            _ => return None,
        };
        let clock = |index: usize| self.clock.get(index).copied().unwrap_or_default();
        let local = instant(date, [clock(0), clock(1), clock(2)])?;
        let zone = |index: usize| self.zone.get(index).copied().unwrap_or_default();
        let east = zone(0) * (zone(1) * 60.0 + zone(2)) * 60.0;
        #[allow(clippy::cast_precision_loss)] // Exact for a few thousand years.
        Some(Timestamp::from_seconds(local.0 as f64 / 1000.0 - east))
    }
}

fn number(digits: &[u8]) -> f64 {
    let value = |digit: &u8| f64::from(digit.wrapping_sub(b'0'));
    digits
        .iter()
        .fold(0.0, |all, digit| all * 10.0 + value(digit))
}

/// The instant in UTC; `None` if a number is out of range or not a number.
fn instant([year, month, day]: [f64; 3], [hours, minutes, seconds]: [f64; 3]) -> Option<Timestamp> {
    let ranges = [
        (year, 1970.0, 9999.0),
        (month, 1.0, 12.0),
        (day, 1.0, 31.0),
        (hours, 0.0, 23.0),
        (minutes, 0.0, 59.0),
        (seconds, 0.0, 60.0),
    ];
    let fits = |(value, least, most): &(f64, f64, f64)| (*least..=*most).contains(value);
    if !ranges.iter().all(fits) {
        return None;
    }
    // Years begin in March here, so that the leap day is the last of its year.
    let (year, month) = if month > 2.0 {
        (year, month - 3.0)
    } else {
        (year - 1.0, month + 9.0)
    };
    let leaps = (year / 4.0).floor() - (year / 100.0).floor() + (year / 400.0).floor();
    let days = 365.0 * year + leaps + ((153.0 * month + 2.0) / 5.0).floor() + day - 719_469.0;
    let seconds = ((days * 24.0 + hours) * 60.0 + minutes) * 60.0 + seconds;
    Some(Timestamp::from_seconds(seconds))
}
