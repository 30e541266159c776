//! The binary as a process.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};

use chakra_sandbox::Sandbox;

use crate::rig::KEY;

pub(crate) const BINARY: &str = env!("CARGO_BIN_EXE_chakra-backend");

/// A running binary; killed when dropped.
pub(crate) struct Binary {
    pub(crate) process: Child,
    pub(crate) url: String,
}

impl Binary {
    pub(crate) fn start(command: &mut Command) -> Self {
        Self::start_with_log(command, Stdio::piped())
    }

    /// As `start`, with this destination for the log.
    pub(crate) fn start_with_log(command: &mut Command, log: impl Into<Stdio>) -> Self {
        let mut process = command.stdout(Stdio::piped()).stderr(log).spawn().unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let line = lines.next().unwrap().unwrap();
        let url = line.strip_prefix("ready: ").unwrap().to_owned();
        Self { process, url }
    }

    /// Kills the process. Returns its log.
    pub(crate) fn killed(mut self) -> String {
        self.process.kill().unwrap();
        let mut log = String::new();
        let stderr = self.process.stderr.as_mut().unwrap();
        stderr.read_to_string(&mut log).unwrap();
        log
    }
}

impl Drop for Binary {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The binary's `serve` command, with only a key.
pub(crate) fn bare() -> Command {
    let mut command = Command::new(BINARY);
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("CHAKRA_") || name == "RUST_LOG" {
            command.env_remove(name);
        }
    }
    command
        .arg("serve")
        .env("CHAKRA_API_KEY", KEY)
        // There is no load balancer that must notice a shutdown.
        .env("CHAKRA_SHUTDOWN_DELAY", "0");
    command
}

/// The `serve` command with a stand-in, on a free port.
pub(crate) fn command(sandbox: &Sandbox) -> Command {
    let mut command = bare();
    command
        .args(["--listen", "127.0.0.1:0"])
        .env("CHAKRA_API_URL", sandbox.api_url());
    command
}
