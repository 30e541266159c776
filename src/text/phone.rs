//! Phone numbers as people write them.

/// Country codes of two digits; `1` and `7` have one digit, all others three.
///
/// Source: ITU-T E.164, list of assigned country codes.
const TWO_DIGITS: &[u8] = &[
    20, 27, 30, 31, 32, 33, 34, 36, 39, 40, 41, 43, 44, 45, 46, 47, 48, 49, 51, 52, 53, 54, 55, 56,
    57, 58, 60, 61, 62, 63, 64, 65, 66, 81, 82, 84, 86, 90, 91, 92, 93, 94, 95, 98,
];

/// The number in groups, if it came as digits only: `+919876543210` becomes `+91 98765 43210`. A number in another form
/// is unchanged.
#[must_use]
pub fn for_people(number: &str) -> String {
    let digits = number.strip_prefix('+').unwrap_or(number);
    // E.164 allows up to 15 digits; fewer than eight may not be a phone number at all.
    if !(8..=15).contains(&digits.len()) || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return number.to_owned();
    }
    let country = country_digits(digits);
    let code = digits.get(..country).unwrap_or_default();
    let mut ends = groups(code, digits.len() - country).iter();
    let mut end = country;
    let mut shown = String::from("+");
    for (index, digit) in digits.chars().enumerate() {
        if index == end {
            shown.push(' ');
            end += ends.next().unwrap_or(&usize::from(u8::MAX));
        }
        shown.push(digit);
    }
    shown
}

fn country_digits(digits: &str) -> usize {
    let two = digits.get(..2).and_then(|two| two.parse::<u8>().ok());
    match two {
        Some(10..20 | 70..80) => 1,
        Some(two) if TWO_DIGITS.contains(&two) => 2,
        _ => 3,
    }
}

/// Sizes of the groups after the country code: as in the large countries, else in threes without a group of one.
fn groups(code: &str, length: usize) -> &'static [usize] {
    match (code, length) {
        ("91" | "92", 10) => &[5, 5],
        ("55", 11) => &[2, 5, 4],
        ("55", 10) => &[2, 4, 4],
        (_, 7) => &[3, 4],
        (_, 8) => &[4, 4],
        (_, 10) => &[3, 3, 4],
        (_, 11) => &[3, 4, 4],
        (_, 13) => &[3, 3, 3, 4],
        _ => &[3, 3, 3, 3],
    }
}
