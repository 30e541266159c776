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

/// What a task is doing, as its output shows. A number of crates never gets smaller, although Trunk runs cargo for each
/// of its modules, with bars that begin again.
#[derive(Debug, Default)]
pub(crate) struct Detail {
    text: String,
    crates: u32,
}

impl Detail {
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Takes over one of cargo's own progress bars.
    pub(crate) fn see_bar(&mut self, bar: Bar) {
        self.text = match bar {
            Bar::Crates { done, .. } if done < self.crates => "compiling the next part".to_owned(),
            Bar::Crates { done, total } => {
                self.crates = done;
                format!("{done} of {total} crates")
            }
            Bar::Other(text) => text,
        };
    }

    /// Takes over a line that is not shown.
    pub(crate) fn see_line(&mut self, line: &str) {
        if line.contains("Finished ") {
            // Cargo has finished. What follows can be silent for long: wasm-opt.
            "compiled; optimising now".clone_into(&mut self.text);
        } else if self.crates == 0 {
            line.trim().clone_into(&mut self.text);
        }
    }
}

/// One of cargo's own progress bars.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Bar {
    Crates { done: u32, total: u32 },
    Other(String),
}

/// How far cargo is, from one of its own progress bars: `Building [==>  ] 12/345: …`, `Fetch [=>  ] 244 complete; 1 pending`.
pub(crate) fn cargo_bar(line: &str) -> Option<Bar> {
    let (work, rest) = line.trim_start().split_once(" [")?;
    let (bar, state) = rest.split_once(']')?;
    let is_bar = |letter: char| matches!(letter, '=' | '>' | ' ');
    if !work.chars().all(char::is_alphabetic) || !bar.chars().all(is_bar) {
        return None;
    }
    let state = state.trim();
    let crates = (work == "Building").then(|| crates(state)).flatten();
    Some(crates.unwrap_or_else(|| Bar::Other(format!("{}: {state}", work.to_lowercase()))))
}

/// `12/345: syn, serde` without the names, which change too fast to read.
fn crates(state: &str) -> Option<Bar> {
    let (done, rest) = state.split_once('/')?;
    let total: String = rest.chars().take_while(char::is_ascii_digit).collect();
    Some(Bar::Crates {
        done: done.parse().ok()?,
        total: total.parse().ok()?,
    })
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
            let mut detail = Detail::default();
            detail.see_bar(cargo_bar(bar).unwrap());
            assert_eq!(detail.text(), text);
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
    fn a_number_of_crates_never_gets_smaller() {
        let mut detail = Detail::default();
        for (line, text) in [
            ("   Compiling syn v3.0.10", "Compiling syn v3.0.10"),
            ("Building [=> ] 298/301: a", "298 of 301 crates"),
            ("   Compiling last v1.0.0", "298 of 301 crates"),
            ("    Finished `release` profile", "compiled; optimising now"),
            ("       Fresh syn v3.0.10", "compiled; optimising now"),
            ("Building [=> ] 0/304", "compiling the next part"),
            ("Building [=> ] 288/304: b", "compiling the next part"),
            ("Building [=> ] 298/304: b", "298 of 304 crates"),
            ("Building [==>] 303/304: b", "303 of 304 crates"),
            ("    Finished `release` profile", "compiled; optimising now"),
        ] {
            match cargo_bar(line) {
                Some(bar) => detail.see_bar(bar),
                None => detail.see_line(line),
            }
            assert_eq!(detail.text(), text, "{line}");
        }
    }

    #[test]
    fn writes_durations_for_people() {
        assert_eq!(duration(Duration::from_millis(1_250)), "1.2 s");
        assert_eq!(duration(Duration::from_secs(125)), "2 min 05 s");
    }
}
