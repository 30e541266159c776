//! The layout: facts in the rows of their lanes, at the positions of their times.

use super::fact::{Extent, Fact, Lane};
use super::scale::{self, Scale};

/// The width of a letter: at least that of the picture's monospaced typefaces.
pub const LETTER: f64 = 6.7;
/// The space on both sides.
pub const MARGIN: f64 = 12.0;
/// The height of a row.
pub const ROW: f64 = 20.0;
/// The height of a lane's heading.
pub const HEADING: f64 = 22.0;
/// Below a lane.
const GAP: f64 = 6.0;
/// Half the width of a moment's mark.
pub const MARK: f64 = 4.0;
/// Between a mark and its text.
const SPACE: f64 = 5.0;
/// Between two things in one row.
const APART: f64 = 7.0;
/// After the last time, for spans that are not over.
const TAIL: f64 = 110.0;
/// The narrowest bar.
const BAR: f64 = 4.0;
/// The lower end of the axis' two lines.
pub const AXIS: f64 = 32.0;

/// A text with its position.
#[derive(Clone, Debug, PartialEq)]
pub struct Text {
    /// Its left end.
    pub x: f64,
    /// Its content.
    pub text: String,
}

/// A fact with its position.
#[derive(Clone, Debug)]
pub struct Placed<'a> {
    /// The fact.
    pub fact: &'a Fact,
    /// The top of its row.
    pub top: f64,
    /// The position of a moment, or of the start of a span.
    pub from: f64,
    /// The position of the moment again, or of the end of a span.
    pub to: f64,
    /// Its label.
    pub label: Text,
    /// Whether the label is inside its bar.
    pub is_inside: bool,
}

/// A lane with its contents.
#[derive(Clone, Debug)]
pub struct Band<'a> {
    /// The lane.
    pub lane: Lane,
    /// The top of its heading.
    pub top: f64,
    /// Its facts.
    pub placed: Vec<Placed<'a>>,
}

/// The whole picture, without its colours.
#[derive(Clone, Debug)]
pub struct Layout<'a> {
    /// Its width.
    pub width: f64,
    /// The lower end of the lanes.
    pub bottom: f64,
    /// The axis.
    pub scale: Scale,
    /// Times on the axis: the position, and the text.
    pub ticks: Vec<(f64, Text)>,
    /// The lengths of the shortened pauses.
    pub pauses: Vec<Text>,
    /// The lanes.
    pub bands: Vec<Band<'a>>,
}

impl<'a> Layout<'a> {
    /// Lays out `facts`, which end at `end`, in a picture of this width.
    #[must_use]
    pub fn new(facts: &'a [Fact], end: f64, width: f64) -> Self {
        let (left, right) = (MARGIN, width - MARGIN);
        let mut times = vec![0.0, end];
        for fact in facts {
            times.push(fact.at);
            if let Extent::Until(Some(until)) = fact.extent {
                times.push(until);
            }
        }
        // Inset, so that a moment at the start has room for its mark, and an open span for its label.
        let tail = f64::min(TAIL, width / 8.0);
        let scale = Scale::new(&times, left + MARK, right - tail);
        let mut top = AXIS + GAP;
        let mut bands = Vec::new();
        for lane in Lane::ALL {
            let in_lane = facts.iter().filter(|fact| fact.lane == lane);
            let mut placed: Vec<_> = in_lane.map(|it| place(it, &scale, left, right)).collect();
            let rows = pack(&mut placed, top + HEADING);
            bands.push(Band { lane, top, placed });
            top += HEADING + f64::max(rows, 1.0) * ROW + GAP;
        }
        let ticks = ticks(&scale, left, right);
        let pauses = pauses(&scale, left, right);
        Self {
            width,
            bottom: top,
            scale,
            ticks,
            pauses,
            bands,
        }
    }
}

/// The width of a text.
#[must_use]
pub fn room(text: &str) -> f64 {
    text.chars().fold(0.0, |width, _| width + LETTER)
}

/// Positions a fact in a row of its own.
fn place<'a>(fact: &'a Fact, scale: &Scale, left: f64, right: f64) -> Placed<'a> {
    let from = scale.x(fact.at);
    let (label, is_inside, to) = match fact.extent {
        Extent::In | Extent::Out => {
            let mark = (from - MARK, from + MARK);
            (beside(&fact.label, mark, left, right), false, from)
        }
        Extent::Until(until) => {
            let to = until.map_or(right, |until| f64::max(scale.x(until), from + BAR));
            let length = until.map(|until| scale::duration(until - fact.at));
            let words = length.map(|length| [&fact.label, " · ", &length].concat());
            let bar = Bar {
                from,
                to,
                left,
                right,
            };
            // A label without enough room first loses its duration.
            let words = words.filter(|words| room(words) <= bar.most());
            let (label, is_inside) = bar.labelled(words.as_deref().unwrap_or(&fact.label));
            (label, is_inside, to)
        }
    };
    Placed {
        fact,
        top: 0.0,
        from,
        to,
        label,
        is_inside,
    }
}

