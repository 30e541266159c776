//! The binary under a limit of open files.

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::Command;
use std::time::Duration;

use chakra_sandbox::Sandbox;
use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::process::{BINARY, Binary, command};
use crate::rig::{client, sandbox, send};

/// The `serve` command, started by a shell that first runs this.
fn limited(sandbox: &Sandbox, ulimit: &str) -> Command {
    let mut serve = command(sandbox);
    serve.args(["--demo-tenant", "--database-in-memory"]);
    let mut limited = Command::new("sh");
    limited
        .args(["-c", &format!("{ulimit}; exec \"$0\" \"$@\""), BINARY])
        .args(serve.get_args());
    for (name, value) in serve.get_envs() {
        match value {
            Some(value) => limited.env(name, value),
            None => limited.env_remove(name),
        };
    }
    limited
}

impl Binary {
    fn proc(&self, name: &str) -> String {
        format!("/proc/{}/{name}", self.process.id())
    }

    /// The soft and the hard limit of open files.
    fn limits(&self) -> [u64; 2] {
        let limits = fs::read_to_string(self.proc("limits")).unwrap();
        let line = limits
            .lines()
            .find_map(|it| it.strip_prefix("Max open files"));
        let mut numbers = line
            .unwrap()
            .split_whitespace()
            .map(|it| it.parse().unwrap());
        [(); 2].map(|()| numbers.next().unwrap())
    }

    /// Waits until it opens no more files.
    async fn is_quiet(&self) -> usize {
        let (mut files, mut unchanged) = (0, 0);
        while unchanged < 10 {
            tokio::time::sleep(Duration::from_millis(20)).await;
            let now = fs::read_dir(self.proc("fd")).unwrap().count();
            unchanged = if now == files { unchanged + 1 } else { 0 };
            files = now;
        }
        files
    }

    fn address(&self) -> &str {
        self.url.trim_start_matches("http://").trim_end_matches('/')
    }

    async fn connections(&self, count: usize) -> Vec<TcpStream> {
        let mut open = Vec::new();
        for _ in 0..count {
            open.push(TcpStream::connect(self.address()).await.unwrap());
        }
        open
    }
}

#[tokio::test]
async fn with_all_connections_taken_a_request_still_reaches_chakra() {
    let sandbox = sandbox().await;
    let mut binary = Binary::start(&mut limited(&sandbox, "ulimit -n 170"));
    // More than files. What is not accepted has to fit into the system's queue, which may be short.
    let mut taken = binary.connections(165).await;
    let files = binary.is_quiet().await;
    let request = format!(
        "POST /api/chakra/connect-token HTTP/1.1\r\nHost: {}\r\nContent-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{{}}",
        binary.address()
    );
    taken[0].write_all(request.as_bytes()).await.unwrap();
    let mut response = String::new();
    taken[0].read_to_string(&mut response).await.unwrap();
    assert!(
        response.starts_with("HTTP/1.1 200 "),
        "{files} files: {response}"
    );
    let mut log = BufReader::new(binary.process.stderr.take().unwrap()).lines();
    assert!(log.any(|line| line.unwrap().contains("42 connections")));
}

#[tokio::test]
async fn the_soft_limit_is_raised_to_the_hard_limit() {
    let sandbox = sandbox().await;
    let binary = Binary::start(&mut limited(&sandbox, "ulimit -Sn 200; ulimit -Hn 1500"));
    assert_eq!(binary.limits(), [1500, 1500]);
    // Enough for all connections.
    let log = binary.killed();
    assert!(!log.contains("WARN"), "{log}");
}

#[tokio::test]
async fn a_server_out_of_files_recovers() {
    let sandbox = sandbox().await;
    let mut binary =
        Binary::start(command(&sandbox).args(["--demo-tenant", "--database-in-memory"]));
    // Below what it was at the start, to which the number of connections was fitted.
    let limited = Command::new("prlimit")
        .args(["--nofile=40", "--pid", &binary.process.id().to_string()])
        .status();
    assert!(limited.unwrap().success());
    let open = binary.connections(60).await;
    let mut log = BufReader::new(binary.process.stderr.take().unwrap()).lines();
    assert!(log.any(|line| line.unwrap().contains("accept error")));
    drop(open);
    let token = client().post(format!("{}api/chakra/connect-token", binary.url));
    let token = send(token.json(&json!({}))).await;
    assert_eq!(token.status, 200, "{}", token.text);
}
