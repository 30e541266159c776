//! The meaning of lines: moments and spans of time, in lanes.

use super::line::{Direction, Line};
use super::recording::{Recording, state_in};

/// The lane of a fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lane {
    /// The state shown to the customer.
    State,
    /// The actions of the customer and the page.
    Page,
    /// The requests to the backend.
    Requests,
    /// The vendor's script, frame and callbacks.
    Vendor,
    /// The events sent to the page.
    Events,
}

impl Lane {
    /// All of them, from top to bottom.
    pub const ALL: [Self; 5] = [
        Self::State,
        Self::Page,
        Self::Requests,
        Self::Vendor,
        Self::Events,
    ];

    /// Its heading.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::State => "Shown state",
            Self::Page => "Customer and page",
            Self::Requests => "Requests to the backend",
            Self::Vendor => "Vendor",
            Self::Events => "Events to the page",
        }
    }
}

/// The outcome of a fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// As usual.
    Plain,
    /// A connection.
    Good,
    /// A failure.
    Bad,
}

/// Its extent in time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Extent {
    /// A moment at which something happened.
    In,
    /// A moment at which the widget did something.
    Out,
    /// A span up to this time; `None` if it is not over yet.
    Until(Option<f64>),
}

/// Something that the picture shows.
#[derive(Clone, Debug, PartialEq)]
pub struct Fact {
    /// Its lane.
    pub lane: Lane,
    /// The time when it happened or began, in milliseconds since the first line.
    pub at: f64,
    /// Its extent.
    pub extent: Extent,
    /// Its outcome.
    pub tone: Tone,
    /// In a few words.
    pub label: String,
    /// The lines it comes from.
    pub lines: Vec<String>,
}

/// All facts of a recording, ordered by their start.
#[must_use]
pub fn facts(recording: &Recording) -> Vec<Fact> {
    let Some(first) = recording.lines.first() else {
        return Vec::new();
    };
    let mut reader = Reader::default();
    reader.begins(
        ("state", ""),
        state(&recording.first_state, 0.0, Vec::new()),
    );
    for line in &recording.lines {
        reader.read(line, line.at - first.at);
    }
    let mut facts = reader.facts;
    // The state was left before it could be seen.
    facts.retain(|it| {
        it.lane != Lane::State || it.extent != Extent::Until(Some(it.at)) || !it.lines.is_empty()
    });
    facts
}

/// The time of the last line, in milliseconds since the first.
#[must_use]
pub fn length(recording: &Recording) -> f64 {
    match (recording.lines.first(), recording.lines.last()) {
        (Some(first), Some(last)) => last.at - first.at,
        _ => 0.0,
    }
}

fn state(name: &str, at: f64, lines: Vec<String>) -> Fact {
    let tone = match name {
        "connected" => Tone::Good,
        "unavailable" | "action_needed" | "reconnect_needed" => Tone::Bad,
        _ => Tone::Plain,
    };
    Fact {
        lane: Lane::State,
        at,
        extent: Extent::Until(None),
        tone,
        label: name.to_owned(),
        lines,
    }
}

/// The key by which an open span is found again: its kind, and its number.
type Key = (&'static str, String);

/// A line, split into words, the last of which may be several.
struct Words<'a> {
    at: f64,
    told: [String; 1],
    name: &'a str,
    first: &'a str,
    rest: &'a str,
}

impl Words<'_> {
    fn fact(&self, lane: Lane, extent: Extent, tone: Tone, label: &str) -> Fact {
        Fact {
            lane,
            at: self.at,
            extent,
            tone,
            label: label.trim().to_owned(),
            lines: self.told.to_vec(),
        }
    }
}

#[derive(Default)]
struct Reader {
    facts: Vec<Fact>,
    open: Vec<(Key, usize)>,
    page: String,
}

impl Reader {
    fn read(&mut self, line: &Line, at: f64) {
        if let Some(name) = state_in(line) {
            self.end("state", "", at, &[], None);
            self.begins(("state", ""), state(name, at, vec![told(line, at)]));
            return;
        }
        let mut words = line.text.splitn(3, ' ');
        let mut word = || words.next().unwrap_or_default();
        let words = Words {
            at,
            told: [told(line, at)],
            name: word(),
            first: word(),
            rest: word(),
        };
        if !self.stretch(line.direction, &words) {
            self.moment(line.direction, &words);
        }
    }

