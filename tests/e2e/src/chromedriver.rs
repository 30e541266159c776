//! The driver that controls the browser, as a child process.

use std::env;
use std::process::Stdio;

use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

use crate::free_address;

/// Number of attempts to start the driver.
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
    /// It picks a port that is free for one family of addresses, and needs the same one for the other family.
    /// If that is taken, it ends at once, and the next attempt picks another port.
    pub(crate) async fn start() -> Self {
        for _ in 0..STARTS {
            match Self::start_once(0).await {
                Started::At(running) => return running,
                Started::Somewhere => {
                    if let Started::At(running) = Self::start_once(free_address().port()).await {
                        return running;
                    }
                }
                Started::Ended => {}
            }
        }
        panic!("chromedriver ended {STARTS} times before it listened");
    }

    /// Starts it at a port; it picks one itself for 0.
    async fn start_once(port: u16) -> Started {
        let program = env::var_os("CHROMEDRIVER").unwrap_or_else(|| "chromedriver".into());
        let mut child = Command::new(&program)
            .arg(format!("--port={port}"))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .unwrap_or_else(|error| {
                panic!("{} does not start: {error}", program.display());
            });
        let mut lines = BufReader::new(child.stdout.take().expect("it is piped")).lines();
        let told = loop {
            let line = lines.next_line().await.expect("its output can be read");
            let Some(line) = line else {
                return Started::Ended;
            };
            if let Some(rest) = after_start(&line) {
                break port_in(rest);
            }
        };
        let Some(port) = told.or((port != 0).then_some(port)) else {
            return Started::Somewhere;
        };
        // Read on, so that it never waits for somebody to read.
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        Started::At(Self {
            _child: child,
            port,
        })
    }

    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
}

/// The outcome of one start.
enum Started {
    At(Chromedriver),
    /// It listens, and doesn't say where: chromedriver 120 and older.
    Somewhere,
    Ended,
}

/// The end of the line in which it says that it has started.
fn after_start(line: &str) -> Option<&str> {
    let (_, rest) = line.split_once("was started successfully")?;
    Some(rest)
}

fn port_in(rest: &str) -> Option<u16> {
    let port = rest.strip_prefix(" on port ")?;
    port.trim_end_matches('.').parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_port_is_read_where_it_is_told() {
        let port = |line| after_start(line).map(port_in);
        let newer = "ChromeDriver was started successfully on port 45123.";
        assert_eq!(port(newer), Some(Some(45123)));
        assert_eq!(port("ChromeDriver was started successfully."), Some(None));
        assert_eq!(port("Starting ChromeDriver 120.0.6099.224 on port 0"), None);
    }
}
