//! The progress line: rewritten in place on a terminal, otherwise printed once a minute.

use std::io::{IsTerminal as _, Write as _};
use std::time::{Duration, Instant};

const INTERVAL_WITHOUT_TERMINAL: Duration = Duration::from_mins(1);
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

/// How far cargo is, from one of its own progress bars: `Building [==>  ] 12/345: …`, `Fetch [=>  ] 244 complete; 1 pending`.
pub(crate) fn cargo_bar(line: &str) -> Option<String> {
    let (work, rest) = line.trim_start().split_once(" [")?;
    let (bar, state) = rest.split_once(']')?;
    let is_bar = |letter: char| matches!(letter, '=' | '>' | ' ');
    if !work.chars().all(char::is_alphabetic) || !bar.chars().all(is_bar) {
        return None;
    }
    let state = state.trim();
    let crates = (work == "Building").then(|| crates(state)).flatten();
    Some(crates.unwrap_or_else(|| format!("{}: {state}", work.to_lowercase())))
}

/// `12/345: syn, serde` without the names, which change too fast to read.
fn crates(state: &str) -> Option<String> {
    let (done, rest) = state.split_once('/')?;
    let total: String = rest.chars().take_while(char::is_ascii_digit).collect();
    let (done, total): (u32, u32) = (done.parse().ok()?, total.parse().ok()?);
    Some(format!("{done} of {total} crates"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_of_cargo_becomes_text() {
        for (bar, text) in [
            (
                "    Building [====>     ] 12/345: syn, serde",
                "12 of 345 crates",
            ),
            ("    Building [====>     ] 7/9", "7 of 9 crates"),
            ("    Building [====>     ] many", "building: many"),
            (
                "       Fetch [===========>            ] 244 complete; 1 pending",
                "fetch: 244 complete; 1 pending",
            ),
            (
                "       Fetch [==>  ]  12.50%, 1.2MiB/s",
                "fetch: 12.50%, 1.2MiB/s",
            ),
            (
                " Downloading [>     ] 1/3, remaining bytes: 2.1 MiB",
                "downloading: 1/3, remaining bytes: 2.1 MiB",
            ),
        ] {
            assert_eq!(cargo_bar(bar).as_deref(), Some(text));
        }
        for line in [
            "   Compiling serde v1.0.0",
            "warning: unused [a = b]",
            "Finished `release` profile [optimized] target(s) in 1s",
            "[=> ] 1/2",
        ] {
            assert_eq!(cargo_bar(line), None);
        }
    }

    #[test]
    fn writes_durations_for_people() {
        assert_eq!(duration(Duration::from_millis(1_250)), "1.2 s");
        assert_eq!(duration(Duration::from_secs(125)), "2 min 05 s");
    }
}
