//! Fenced code in Markdown: which lines of a page are code.

/// The kind of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Text,
    /// The fence above code, with its language.
    Opening,
    Code,
    /// The fence below code.
    Closing,
}

/// Each line of the page, and what it is. Only a fence that is at least as long closes another.
pub(crate) fn lines(page: &str) -> impl Iterator<Item = (&str, Kind)> {
    let mut open = None;
    page.lines().map(move |line| {
        let after = line.trim_start().trim_start_matches('`');
        let length = line.trim_start().len() - after.len();
        let kind = match open {
            None if length >= 3 && !after.contains('`') => {
                open = Some(length);
                Kind::Opening
            }
            None => Kind::Text,
            Some(opened) if length >= opened && after.trim().is_empty() => {
                open = None;
                Kind::Closing
            }
            Some(_) => Kind::Code,
        };
        (line, kind)
    })
}
