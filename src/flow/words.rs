//! Words in a short text.
//!
//! `str::contains`, `str::split_once` and `str::replace` with a `&str` link the standard library's
//! two-way search, and its panic with the tables that print a slice of text: some 9 KB of the module.

/// What stands in `text` before and behind the first `words`.
pub(crate) fn around<'a>(text: &'a str, words: &str) -> Option<(&'a str, &'a str)> {
    let start = text
        .as_bytes()
        .windows(words.len())
        .position(|window| window == words.as_bytes())?;
    Some((text.get(..start)?, text.get(start + words.len()..)?))
}

/// What stands in `text` behind the first `words`.
pub(super) fn after<'a>(text: &'a str, words: &str) -> Option<&'a str> {
    around(text, words).map(|(_, after)| after)
}

/// Whether `words` stand in `text`.
pub(super) fn contains(text: &str, words: &str) -> bool {
    after(text, words).is_some()
}