    /// Handles a line that begins or ends a span. Returns whether it does.
    fn stretch(&mut self, direction: Direction, words: &Words) -> bool {
        let Words {
            at,
            told,
            name,
            first,
            rest,
        } = words;
        let (begins, lane, label) = match (direction, *name) {
            (Direction::Out, "Fetch") => ("request", Lane::Requests, (*rest).to_owned()),
            (Direction::Out, "LoadSdk") => ("script", Lane::Vendor, "script".to_owned()),
            (Direction::Out, "Mount") => ("frame", Lane::Vendor, "frame".to_owned()),
            (Direction::In, "Call") => {
                let label = match rest.split_once(' ') {
                    Some((method, intent)) => format!("{method}({intent})"),
                    None => format!("{rest}()"),
                };
                ("call", Lane::Page, label)
            }
            (Direction::Out, "Unmount") => {
                self.end_frames(*at, told);
                return true;
            }
            _ => {
                let (kind, how) = match (direction, *name) {
                    (Direction::In, "Reply") => ("request", *rest),
                    (Direction::Out, "Abort") => ("request", "aborted"),
                    (Direction::In, "Sdk") => ("script", *rest),
                    (Direction::In, "MountFailed") => ("frame", *rest),
                    (Direction::In, "FrameRemoved") => ("frame", "removed by the page"),
                    (Direction::Out, "Settle") => ("call", short(rest)),
                    _ => return false,
                };
                self.closes(kind, first, *at, told, how);
                return true;
            }
        };
        let fact = words.fact(lane, Extent::Until(None), Tone::Plain, &label);
        self.begins((begins, first), fact);
        true
    }

    fn moment(&mut self, direction: Direction, words: &Words) {
        let Words {
            name, first, rest, ..
        } = words;
        let all = || [&spaced(name), *first, *rest].join(" ");
        let (lane, tone, label) = match (direction, *name) {
            (Direction::In, "Page") => {
                let page = [*first, *rest].join(" ");
                if self.page == page {
                    return;
                }
                let label = ["page ", &changed(&self.page, &page)].concat();
                self.page = page;
                (Lane::Page, Tone::Plain, label)
            }
            (Direction::In, "Vendor") => (Lane::Vendor, tone_of(rest), (*rest).to_owned()),
            (Direction::Out, "Emit") => {
                let event = short(first);
                (Lane::Events, tone_of(event), [event, *rest].join(" "))
            }
            (Direction::Out, "SendHint") => {
                let label = ["hint", *first, *rest].join(" ");
                (Lane::Requests, Tone::Plain, label)
            }
            (Direction::In, "SharedResponse" | "InitialStatus") => {
                let tone = tone_of_reply(&[*first, *rest].join(" "));
                (Lane::Requests, tone, all())
            }
            (Direction::Out, "Remember") => {
                // The attempt's id does not help a reader.
                let verb = if *first == "nothing" {
                    "forget"
                } else {
                    "remember"
                };
                (Lane::Page, Tone::Plain, [verb, "attempt"].join(" "))
            }
            (Direction::In, "Recall") => {
                let label = ["recall attempt,", *rest, "old"].join(" ");
                (Lane::Page, Tone::Plain, label)
            }
            (Direction::Out, "AskBeforeConnect" | "AskBeforeDisconnect") => {
                let about = match *first {
                    "" => ": disconnect",
                    "replace" => ": replace",
                    // The usual intent.
                    _ => "",
                };
                (Lane::Page, Tone::Plain, ["asked the page", about].concat())
            }
            (Direction::In, "ConnectAllowed" | "DisconnectAllowed") => {
                (Lane::Page, Tone::Plain, ["page said ", first].concat())
            }
            // Already named, and the usual intent.
            (_, "Connect") if *first == "connect" => (Lane::Page, Tone::Plain, spaced(name)),
            _ => (Lane::Page, Tone::Plain, all()),
        };
        let extent = match direction {
            Direction::In => Extent::In,
            Direction::Out => Extent::Out,
        };
        self.facts.push(words.fact(lane, extent, tone, &label));
    }

