//! The targets, and the missed ones.

use std::fmt::Write as _;

use super::sizes;
use super::tables::{or_nothing, ratio, whole};
use super::{Results, times};
use crate::condition::{A, B, C, D};
use crate::row::{Place, Rows};
use crate::server::Kind;
use crate::stats::Spread;
use crate::subject::Subject;

/// A measured value and its upper limit.
struct Target {
    what: String,
    limit: f64,
    value: Option<f64>,
    write: fn(f64) -> String,
}

const KILOBYTE: f64 = 1000.0;

fn target(
    what: impl Into<String>,
    limit: f64,
    value: Option<f64>,
    write: fn(f64) -> String,
) -> Target {
    Target {
        what: what.into(),
        limit,
        value,
        write,
    }
}

/// All targets.
fn all(results: &Results) -> Vec<Target> {
    let mut targets = bytes(&results.visits);
    targets.extend(visits(&results.visits));
    targets.extend(in_react(&results.react));
    targets.extend(hundred(&results.hundred));
    targets.extend(rest(results));
    targets
}

fn of(
    subject: Subject,
    condition: &'static str,
    state: &'static str,
    cache: &'static str,
) -> Place<'static> {
    (subject.name(), condition, state, cache)
}

fn bytes(rows: &Rows) -> Vec<Target> {
    let place = of(Subject::Ours, "A", "none", "cold");
    let loader = sizes::bytes(rows, place, Kind::Loader);
    vec![
        target("loader, bytes", 3.0 * KILOBYTE, loader, whole),
        target(
            "all that is shipped, to usable, bytes",
            64.0 * KILOBYTE,
            sizes::shipped(rows, place),
            whole,
        ),
    ]
}

