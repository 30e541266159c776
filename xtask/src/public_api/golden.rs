//! The reports in `api/` must match the code.

use std::fmt::Write as _;
use std::fs;

use anyhow::{Context as _, Result};

use super::change::Surface;
use super::{lines, typescript};
use crate::package;
use crate::places::Places;

/// The folder of the reports.
pub(super) const FOLDER: &str = "api";

/// Maximum number of lines of a difference to show; git shows the rest.
const SHOWN: usize = 40;

/// One report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Report {
    /// Relative to the folder.
    pub(super) path: String,
    pub(super) text: String,
}

impl Report {
    pub(super) fn new(path: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            text: text.into(),
        }
    }

    /// The difference from the stored report; none if they are equal.
    pub(super) fn difference(&self, places: &Places) -> Option<String> {
        let path = format!("{FOLDER}/{}", self.path);
        match fs::read_to_string(places.root.join(&path)) {
            Ok(kept) if kept == self.text => None,
            Ok(kept) => Some(format!("{path}\n{}", difference(&kept, &self.text))),
            Err(error) => Some(format!("{path} cannot be read: {error}")),
        }
    }

    /// Stores the report. Returns whether it has changed.
    pub(super) fn write(&self, places: &Places) -> Result<bool> {
        let path = places.root.join(FOLDER).join(&self.path);
        if fs::read_to_string(&path).is_ok_and(|kept| kept == self.text) {
            return Ok(false);
        }
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(&path, &self.text)
            .with_context(|| format!("{} cannot be written", path.display()))?;
        Ok(true)
    }
}

/// The stored reports of declarations.
pub(super) fn declarations(places: &Places) -> Result<Vec<String>> {
    let files = package::all_files(&places.root.join(FOLDER))?;
    let names = files.iter().filter_map(|file| file.to_str());
    let declarations = names.filter(|name| name.ends_with(".d.ts"));
    Ok(declarations.map(str::to_owned).collect())
}

/// The items of a report, depending on its kind.
pub(super) fn surface(path: &str, text: &str) -> Surface {
    if path.ends_with(".d.ts") {
        typescript::surface(text)
    } else if path.starts_with("rust/") {
        lines::of_crate(text)
    } else {
        lines::named(text)
    }
}

/// The lines that only one of the two texts has, including repetitions.
fn difference(old: &str, new: &str) -> String {
    let only = |mark: char, text: &str, other: &str| {
        let mut others: Vec<_> = other.lines().collect();
        let mut left = Vec::new();
        for line in text.lines() {
            match others.iter().position(|other| *other == line) {
                Some(at) => drop(others.swap_remove(at)),
                None => left.push(format!("  {mark} {line}")),
            }
        }
        left
    };
    let mut all = only('-', old, new);
    all.extend(only('+', new, old));
    if all.is_empty() {
        return "  the same lines in another order\n".to_owned();
    }
    let mut text = String::new();
    for line in all.iter().take(SHOWN) {
        let _ = writeln!(text, "{line}");
    }
    if all.len() > SHOWN {
        let _ = writeln!(text, "  … {} lines more", all.len() - SHOWN);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_names_the_lines_of_each_side() {
        assert_eq!(difference("a\nb\nb\n", "b\nc\n"), "  - a\n  - b\n  + c\n");
        assert!(difference("a\nb\n", "b\na\n").contains("another order"));
        let long: Vec<_> = (0..100).map(|line: u8| line.to_string()).collect();
        assert!(difference("", &long.join("\n")).ends_with("  … 60 lines more\n"));
    }
}
