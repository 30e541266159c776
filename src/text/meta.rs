//! Meta's error codes in plain language.

use super::table::{self, Message};

/// The codes with a text of their own, and the text.
///
/// Source: Meta's Embedded Signup errors page, as gathered in chakra-protocol section 3.
pub const META_CODES: &[(&[&str], Message)] = &[
    (&["2655093"], table::META_SWITCH_PARTNER),
    (&["3441049", "2655094"], table::META_DISCONNECT_FIRST),
    (&["3441030"], table::META_ALREADY_REGISTERED),
    (&["2388002"], table::META_CANNOT_ADD),
    (&["3441045"], table::META_NOT_ELIGIBLE),
    (&["2655095", "2655048"], table::META_NOT_IN_APP),
    (&["4563015"], table::META_UPDATE_APP),
    (&["3441042"], table::META_REGION),
    (&["2494158", "3441033", "3441046"], table::META_TOO_MANY),
    (&["2655049", "2494028"], table::META_SHARED),
    (&["2388098", "2494030"], table::META_VERIFY_BUSINESS),
    (&["2859009", "4612001"], table::META_TWO_FACTOR),
    (&["2655089", "3441040"], table::META_RESTRICTED),
];

/// The customer's text for Meta's `code`.
#[must_use]
pub fn of_meta_code(code: &str) -> Option<Message> {
    let known = |(codes, _): &&(&[&str], Message)| codes.contains(&code);
    META_CODES.iter().find(known).map(|(_, message)| *message)
}