fn visits(rows: &Rows) -> Vec<Target> {
    let against = |rival: Subject,
                   (condition, state, cache): (&'static str, &'static str, &'static str),
                   value: &str| {
        ratio(
            rows.median(of(Subject::Ours, condition, state, cache), value),
            rows.median(of(rival, condition, state, cache), value),
        )
    };
    let mut targets = Vec::new();
    for condition in [B.name, C.name] {
        for (state, value, of_react, of_lit) in [
            ("none", "usable", 0.8, 1.1),
            ("connected", "shown", 0.8, 1.25),
        ] {
            for (rival, limit) in [(Subject::React, of_react), (Subject::Lit, of_lit)] {
                let what = format!(
                    "{condition}: {value} on the first visit, of {}'s",
                    rival.name()
                );
                targets.push(target(
                    what,
                    limit,
                    against(rival, (condition, state, "cold"), value),
                    ratio_text,
                ));
            }
            let what = format!("{condition}: {value} on the second visit, of React's");
            targets.push(target(
                what,
                0.95,
                against(Subject::React, (condition, state, "warm"), value),
                ratio_text,
            ));
        }
    }
    for condition in [A.name, B.name, C.name] {
        for (value, limit) in [("main thread", 0.9), ("layout and style", 1.2)] {
            let what = format!("{condition}: {value} to usable, of React's");
            targets.push(target(
                what,
                limit,
                against(Subject::React, (condition, "none", "cold"), value),
                ratio_text,
            ));
        }
    }
    for condition in [B.name, C.name] {
        for state in ["none", "connected"] {
            let what = format!("{condition}: longest task, {state}, ms (0: shorter than 50)");
            targets.push(target(
                what,
                49.9,
                rows.median(of(Subject::Ours, condition, state, "cold"), "longest task"),
                whole,
            ));
        }
    }
    let ours = rows
        .0
        .iter()
        .filter(|row| row.subject == Subject::Ours.name());
    let shifts = ours.filter_map(|row| row.values.get("layout shift").copied());
    targets.push(target(
        "layout shift on a page of its own",
        0.0,
        shifts.reduce(f64::max),
        shift_text,
    ));
    targets
}

fn in_react(rows: &Rows) -> Vec<Target> {
    let mut targets = Vec::new();
    for condition in [A.name, B.name, C.name] {
        let usable = |subject| rows.median(of(subject, condition, "none", "cold"), "usable");
        let value = ratio(usable(Subject::OursInReact), usable(Subject::RivalInReact));
        let what = format!("{condition}: usable in a React page, of a React component's");
        targets.push(target(what, 1.1, value, ratio_text));
    }
    targets
}

fn hundred(rows: &Rows) -> Vec<Target> {
    let mut targets = Vec::new();
    for condition in [A.name, D.name] {
        let usable = |subject| rows.median(of(subject, condition, "none", "cold"), "usable");
        let value = ratio(usable(Subject::Ours), usable(Subject::React));
        targets.push(target(
            format!("{condition}: a hundred, usable, of React's"),
            0.5,
            value,
            ratio_text,
        ));
    }
    let place = of(Subject::Ours, A.name, "none", "cold");
    targets.push(target(
        "a hundred: status requests",
        1.0,
        sizes::requests(rows, place, Kind::Status),
        whole,
    ));
    let unseen = rows.at(place).filter_map(|row| {
        let tokens = row
            .counts
            .get(&Kind::Token)
            .map_or(0.0, |count| f64::from(count.requests));
        Some(tokens - row.values.get("in view")?)
    });
    let unseen = Spread::of(unseen).map(|spread| spread.median);
    targets.push(target(
        "a hundred: tokens beyond those in view",
        0.0,
        unseen,
        whole,
    ));
    let busy = |condition| rows.median(of(Subject::Ours, condition, "none", "cold"), "busy");
    for condition in [A.name, D.name] {
        targets.push(target(
            format!("{condition}: a hundred, main thread busy afterwards, %"),
            0.5,
            busy(condition),
            percent_text,
        ));
    }
    targets
}

fn rest(results: &Results) -> Vec<Target> {
    let mut targets = Vec::new();
    for condition in [A.name, D.name] {
        for state in ["one", "hundred"] {
            let busy = results
                .idle
                .median(of(Subject::Ours, condition, state, "cold"), "busy");
            let what = format!("{condition}: main thread while {state} below the fold, %");
            targets.push(target(what, 0.5, busy, percent_text));
        }
    }
    for row in &results.parents.0 {
        let shift = row.values.get("layout shift").copied();
        targets.push(target(
            format!("layout shift in {}", row.state),
            0.0,
            shift,
            shift_text,
        ));
    }
    if results.parents.0.is_empty() {
        targets.push(target("layout shift in parents", 0.0, None, shift_text));
    }
    let mounts = results.mounts.0.first();
    for name in ["heap", "wasm memory"] {
        let growth = mounts.and_then(|row| row.values.get(&format!("{name} growth")).copied());
        targets.push(target(
            format!("ten thousand mounts: growth of the {name}, %"),
            0.99,
            growth,
            percent_text,
        ));
    }
    targets
}

fn ratio_text(value: f64) -> String {
    times::two(Some(value))
}

fn percent_text(value: f64) -> String {
    format!("{value:.2}")
}

fn shift_text(value: f64) -> String {
    format!("{value:.4}")
}

pub(super) fn text(results: &Results) -> String {
    let targets = all(results);
    let (missed, rest): (Vec<_>, Vec<_>) = targets
        .iter()
        .partition(|target| target.value.is_none_or(|value| value > target.limit));
    let mut text = String::from("## Falls short\n\n");
    let _ = writeln!(text, "{} of {} targets are met.", rest.len(), targets.len());
    if !missed.is_empty() {
        text += "Not met:\n\n";
    }
    for target in missed {
        let Target {
            what,
            limit,
            value,
            write,
        } = target;
        let value = or_nothing(*value, write);
        let value = if value == super::tables::NOTHING {
            "not measured".to_owned()
        } else {
            value
        };
        let _ = writeln!(text, "- {what}: **{value}**, at most {}", write(*limit));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::row::Row;

    fn results(visits: Vec<Row>) -> Results {
        Results {
            visits: Rows(visits),
            react: Rows::default(),
            hundred: Rows::default(),
            idle: Rows::default(),
            parents: Rows::default(),
            mounts: Rows::default(),
        }
    }

    fn row(subject: Subject, usable: f64) -> Row {
        Row {
            subject: subject.name().to_owned(),
            condition: "B".to_owned(),
            state: "none".to_owned(),
            cache: "cold".to_owned(),
            values: [("usable".to_owned(), usable)].into(),
            ..Row::default()
        }
    }

    #[test]
    fn a_missed_target_is_reported_with_its_figure_and_a_met_one_is_not() {
        let told = |ours| {
            text(&results(vec![
                row(Subject::Ours, ours),
                row(Subject::React, 100.0),
            ]))
        };
        let what = "B: usable on the first visit, of React's";
        assert!(told(81.0).contains(&format!("- {what}: **0.81**, at most 0.80")));
        assert!(!told(80.0).contains(what));
    }

    #[test]
    fn an_unmeasured_target_is_not_met() {
        assert!(text(&results(Vec::new())).starts_with("## Falls short\n\n0 of "));
    }
}
