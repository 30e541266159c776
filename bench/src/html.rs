//! HTML of the measured pages.

/// The layout around the widget.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Layout {
    pub(crate) name: &'static str,
    /// Style rules, most of them for `.parent`, the element around the widget.
    style: &'static str,
    /// Siblings before and after the widget.
    beside: [&'static str; 2],
}

impl Layout {
    const fn new(name: &'static str, style: &'static str, beside: [&'static str; 2]) -> Self {
        Self {
            name,
            style,
            beside,
        }
    }

    /// An ordinary page.
    pub(crate) const BLOCK: Self = Self::new("block", "", ["", ""]);
    /// Four columns, in which as many rivals as widgets fit into view.
    pub(crate) const COLUMNS: Self = Self::new(
        "columns",
        "main { max-width: none; padding: 1rem } .parent, .parent #root { display: grid; grid-template-columns: repeat(4, minmax(0, 1fr)); gap: 1rem; --room: 31em } .parent #root { grid-column: 1 / -1 }",
        ["", ""],
    );
    /// Just below the fold, near enough for the loader to fetch the engine.
    pub(crate) const BELOW: Self = Self::new("below", ".parent { margin-top: 100vh }", ["", ""]);
    /// Four columns just below the fold.
    pub(crate) const COLUMNS_BELOW: Self = Self::new(
        "columns-below",
        "main { max-width: none } .parent { margin-top: 100vh; display: grid; grid-template-columns: repeat(4, minmax(0, 1fr)) }",
        ["", ""],
    );

    /// Parents in which nothing may shift.
    pub(crate) const PARENTS: [Self; 6] = [
        Self::BLOCK,
        Self::new(
            "flex row",
            ".parent { display: flex; gap: 1rem } .parent > :first-child { flex: none; width: 8rem }",
            ["<p>Beside it.</p>", "<p>Behind it.</p>"],
        ),
        Self::new(
            "flex column",
            ".parent { display: flex; flex-direction: column; gap: 1rem }",
            ["<p>Above it.</p>", "<p>Below it.</p>"],
        ),
        Self::new(
            "grid 1fr x 4",
            ".parent { display: grid; grid-template-columns: repeat(4, 1fr); gap: 1rem }",
            ["<p>Beside it.</p>", "<p>Behind it.</p><p>The last.</p>"],
        ),
        Self::new(
            "shrink-to-fit",
            ".parent { width: fit-content; border: 1px solid; padding: 1rem }",
            ["<p>As wide as its content.</p>", ""],
        ),
        Self::new(
            // Aligned as browsers align a `td`.
            "table",
            ".parent { display: table; border-spacing: 1rem } .parent > * { display: table-cell; vertical-align: middle }",
            ["<p>A cell.</p>", "<p>Another.</p>"],
        ),
    ];
}

/// A settings page with `body` in it. Reserves room for late parts: the rivals' style, and the element's script.
pub(crate) fn page(head: &str, body: &str, layout: Layout) -> String {
    let Layout {
        style,
        beside: [before, after],
        ..
    } = layout;
    // Wrapped in a cell, because the element itself need not accept `display: table-cell`.
    let body = if style.contains("table-cell") {
        format!("<div>{body}</div>")
    } else {
        body.to_owned()
    };
    format!(
        r#"<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Settings</title>
<link rel="icon" href="data:,">
<style>
body {{ margin: 0; font: 16px/1.5 system-ui, sans-serif }}
main {{ max-width: 60rem; margin: 0 auto; padding: 2rem }}
#root, whatsapp-connect, .connect {{ display: block; min-height: var(--room, 20em) }}
chakra-whatsapp-connect:not(:defined) {{ display: grid; grid-template-columns: minmax(10em, 30em) minmax(0, 1fr); container-type: inline-size }}
chakra-whatsapp-connect:not(:defined)::before {{ content: ""; grid-column: 1 / -1; block-size: max(20em, 43em - 72cqi) }}
{style}
</style>
{head}
</head>
<body>
<main>
<h1>Settings</h1>
<p>Connect your own number, so that your customers hear from you and not from us.</p>
<div class="parent">{before}{body}{after}</div>
<p>Everything is saved at once.</p>
</main>
</body>
</html>
"#
    )
}
