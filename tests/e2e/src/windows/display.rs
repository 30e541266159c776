//! A separate screen for one engine, with a window manager: only one window has the focus at a time.

use std::process::Stdio;

use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

use super::Trouble;
use super::hand::Hand;
use super::program;

/// An X server without a monitor, and its window manager. Both end when dropped.
#[derive(Debug)]
pub struct Display {
    /// For example `:1`.
    pub name: String,
    _manager: Child,
    _server: Child,
}

impl Display {
    /// Starts the X server and the window manager.
    pub async fn start() -> Result<Self, Trouble> {
        let mut server = Command::new(program("XVFB", "Xvfb"))
            .args(["-displayfd", "1", "-screen", "0", "1400x1000x24"])
            .args(["-nolisten", "tcp"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .map_err(Trouble::starting("Xvfb"))?;
        let output = server.stdout.take().expect("it is piped");
        let number = BufReader::new(output).lines().next_line().await;
        let number = number.ok().flatten();
        let number = number.ok_or_else(|| Trouble("Xvfb names no display".to_owned()))?;
        let name = format!(":{}", number.trim());
        let manager = Command::new(program("WINDOW_MANAGER", "openbox"))
            .env("DISPLAY", &name)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .map_err(Trouble::starting("openbox"))?;
        let display = Self {
            name,
            _manager: manager,
            _server: server,
        };
        Hand::new(&display.name).finds_manager().await?;
        Ok(display)
    }
}
