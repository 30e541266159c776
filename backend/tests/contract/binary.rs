//! The binary: what it refuses, where it says it is, and what it warns of.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};

use chakra_sandbox::Sandbox;

use crate::rig::{KEY, TempFolder, sandbox, send};

pub(crate) const BINARY: &str = env!("CARGO_BIN_EXE_chakra-backend");

/// A running binary; killed when dropped.
pub(crate) struct Binary {
    pub(crate) process: Child,
    pub(crate) url: String,
}

impl Binary {
    pub(crate) fn start(command: &mut Command) -> Self {
        let mut process = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let line = lines.next().unwrap().unwrap();
        let url = line.strip_prefix("ready: ").unwrap().to_owned();
        Self { process, url }
    }

    /// Kills it; all that it logged.
    fn killed(mut self) -> String {
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

/// The binary with nothing but a key.
pub(crate) fn bare() -> Command {
    let mut command = Command::new(BINARY);
    for name in ["CHAKRA_API_URL", "CHAKRA_SDK_URL", "RUST_LOG"] {
        command.env_remove(name);
    }
    command.env("CHAKRA_API_KEY", KEY);
    command
}

/// The binary for a stand-in, on a free port.
pub(crate) fn command(sandbox: &Sandbox) -> Command {
    let mut command = bare();
    command
        .args(["--listen", "127.0.0.1:0"])
        .env("CHAKRA_API_URL", sandbox.api_url());
    command
}

/// Runs a command that is refused; what it says.
fn refused(command: &mut Command) -> String {
    let output = command.output().unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{command:?}: {stderr}");
    assert!(!stderr.contains(KEY), "{stderr}");
    assert!(output.stdout.is_empty());
    stderr
}

#[test]
fn the_binary_refuses_what_it_cannot_follow() {
    let stand_in = ["--chakra-api-url", "http://127.0.0.1:1", "--demo-tenant"];
    for (arguments, key, told) in [
        (&stand_in[..], None, "CHAKRA_API_KEY is not set"),
        (&stand_in, Some(" "), "CHAKRA_API_KEY cannot be used"),
        (&[], Some(KEY), "--tenant-header"),
        (
            &["--demo-tenant", "--listen", "0.0.0.0:0"],
            Some(KEY),
            "loopback",
        ),
        (
            &["--demo-tenant"],
            Some(KEY),
            "add --demo-tenant-with-real-key",
        ),
        (&["--tenant-header", "Cookie"], Some(KEY), "X-Tenant-Id"),
    ] {
        let mut command = bare();
        command.args(arguments).env_remove("CHAKRA_API_KEY");
        if let Some(key) = key {
            command.env("CHAKRA_API_KEY", key);
        }
        let stderr = refused(&mut command);
        assert!(stderr.contains(told), "{arguments:?}: {stderr}");
    }
}

#[tokio::test]
async fn the_binary_says_where_it_is() {
    let sandbox = sandbox().await;
    let folder = TempFolder::new("binary");
    let binary = Binary::start(
        command(&sandbox)
            .args(["--demo-tenant", "--database"])
            .arg(folder.0.join("backend.sqlite"))
            .env("CHAKRA_SDK_URL", sandbox.sdk_url()),
    );
    let url = &binary.url;
    assert!(
        url.starts_with("http://127.0.0.1:") && url.ends_with('/'),
        "{url}"
    );
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let call = client.post(format!("{url}api/chakra/connect-token"));
    let answer = send(call.json(&serde_json::json!({}))).await;
    assert_eq!(answer.json["sdkUrl"], sandbox.sdk_url(), "{}", answer.text);
}

#[tokio::test]
async fn a_tenant_header_that_others_can_reach_is_warned_of() {
    let sandbox = sandbox().await;
    let folder = TempFolder::new("warned");
    for (address, is_warned) in [("127.0.0.1:0", false), ("0.0.0.0:0", true)] {
        let binary = Binary::start(
            bare()
                .args(["--tenant-header", "X-Tenant-Id", "--listen", address])
                .arg("--database")
                .arg(folder.0.join("backend.sqlite"))
                .env("CHAKRA_API_URL", sandbox.api_url()),
        );
        let log = binary.killed();
        assert_eq!(log.contains("beyond this machine"), is_warned, "{log}");
    }
}
