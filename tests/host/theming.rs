//! The theme against its documents: exactly the existing properties, parts and slots.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use chakra_connect::card::{PARTS, SLOTS};

const DOCUMENT: &str = include_str!("../../docs/book/src/theming.md");
const THEME: &str = include_str!("../../style/widget/theme.css");
const OLDER: &str = include_str!("../../style/widget/older.css");

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn files(name: &str) -> String {
    fs::read_dir(folder(name))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_file())
        .map(|path| fs::read_to_string(path).unwrap())
        .collect()
}

/// The names that follow `start` in `text`.
fn names_after<'a>(text: &'a str, start: &str) -> BTreeSet<&'a str> {
    text.match_indices(start)
        .map(|(index, _)| {
            let rest = &text[index + start.len()..];
            let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '-');
            &rest[..end.unwrap_or(rest.len())]
        })
        .collect()
}

/// `name`, `default` and meaning, from the sheet's comment.
fn documented() -> Vec<(&'static str, &'static str, &'static str)> {
    let lines = THEME.lines().map(str::trim);
    lines
        .take_while(|line| *line != "*/")
        .filter(|line| line.starts_with("--chakra-"))
        .map(|line| {
            let (name, rest) = line.split_once(": ").unwrap();
            let (default, meaning) = rest.split_once("; ").unwrap();
            (name, default, meaning)
        })
        .collect()
}

fn rows(heading: &str) -> Vec<&'static str> {
    let (_, after) = DOCUMENT.split_once(&format!("\n## {heading}\n")).unwrap();
    let lines = after.lines().skip_while(|line| !line.starts_with('|'));
    lines
        .take_while(|line| line.starts_with('|'))
        .skip(2)
        .collect()
}

#[test]
fn every_property_that_is_used_is_documented_and_no_other() {
    let sheets = files("style/widget");
    let used = names_after(&sheets, "var(--chakra-");
    let documented = documented();
    let names: BTreeSet<_> = documented
        .iter()
        .map(|(name, ..)| name.strip_prefix("--chakra-").unwrap())
        .collect();
    assert_eq!(used, names);
    assert!(names.len() >= 30, "{}", names.len());
}

#[test]
fn every_colour_by_scheme_has_one_for_older_browsers() {
    let sheets = files("style/widget");
    let lines = sheets.lines().map(str::trim);
    let by_scheme: Vec<_> = lines
        .filter(|line| line.contains(": var(") && line.contains(", light-dark("))
        .map(|line| line.split_once(" light-dark(").unwrap().0)
        .collect();
    assert!(by_scheme.len() >= 12, "{by_scheme:?}");
    for start in by_scheme {
        assert!(OLDER.contains(start), "older.css lacks: {start}");
    }
}

#[test]
fn the_document_says_of_properties_parts_and_slots_what_the_code_says() {
    let expected: Vec<_> = documented()
        .iter()
        .map(|(name, default, meaning)| format!("| `{name}` | `{default}` | {meaning} |"))
        .collect();
    assert_eq!(rows("Custom properties"), expected);
    for (heading, table) in [("Parts", PARTS), ("Slots", SLOTS)] {
        let expected: Vec<_> = table
            .iter()
            .map(|(name, meaning)| format!("| `{name}` | {meaning} |"))
            .collect();
        assert_eq!(rows(heading), expected);
    }
}

#[test]
fn every_part_of_the_view_is_in_the_table_and_no_other() {
    // Without white space, so that line breaks do not matter.
    let tree = files("src/card").split_whitespace().collect::<String>();
    let mut drawn = BTreeSet::from(["card"]);
    for (index, _) in tree.match_indices("Node::new(") {
        let call = tree[index..].split(')').next().unwrap();
        // The part's name follows the tag. A name that is not a literal here is defined elsewhere.
        let name = call.split(',').nth(1);
        drawn.extend(name.and_then(|name| name.split('"').nth(1)));
    }
    for start in ["Node::paragraph(\"", "Node::button(\"", "hidden(\""] {
        drawn.extend(names_after(&tree, start));
    }
    drawn.extend(
        names_after(&tree, "\"buttonbutton-")
            .into_iter()
            .map(|kind| match kind {
                "primary" => "button-primary",
                "secondary" => "button-secondary",
                "quiet" => "button-quiet",
                "danger" => "button-danger",
                other => other,
            }),
    );
    drawn.insert("button");
    // Its element is a heading, whose level the page chooses.
    assert!(tree.contains("Node::new(title_tag,\"title\")"));
    drawn.insert("title");
    let table: BTreeSet<_> = PARTS.iter().map(|(name, _)| *name).collect();
    assert_eq!(drawn, table);
}

#[test]
fn every_slot_of_the_view_is_in_the_table_and_no_other() {
    let tree = files("src/card");
    let mut drawn = names_after(&tree, "slot(\"");
    drawn.extend(names_after(&tree, ".with(\"name\", \""));
    let table: BTreeSet<_> = SLOTS.iter().map(|(name, _)| *name).collect();
    assert_eq!(drawn, table);
}

#[test]
fn the_style_sheet_requests_nothing_from_outside() {
    let sheets = files("style/widget");
    for word in ["url(", "@import", "@font-face", "image-set("] {
        assert!(!sheets.contains(word), "{word}");
    }
}

#[test]
fn the_layout_follows_the_direction_of_the_language() {
    let sheets = files("style/widget");
    for word in [
        "margin-left",
        "margin-right",
        "padding-left",
        "padding-right",
        "border-left:",
        "border-right:",
        "text-align: left",
        "text-align: right",
        " left:",
        " right:",
        "float:",
    ] {
        assert!(!sheets.contains(word), "{word}");
    }
}

/// These animations need no work on the main thread, and none runs forever: a widget below the fold may wait as long as
/// the page is open.
#[test]
fn animations_run_on_the_compositor_and_end() {
    let sheet = files("style/widget");
    let frames: Vec<_> = sheet.split("@keyframes ").skip(1).collect();
    assert_eq!(frames.len(), 2, "the keyframes are found");
    for frames in frames {
        let (frames, _) = frames.split_once("\n}").expect("an end");
        let lines = frames.lines().map(str::trim);
        for (name, _) in lines.filter_map(|line| line.strip_suffix(';')?.split_once(':')) {
            let composited = ["opacity", "rotate", "scale", "transform", "translate"];
            assert!(composited.contains(&name), "{name} is animated");
        }
    }
    let animations = sheet.matches("animation: ").count();
    assert!(animations >= 3, "the animations are found");
    assert!(!sheet.contains("infinite"), "an animation has no end");
}
