//! Tables of bytes and requests.

use super::Results;
use super::tables::{NOTHING, Table, or_nothing, whole};
use crate::row::{Place, Rows};
use crate::server::{Count, Counts, Kind};
use crate::stats::Spread;
use crate::subject::Subject;

/// The median over visits of a sum over the selected kinds.
pub(super) fn median(
    rows: &Rows,
    place: Place<'_>,
    kinds: impl Fn(Kind) -> bool,
    value: impl Fn(&Count) -> u32,
) -> Option<f64> {
    let sum = |counts: &Counts| -> f64 {
        let of = counts.iter().filter(|(kind, _)| kinds(**kind));
        of.map(|(_, count)| f64::from(value(count))).sum()
    };
    Spread::of(rows.at(place).map(|row| sum(&row.counts))).map(|spread| spread.median)
}

/// Bytes of the shipped files, until usable.
pub(super) fn shipped(rows: &Rows, place: Place<'_>) -> Option<f64> {
    median(rows, place, Kind::is_shipped, |count| count.bytes)
}

pub(super) fn bytes(rows: &Rows, place: Place<'_>, kind: Kind) -> Option<f64> {
    median(rows, place, |it| it == kind, |count| count.bytes)
}

pub(super) fn requests(rows: &Rows, place: Place<'_>, kind: Kind) -> Option<f64> {
    median(rows, place, |it| it == kind, |count| count.requests)
}

const PARTS: [(Kind, &str); 6] = [
    (Kind::Loader, "loader"),
    (Kind::Early, "early"),
    (Kind::Glue, "glue"),
    (Kind::Wasm, "wasm"),
    (Kind::Js, "script"),
    (Kind::Css, "style"),
];

pub(super) fn text(results: &Results) -> String {
    let rows = &results.visits;
    let mut table = Table::new([
        "bytes (brotli 11)",
        "in all",
        "of it",
        "requests not connected",
        "connected",
    ]);
    for subject in Subject::ALONE {
        let place = (subject.name(), "A", "none", "cold");
        let parts: Vec<_> = PARTS
            .iter()
            .filter_map(|(kind, name)| Some((name, bytes(rows, place, *kind)?)))
            .filter(|(_, bytes)| *bytes > 0.0)
            .map(|(name, bytes)| format!("{name} {}", whole(bytes)))
            .collect();
        let all = |place| or_nothing(median(rows, place, |_| true, |count| count.requests), whole);
        let connected = (subject.name(), "A", "connected", "cold");
        table.push([
            subject.name().to_owned(),
            or_nothing(shipped(rows, place), whole),
            parts.join(", "),
            all(place),
            all(connected),
        ]);
    }
    let mut text = String::from(
        "## Size of what each ships\n\nTo the usable frame, on the first visit; requests with page, backend and vendor.\n\n",
    );
    text += &table.text();
    text += "Requests per 1,000 page views, as counted:\n\n";
    let mut table = Table::new([
        "",
        "first visits, not connected",
        "connected",
        "later visits, not connected",
        "connected",
    ]);
    for subject in Subject::ALONE {
        let mut cells = vec![subject.name().to_owned()];
        for (cache, state) in [
            ("cold", "none"),
            ("cold", "connected"),
            ("warm", "none"),
            ("warm", "connected"),
        ] {
            cells.push(per_thousand(rows, (subject.name(), "A", state, cache)));
        }
        table.push(cells);
    }
    text += &table.text();
    text
}

/// Requests per thousand visits.
fn per_thousand(rows: &Rows, place: Place<'_>) -> String {
    let (mut visits, mut requests) = (0.0, 0.0);
    for row in rows.at(place) {
        visits += 1.0;
        requests += row
            .counts
            .values()
            .map(|count| f64::from(count.requests))
            .sum::<f64>();
    }
    if visits > 0.0 {
        whole(requests / visits * 1000.0)
    } else {
        NOTHING.to_owned()
    }
}
