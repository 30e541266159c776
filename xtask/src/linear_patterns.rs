//! Patterns that cut off the end of a text: `/\/+$/` begins at each slash again, and takes quadratic time with many. A
//! pattern of the package begins at a place that is fixed: `^`, `(^|…)` or `(?<!…)`.

use std::fs;

use anyhow::Result;

use crate::places::Places;
use crate::sources::files_below;

const FIXED: [&str; 3] = ["^", "(^|", "(?<!"];

/// The patterns of a script that end in a repetition before the text's end, and begin anywhere.
fn slow_patterns(script: &str) -> Vec<&str> {
    let code = script
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"));
    code.flat_map(trimming_patterns)
        .filter(|pattern| !FIXED.iter().any(|fixed| pattern.starts_with(fixed)))
        .collect()
}

/// The patterns of a line that end in a repetition before the text's end.
fn trimming_patterns(line: &str) -> impl Iterator<Item = &str> {
    let ends = ["+$/", "*$/"]
        .into_iter()
        .flat_map(|end| line.match_indices(end));
    ends.filter_map(|(end, _)| {
        let before = line.get(..end)?;
        let marks = ["(/", " /", "!/"].into_iter();
        let begin = marks.filter_map(|mark| before.rfind(mark)).max()?;
        line.get(begin.checked_add(2)?..end.checked_add(1)?)
    })
}

#[test]
fn a_pattern_that_begins_anywhere_is_found() {
    for (script, patterns) in [
        (r#"x.replace(/\/+$/, "")"#, &[r"\/+"][..]),
        (r#"x.replace(/ *$/u, "")"#, &[" *"]),
        (r"const END = /=+$/;", &["=+"]),
        (r"  // Not `/\/+$/`.", &[]),
        (r#"x.replace(/(?<!\/)\/+$/, "")"#, &[]),
        (r#"x.replace(/(^|[^/])\/*$/, "$1/")"#, &[]),
        (r"/^[\w-]+$/.test(x) && !/^\d+$/.test(x)", &[]),
    ] {
        let found = slow_patterns(script);
        assert_eq!(found, patterns, "{script}");
    }
}

#[test]
fn no_pattern_of_the_package_takes_quadratic_time_at_the_end() -> Result<()> {
    let places = Places::find()?;
    let mut searched = 0;
    for folder in ["npm/src", "npm/testing", "npm/server/src"] {
        for path in files_below(&places.root.join(folder), &["js", "ts"])? {
            let script = fs::read_to_string(&path)?;
            assert_eq!(slow_patterns(&script), [""; 0], "{}", path.display());
            searched += 1;
        }
    }
    assert!(searched > 50, "{searched}");
    Ok(())
}
