//! The lines that are kept.

use super::line::Line;

/// More than a picture can show legibly.
pub const MOST: usize = 300;

/// The lines since the start, or since the recording was cleared.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Recording {
    /// The state that was shown before the first line.
    pub first_state: String,
    /// The lines, oldest first.
    pub lines: Vec<Line>,
    /// Number of dropped lines before them.
    pub dropped: usize,
}

impl Recording {
    /// Nothing yet; `state` is shown.
    #[must_use]
    pub fn beginning_in(state: &str) -> Self {
        Self {
            first_state: state.to_owned(),
            ..Self::default()
        }
    }

    /// Keeps a line, and drops the oldest where there are too many. Whether something is new.
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

/// The state that a line tells.
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
    fn the_oldest_go_and_the_state_they_told_is_kept() {
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
