//! The binary when its log or its address cannot be written: a full disk, or a reader that is gone.

use std::fs::File;
use std::io::{ErrorKind, PipeReader, Write, pipe};
use std::net::TcpListener;
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::process::{Command, Stdio};
use std::time::Duration;

use chakra_sandbox::Sandbox;
use nix::fcntl::{FcntlArg, OFlag, fcntl};
use nix::sys::signal::Signal;
use serde_json::json;

use crate::process::{Binary, bare, command};
use crate::rig::{client, sandbox, send};

/// Logs each request.
fn talkative(sandbox: &Sandbox) -> Command {
    let mut command = command(sandbox);
    command
        .args(["--demo-tenant", "--database-in-memory"])
        .env("RUST_LOG", "debug");
    command
}

fn full_disk() -> File {
    File::options().write(true).open("/dev/full").unwrap()
}

fn pipe_without_reader() -> OwnedFd {
    let (reader, writer) = pipe().unwrap();
    drop(reader);
    writer.into()
}

/// Writes until nothing more is accepted at once.
fn fill(mut writer: impl Write) {
    let is_full = loop {
        if let Err(error) = writer.write(&[b' '; 4096]) {
            break error.kind() == ErrorKind::WouldBlock;
        }
    };
    assert!(is_full);
}

/// A socket that is full and rejects more at once, and its other end, which must stay open.
fn full_socket() -> (OwnedFd, UnixStream) {
    let (socket, other) = UnixStream::pair().unwrap();
    socket.set_nonblocking(true).unwrap();
    fill(&socket);
    (socket.into(), other)
}

/// A pipe that is full and blocks its writer, and its other end, which must stay open.
fn full_pipe() -> (OwnedFd, PipeReader) {
    let (reader, writer) = pipe().unwrap();
    fcntl(&writer, FcntlArg::F_SETFL(OFlag::O_NONBLOCK)).unwrap();
    fill(&writer);
    fcntl(&writer, FcntlArg::F_SETFL(OFlag::empty())).unwrap();
    (writer.into(), reader)
}

async fn serves(url: &str) {
    let missing = send(client().get(format!("{url}api/chakra/missing"))).await;
    assert_eq!(missing.status, 404, "{}", missing.text);
    let token = client().post(format!("{url}api/chakra/connect-token"));
    let token = send(token.json(&json!({}))).await;
    assert_eq!(token.status, 200, "{}", token.text);
}

async fn serves_and_stops(log: impl Into<Stdio>) {
    let sandbox = sandbox().await;
    let binary = Binary::start_with_log(&mut talkative(&sandbox), log);
    serves(&binary.url).await;
    binary.signal(Signal::SIGTERM);
    assert_eq!(binary.exited().await.code(), Some(0));
}

#[tokio::test]
async fn a_log_on_a_full_disk_does_not_end_the_server() {
    serves_and_stops(full_disk()).await;
}

#[tokio::test]
async fn a_log_whose_reader_is_gone_does_not_end_the_server() {
    serves_and_stops(pipe_without_reader()).await;
}

#[tokio::test]
async fn a_log_that_takes_no_more_does_not_end_the_server() {
    let (socket, _other) = full_socket();
    serves_and_stops(socket).await;
}

#[tokio::test]
async fn a_log_that_blocks_does_not_stop_the_server() {
    let (pipe, _reader) = full_pipe();
    serves_and_stops(pipe).await;
}

#[tokio::test]
async fn an_error_that_blocks_does_not_delay_the_end() {
    let (pipe, _reader) = full_pipe();
    let process = bare().env_remove("CHAKRA_API_KEY").stderr(pipe).spawn();
    let binary = Binary {
        process: process.unwrap(),
        url: String::new(),
    };
    assert_eq!(binary.exited().await.code(), Some(2));
}

#[tokio::test]
async fn an_address_that_cannot_be_printed_does_not_end_the_server() {
    let sandbox = sandbox().await;
    let (full, _reader) = full_pipe();
    for stdout in [OwnedFd::from(full_disk()), pipe_without_reader(), full] {
        let free = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = free.local_addr().unwrap().to_string();
        drop(free);
        let mut command = bare();
        command
            .args([
                "--demo-tenant",
                "--database-in-memory",
                "--listen",
                &address,
            ])
            .env("CHAKRA_API_URL", sandbox.api_url())
            .stdout(stdout)
            .stderr(Stdio::null());
        let process = command.spawn().unwrap();
        let url = format!("http://{address}/");
        let mut binary = Binary {
            process,
            url: url.clone(),
        };
        while client().get(format!("{url}healthz")).send().await.is_err() {
            let ended = binary.process.try_wait().unwrap();
            assert_eq!(ended, None, "the server has ended");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        serves(&url).await;
        binary.signal(Signal::SIGTERM);
        assert_eq!(binary.exited().await.code(), Some(0));
    }
}
