//! CHANGELOG.md as a list of versions, in the form of Keep a Changelog.

use std::fmt;
use std::fs;
use std::str::FromStr;

use anyhow::{Context as _, Result};

use crate::places::Places;

/// A version of this project: three numbers that decide compatibility.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Version(u64, u64, u64);

impl Version {
    /// The version of the workspace.
    pub(crate) fn of_workspace() -> Result<Self> {
        env!("CARGO_PKG_VERSION").parse()
    }

    /// The next version that may break users of this one.
    pub(crate) fn next_breaking(self) -> Self {
        let Self(major, minor, _) = self;
        match major {
            0 => Self(0, minor + 1, 0),
            _ => Self(major + 1, 0, 0),
        }
    }

    /// The next version that fixes something.
    pub(crate) fn next_patch(self) -> Self {
        Self(self.0, self.1, self.2 + 1)
    }

    /// The next version that may add something.
    pub(crate) fn next_adding(self) -> Self {
        match self.0 {
            0 => self.next_patch(),
            major => Self(major, self.1 + 1, 0),
        }
    }
}

impl FromStr for Version {
    type Err = anyhow::Error;

    fn from_str(text: &str) -> Result<Self> {
        let numbers: Option<Vec<u64>> = text.split('.').map(|part| part.parse().ok()).collect();
        match numbers.as_deref() {
            Some([major, minor, patch]) => Ok(Self(*major, *minor, *patch)),
            _ => anyhow::bail!("\"{text}\" is not a version; write three numbers, such as 1.2.3"),
        }
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.0, self.1, self.2)
    }
}

/// One `## ` section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Section {
    /// None: `Unreleased`.
    pub(crate) version: Option<Version>,
    /// The date, as written.
    pub(crate) date: Option<String>,
    pub(crate) text: String,
}

impl Section {
    /// Whether it has no text other than headings.
    pub(crate) fn is_empty(&self) -> bool {
        let mut lines = self.text.lines();
        !lines.any(|line| !line.trim().is_empty() && !line.starts_with('#'))
    }
}

/// The sections of the checkout's CHANGELOG.md, newest first.
pub(crate) fn read(places: &Places) -> Result<Vec<Section>> {
    let text = fs::read_to_string(places.root.join("CHANGELOG.md"))
        .context("CHANGELOG.md cannot be read")?;
    sections(&text)
}

pub(crate) fn sections(text: &str) -> Result<Vec<Section>> {
    let mut found = Vec::new();
    for part in format!("\n{text}").split("\n## ").skip(1) {
        let (heading, text) = part.split_once('\n').unwrap_or((part, ""));
        let (name, date) = match heading.split_once(" - ") {
            Some((name, date)) => (name, Some(date.trim().to_owned())),
            None => (heading, None),
        };
        let name = name.trim().trim_matches(['[', ']']);
        let version = match name {
            "Unreleased" => None,
            number => Some(
                number
                    .parse()
                    .with_context(|| format!("CHANGELOG.md, \"## {heading}\""))?,
            ),
        };
        found.push(Section {
            version,
            date,
            text: text.to_owned(),
        });
    }
    Ok(found)
}

/// Whether a text is a date such as 2026-01-31.
pub(crate) fn is_date(text: &str) -> bool {
    let parts: Vec<_> = text.split('-').collect();
    let [year, month, day] = &*parts else {
        return false;
    };
    let number = |part: &str, digits: usize, allowed: std::ops::RangeInclusive<u32>| {
        part.len() == digits && part.parse().is_ok_and(|number| allowed.contains(&number))
    };
    number(year, 4, 2000..=9999) && number(month, 2, 1..=12) && number(day, 2, 1..=31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_have_versions_dates_and_texts() {
        let text = "# Changelog\n\nIntro\n\n## Unreleased\n\n### Added\n\n## [0.2.0] - 2026-01-31\n\n- `a`\n\n## 0.1.0\n";
        let sections = sections(text).unwrap();
        let seen: Vec<_> = sections
            .iter()
            .map(|it| (it.version.map(|it| it.to_string()), it.date.as_deref()))
            .collect();
        let version = |text: &str| Some(text.to_owned());
        assert_eq!(
            seen,
            [
                (None, None),
                (version("0.2.0"), Some("2026-01-31")),
                (version("0.1.0"), None)
            ]
        );
        assert!(sections[0].is_empty() && !sections[1].is_empty());
        assert!(super::sections("## soon\n").is_err());
    }

    #[test]
    fn before_one_the_second_number_breaks() {
        let version = |text: &str| text.parse::<Version>().unwrap();
        assert_eq!(version("0.1.4").next_breaking(), version("0.2.0"));
        assert_eq!(version("0.1.4").next_adding(), version("0.1.5"));
        assert_eq!(version("1.2.3").next_breaking(), version("2.0.0"));
        assert_eq!(version("1.2.3").next_adding(), version("1.3.0"));
        assert!(version("0.10.0") > version("0.9.9"));
        assert!("1.2".parse::<Version>().is_err());
    }

    #[test]
    fn a_date_is_a_day() {
        assert!(is_date("2026-01-31"));
        for wrong in ["2026-13-01", "2026-1-31", "31.1.2026", "soon", ""] {
            assert!(!is_date(wrong), "{wrong}");
        }
    }
}
