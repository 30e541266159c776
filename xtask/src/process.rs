//! Runs a program: shows its progress, keeps the end of its output, and reports exactly what failed.

use std::collections::VecDeque;
use std::io::{self, BufReader, IsTerminal as _, Read};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread;
use std::time::Duration;

use crate::progress::{Detail, Progress, cargo_bar};

const TAIL: usize = 20;
const TICK: Duration = Duration::from_millis(250);

/// A program that could not be started, or that failed.
#[derive(Debug, thiserror::Error)]
#[error("command: {command}\nresult: {result}{}", indent(tail))]
pub(crate) struct CommandFailed {
    /// The command as typed in a shell.
    pub(crate) command: String,
    /// The exit status, or why it could not be started.
    pub(crate) result: String,
    /// The end of its output.
    pub(crate) tail: Vec<String>,
    /// Whether a signal ended it: the user stopped it, or the system ran out of memory.
    pub(crate) is_stopped: bool,
}

fn indent(tail: &[String]) -> String {
    let mut text = String::new();
    if !tail.is_empty() {
        text.push_str("\nthe end of its output:");
    }
    for line in tail {
        text.push_str("\n  | ");
        text.push_str(line);
    }
    text
}

/// Runs to the end without showing the output. A progress line shows that it is still running.
pub(crate) fn quietly(command: &mut Command, label: &str) -> Result<(), CommandFailed> {
    watched(command, label, |_| false)
}

/// Runs to the end. Lines for which `shown` returns true are passed through to stderr.
pub(crate) fn watched(
    command: &mut Command,
    label: &str,
    mut shown: impl FnMut(&str) -> bool,
) -> Result<(), CommandFailed> {
    let typed = typed(command);
    let failed = |result: String, tail: Vec<String>| CommandFailed {
        command: typed.clone(),
        result,
        tail,
        is_stopped: false,
    };
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| failed(format!("could not be started: {error}"), Vec::new()))?;

    let mut tail: VecDeque<String> = VecDeque::new();
    let mut progress = Progress::start(label);
    let mut detail = Detail::default();
    let lines = lines_of(&mut child);
    loop {
        match lines.recv_timeout(TICK) {
            Ok(line) => {
                if let Some(bar) = cargo_bar(&line) {
                    detail.see_bar(bar);
                } else if !line.trim().is_empty() {
                    if shown(&line) {
                        progress.clear();
                        eprintln!("{line}");
                    } else {
                        detail.see_line(&line);
                    }
                    tail.push_back(line);
                    if tail.len() > TAIL {
                        tail.pop_front();
                    }
                }
            }
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => break,
        }
        progress.update(detail.text());
    }
    let status = child
        .wait()
        .map_err(|error| failed(format!("could not be waited for: {error}"), Vec::new()))?;
    if status.success() {
        Ok(())
    } else {
        Err(CommandFailed {
            // On platforms without signals, a program always has an exit code.
            is_stopped: status.code().is_none(),
            ..failed(status.to_string(), tail.into())
        })
    }
}

/// Runs to the end with our own terminal. `seen` gets every line of stdout, which is passed through. So is stderr
/// unless a person watches it, because with its own terminal a program shows colours and progress bars.
pub(crate) fn streamed(
    command: &mut Command,
    mut seen: impl FnMut(&str),
) -> Result<ExitStatus, CommandFailed> {
    let typed = typed(command);
    let failed = |result: String| CommandFailed {
        command: typed.clone(),
        result,
        tail: Vec::new(),
        is_stopped: false,
    };
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(if io::stderr().is_terminal() {
            Stdio::inherit()
        } else {
            Stdio::piped()
        })
        .spawn()
        .map_err(|error| failed(format!("could not be started: {error}")))?;
    for line in lines_of(&mut child) {
        println!("{line}");
        seen(&line);
    }
    child
        .wait()
        .map_err(|error| failed(format!("could not be waited for: {error}")))
}

