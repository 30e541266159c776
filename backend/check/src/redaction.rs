//! Removes secrets and control characters from evidence.

/// Longest line of evidence, in characters.
const LONGEST: usize = 300;
/// Shorter values also occur in harmless words.
const SHORTEST: usize = 5;

/// The text without these values, on one line, safe for a terminal.
pub(crate) fn redacted(text: &str, secrets: &[String]) -> String {
    let mut text = text.to_owned();
    for secret in secrets.iter().filter(|secret| secret.len() >= SHORTEST) {
        text = text.replace(secret.as_str(), "[redacted]");
    }
    let printable = |character: char| {
        if character.is_control() {
            ' '
        } else {
            character
        }
    };
    text.chars().take(LONGEST).map(printable).collect()
}

#[cfg(test)]
mod tests {
    use super::redacted;

    #[test]
    fn neither_secrets_nor_escapes_are_left() {
        let secrets = ["hidden-value".to_owned(), "id".to_owned()];
        let told = redacted("type hidden-value\u{1b}[2J\nid", &secrets);
        assert_eq!(told, "type [redacted] [2J id");
    }
}
