//! Bar charts of medians with quartiles, as SVG.

use std::fmt::Write as _;

use crate::condition::{A, B, C};
use crate::row::Rows;
use crate::stats::Spread;
use crate::subject::Subject;

const WIDTH: f64 = 760.0;
const LABELS: f64 = 210.0;
const BAR: f64 = 16.0;
const GROUP: f64 = 34.0;
const SUBJECTS: [(Subject, &str); 5] = [
    (Subject::Ours, "#128c4b"),
    (Subject::OursByToken, "#7cc79d"),
    (Subject::React, "#2f6fb3"),
    (Subject::Lit, "#8a5bb5"),
    (Subject::Plain, "#8a8f94"),
];

/// File names and pictures.
pub(super) fn all(rows: &Rows) -> Vec<(String, String)> {
    let pictures = [
        (
            "usable.svg",
            "Usable, first visit, nothing connected (ms)",
            "none",
            "usable",
        ),
        (
            "shown.svg",
            "Number shown, first visit (ms)",
            "connected",
            "shown",
        ),
        (
            "main-thread.svg",
            "Main thread to usable, first visit (ms)",
            "none",
            "main thread",
        ),
    ];
    let drawn = pictures.map(|(name, title, state, value)| {
        Some((name.to_owned(), bars(rows, title, state, value)?))
    });
    drawn.into_iter().flatten().collect()
}

/// One chart; `None` without measurements.
fn bars(rows: &Rows, title: &str, state: &str, value: &str) -> Option<String> {
    let mut groups = Vec::new();
    for condition in [A, B, C] {
        let bars: Vec<_> = SUBJECTS
            .iter()
            .filter_map(|(subject, colour)| {
                let place = (subject.name(), condition.name, state, "cold");
                Some((*subject, *colour, rows.spread(place, value)?))
            })
            .collect();
        groups.push((condition, bars));
    }
    let all = groups.iter().flat_map(|(_, bars)| bars);
    let most = all.map(|(.., spread)| spread.high).reduce(f64::max)?;
    let scale = (WIDTH - LABELS - 60.0) / most;
    let mut body = String::new();
    let mut y = 40.0;
    for (condition, bars) in groups {
        let _ = writeln!(
            body,
            r#"<text x="10" y="{:.0}" class="b">{}: {}</text>"#,
            y + 12.0,
            condition.name,
            condition.meaning
        );
        y += 20.0;
        for (subject, colour, spread) in bars {
            bar(&mut body, y, scale, (subject.name(), colour, spread));
            y += BAR + 4.0;
        }
        y += GROUP - 20.0;
    }
    Some(picture(title, y, &body))
}

fn bar(body: &mut String, y: f64, scale: f64, (name, colour, spread): (&str, &str, Spread)) {
    let Spread { median, low, high } = spread;
    let middle = y + BAR / 2.0;
    let name = name.replace('`', "");
    let at = |value: f64| LABELS + value * scale;
    let _ = writeln!(
        body,
        r#"<text x="{:.0}" y="{:.0}" text-anchor="end">{name}</text>"#,
        LABELS - 8.0,
        y + 12.0
    );
    let _ = writeln!(
        body,
        r#"<rect x="{LABELS}" y="{y:.0}" width="{:.1}" height="{BAR}" fill="{colour}"/>"#,
        median * scale
    );
    let _ = writeln!(
        body,
        r##"<line x1="{:.1}" x2="{:.1}" y1="{middle:.0}" y2="{middle:.0}" stroke="#111"/>"##,
        at(low),
        at(high)
    );
    let _ = writeln!(
        body,
        r#"<text x="{:.1}" y="{:.0}">{median:.0}</text>"#,
        at(high) + 6.0,
        y + 12.0
    );
}

/// An SVG file with a title on a white background.
pub(super) fn picture(title: &str, height: f64, body: &str) -> String {
    format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0}" width="{WIDTH}" height="{height:.0}" font-family="system-ui, sans-serif" font-size="12">
<title>{title}</title>
<style>.b {{ font-weight: 600 }} .t {{ font-size: 14px; font-weight: 600 }}</style>
<rect width="100%" height="100%" fill="#fff"/>
<text x="10" y="22" class="t">{title}</text>
{body}</svg>
"##
    )
}
