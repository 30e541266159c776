//! The changelog of the release: a version with a date, and nothing under "Unreleased".

use anyhow::{Context as _, Result, ensure};

use crate::changelog::{self, Section, Version, is_date};
use crate::places::Places;

pub(super) fn check(places: &Places) -> Result<String> {
    judge(&changelog::read(places)?, Version::of_workspace()?)
}

fn judge(sections: &[Section], version: Version) -> Result<String> {
    let of_version = sections
        .iter()
        .find(|section| section.version == Some(version));
    let section = of_version.with_context(|| {
        format!("CHANGELOG.md has no \"## {version} - YYYY-MM-DD\": give the unreleased entries that heading")
    })?;
    let date = section.date.as_deref().filter(|date| is_date(date));
    let date = date.with_context(|| {
        format!("CHANGELOG.md gives {version} no date: write \"## {version} - YYYY-MM-DD\"")
    })?;
    ensure!(
        !section.is_empty(),
        "CHANGELOG.md has no entry for {version}"
    );
    let is_left = |section: &Section| section.version.is_none() && !section.is_empty();
    ensure!(
        !sections.iter().any(is_left),
        "CHANGELOG.md has entries under \"Unreleased\": move them to {version}"
    );
    let newest = sections.iter().filter_map(|section| section.version).max();
    ensure!(
        newest == Some(version),
        "CHANGELOG.md has a newer version than {version}"
    );
    Ok(format!("{version}, {date}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(text: &str) -> Result<String> {
        judge(
            &changelog::sections(text).unwrap(),
            "0.2.0".parse().unwrap(),
        )
    }

    #[test]
    fn a_version_with_a_date_and_entries_passes() {
        let text = "# Changelog\n\n## Unreleased\n\n## 0.2.0 - 2026-01-31\n\n- New.\n\n## 0.1.0 - 2026-01-01\n\n- Old.\n";
        assert_eq!(judged(text).unwrap(), "0.2.0, 2026-01-31");
        for (replace, by, expected) in [
            ("## 0.2.0 - 2026-01-31\n\n- New.\n", "", "no \"## 0.2.0"),
            (" - 2026-01-31", "", "no date"),
            ("2026-01-31", "soon", "no date"),
            ("- New.\n", "", "no entry"),
            ("Unreleased\n", "Unreleased\n\n- More.\n", "\"Unreleased\""),
            ("0.1.0", "0.3.0", "newer"),
        ] {
            let error = judged(&text.replace(replace, by)).unwrap_err().to_string();
            assert!(error.contains(expected), "{error}");
        }
    }
}
