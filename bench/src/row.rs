//! Rows of measurements, one for each visit, stored as JSON lines.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::server::Counts;
use crate::stats::Spread;

/// One visit to a page.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Row {
    pub(crate) subject: String,
    pub(crate) condition: String,
    /// `none` or `connected`; in other suites, what varies besides.
    pub(crate) state: String,
    /// `cold` or `warm`.
    pub(crate) cache: String,
    pub(crate) round: usize,
    /// Values by name; times in milliseconds.
    pub(crate) values: BTreeMap<String, f64>,
    pub(crate) counts: Counts,
    /// The requests, from the page's resource timing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) resources: Vec<Resource>,
}

/// Timing of one request, in milliseconds since the start of the navigation.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Resource {
    pub(crate) name: String,
    pub(crate) start: f64,
    pub(crate) response: f64,
    pub(crate) end: f64,
    /// Size of the response body, from the server's log.
    #[serde(default)]
    pub(crate) bytes: u32,
}

/// The rows of a suite.
#[derive(Clone, Debug, Default)]
pub(crate) struct Rows(pub(crate) Vec<Row>);

/// Selects rows: subject, condition, state, cache.
pub(crate) type Place<'a> = (&'a str, &'a str, &'a str, &'a str);

impl Rows {
    pub(crate) fn at(
        &self,
        (subject, condition, state, cache): Place<'_>,
    ) -> impl Iterator<Item = &Row> {
        self.0.iter().filter(move |row| {
            row.subject == subject
                && row.condition == condition
                && row.state == state
                && row.cache == cache
        })
    }

    /// The spread of a value over the rounds; `None` if it was not measured.
    pub(crate) fn spread(&self, place: Place<'_>, value: &str) -> Option<Spread> {
        Spread::of(
            self.at(place)
                .filter_map(|row| row.values.get(value).copied()),
        )
    }

    pub(crate) fn median(&self, place: Place<'_>, value: &str) -> Option<f64> {
        self.spread(place, value).map(|spread| spread.median)
    }

    /// Number of rounds.
    pub(crate) fn rounds(&self) -> usize {
        self.0
            .iter()
            .map(|row| row.round + 1)
            .max()
            .unwrap_or_default()
    }

    /// The row with the median `value`.
    pub(crate) fn median_row(&self, place: Place<'_>, value: &str) -> Option<&Row> {
        let key = |row: &&Row| row.values.get(value).copied().unwrap_or(f64::INFINITY);
        let mut rows: Vec<_> = self.at(place).collect();
        rows.sort_by(|a, b| key(a).total_cmp(&key(b)));
        rows.get(rows.len().saturating_sub(1) / 2).copied()
    }
}

/// The stored rows of each suite, marked with the build that they were measured with.
#[derive(Debug)]
pub(crate) struct Kept {
    folder: PathBuf,
    build: String,
}

#[derive(Serialize, Deserialize)]
struct Line {
    build: String,
    #[serde(flatten)]
    row: Row,
}

impl Kept {
    pub(crate) fn new(folder: &Path, build: &str) -> Self {
        fs::create_dir_all(folder)
            .unwrap_or_else(|error| panic!("{} cannot be made: {error}", folder.display()));
        Self {
            folder: folder.to_owned(),
            build: build.to_owned(),
        }
    }

    /// Replaces the rows of the last run.
    pub(crate) fn write(&self, suite: &str, rows: &Rows) {
        let path = self.folder.join(format!("{suite}.jsonl"));
        let mut file = File::create(&path)
            .unwrap_or_else(|error| panic!("{} cannot be written: {error}", path.display()));
        for row in &rows.0 {
            let line = Line {
                build: self.build.clone(),
                row: row.clone(),
            };
            let line = serde_json::to_string(&line).expect("rows are JSON");
            writeln!(file, "{line}").expect("rows can be written");
        }
    }

    /// The rows of the last run, if they were measured with this build.
    pub(crate) fn read(&self, suite: &str) -> Rows {
        let text =
            fs::read_to_string(self.folder.join(format!("{suite}.jsonl"))).unwrap_or_default();
        let lines = text
            .lines()
            .filter_map(|line| serde_json::from_str::<Line>(line).ok());
        Rows(
            lines
                .filter(|line| line.build == self.build)
                .map(|line| line.row)
                .collect(),
        )
    }
}
