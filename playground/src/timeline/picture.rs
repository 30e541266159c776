//! The picture: turns positions and colours into SVG nodes.

use std::mem::take;

use super::colours::Colours;
use super::fact::{self, Extent, Fact, Lane, Tone};
use super::layout::{AXIS, Band, HEADING, LETTER, Layout, MARGIN, MARK, Placed, ROW, Text, room};
use super::node::{Node, number};
use super::recording::Recording;
use super::scale;

/// The typefaces. All are monospaced, so that the width of a text is known.
const TYPEFACES: &str = "ui-monospace, 'SF Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace";
/// The size of all text except the title.
const SIZE: f64 = 11.0;
/// The height of a line of text.
const LINE: f64 = 17.0;
/// From the top of a row down to the baseline of its text.
const FOOT: f64 = 14.0;

/// The look of a picture.
#[derive(Clone, Copy, Debug)]
pub struct Look<'a> {
    /// Its width.
    pub width: f64,
    /// Its colours.
    pub colours: Colours,
    /// The title above a saved picture; the page has its own.
    pub title: Option<Title<'a>>,
}

/// The title of a saved picture.
#[derive(Clone, Copy, Debug)]
pub struct Title<'a> {
    /// The widget's version.
    pub version: &'a str,
    /// The time when it was saved.
    pub time: &'a str,
    /// The browser.
    pub user_agent: &'a str,
}

/// A description of the picture, for people who cannot see it.
#[must_use]
pub fn summary(recording: &Recording) -> String {
    let facts = fact::facts(recording);
    if facts.is_empty() {
        return "Timeline: nothing heard yet.".to_owned();
    }
    let labels = |wanted: &dyn Fn(&Fact) -> bool| {
        let wanted = facts.iter().filter(|it| wanted(it));
        wanted.map(|it| it.label.as_str()).collect::<Vec<_>>()
    };
    let states = labels(&|it| it.lane == Lane::State);
    let requests = labels(&|it| it.lane == Lane::Requests && matches!(it.extent, Extent::Until(_)));
    let failures = labels(&|it| it.tone == Tone::Bad);
    let length = scale::duration(fact::length(recording));
    let all = |labels: Vec<&str>, none: &str| match labels.as_slice() {
        [] => none.to_owned(),
        labels => labels.join(", "),
    };
    let dropped = match recording.dropped {
        0 => String::new(),
        count => format!(" The {count} oldest lines are left out."),
    };
    format!(
        "Timeline over {length}. Shown states: {}. Requests: {}. Failures: {}.{dropped}",
        all(states, "none"),
        all(requests, "none"),
        all(failures, "none"),
    )
}

/// The picture of a recording.
#[must_use]
pub fn picture(recording: &Recording, look: &Look) -> Node {
    let facts = fact::facts(recording);
    let layout = Layout::new(&facts, fact::length(recording), look.width);
    let colours = &look.colours;
    let (head, head_height) = heading(look);
    let (legend, legend_height) = legend(recording, look, layout.bottom + LINE);
    let height = head_height + layout.bottom + legend_height + MARGIN;
    let body = Node {
        attributes: vec![("transform", format!("translate(0 {})", number(head_height)))],
        ..Node::new("g", [])
    };
    let body = body
        .with(background(&layout, colours))
        .with(layout.bands.iter().map(|band| lane(band, &layout, colours)))
        .with(legend);
    let ground = Node::new("rect", [("fill", colours.ground)]);
    let ground = ground.at([("width", look.width), ("height", height)]);
    let size = format!("0 0 {} {}", number(look.width), number(height));
    let root = Node::new(
        "svg",
        [
            ("viewBox", size.as_str()),
            ("role", "img"),
            ("font-family", TYPEFACES),
        ],
    );
    let sizes = [
        ("width", look.width),
        ("height", height),
        ("font-size", SIZE),
    ];
    let mut root = root.at(sizes);
    let summary = summary(recording);
    match &look.title {
        None => root.attributes.push(("aria-label", summary)),
        Some(title) => {
            let labels = ("aria-labelledby", "title description".to_owned());
            root.attributes.push(labels);
            root.children = vec![
                Node::new("title", [("id", "title")]).with_text(&title.first_line()),
                Node::new("desc", [("id", "description")]).with_text(&summary),
            ];
        }
    }
    root.with([ground]).with(head).with([body])
}

