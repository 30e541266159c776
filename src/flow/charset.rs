//! Detects the encoding of a body, independently of its header.

/// The label for `TextDecoder`. JSON is UTF-8 by its standard, and the header often only states the server's default:
/// it counts only if the body cannot be UTF-8.
#[must_use]
pub fn label<'a>(bytes: &[u8], content_type: &'a str) -> &'a str {
    match bytes {
        // A byte order mark, or JSON's first character, which is ASCII.
        [0xFF, 0xFE, ..] | [_, 0, ..] => "utf-16le",
        [0xFE, 0xFF, ..] | [0, ..] => "utf-16be",
        _ if core::str::from_utf8(bytes).is_ok() => "utf-8",
        // As browsers read a page that names no encoding. Bytes that are not UTF-8 count as such, whatever the header
        // says.
        _ => declared(content_type)
            .filter(|name| {
                !["utf-8", "utf8"]
                    .iter()
                    .any(|utf| name.eq_ignore_ascii_case(utf))
            })
            .unwrap_or("windows-1252"),
    }
}

/// The `charset` of a `Content-Type`.
fn declared(content_type: &str) -> Option<&str> {
    let mut parameters = content_type.split(';');
    let charset = parameters.find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        let is_charset = name.trim().eq_ignore_ascii_case("charset");
        is_charset.then(|| value.trim_matches(['"', '\'', ' ']))
    });
    charset.filter(|charset| !charset.is_empty())
}
