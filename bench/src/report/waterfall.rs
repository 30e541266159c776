//! Waterfall of the requests of one visit, as SVG.

use std::fmt::Write as _;

use super::plot::picture;
use crate::condition::{B, C, Condition};
use crate::row::{Resource, Row, Rows};
use crate::subject::Subject;

/// Heading above the pictures.
pub(super) const TITLE: &str = "## Waterfalls

The requests of chakra-connect's median first visit, nothing connected: pale while the answer is awaited, dark while it is received.

";

const LABELS: f64 = 230.0;
const PLOT: f64 = 420.0;
const LINE: f64 = 20.0;

/// File names and pictures of the median visits in the slow conditions, not connected.
pub(super) fn all(rows: &Rows) -> Vec<(String, String)> {
    let drawn = [B, C].map(|condition| {
        let place = (Subject::Ours.name(), condition.name, "none", "cold");
        let row = rows.median_row(place, "usable")?;
        Some((
            format!("waterfall-{}.svg", condition.name),
            draw(row, condition),
        ))
    });
    drawn.into_iter().flatten().collect()
}

fn draw(row: &Row, condition: Condition) -> String {
    let value = |name: &str| row.values.get(name).copied().unwrap_or_default();
    let usable = value("usable");
    let scale = PLOT / usable;
    let mut resources: Vec<&Resource> = row.resources.iter().collect();
    resources.sort_by(|a, b| a.start.total_cmp(&b.start));
    let mut body = String::new();
    let mut y = 40.0;
    for resource in resources.iter().filter(|it| it.start < usable) {
        line(&mut body, y, scale, resource);
        y += LINE;
    }
    for (name, colour) in [("first", "#8a5bb5"), ("usable", "#128c4b")] {
        let x = LABELS + value(name) * scale;
        let _ = writeln!(
            body,
            r#"<line x1="{x:.1}" x2="{x:.1}" y1="36" y2="{y:.0}" stroke="{colour}" stroke-dasharray="3 2"/>"#
        );
        let _ = writeln!(
            body,
            r#"<text x="{x:.1}" y="{:.0}" text-anchor="end" fill="{colour}">{name} {:.0} ms</text>"#,
            y + 14.0,
            value(name)
        );
    }
    let title = format!(
        "{}: {}, nothing connected, first visit",
        condition.name, condition.meaning
    );
    picture(&title, y + 24.0, &body)
}

/// Draws one request: pale until the response starts, dark until it ends.
fn line(body: &mut String, y: f64, scale: f64, resource: &Resource) {
    let Resource {
        name,
        start,
        response,
        end,
        bytes,
    } = resource;
    let at = |time: f64| LABELS + time * scale;
    let middle = y + 14.0;
    let _ = writeln!(
        body,
        r#"<text x="{:.0}" y="{middle:.0}" text-anchor="end">{}</text>"#,
        LABELS - 8.0,
        label(name)
    );
    let mut bar = |from: f64, to: f64, colour: &str| {
        let width = ((to - from) * scale).max(0.5);
        let _ = writeln!(
            body,
            r#"<rect x="{:.1}" y="{:.0}" width="{width:.1}" height="12" fill="{colour}"/>"#,
            at(from),
            y + 4.0
        );
    };
    bar(*start, *response, "#b9d7c6");
    bar(*response, *end, "#128c4b");
    let _ = writeln!(
        body,
        r#"<text x="{:.1}" y="{middle:.0}" font-size="10">{start:.0}–{end:.0}, {bytes} B</text>"#,
        at(*end) + 4.0
    );
}

/// The last segment of a URL.
fn label(address: &str) -> &str {
    address
        .rsplit('/')
        .next()
        .filter(|it| !it.is_empty())
        .unwrap_or("page")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_named_by_its_file() {
        assert_eq!(label("https://127.0.0.1:1/api/status"), "status");
        assert_eq!(label("https://127.0.0.1:1/"), "page");
    }
}