    fn end_frames(&mut self, at: f64, lines: &[String]) {
        let open = self.open.iter();
        let frames = open.filter(|((kind, _), _)| *kind == "frame");
        let numbers: Vec<_> = frames.map(|((_, number), _)| number.clone()).collect();
        for number in numbers {
            self.end("frame", &number, at, lines, None);
        }
    }

    fn begins(&mut self, (kind, number): (&'static str, &str), fact: Fact) {
        self.open
            .push(((kind, number.to_owned()), self.facts.len()));
        self.facts.push(fact);
    }

    /// Ends a span with a result; a result without a recorded start is a moment.
    fn closes(&mut self, kind: &'static str, number: &str, at: f64, lines: &[String], how: &str) {
        if self.end(kind, number, at, lines, Some(how)) {
            return;
        }
        let lane = match kind {
            "request" => Lane::Requests,
            "call" => Lane::Page,
            _ => Lane::Vendor,
        };
        self.facts.push(Fact {
            lane,
            at,
            extent: Extent::In,
            tone: tone(kind, how),
            label: [kind, how].join(" "),
            lines: lines.to_vec(),
        });
    }

    fn end(
        &mut self,
        kind: &'static str,
        number: &str,
        at: f64,
        lines: &[String],
        how: Option<&str>,
    ) -> bool {
        let place = self
            .open
            .iter()
            .position(|((known, of), _)| *known == kind && of == number);
        let Some(place) = place else { return false };
        let (_, index) = self.open.swap_remove(place);
        let Some(fact) = self.facts.get_mut(index) else {
            return false;
        };
        fact.extent = Extent::Until(Some(at));
        fact.lines.extend_from_slice(lines);
        if let Some(how) = how.filter(|how| !how.is_empty()) {
            fact.tone = tone(kind, how);
            fact.label = [&fact.label, " → ", how.trim_start_matches("http ")].concat();
        }
        true
    }
}

fn tone(kind: &str, how: &str) -> Tone {
    match kind {
        "request" => tone_of_reply(how),
        "call" => tone_of(how),
        _ if how == "loaded" => Tone::Plain,
        _ => Tone::Bad,
    }
}

fn tone_of_reply(how: &str) -> Tone {
    match how.strip_prefix("http ") {
        Some(status) if status.starts_with('2') => Tone::Plain,
        None if matches!(how, "aborted" | "tenant changed") => Tone::Plain,
        _ => Tone::Bad,
    }
}

/// The tone of an event, or of a message from the vendor's frame.
fn tone_of(name: &str) -> Tone {
    match name {
        "connected" => Tone::Good,
        "failed" | "unavailable" => Tone::Bad,
        _ => Tone::Plain,
    }
}

/// An event's name without the common prefix.
fn short(name: &str) -> &str {
    name.strip_prefix("chakra-").unwrap_or(name)
}

/// The difference between two states of the page.
fn changed(before: &str, now: &str) -> String {
    let has = |page: &str, word: &str| page.split(' ').any(|it| it == word);
    let begun = now.split(' ').filter(|word| !has(before, word));
    let ended = before
        .split(' ')
        .filter(|word| !has(now, word))
        .filter_map(|word| match word {
            "focused" => Some("not focused"),
            "in-view" => Some("out of view"),
            "in-frame-by-keyboard" | "in-frame-by-pointer" => Some("out of the frame"),
            // One of the others always applies.
            _ => None,
        });
    let words: Vec<_> = begun.chain(ended).filter(|word| !word.is_empty()).collect();
    words.join(", ")
}

/// `ConnectedElsewhere` as `connected elsewhere`.
fn spaced(name: &str) -> String {
    let mut words = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() && !words.is_empty() {
            words.push(' ');
        }
        words.extend(letter.to_lowercase());
    }
    words
}

fn told(line: &Line, at: f64) -> String {
    format!("{:.3} s  {}", at / 1000.0, line.written())
}

#[cfg(test)]
mod tests;
