//! One line of the widget's `debug` output.

/// Prefix of each line, as `src/browser/console.rs` writes it.
const PREFIX: &str = "chakra-connect ";

/// The direction of a line: an input of the widget, or an output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// An input: something happened.
    In,
    /// An output: the widget did something about it.
    Out,
}

/// One line, with its time.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Milliseconds since the page was opened.
    pub at: f64,
    /// Its direction.
    pub direction: Direction,
    /// The rest, such as `Reply 3 http 200`.
    pub text: String,
}

impl Line {
    /// A line of the console; `None` if it is not the widget's.
    #[must_use]
    pub fn read(at: f64, line: &str) -> Option<Self> {
        let rest = line.strip_prefix(PREFIX)?;
        let (direction, text) = match rest.split_once(' ')? {
            ("in", text) => (Direction::In, text),
            ("out", text) => (Direction::Out, text),
            _ => return None,
        };
        Some(Self {
            at,
            direction,
            text: text.trim().to_owned(),
        })
    }

    /// Whether it says only that time has passed.
    #[must_use]
    pub fn is_tick(&self) -> bool {
        self.direction == Direction::In && self.text == "Tick"
    }

    /// The line in a form for people.
    #[must_use]
    pub fn written(&self) -> String {
        let direction = match self.direction {
            Direction::In => "in ",
            Direction::Out => "out",
        };
        format!("{direction} {}", self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_both_directions_and_nothing_else() {
        let line = Line::read(2.0, "chakra-connect in  Reply 3 http 200").unwrap();
        assert_eq!(
            (line.direction, &*line.text),
            (Direction::In, "Reply 3 http 200")
        );
        assert_eq!(line.written(), "in  Reply 3 http 200");
        let line = Line::read(2.0, "chakra-connect out Fetch 4 status").unwrap();
        assert_eq!(
            (line.direction, &*line.text),
            (Direction::Out, "Fetch 4 status")
        );
        for other in ["in  Tick", "chakra-connect", "chakra-connect up Tick", ""] {
            assert_eq!(Line::read(0.0, other), None, "{other}");
        }
    }
}
