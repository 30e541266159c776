//! Tables of many widgets, waiting widgets, layout shifts and mounts.

use super::Results;
use super::sizes;
use super::tables::{NOTHING, Table, or_nothing, spread, whole};
use crate::condition::{A, D};
use crate::row::{Place, Row, Rows};
use crate::server::Kind;
use crate::subject::Subject;

const MANY: [Subject; 4] = [Subject::Ours, Subject::React, Subject::Lit, Subject::Plain];

pub(super) fn hundred(rows: &Rows) -> String {
    let mut text = format!(
        "## A hundred on a page\n\nFour columns, nothing connected, first visit; rounds: {}.\n\n",
        rows.rounds()
    );
    let mut table = Table::new(std::iter::once("").chain(MANY.map(Subject::name)));
    let mut push = |title: String, cell: &dyn Fn(Place<'_>) -> String, condition: &str| {
        let cells = MANY.map(|subject| cell((subject.name(), condition, "none", "cold")));
        table.push(std::iter::once(title).chain(cells));
    };
    for condition in [A, D] {
        let name = condition.name;
        push(
            format!("{name} ({}): all in view usable, ms", condition.meaning),
            &|place| spread(rows.spread(place, "usable")),
            name,
        );
        push(
            format!("{name}: main thread to there, ms"),
            &|place| spread(rows.spread(place, "main thread")),
            name,
        );
        push(
            format!("{name}: main thread busy afterwards, %"),
            &|place| percent(rows.median(place, "busy")),
            name,
        );
    }
    push(
        "in view".to_owned(),
        &|place| or_nothing(rows.median(place, "in view"), whole),
        "A",
    );
    push(
        "requests: status / token / frame".to_owned(),
        &|place| {
            let kinds = [Kind::Status, Kind::Token, Kind::Frame];
            let counts = kinds.map(|kind| or_nothing(sizes::requests(rows, place, kind), whole));
            counts.join(" / ")
        },
        "A",
    );
    let all = |place: Place<'_>| sizes::median(rows, place, |_| true, |count| count.bytes);
    push(
        "bytes in all".to_owned(),
        &|place| or_nothing(all(place), whole),
        "A",
    );
    push(
        "JavaScript heap, KB".to_owned(),
        &|place| kilobytes(rows.median(place, "heap")),
        "A",
    );
    push(
        "WebAssembly memory, KB".to_owned(),
        &|place| kilobytes(rows.median(place, "wasm memory")),
        "A",
    );
    push(
        "layout shift".to_owned(),
        &|place| or_nothing(rows.median(place, "layout shift"), |it| format!("{it:.3}")),
        "A",
    );
    text += &table.text();
    text
}

/// Waiting widgets, layout shifts, mounts.
pub(super) fn waiting(results: &Results) -> String {
    let mut text = String::from(
        "## Out of sight\n\nThe main thread while widgets wait just below the fold, in percent over five seconds:\n\n",
    );
    let mut table = Table::new(["", "A", "D"]);
    for (title, state) in [("one widget", "one"), ("a hundred", "hundred")] {
        let busy = |condition| {
            percent(
                results
                    .idle
                    .median((Subject::Ours.name(), condition, state, "cold"), "busy"),
            )
        };
        table.push([title.to_owned(), busy("A"), busy("D")]);
    }
    text += &table.text();
    text += "## Layout\n\nShifts while the page is loaded over B, and how far the page is wider than the window, in pixels:\n\n";
    let mut table = Table::new(["parent", "layout shift", "too wide by"]);
    for row in &results.parents.0 {
        let value = |name: &str| row.values.get(name).copied();
        table.push([
            row.state.clone(),
            or_nothing(value("layout shift"), |it| format!("{it:.4}")),
            or_nothing(value("overflow"), whole),
        ]);
    }
    text += &table.text();
    text += "## Ten thousand mounts\n\nMounted until the number is known and taken away again, one after the other; against the state after the first hundred.\n\n";
    let mut table = Table::new(["", "before", "halfway", "after", "growth"]);
    for row in &results.mounts.0 {
        for name in ["heap", "wasm memory"] {
            let value = |what: &str| row.values.get(&format!("{name} {what}")).copied();
            table.push([
                format!("{name}, KB"),
                kilobytes(value("before")),
                kilobytes(value("halfway")),
                kilobytes(value("after")),
                percent(value("growth")) + " %",
            ]);
        }
        table.push([
            "requests".to_owned(),
            NOTHING.to_owned(),
            NOTHING.to_owned(),
            whole(requests(row)),
            NOTHING.to_owned(),
        ]);
    }
    text += &table.text();
    text
}

fn requests(row: &Row) -> f64 {
    row.counts
        .values()
        .map(|count| f64::from(count.requests))
        .sum()
}

fn kilobytes(bytes: Option<f64>) -> String {
    or_nothing(bytes, |bytes| whole(bytes / 1000.0))
}

fn percent(value: Option<f64>) -> String {
    or_nothing(value, |value| format!("{value:.2}"))
}