impl Title<'_> {
    fn first_line(&self) -> String {
        format!("chakra-connect {} · timeline", self.version)
    }
}

/// The lines above a saved picture, and their height.
fn heading(look: &Look) -> (Vec<Node>, f64) {
    let Some(title) = &look.title else {
        return (Vec::new(), 0.0);
    };
    let mut y = MARGIN + LINE;
    let first = Node::new("text", [("fill", look.colours.ink), ("font-weight", "600")]);
    let first = first.at([("x", MARGIN), ("y", y), ("font-size", 15.0)]);
    let mut nodes = vec![first.with_text(&title.first_line())];
    y += 4.0;
    for line in [title.time, title.user_agent] {
        for part in wrapped(line, look.width - MARGIN * 2.0) {
            y += LINE;
            let place = Text {
                x: MARGIN,
                text: part,
            };
            nodes.push(text(&place, y, look.colours.muted));
        }
    }
    (nodes, y + LINE)
}

/// Wraps a line at spaces, and a word that is longer than a line anywhere.
fn wrapped(line: &str, width: f64) -> Vec<String> {
    let mut parts = Vec::new();
    let mut part = String::new();
    for word in line.split(' ') {
        if !part.is_empty() {
            if room(&part) + LETTER + room(word) > width {
                parts.push(take(&mut part));
            } else {
                part.push(' ');
            }
        }
        for letter in word.chars() {
            if !part.is_empty() && room(&part) + LETTER > width {
                parts.push(take(&mut part));
            }
            part.push(letter);
        }
    }
    parts.push(part);
    parts
}

/// The axis, and the background of the lanes.
fn background(layout: &Layout, colours: &Colours) -> Vec<Node> {
    let mut nodes = Vec::new();
    for cut in &layout.scale.cuts {
        let band = Node::new("rect", [("fill", colours.cut)]);
        nodes.push(band.at([
            ("x", cut.from),
            ("y", AXIS),
            ("width", cut.to - cut.from),
            ("height", layout.bottom - AXIS),
        ]));
    }
    for (x, label) in &layout.ticks {
        nodes.push(line(*x, AXIS, *x, layout.bottom, colours.line));
        nodes.push(text(label, FOOT, colours.muted));
    }
    for label in &layout.pauses {
        nodes.push(text(label, AXIS - 3.0, colours.muted));
    }
    nodes.push(line(
        MARGIN,
        AXIS,
        layout.width - MARGIN,
        AXIS,
        colours.line,
    ));
    nodes
}

fn lane(band: &Band, layout: &Layout, colours: &Colours) -> Node {
    let title = Text {
        x: MARGIN,
        text: band.lane.title().to_owned(),
    };
    let mut heading = text(&title, band.top + HEADING - 7.0, colours.muted);
    heading.attributes.push(("font-weight", "600".to_owned()));
    let right = layout.width - MARGIN;
    // The axis is above the first lane.
    let is_ruled = band.lane != Lane::State;
    let rule = is_ruled.then(|| line(MARGIN, band.top, right, band.top, colours.line));
    Node::new("g", [("data-lane", band.lane.title())])
        .with(rule)
        .with([heading])
        .with(band.placed.iter().map(|it| drawn(it, colours)))
}

