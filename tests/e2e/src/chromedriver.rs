//! The program that steers the browser, as a child process.

use std::env;
use std::process::Stdio;

use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

/// Number of attempts to start it.
const STARTS: usize = 5;

/// A running chromedriver, killed when dropped.
#[derive(Debug)]
pub(crate) struct Chromedriver {
    _child: Child,
    port: u16,
}

impl Chromedriver {
    /// Starts the one that `CHROMEDRIVER` names, or the one on `PATH`.
    ///
    /// It picks a port that is free for one family of addresses and asks for the same in the other:
    /// where that is taken it ends at once, and another port is to be picked.
    pub(crate) async fn start() -> Self {
        for _ in 0..STARTS {
            if let Some(running) = Self::start_once().await {
                return running;
            }
        }
        panic!("chromedriver ended {STARTS} times before it told its port");
    }

    async fn start_once() -> Option<Self> {
        let program = env::var_os("CHROMEDRIVER").unwrap_or_else(|| "chromedriver".into());
        let mut child = Command::new(&program)
            .arg("--port=0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .unwrap_or_else(|error| {
                panic!("{} does not start: {error}", program.display());
            });
        let mut lines = BufReader::new(child.stdout.take().expect("it is piped")).lines();
        let port = loop {
            let line = lines.next_line().await.expect("its output can be read")?;
            if let Some(port) = port_in(&line) {
                break port;
            }
        };
        // Read on, so that it never waits for somebody to read.
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        Some(Self {
            _child: child,
            port,
        })
    }

    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
}

fn port_in(line: &str) -> Option<u16> {
    let (_, port) = line.split_once("was started successfully on port ")?;
    port.trim_end_matches('.').parse().ok()
}
