//! The text of `.d.ts` files: without comments, and split outside brackets.

/// The text without comments, because better documentation is not a change of the surface.
pub(crate) fn without_comments(text: &str) -> String {
    let mut left = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['"', '\'', '`', '/']) {
        let (before, from) = rest.split_at(at);
        left += before;
        let end = if from.starts_with("/*") {
            from.find("*/").map(|end| (end + 2, false))
        } else if from.starts_with("//") {
            Some((from.find('\n').unwrap_or(from.len()), false))
        } else if let Some(quote) = from.chars().next().filter(|first| *first != '/') {
            from[1..].find(quote).map(|end| (end + 2, true))
        } else {
            Some((1, true))
        };
        let (end, is_kept) = end.unwrap_or((from.len(), true));
        let (part, after) = from.split_at(end);
        if is_kept {
            left += part;
        }
        rest = after;
    }
    left += rest;
    let mut lines = String::with_capacity(left.len());
    let mut is_after_gap = true;
    for line in left.lines().map(str::trim_end) {
        // A removed comment leaves an empty line.
        if line.is_empty() {
            is_after_gap = true;
            continue;
        }
        if is_after_gap && !lines.is_empty() && line.starts_with("export ") {
            lines.push('\n');
        }
        is_after_gap = false;
        lines += line;
        lines.push('\n');
    }
    lines
}

/// The parts of a text between `end`s that are outside brackets. `with_blocks`: a part also ends after the braces of a
/// declaration, which no `end` follows.
pub(super) fn top_level_parts(text: &str, end: char, with_blocks: bool) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut start = 0;
    let mut depth = 0_usize;
    let mut quote = None;
    let mut last = ' ';
    for (at, letter) in text.char_indices() {
        let mut ends = false;
        match letter {
            _ if quote.is_some() => {
                if quote == Some(letter) {
                    quote = None;
                }
            }
            '"' | '\'' | '`' => quote = Some(letter),
            '{' | '(' | '[' | '<' => depth += 1,
            // The arrow of a function type is not a bracket.
            '>' if last == '=' => {}
            '}' | ')' | ']' | '>' => {
                depth = depth.saturating_sub(1);
                let part = text.get(start..=at).unwrap_or_default();
                ends = with_blocks && letter == '}' && depth == 0 && is_block(part);
            }
            _ => ends = letter == end && depth == 0,
        }
        last = letter;
        if ends {
            parts.push(text.get(start..=at).unwrap_or_default());
            start = at + letter.len_utf8();
        }
    }
    parts.push(text.get(start..).unwrap_or_default());
    let parts = parts
        .into_iter()
        .map(|part| part.trim().trim_end_matches(end));
    parts.filter(|part| !part.is_empty()).collect()
}

/// Whether a declaration ends with its braces.
pub(super) fn is_block(part: &str) -> bool {
    let mut words = part.split_whitespace();
    let kind = words.find(|word| !matches!(*word, "export" | "declare" | "default" | "abstract"));
    kind.is_some_and(|kind| {
        [
            "interface",
            "class",
            "enum",
            "namespace",
            "module",
            "global",
        ]
        .contains(&kind)
    })
}

/// The position of the first `bracket` outside all others.
pub(super) fn ends_at(text: &str, bracket: char) -> Option<usize> {
    let mut depth = 0_usize;
    let mut last = ' ';
    for (at, letter) in text.char_indices() {
        if letter == bracket && depth == 0 {
            return Some(at);
        }
        match letter {
            '{' | '(' | '[' | '<' => depth += 1,
            '>' if last == '=' => {}
            '}' | ')' | ']' | '>' => depth = depth.saturating_sub(1),
            _ => {}
        }
        last = letter;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_are_removed_and_texts_stay() {
        let text = "// Written.\n\n/** A\n * b. */\nexport interface A {\n  /** It's \"one\". */\n  a: \"http://x\"; // end\n}\n/** B */\nexport type B = `/*${string}`;\n";
        assert_eq!(
            without_comments(text),
            "export interface A {\n  a: \"http://x\";\n}\n\nexport type B = `/*${string}`;\n"
        );
    }

    #[test]
    fn parts_end_where_no_bracket_is_open() {
        let text = "interface A { a: () => void; b: Map<string, { c: 1; }>; }\nexport type D = { e: \";\" } & F;";
        assert_eq!(
            top_level_parts(text, ';', true),
            [
                "interface A { a: () => void; b: Map<string, { c: 1; }>; }",
                "export type D = { e: \";\" } & F"
            ]
        );
    }
}
