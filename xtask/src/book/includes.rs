//! Blocks that show a file of the checkout: code in a fence, or Markdown with adjusted links.

use std::fs;
use std::path::{Component, Path};

use super::fences::{self, Kind};

/// Prefix of a block of code: `file PATH` or `file PATH:ANCHOR`, from the checkout.
const CODE: &str = "file ";
/// Prefix of a block of Markdown that several pages share: `page PATH`, from the book's folder.
pub(crate) const FRAGMENT: &str = "page ";

/// The book's folder.
const BOOK: &str = "docs/book";

/// Marks around a part of a file, each followed by the part's name.
const ANCHOR: &str = "ANCHOR:";
const ANCHOR_END: &str = "ANCHOR_END:";

/// The language of a fence by the file's extension, or by its name if it has none.
const LANGUAGES: [(&str, &str); 19] = [
    ("Caddyfile", "caddyfile"),
    ("astro", "html"),
    ("conf", "nginx"),
    ("cs", "csharp"),
    ("go", "go"),
    ("html", "html"),
    ("java", "java"),
    ("js", "js"),
    ("json", "json"),
    ("mjs", "js"),
    ("php", "php"),
    ("py", "python"),
    ("rb", "ruby"),
    ("rs", "rust"),
    ("svelte", "html"),
    ("ts", "ts"),
    ("tsx", "ts"),
    ("vue", "html"),
    ("yaml", "yaml"),
];

/// The block with that name; None if it shows no file. `page` is the path of its page from the checkout.
pub(crate) fn render(root: &Path, page: &Path, name: &str) -> Option<Result<String, String>> {
    if let Some(target) = name.strip_prefix(CODE) {
        return Some(code(root, target));
    }
    let fragment = Path::new(BOOK).join(name.strip_prefix(FRAGMENT)?);
    let text = read(root, &fragment);
    Some(text.and_then(|text| relinked(&text, folder(&fragment), folder(page))))
}

fn code(root: &Path, target: &str) -> Result<String, String> {
    let (path, anchor) = match target.split_once(':') {
        Some((path, anchor)) => (path, Some(anchor)),
        None => (target, None),
    };
    let language = language(path)?;
    let text = read(root, Path::new(path))?;
    let code = part(&text, anchor)
        .ok_or_else(|| format!("{path}: the part \"{}\" is missing", anchor.unwrap_or("")))?;
    // Formatters put an empty line between a part's last line and its mark.
    let code = code.trim_matches('\n');
    let longest = code.split(|letter| letter != '`').map(str::len).max();
    let fence = "`".repeat(longest.map_or(3, |longest| 3.max(longest + 1)));
    Ok(format!("{fence}{language}\n{code}\n{fence}\n"))
}

fn language(path: &str) -> Result<&'static str, String> {
    let file = Path::new(path);
    let end = file.extension().or(file.file_name()).unwrap_or_default();
    let row = LANGUAGES.iter().find(|(known, _)| end == *known);
    row.map(|(_, language)| *language).ok_or_else(|| {
        let end = end.display();
        format!(
            "{path}: the language of \"{end}\" is unknown; add it to xtask/src/book/includes.rs"
        )
    })
}

/// The text of a file of the checkout.
fn read(root: &Path, path: &Path) -> Result<String, String> {
    let named = |problem: &dyn std::fmt::Display| format!("{}: {problem}", path.display());
    let outside = || named(&"not a path below the checkout");
    let mut parts = path.components();
    if !parts.all(|part| matches!(part, Component::Normal(_))) {
        return Err(outside());
    }
    let real = |path: &Path| fs::canonicalize(path).map_err(|error| named(&error));
    let file = real(&root.join(path))?;
    if !file.starts_with(real(root)?) {
        return Err(outside());
    }
    fs::read_to_string(file).map_err(|error| named(&error))
}

/// The lines between the two marks of the anchor, or all lines, without marks. None if a mark is missing.
fn part(text: &str, anchor: Option<&str>) -> Option<String> {
    let mut part = String::new();
    let mut is_in_it = anchor.is_none();
    let mut is_whole = is_in_it;
    for line in text.lines() {
        if let Some(name) = mark(line, ANCHOR) {
            is_in_it |= anchor == Some(name);
        } else if let Some(name) = mark(line, ANCHOR_END) {
            if is_in_it && anchor == Some(name) {
                is_whole = true;
                break;
            }
        } else if is_in_it {
            part.push_str(line);
            part.push('\n');
        }
    }
    is_whole.then_some(part)
}

/// The anchor's name, if the line contains the mark.
fn mark<'a>(line: &'a str, mark: &str) -> Option<&'a str> {
    let (_, after) = line.split_once(mark)?;
    let name = after.split_whitespace().next()?;
    let end = name.find(|letter: char| !letter.is_alphanumeric() && !"_-".contains(letter));
    let name = end.map_or(Some(name), |end| name.get(..end))?;
    (!name.is_empty()).then_some(name)
}

fn folder(path: &Path) -> &Path {
    path.parent().unwrap_or(Path::new(""))
}

/// The Markdown of a file in one folder, with its inline links adjusted to a page in another folder.
fn relinked(text: &str, from: &Path, to: &Path) -> Result<String, String> {
    let mut moved = String::with_capacity(text.len());
    for (line, kind) in fences::lines(text) {
        // Every second piece is a span of code.
        for (index, piece) in line.split('`').enumerate() {
            if index > 0 {
                moved.push('`');
            }
            let mut rest = piece;
            if kind == Kind::Text && index % 2 == 0 {
                while let Some((before, after)) = rest.split_once("](") {
                    let end = after.find([')', ' ', '#']).unwrap_or(after.len());
                    let (target, tail) = after.split_at(end);
                    moved.extend([before, "](", &retargeted(target, from, to)?]);
                    rest = tail;
                }
            }
            moved.push_str(rest);
        }
        moved.push('\n');
    }
    Ok(moved)
}

/// The link's target, relative to another folder. URLs and anchors in the same page are unchanged.
fn retargeted(target: &str, from: &Path, to: &Path) -> Result<String, String> {
    if target.is_empty() || target.starts_with('/') || target.contains(':') {
        return Ok(target.to_owned());
    }
    let parts = |path: &Path| -> Vec<String> {
        let parts = path.iter().map(|part| part.to_string_lossy().into_owned());
        parts.collect()
    };
    let (mut whole, to) = (parts(from), parts(to));
    for part in target.split('/') {
        match part {
            "." => {}
            ".." => {
                let left = || format!("the link to {target} leaves the checkout");
                whole.pop().ok_or_else(left)?;
            }
            part => whole.push(part.to_owned()),
        }
    }
    let shared = whole.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let up = to.iter().skip(shared).map(|_| "..".to_owned());
    let down = whole.into_iter().skip(shared);
    Ok(up.chain(down).collect::<Vec<_>>().join("/"))
}
