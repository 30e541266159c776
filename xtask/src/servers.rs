//! The demo's servers: started, watched, and ended together.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};

use crate::process;

const READY_WITHIN: Duration = Duration::from_secs(30);
/// Ctrl-C reaches the servers as well as this process, and their end may be noticed first.
const INTERRUPT_FOLLOWS_WITHIN: Duration = Duration::from_millis(500);

enum Event {
    Line(&'static str, String),
    /// A server closed its output: it ended, or is about to.
    Ended(&'static str),
    Interrupted,
}

/// Running servers; dropping the value ends them.
pub(crate) struct Servers {
    running: Vec<(&'static str, Child)>,
    events: Receiver<Event>,
    sender: Sender<Event>,
}

impl Servers {
    /// From here on, Ctrl-C and SIGTERM end the servers before this process.
    pub(crate) fn new() -> Result<Self> {
        let (sender, events) = mpsc::channel();
        let interrupted = sender.clone();
        ctrlc::set_handler(move || {
            let _ = interrupted.send(Event::Interrupted);
        })
        .context("the handler for Ctrl-C cannot be set")?;
        Ok(Self {
            running: Vec::new(),
            events,
            sender,
        })
    }

    /// Starts a program without waiting for it.
    pub(crate) fn start(&mut self, name: &'static str, command: &mut Command) -> Result<()> {
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("{} cannot be started", process::typed(command)))?;
        let stdout = child.stdout.take().context("no output to read")?;
        let sender = self.sender.clone();
        thread::spawn(move || {
            for line in BufReader::new(stdout).lines().map_while(Result::ok) {
                if sender.send(Event::Line(name, line)).is_err() {
                    return;
                }
            }
            let _ = sender.send(Event::Ended(name));
        });
        self.running.push((name, child));
        Ok(())
    }

    /// Starts a server, and waits for the text after `ready: ` in its output. Returns nothing if interrupted.
    pub(crate) fn start_and_wait(
        &mut self,
        name: &'static str,
        command: &mut Command,
    ) -> Result<Option<String>> {
        self.start(name, command)?;
        let deadline = Instant::now() + READY_WITHIN;
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            match self.events.recv_timeout(left) {
                Ok(Event::Line(from, line)) => match line.strip_prefix("ready: ") {
                    Some(address) if from == name => return Ok(Some(address.trim().to_owned())),
                    _ => eprintln!("[{from}] {line}"),
                },
                Ok(Event::Interrupted) => return Ok(None),
                Ok(Event::Ended(who)) => return self.explain_end(who).map(|()| None),
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {
                    bail!(
                        "{name} is not ready after {} s; its messages are above",
                        READY_WITHIN.as_secs()
                    )
                }
            }
        }
    }

    /// Passes on the servers' output until Ctrl-C, or until one of them ends.
    pub(crate) fn wait(&mut self) -> Result<()> {
        loop {
            match self.events.recv() {
                Ok(Event::Line(from, line)) => eprintln!("[{from}] {line}"),
                Ok(Event::Interrupted) | Err(_) => return Ok(()),
                Ok(Event::Ended(who)) => return self.explain_end(who),
            }
        }
    }

    /// Succeeds if the server ended because of Ctrl-C.
    fn explain_end(&mut self, name: &'static str) -> Result<()> {
        let deadline = Instant::now() + INTERRUPT_FOLLOWS_WITHIN;
        while let Ok(event) = self
            .events
            .recv_timeout(deadline.saturating_duration_since(Instant::now()))
        {
            if matches!(event, Event::Interrupted) {
                return Ok(());
            }
        }
        let status = self
            .running
            .iter_mut()
            .find(|(running, _)| *running == name)
            .and_then(|(_, child)| child.try_wait().ok().flatten());
        match status {
            Some(status) => bail!("{name} stopped unexpectedly ({status}); see its messages above"),
            None => bail!("{name} closed its output, so it can no longer be watched"),
        }
    }
}

impl Drop for Servers {
    fn drop(&mut self) {
        for (_, child) in &mut self.running {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // A single test, because the Ctrl-C handler can be set only once per process.
    #[test]
    fn waits_for_the_ready_line_and_ends_with_an_explanation() {
        let mut servers = Servers::new().unwrap();
        let mut good = Command::new("sh");
        good.args([
            "-c",
            "echo hello; echo 'ready: http://127.0.0.1:1/'; exec sleep 60",
        ]);
        assert_eq!(
            servers
                .start_and_wait("good", &mut good)
                .unwrap()
                .as_deref(),
            Some("http://127.0.0.1:1/")
        );
        let mut bad = Command::new("sh");
        bad.args(["-c", "exit 4"]);
        let told = servers
            .start_and_wait("bad", &mut bad)
            .unwrap_err()
            .to_string();
        assert!(
            told.contains("bad stopped unexpectedly (exit status: 4)"),
            "{told}"
        );
    }
}