/// A bar, and the ends of the axis.
struct Bar {
    from: f64,
    to: f64,
    left: f64,
    right: f64,
}

impl Bar {
    fn inside(&self) -> f64 {
        self.to - self.from - SPACE * 2.0
    }

    fn outside(&self) -> f64 {
        f64::max(self.right - self.to, self.from - self.left) - SPACE
    }

    /// The most room for a label.
    fn most(&self) -> f64 {
        f64::max(self.inside(), self.outside())
    }

    /// Positions a label inside it, or beside it if there is more room. Returns whether it is inside.
    fn labelled(&self, words: &str) -> (Text, bool) {
        if room(words) > self.inside() && self.outside() > self.inside() {
            let text = beside(words, (self.from, self.to), self.left, self.right);
            return (text, false);
        }
        let text = Text {
            x: self.from + SPACE,
            text: cut(words, self.inside()),
        };
        (text, true)
    }
}

/// To the right of its mark; to the left if there is room only there, and shortened if there is none.
fn beside(words: &str, (from, to): (f64, f64), left: f64, right: f64) -> Text {
    let (before, after) = (from - SPACE, to + SPACE);
    let is_after = after + room(words) <= right || right - after >= before - left;
    let text = cut(
        words,
        if is_after {
            right - after
        } else {
            before - left
        },
    );
    let x = if is_after {
        after
    } else {
        before - room(&text)
    };
    Text { x, text }
}

fn cut(words: &str, width: f64) -> String {
    if room(words) <= width {
        return words.to_owned();
    }
    let mut text = String::new();
    for letter in words.chars() {
        if room(&text) + LETTER * 2.0 > width {
            break;
        }
        text.push(letter);
    }
    text.push('…');
    text
}

/// Assigns each to the first row in which it fits, and returns the number of rows.
fn pack(placed: &mut [Placed], top: f64) -> f64 {
    let mut rows: Vec<Vec<(f64, f64)>> = Vec::new();
    for it in placed {
        let from = f64::min(it.from - MARK, it.label.x);
        let to = f64::max(it.to + MARK, it.label.x + room(&it.label.text));
        let is_free = |row: &Vec<(f64, f64)>| {
            row.iter()
                .all(|(begin, end)| from >= end + APART || to + APART <= *begin)
        };
        let mut y = top;
        let mut found = false;
        for row in &mut rows {
            if is_free(row) {
                row.push((from, to));
                found = true;
                break;
            }
            y += ROW;
        }
        if !found {
            rows.push(vec![(from, to)]);
        }
        it.top = y;
    }
    rows.iter().fold(0.0, |count, _| count + 1.0)
}

/// Times at which something happened, as many as fit; the first and the last have priority.
fn ticks(scale: &Scale, left: f64, right: f64) -> Vec<(f64, Text)> {
    let knots = scale.knots();
    if knots.len() < 2 {
        return Vec::new();
    }
    let ends = knots.first().into_iter().chain(knots.last());
    let mut ticks: Vec<(f64, Text)> = Vec::new();
    for (at, x) in ends.chain(knots) {
        let text = scale::time(*at);
        let label = centred(text, *x, left, right);
        if is_clear(&label, ticks.iter().map(|(_, it)| it)) {
            ticks.push((*x, label));
        }
    }
    ticks
}

fn pauses(scale: &Scale, left: f64, right: f64) -> Vec<Text> {
    let mut texts: Vec<Text> = Vec::new();
    for pause in &scale.cuts {
        let middle = f64::midpoint(pause.from, pause.to);
        let label = centred(scale::duration(pause.length), middle, left, right);
        if is_clear(&label, texts.iter()) {
            texts.push(label);
        }
    }
    texts
}

fn centred(text: String, x: f64, left: f64, right: f64) -> Text {
    let width = room(&text);
    let x = f64::max(left, f64::min(x - width / 2.0, right - width));
    Text { x, text }
}

fn is_clear<'a>(label: &Text, mut others: impl Iterator<Item = &'a Text>) -> bool {
    let end = |it: &Text| it.x + room(&it.text) + APART;
    others.all(|other| label.x >= end(other) || other.x >= end(label))
}

#[cfg(test)]
mod tests;
