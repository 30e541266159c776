//! The text about an error code on the book's troubleshooting page.

const PAGE: &str = include_str!("../../../../docs/book/src/troubleshooting.md");

/// The text below the code's heading.
pub(crate) fn section(code: &str) -> &'static str {
    let (_, after) = PAGE
        .split_once(&format!("\n### {code}\n"))
        .expect("every code has a section");
    after.split("\n#").next().unwrap_or(after)
}

/// The sentence that the customer reads.
pub(crate) fn sentence(code: &str) -> &'static str {
    let quoted = section(code).split_once('“');
    let quoted = quoted.and_then(|(_, rest)| rest.split_once('”'));
    quoted.expect("the section quotes it").0
}
