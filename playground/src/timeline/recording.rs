//! The recorded lines.

use super::line::Line;

/// More than a picture can legibly show.
pub const MOST: usize = 300;

/// The lines since the start, or since the recording was cleared.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Recording {
    /// The state before the first line.
    pub first_state: String,
    /// The lines, oldest first.
    pub lines: Vec<Line>,
    /// Number of dropped lines before them.
    pub dropped: usize,
}

impl Recording {
    /// Empty; `state` is shown.
    #[must_use]
    pub fn beginning_in(state: &str) -> Self {
        Self {
            first_state: state.to_owned(),
            ..Self::default()
        }
    }

    /// Keeps a line, and drops the oldest if there are too many. Returns whether there is something new.
    pub fn keep(&mut self, line: Line) -> bool {
        if line.is_tick() {
            return false;
        }
        self.lines.push(line);
        if self.lines.len() > MOST {
            let oldest = self.lines.remove(0);
            if let Some(state) = state_in(&oldest) {
                state.clone_into(&mut self.first_state);
            }
            self.dropped += 1;
        }
        true
    }
}

/// The state in a line.
pub(super) fn state_in(line: &Line) -> Option<&str> {
    line.text.strip_prefix("Emit chakra-statechange ")
}

#[cfg(test)]
mod tests {
    use super::super::line::Direction;
    use super::*;

    fn line(text: &str) -> Line {
        Line {
            at: 0.0,
            direction: Direction::Out,
            text: text.to_owned(),
        }
    }

    #[test]
    fn the_oldest_lines_are_dropped_and_their_state_is_kept() {
        let mut recording = Recording::beginning_in("loading");
        recording.keep(line("Emit chakra-statechange connected"));
        for _ in 0..MOST {
            assert!(recording.keep(line("Unmount")));
        }
        assert_eq!(recording.lines.len(), MOST);
        assert_eq!(recording.dropped, 1);
        assert_eq!(recording.first_state, "connected");
    }

    #[test]
    fn ticks_are_not_kept() {
        let mut recording = Recording::default();
        let tick = Line {
            direction: Direction::In,
            ..line("Tick")
        };
        assert!(!recording.keep(tick));
        assert_eq!(recording.lines, []);
    }
}
