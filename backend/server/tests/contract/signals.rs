//! Signals to the binary.

use std::io::{BufRead, BufReader};
use std::process::{Command, ExitStatus};
use std::time::Duration;

use chakra_sandbox::{Endpoint, Sandbox, SettingsChange};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use reqwest::RequestBuilder;
use serde_json::json;

use crate::process::{Binary, command};
use crate::rig::{TempFolder, asked, client, sandbox, send};

impl Binary {
    pub(crate) fn signal(&self, signal: Signal) {
        let id = i32::try_from(self.process.id()).unwrap();
        kill(Pid::from_raw(id), signal).unwrap();
    }

    pub(crate) async fn exited(mut self) -> ExitStatus {
        let wait = tokio::task::spawn_blocking(move || self.process.wait().unwrap());
        let exited = tokio::time::timeout(Duration::from_secs(10), wait).await;
        exited.expect("it ends").unwrap()
    }

    fn token(&self) -> RequestBuilder {
        let call = client().post(format!("{}api/chakra/connect-token", self.url));
        call.json(&json!({}))
    }
}

fn demo(sandbox: &Sandbox, folder: &TempFolder) -> Command {
    let mut command = command(sandbox);
    command
        .args(["--demo-tenant", "--database"])
        .arg(folder.0.join("backend.sqlite"));
    command
}

fn delay_tokens(sandbox: &Sandbox, milliseconds: u64) {
    let change = SettingsChange {
        latency_ms: [(Endpoint::CreateConnectToken, milliseconds)].into(),
        ..SettingsChange::default()
    };
    sandbox.configure(change).unwrap();
}

#[tokio::test]
async fn a_signal_right_after_ready_ends_it_in_order() {
    let sandbox = sandbox().await;
    let folder = TempFolder::new("ready");
    for signal in [Signal::SIGTERM, Signal::SIGINT] {
        for _ in 0..5 {
            let binary = Binary::start(&mut demo(&sandbox, &folder));
            binary.signal(signal);
            assert_eq!(binary.exited().await.code(), Some(0), "{signal}");
        }
    }
}

#[tokio::test]
async fn sigterm_lets_a_request_finish() {
    let sandbox = sandbox().await;
    let folder = TempFolder::new("sigterm");
    let binary = Binary::start(&mut demo(&sandbox, &folder));
    delay_tokens(&sandbox, 400);
    let under_way = tokio::spawn(send(binary.token()));
    asked(&sandbox, Endpoint::CreateConnectToken, 1).await;
    binary.signal(Signal::SIGTERM);
    let answer = under_way.await.unwrap();
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert_eq!(binary.exited().await.code(), Some(0));
}

#[tokio::test]
async fn sigterm_lets_an_unattended_change_finish() {
    let sandbox = sandbox().await;
    let folder = TempFolder::new("sigterm-unwatched");
    let binary = Binary::start(&mut demo(&sandbox, &folder));
    delay_tokens(&sandbox, 400);
    let given_up = tokio::spawn(send(binary.token()));
    asked(&sandbox, Endpoint::CreateConnectToken, 1).await;
    given_up.abort();
    assert!(given_up.await.is_err());
    binary.signal(Signal::SIGTERM);
    assert_eq!(binary.exited().await.code(), Some(0));
    let request = sandbox.log().requests.pop_back().unwrap();
    assert_eq!(request.status, Some(200), "Chakra was not waited for");

    delay_tokens(&sandbox, 0);
    let binary = Binary::start(&mut demo(&sandbox, &folder));
    let answer = send(binary.token()).await;
    let records = sandbox.records();
    let plugins = records["plugins"].as_array().unwrap().iter();
    let made: Vec<_> = plugins
        .filter(|plugin| plugin["clientReferenceId"] == "demo")
        .collect();
    assert_eq!(made.len(), 1, "{}", answer.text);
}

/// From a service manager, unlike Ctrl-C.
#[tokio::test]
async fn after_sigterm_requests_are_accepted_for_a_while() {
    let sandbox = sandbox().await;
    let folder = TempFolder::new("delay");
    let delayed = || {
        let mut command = demo(&sandbox, &folder);
        command.env("CHAKRA_SHUTDOWN_DELAY", "60");
        Binary::start(&mut command)
    };
    let mut binary = delayed();
    let mut log = BufReader::new(binary.process.stderr.take().unwrap()).lines();
    binary.signal(Signal::SIGTERM);
    assert!(log.any(|line| line.unwrap().contains("stopping")));
    assert_eq!(send(binary.token()).await.status, 200);
    let ready = client().get(format!("{}readyz", binary.url));
    assert_eq!(send(ready).await.status, 503);
    binary.signal(Signal::SIGTERM);
    assert_eq!(binary.exited().await.code(), Some(1));

    let binary = delayed();
    binary.signal(Signal::SIGINT);
    assert_eq!(binary.exited().await.code(), Some(0));
}

#[tokio::test]
async fn a_second_signal_ends_it_immediately() {
    let sandbox = sandbox().await;
    let folder = TempFolder::new("twice");
    let mut binary = Binary::start(&mut demo(&sandbox, &folder));
    delay_tokens(&sandbox, 60_000);
    let under_way = tokio::spawn(binary.token().send());
    asked(&sandbox, Endpoint::CreateConnectToken, 1).await;
    binary.signal(Signal::SIGTERM);
    let mut log = BufReader::new(binary.process.stderr.take().unwrap()).lines();
    assert!(log.any(|line| line.unwrap().contains("stopping")));
    binary.signal(Signal::SIGTERM);
    assert_eq!(binary.exited().await.code(), Some(1));
    assert!(under_way.await.unwrap().is_err());
    assert!(log.any(|line| line.unwrap().contains("not answered")));
}
