//! Tables of times, main-thread work and memory.

use super::sizes;
use super::tables::{NOTHING, Table, or_nothing, ratio, spread, whole};
use crate::condition::{A, B, C, Condition};
use crate::row::Rows;
use crate::subject::Subject;

const CONDITIONS: [Condition; 3] = [A, B, C];

/// A row of a table: title, state, name of the value.
type Line = (&'static str, &'static str, &'static str);

const TIMES: [Line; 3] = [
    ("first", "none", "first"),
    ("usable", "none", "usable"),
    ("number shown", "connected", "shown"),
];
const WORK: [Line; 7] = [
    ("main thread, not connected", "none", "main thread"),
    ("of it script", "none", "script"),
    ("of it layout and style", "none", "layout and style"),
    ("main thread, connected", "connected", "main thread"),
    ("of it script", "connected", "script"),
    ("longest task, not connected", "none", "longest task"),
    ("longest task, connected", "connected", "longest task"),
];

pub(super) fn cold(rows: &Rows) -> String {
    let mut text = String::from(
        "## First visit\n\nMilliseconds; a longest task of 0 is shorter than 50 ms.\n\n",
    );
    for condition in CONDITIONS {
        text += &section(rows, condition, "cold", TIMES.iter().chain(&WORK));
    }
    text += "Memory after a garbage collection, in kilobytes, and the sum of layout shifts (A, B and C):\n\n";
    let mut table = Table::new(std::iter::once("").chain(Subject::ALONE.map(Subject::name)));
    for (title, state) in [("not connected", "none"), ("connected", "connected")] {
        let memory = |name: &'static str| {
            move |subject: Subject| {
                let value = rows.median((subject.name(), "A", state, "cold"), name);
                or_nothing(value, |bytes| whole(bytes / 1000.0))
            }
        };
        push(
            &mut table,
            &format!("JavaScript heap, {title}"),
            Subject::ALONE,
            memory("heap"),
        );
        push(
            &mut table,
            &format!("WebAssembly memory, {title}"),
            Subject::ALONE,
            memory("wasm memory"),
        );
        push(
            &mut table,
            &format!("layout shift, {title}"),
            Subject::ALONE,
            |subject| {
                let places = CONDITIONS.map(|it| (subject.name(), it.name, state, "cold"));
                let worst = places
                    .iter()
                    .filter_map(|place| rows.median(*place, "layout shift"));
                or_nothing(worst.reduce(f64::max), |shift| format!("{shift:.3}"))
            },
        );
    }
    text += &table.text();
    text
}

pub(super) fn warm(rows: &Rows) -> String {
    let mut text = String::from("## Second visit\n\n");
    for condition in CONDITIONS {
        text += &section(rows, condition, "warm", TIMES.iter().chain(&WORK[..5]));
    }
    text
}

fn section<'a>(
    rows: &Rows,
    condition: Condition,
    cache: &str,
    lines: impl Iterator<Item = &'a Line>,
) -> String {
    let title = format!("**{}**, {}", condition.name, condition.meaning);
    let mut table =
        Table::new(std::iter::once(title.as_str()).chain(Subject::ALONE.map(Subject::name)));
    for (title, state, value) in lines {
        push(&mut table, title, Subject::ALONE, |subject| {
            spread(rows.spread((subject.name(), condition.name, state, cache), value))
        });
    }
    table.text()
}

fn push(
    table: &mut Table,
    title: &str,
    subjects: impl IntoIterator<Item = Subject>,
    cell: impl Fn(Subject) -> String,
) {
    let cells = subjects.into_iter().map(cell);
    table.push(std::iter::once(title.to_owned()).chain(cells));
}

/// Ratios of the widget's medians to the rivals'.
pub(super) fn ratios(rows: &Rows) -> String {
    let mut text = String::from(
        "## Ratios\n\nchakra-connect's median over that of React / Lit / plain JavaScript; below 1 is better.\n\n",
    );
    let lines: [Line; 7] = [
        ("first", "none", "first"),
        ("usable", "none", "usable"),
        ("number shown", "connected", "shown"),
        ("main thread, not connected", "none", "main thread"),
        ("main thread, connected", "connected", "main thread"),
        (
            "layout and style, not connected",
            "none",
            "layout and style",
        ),
        ("script, not connected", "none", "script"),
    ];
    let head = [
        "", "A cold", "B cold", "C cold", "A warm", "B warm", "C warm",
    ];
    let mut table = Table::new(head);
    for (title, state, value) in lines {
        let mut cells = vec![title.to_owned()];
        for cache in ["cold", "warm"] {
            for condition in CONDITIONS {
                let median = |subject: Subject| {
                    rows.median((subject.name(), condition.name, state, cache), value)
                };
                let ours = median(Subject::Ours);
                let rivals = [Subject::React, Subject::Lit, Subject::Plain];
                let parts = rivals.map(|rival| two(ratio(ours, median(rival))));
                cells.push(parts.join(" / "));
            }
        }
        table.push(cells);
    }
    text += &table.text();
    text
}

pub(super) fn two(value: Option<f64>) -> String {
    value.map_or_else(|| NOTHING.to_owned(), |value| format!("{value:.2}"))
}

/// The widget and the rival in a React page.
pub(super) fn in_react(rows: &Rows) -> String {
    let mut text = String::from(
        "## Added to a page that has React\n\nThe npm package's `/react` against the React rival in the same page, bundled by esbuild, first visit. Added bytes are those beyond the page without either.\n\n",
    );
    let subjects = [Subject::OursInReact, Subject::RivalInReact];
    let mut table = Table::new(std::iter::once("").chain(subjects.map(Subject::name)));
    push(&mut table, "added bytes", subjects, |subject| {
        or_nothing(added(rows, subject), whole)
    });
    for condition in CONDITIONS {
        for (title, state, value) in TIMES.iter().skip(1).chain(&WORK[..1]) {
            push(
                &mut table,
                &format!("{} {title}", condition.name),
                subjects,
                |subject| {
                    spread(rows.spread((subject.name(), condition.name, state, "cold"), value))
                },
            );
        }
    }
    text += &table.text();
    text
}

/// Bytes that a subject adds to the React page.
pub(super) fn added(rows: &Rows, subject: Subject) -> Option<f64> {
    let shipped = |subject: Subject| sizes::shipped(rows, (subject.name(), "A", "none", "cold"));
    Some(shipped(subject)? - shipped(Subject::ReactPage)?)
}