/// A mark or a bar with its label and, on request, its lines.
fn drawn(placed: &Placed, colours: &Colours) -> Node {
    let (stroke, fill) = match placed.fact.tone {
        Tone::Plain => colours.plain,
        Tone::Good => colours.good,
        Tone::Bad => colours.bad,
    };
    let middle = placed.top + ROW / 2.0;
    let mark = match placed.fact.extent {
        Extent::Until(_) => {
            let bar = Node::new("rect", [("fill", fill), ("stroke", stroke), ("rx", "3")]);
            bar.at([
                ("x", placed.from),
                ("y", placed.top + 1.5),
                ("width", placed.to - placed.from),
                ("height", ROW - 3.0),
            ])
        }
        Extent::In => dot(placed.from, middle, stroke),
        Extent::Out => diamond(placed.from, middle, colours.ground, stroke),
    };
    let told = Node::new("title", []).with_text(&placed.fact.lines.join("\n"));
    let mut label = text(&placed.label, placed.top + FOOT, colours.ink);
    if !placed.is_inside {
        // Keeps the axis' lines from crossing the letters.
        let halo = [
            ("stroke", colours.ground),
            ("stroke-width", "4"),
            ("paint-order", "stroke"),
        ];
        let halo = halo.map(|(name, value)| (name, value.to_owned()));
        label.attributes.extend(halo);
    }
    Node::new("g", []).with([told, mark, label])
}

fn dot(x: f64, y: f64, colour: &str) -> Node {
    let dot = Node::new("circle", [("fill", colour)]);
    dot.at([("cx", x), ("cy", y), ("r", MARK)])
}

fn diamond(x: f64, y: f64, fill: &str, stroke: &str) -> Node {
    let far = MARK + 0.5;
    let [x, y, far] = [x, y - far, far].map(number);
    let path = format!("M{x} {y}l{far} {far}l-{far} {far}l-{far} -{far}z");
    let attributes = [
        ("d", path.as_str()),
        ("fill", fill),
        ("stroke", stroke),
        ("stroke-width", "1.5"),
    ];
    Node::new("path", attributes)
}

/// Draws a mark at a place.
type Mark<'a> = &'a dyn Fn(f64, f64) -> Node;

/// The legend of the marks, on as many lines as needed, and its height.
fn legend(recording: &Recording, look: &Look, top: f64) -> (Vec<Node>, f64) {
    let colours = &look.colours;
    let (stroke, fill) = colours.plain;
    let bar = |x: f64, y: f64| {
        let bar = Node::new("rect", [("fill", fill), ("stroke", stroke), ("rx", "3")]);
        bar.at([
            ("x", x - 4.0),
            ("y", y - 5.0),
            ("width", 9.0),
            ("height", 10.0),
        ])
    };
    let cut = |x: f64, y: f64| {
        let cut = Node::new("rect", [("fill", colours.cut), ("stroke", colours.line)]);
        cut.at([
            ("x", x - 4.0),
            ("y", y - 5.0),
            ("width", 9.0),
            ("height", 10.0),
        ])
    };
    let (mut x, mut y) = (MARGIN, top);
    let mut nodes = Vec::new();
    let marks: [(&str, Mark); 4] = [
        ("input", &|x, y| dot(x, y, stroke)),
        ("output", &|x, y| diamond(x, y, colours.ground, stroke)),
        ("duration", &bar),
        ("idle time (shortened)", &cut),
    ];
    for (words, mark) in marks {
        let width = 13.0 + room(words);
        if x + width > look.width - MARGIN && x > MARGIN {
            x = MARGIN;
            y += LINE;
        }
        nodes.push(mark(x + 5.0, y - 4.0));
        let label = Text {
            x: x + 14.0,
            text: words.to_owned(),
        };
        nodes.push(text(&label, y, colours.muted));
        x += width + 16.0;
    }
    if recording.dropped > 0 {
        y += LINE;
        let words = format!("The {} oldest lines are left out.", recording.dropped);
        let label = Text {
            x: MARGIN,
            text: words,
        };
        nodes.push(text(&label, y, colours.muted));
    }
    (nodes, y + LINE / 2.0 - top + LINE)
}

fn text(label: &Text, y: f64, colour: &str) -> Node {
    let node = Node::new("text", [("fill", colour)]);
    node.at([("x", label.x), ("y", y)]).with_text(&label.text)
}

fn line(x1: f64, y1: f64, x2: f64, y2: f64, colour: &str) -> Node {
    let line = Node::new("line", [("stroke", colour)]);
    line.at([("x1", x1), ("y1", y1), ("x2", x2), ("y2", y2)])
}

#[cfg(test)]
mod tests;
