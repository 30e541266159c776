//! Words in a short text.
//!
//! `str::contains`, `str::split_once` and `str::replace` with a `&str` link the standard library's
//! two-way search, and its panic with the tables that print a slice of text: some 9 KB of the module.

/// The parts of `text` before and after the first `words`.
pub(crate) fn split_around<'a>(text: &'a str, words: &str) -> Option<(&'a str, &'a str)> {
    // Not `windows`, which panics if `words` is empty.
    let start = (0..=text.len()).find(|start| {
        let rest = text.as_bytes().get(*start..);
        rest.is_some_and(|rest| rest.starts_with(words.as_bytes()))
    })?;
    let (before, rest) = text.split_at_checked(start)?;
    Some((before, rest.get(words.len()..)?))
}

/// The part of `text` after the first `words`.
pub(super) fn after<'a>(text: &'a str, words: &str) -> Option<&'a str> {
    split_around(text, words).map(|(_, after)| after)
}

/// Whether `text` contains `words`.
pub(super) fn contains(text: &str, words: &str) -> bool {
    after(text, words).is_some()
}
