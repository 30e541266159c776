//! SVG nodes, for the page to draw, and as the text of a file.

use core::fmt::Write as _;

/// The namespace.
pub const SVG: &str = "http://www.w3.org/2000/svg";

/// An element.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// Its name.
    pub name: &'static str,
    /// Its attributes.
    pub attributes: Vec<(&'static str, String)>,
    /// Its text, before its children.
    pub text: String,
    /// Its children.
    pub children: Vec<Node>,
}

impl Node {
    /// An element with these attributes.
    #[must_use]
    pub fn new<const N: usize>(name: &'static str, attributes: [(&'static str, &str); N]) -> Self {
        let owned = |(name, value): (&'static str, &str)| (name, value.to_owned());
        Self {
            name,
            attributes: attributes.into_iter().map(owned).collect(),
            text: String::new(),
            children: Vec::new(),
        }
    }

    /// Adds numeric attributes, written as short as possible.
    #[must_use]
    pub fn at<const N: usize>(mut self, numbers: [(&'static str, f64); N]) -> Self {
        let written = |(name, value): (&'static str, f64)| (name, number(value));
        self.attributes.extend(numbers.map(written));
        self
    }

    /// Sets the text.
    #[must_use]
    pub fn with_text(mut self, text: &str) -> Self {
        text.clone_into(&mut self.text);
        self
    }

    /// Adds children.
    #[must_use]
    pub fn with(mut self, children: impl IntoIterator<Item = Node>) -> Self {
        self.children.extend(children);
        self
    }

    /// The text of a file of which this is the whole picture.
    #[must_use]
    pub fn file(&self) -> String {
        let mut text = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        self.write(&mut text, true);
        text.push('\n');
        text
    }

    fn write(&self, out: &mut String, is_root: bool) {
        // Writing into a text cannot fail.
        let _ = write!(out, "<{}", self.name);
        if is_root {
            let _ = write!(out, " xmlns=\"{SVG}\"");
        }
        for (name, value) in &self.attributes {
            let _ = write!(out, " {name}=\"{}\"", escaped(value));
        }
        if self.text.is_empty() && self.children.is_empty() {
            out.push_str("/>");
            return;
        }
        out.push('>');
        out.push_str(&escaped(&self.text));
        for child in &self.children {
            child.write(out, false);
        }
        let _ = write!(out, "</{}>", self.name);
    }
}

/// Formats a number with at most one decimal.
#[must_use]
pub fn number(value: f64) -> String {
    let text = format!("{value:.1}");
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}

/// Without characters that are special or forbidden in XML.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\t' => out.push(letter),
            control if control.is_control() => out.push('\u{fffd}'),
            '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            letter => out.push(letter),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_xml_whatever_the_text() {
        let node = Node::new("svg", [("role", "img")]).at([("width", 320.0), ("height", 10.25)]);
        let hostile = "</text><script>alert(1)</script> & \u{1}";
        let node = node.with([
            Node::new("text", [("font-family", "\"A\"")]).with_text(hostile),
            Node::new("g", []),
        ]);
        assert_eq!(
            node.file(),
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" \
             width=\"320\" height=\"10.2\"><text font-family=\"&quot;A&quot;\">&lt;/text&gt;&lt;script&gt;alert(1)\
             &lt;/script&gt; &amp; \u{fffd}</text><g/></svg>\n"
        );
    }
}
