//! The progress line: rewritten in place on a terminal, otherwise printed every 15 seconds.

use std::io::{IsTerminal as _, Write as _};
use std::time::{Duration, Instant};

const INTERVAL_WITHOUT_TERMINAL: Duration = Duration::from_secs(15);
const INTERVAL_ON_TERMINAL: Duration = Duration::from_millis(200);
const WIDTH: usize = 100;

/// Shows on stderr the progress of a long task.
#[derive(Debug)]
pub(crate) struct Progress {
    label: String,
    started: Instant,
    shown: Instant,
    terminal: bool,
    drawn: bool,
}

impl Progress {
    pub(crate) fn start(label: &str) -> Self {
        let now = Instant::now();
        Self {
            label: label.to_owned(),
            started: now,
            shown: now,
            terminal: std::io::stderr().is_terminal(),
            drawn: false,
        }
    }

    /// Shows `detail` if enough time has passed.
    pub(crate) fn update(&mut self, detail: &str) {
        let interval = if self.terminal {
            INTERVAL_ON_TERMINAL
        } else {
            INTERVAL_WITHOUT_TERMINAL
        };
        if self.shown.elapsed() < interval {
            return;
        }
        self.shown = Instant::now();
        let line = format!(
            "    {}: {} so far, {}",
            self.label,
            duration(self.started.elapsed()),
            detail
        );
        let line: String = line.chars().take(WIDTH).collect();
        if self.terminal {
            eprint!("\r\x1b[2K{line}");
            let _ = std::io::stderr().flush();
            self.drawn = true;
        } else {
            eprintln!("{line}");
        }
    }

    /// Removes the line, so that other output can follow.
    pub(crate) fn clear(&mut self) {
        if self.drawn {
            eprint!("\r\x1b[2K");
            let _ = std::io::stderr().flush();
            self.drawn = false;
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.clear();
    }
}

/// A duration in readable form.
pub(crate) fn duration(time: Duration) -> String {
    if time < Duration::from_mins(1) {
        format!("{:.1} s", time.as_secs_f64())
    } else {
        format!("{} min {:02} s", time.as_secs() / 60, time.as_secs() % 60)
    }
}

/// cargo's progress, from its own progress bar (`Building [==>  ] 12/345: …`).
pub(crate) fn cargo_bar(line: &str) -> Option<(u32, u32)> {
    let after = line.trim_start().strip_prefix("Building [")?;
    let counts = after.split_once("] ")?.1;
    let (done, rest) = counts.split_once('/')?;
    let total: String = rest.chars().take_while(char::is_ascii_digit).collect();
    Some((done.trim().parse().ok()?, total.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_bar_of_cargo() {
        assert_eq!(
            cargo_bar("    Building [====>     ] 12/345: syn, serde"),
            Some((12, 345))
        );
        assert_eq!(cargo_bar("    Building [====>     ] 7/9"), Some((7, 9)));
        assert_eq!(cargo_bar("   Compiling serde v1.0.0"), None);
        assert_eq!(cargo_bar("    Building [====>     ] many"), None);
    }

    #[test]
    fn writes_durations_for_people() {
        assert_eq!(duration(Duration::from_millis(1_250)), "1.2 s");
        assert_eq!(duration(Duration::from_secs(125)), "2 min 05 s");
    }
}
