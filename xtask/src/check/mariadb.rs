//! A `MariaDB` server for the server package's tests: in a temporary folder, on a free port, ended with the value.
//!
//! A shell watches the server, as for `PostgreSQL`: it ends both when its standard input is closed.

use std::io::{BufRead as _, BufReader};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, ChildStdin, Stdio};

use anyhow::{Context as _, Result, ensure};

use crate::environment;

const SCRIPT: &str = include_str!("mariadb.sh");

/// A server.
pub(super) struct MariaDb {
    shell: Child,
    /// Closing it ends the server.
    open: Option<ChildStdin>,
    port: u16,
}

impl MariaDb {
    /// Starts a server, and waits until it accepts connections.
    pub(super) fn start(program: &Path) -> Result<Self> {
        // Free until the server takes it.
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let port = listener.local_addr()?.port();
        drop(listener);
        let mut shell = environment::command("sh");
        // Ctrl-C is meant for the tests. The shell ends after them.
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut shell, 0);
        let mut shell = shell
            .args(["-c", SCRIPT, "mariadb-for-tests"])
            .arg(program)
            .arg(port.to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .context("no shell")?;
        let open = shell.stdin.take();
        let said = shell.stdout.take().context("nothing to read from")?;
        let started = Self { shell, open, port };
        let mut line = String::new();
        BufReader::new(said).read_line(&mut line)?;
        ensure!(
            line.trim_end() == "ready",
            "MariaDB did not start: see above"
        );
        Ok(started)
    }

    /// The address of its one database.
    pub(super) fn address(&self) -> String {
        format!("mysql://root@127.0.0.1:{}/test", self.port)
    }
}

impl Drop for MariaDb {
    fn drop(&mut self) {
        drop(self.open.take());
        let _ = self.shell.wait();
    }
}
