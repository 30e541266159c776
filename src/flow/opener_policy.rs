//! `Cross-Origin-Opener-Policy`, a header of the page, as browsers read it.

/// Whether a page that is served with this value is cut off from the popups that it opens.
///
/// Only the policy `same-origin` does that: `noopener-allow-popups` cuts the page off from its own opener, and an
/// unknown policy counts as none. The value is one item of RFC 9651: parameters follow `;`, and two headers, joined by
/// a comma, are not an item.
///
/// Source: the HTML Standard, "Cross-origin opener policies".
#[must_use]
pub fn cuts_off_popups(value: &str) -> bool {
    let Some(parameters) = value.trim().strip_prefix("same-origin") else {
        return false;
    };
    let mut is_quoted = false;
    let mut is_one = parameters.bytes().map(|byte| {
        is_quoted ^= byte == b'"';
        is_quoted || byte != b','
    });
    (parameters.is_empty() || parameters.starts_with(';')) && is_one.all(|is_one| is_one)
}