/// The output of a short program, or none if it is missing or fails.
pub(crate) fn output(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).output().ok()?;
    output
        .status
        .success()
        .then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

/// The command as typed in a shell.
pub(crate) fn typed(command: &Command) -> String {
    let mut text = command.get_program().to_string_lossy().into_owned();
    for argument in command.get_args() {
        let argument = argument.to_string_lossy();
        text.push(' ');
        if argument.is_empty() || argument.contains(char::is_whitespace) {
            text.push('\'');
            text.push_str(&argument);
            text.push('\'');
        } else {
            text.push_str(&argument);
        }
    }
    text
}

/// The lines of the child's piped outputs, in order of arrival. Ends when both are closed.
fn lines_of(child: &mut Child) -> mpsc::Receiver<String> {
    let (sender, receiver) = mpsc::channel();
    if let Some(stdout) = child.stdout.take() {
        read_lines(stdout, sender.clone());
    }
    if let Some(stderr) = child.stderr.take() {
        read_lines(stderr, sender);
    }
    receiver
}

/// Also splits at carriage returns, with which the lines of progress bars end.
fn read_lines(source: impl Read + Send + 'static, sender: Sender<String>) {
    thread::spawn(move || {
        let mut line = Vec::new();
        for byte in BufReader::new(source).bytes() {
            match byte {
                Ok(b'\n' | b'\r') => {
                    let text = String::from_utf8_lossy(&line).into_owned();
                    line.clear();
                    if !text.is_empty() && sender.send(text).is_err() {
                        return;
                    }
                }
                Ok(byte) => line.push(byte),
                Err(_) => break,
            }
        }
        if !line.is_empty() {
            let _ = sender.send(String::from_utf8_lossy(&line).into_owned());
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_names_the_command_and_the_end_of_its_output() {
        let mut command = Command::new("sh");
        command.args(["-c", "seq 1 30 >&2; echo trouble >&2; exit 3"]);
        let failure = quietly(&mut command, "counting").unwrap_err();
        assert_eq!(failure.tail.len(), TAIL);
        let told = failure.to_string();
        assert!(told.contains("sh -c 'seq 1 30 >&2; echo trouble >&2; exit 3'"));
        assert!(told.contains("exit status: 3"));
        assert!(told.contains("| trouble"));
        assert!(!told.contains("| 5\n"));
    }

    #[test]
    #[cfg(unix)]
    fn a_program_that_a_signal_ended_was_stopped_and_one_that_failed_was_not() {
        let run = |script| quietly(Command::new("sh").args(["-c", script]), "ending").unwrap_err();
        assert!(run("kill -TERM $$").is_stopped);
        assert!(!run("exit 1").is_stopped);
    }

    #[test]
    fn a_bar_of_cargo_is_neither_shown_nor_the_end_of_the_output() {
        let script = "printf '   Fetch [==>  ] 244 complete; 1 pending\\rBuilding [=> ] 1/2: a\\r'; echo trouble; exit 1";
        let mut shown = Vec::new();
        let failure = watched(
            Command::new("sh").args(["-c", script]),
            "fetching",
            |line| {
                shown.push(line.to_owned());
                false
            },
        );
        assert_eq!(failure.unwrap_err().tail, ["trouble"]);
        assert_eq!(shown, ["trouble"]);
    }

    #[test]
    fn a_missing_program_is_reported() {
        let failure = quietly(&mut Command::new("no-such-program-of-ours"), "nothing").unwrap_err();
        assert!(failure.result.contains("could not be started"));
    }

    #[test]
    fn lines_on_stdout_are_seen_one_by_one() {
        let mut command = Command::new("sh");
        command.args(["-c", "echo one; printf 'two\\rthree'"]);
        let mut lines = Vec::new();
        let status = streamed(&mut command, |line| lines.push(line.to_owned())).unwrap();
        assert!(status.success());
        assert_eq!(lines, ["one", "two", "three"]);
    }
}
