//! Shown files: parts, fences, languages, links, and what is refused.

use std::path::Path;
use std::{env, fs};

use super::{blocks, includes};

/// A checkout with these files, removed at the end.
struct Checkout(std::path::PathBuf);

impl Checkout {
    fn with(files: &[(&str, &str)]) -> Self {
        let root = env::temp_dir().join(format!("xtask-{}", uuid::Uuid::new_v4()));
        for (path, text) in files {
            let path = root.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        Self(root)
    }

    fn block(&self, page: &str, name: &str) -> Result<String, String> {
        includes::render(&self.0, Path::new(page), name).expect("a block that shows a file")
    }

    fn shown(&self, name: &str) -> Result<String, String> {
        self.block("docs/book/src/index.md", name)
    }
}

impl Drop for Checkout {
    fn drop(&mut self) {
        // In the system's temporary folder, which clears itself if this fails.
        let _ = fs::remove_dir_all(&self.0);
    }
}

const MARKED: &str = "one\n// ANCHOR: all\ntwo\n  // ANCHOR: few\n  three\n  // ANCHOR_END: few\n// ANCHOR_END: all\nfour\n";

#[test]
fn a_file_is_shown_whole_without_the_marks_of_its_parts() {
    let checkout = Checkout::with(&[("a/b.js", MARKED)]);
    let shown = checkout.shown("file a/b.js").unwrap();
    assert_eq!(shown, "```js\none\ntwo\n  three\nfour\n```\n");
}

#[test]
fn a_part_is_shown_without_the_marks_of_parts_in_it() {
    let checkout = Checkout::with(&[("a/b.py", MARKED)]);
    let shown = checkout.shown("file a/b.py:all").unwrap();
    assert_eq!(shown, "```python\ntwo\n  three\n```\n");
    let shown = checkout.shown("file a/b.py:few").unwrap();
    assert_eq!(shown, "```python\n  three\n```\n");
}

#[test]
fn a_mark_may_stand_in_any_comment() {
    let file = "<!-- ANCHOR: a-b -->\none\n<!--ANCHOR_END:a-b -->\ntwo";
    let checkout = Checkout::with(&[("page.html", file)]);
    let shown = checkout.shown("file page.html:a-b").unwrap();
    assert_eq!(shown, "```html\none\n```\n");
}

#[test]
fn empty_lines_at_the_ends_of_a_part_are_left_out() {
    let file = "// ANCHOR: a\n\n\tone\n\n\ttwo\n\n// ANCHOR_END: a\nthree\n\n";
    let checkout = Checkout::with(&[("a.go", file)]);
    let shown = checkout.shown("file a.go:a").unwrap();
    assert_eq!(shown, "```go\n\tone\n\n\ttwo\n```\n");
    let shown = checkout.shown("file a.go").unwrap();
    assert_eq!(shown, "```go\n\tone\n\n\ttwo\n\nthree\n```\n");
}

#[test]
fn a_missing_or_unfinished_part_is_named() {
    let files = [("a.js", MARKED), ("b.js", "// ANCHOR: x\none\n")];
    let checkout = Checkout::with(&files);
    for (name, part) in [("file a.js:al", "al"), ("file b.js:x", "x")] {
        let error = checkout.shown(name).unwrap_err();
        let path = &name["file ".len()..][..4];
        assert_eq!(error, format!("{path}: the part \"{part}\" is missing"));
    }
}

#[test]
fn the_fence_is_longer_than_any_in_the_code() {
    let file = "/*\n````js\n```\n````\n*/";
    let checkout = Checkout::with(&[("a.js", file)]);
    let shown = checkout.shown("file a.js").unwrap();
    assert_eq!(shown, format!("`````js\n{file}\n`````\n"));
    let lines: Vec<_> = super::fences::lines(&shown).map(|(_, kind)| kind).collect();
    assert!(
        lines[1..6]
            .iter()
            .all(|it| *it == super::fences::Kind::Code)
    );
    assert_eq!(lines[6], super::fences::Kind::Closing);
}

#[test]
fn a_file_without_an_extension_has_a_language_by_its_name() {
    let checkout = Checkout::with(&[("a/Caddyfile", "x\n"), ("a/b.none", "x\n")]);
    let shown = checkout.shown("file a/Caddyfile").unwrap();
    assert_eq!(shown, "```caddyfile\nx\n```\n");
    let error = checkout.shown("file a/b.none").unwrap_err();
    assert!(
        error.starts_with("a/b.none: the language of \"none\" is unknown"),
        "{error}"
    );
}

#[test]
fn only_files_of_the_checkout_are_shown() {
    let outside = Checkout::with(&[("secret.js", "x\n")]);
    let checkout = Checkout::with(&[("a.js", "x\n"), ("docs/book/parts/a.md", "x\n")]);
    let absolute = outside.0.join("secret.js").display().to_string();
    for path in ["docs/../a.js", "../a.js", "./a.js", &absolute] {
        let error = checkout.shown(&format!("file {path}")).unwrap_err();
        assert_eq!(error, format!("{path}: not a path below the checkout"));
    }
    let error = checkout.shown("page ../../a.js").unwrap_err();
    assert_eq!(error, "docs/book/../../a.js: not a path below the checkout");
    let error = checkout.shown("file missing.js").unwrap_err();
    assert!(error.starts_with("missing.js: "), "{error}");
}

#[cfg(unix)]
#[test]
fn a_link_out_of_the_checkout_is_not_followed() {
    let outside = Checkout::with(&[("secret.js", "x\n")]);
    let checkout = Checkout::with(&[("a.js", "x\n")]);
    std::os::unix::fs::symlink(outside.0.join("secret.js"), checkout.0.join("b.js")).unwrap();
    std::os::unix::fs::symlink("a.js", checkout.0.join("c.js")).unwrap();
    let error = checkout.shown("file b.js").unwrap_err();
    assert_eq!(error, "b.js: not a path below the checkout");
    assert!(checkout.shown("file c.js").is_ok());
}

const FRAGMENT: &str = "Read [one](../src/a/b.md#c), [`two`](../src/d.md \"A or/../b\") and ![three](x.svg).\n\
    [Here](#here), [there](https://a.example/b), `[code](../src/d.md)`.\n\n\
    ```md\n[code](../src/d.md)\n```";

#[test]
fn the_links_of_a_fragment_are_those_of_the_page() {
    let checkout = Checkout::with(&[("docs/book/parts/p.md", FRAGMENT)]);
    for (page, links) in [
        (
            "docs/book/src/a/page.md",
            ["b.md", "../d.md", "../../parts/x.svg"],
        ),
        (
            "docs/book/src/page.md",
            ["a/b.md", "d.md", "../parts/x.svg"],
        ),
        (
            "README.md",
            [
                "docs/book/src/a/b.md",
                "docs/book/src/d.md",
                "docs/book/parts/x.svg",
            ],
        ),
    ] {
        let shown = checkout.block(page, "page parts/p.md").unwrap();
        let [one, two, three] = links;
        let expected = format!(
            "Read [one]({one}#c), [`two`]({two} \"A or/../b\") and ![three]({three}).\n\
            [Here](#here), [there](https://a.example/b), `[code](../src/d.md)`.\n\n\
            ```md\n[code](../src/d.md)\n```\n"
        );
        assert_eq!(shown, expected, "{page}");
    }
}

#[test]
fn a_link_of_a_fragment_stays_in_the_checkout() {
    let checkout = Checkout::with(&[("docs/book/parts/p.md", "[x](../../../../x.md)\n")]);
    let error = checkout.shown("page parts/p.md").unwrap_err();
    assert_eq!(error, "the link to ../../../../x.md leaves the checkout");
}

#[test]
fn tables_are_none_of_these() {
    for name in ["attributes", "code config_bad_address", "files", "page"] {
        assert!(
            includes::render(Path::new("."), Path::new("a.md"), name).is_none(),
            "{name}"
        );
    }
}

#[test]
fn a_block_that_would_contain_another_is_refused() {
    let page = "<!-- generated: x -->\n<!-- end -->\n";
    for text in ["<!-- end -->\n", "a <!-- generated: y -->\n"] {
        let error = blocks::refreshed(page, |_| Ok(text.to_owned())).unwrap_err();
        assert_eq!(
            error,
            "the block \"x\" would contain the comment of a block"
        );
    }
}
