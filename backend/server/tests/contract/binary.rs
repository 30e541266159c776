//! The binary: rejected settings, the printed address, and warnings.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use crate::process::{Binary, bare, command};
use crate::rig::{KEY, TempFolder, sandbox, send};

/// Runs a command that must be rejected. Returns its error output.
fn refused(command: &mut Command) -> String {
    // A command that is rejected late leaves its database behind.
    let folder = TempFolder::new(&format!("refused-{:?}", std::thread::current().id()));
    let mut process = command
        .current_dir(&folder.0)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A process that starts in spite of the error would run forever.
    let mut line = String::new();
    let mut stdout = BufReader::new(process.stdout.take().unwrap());
    stdout.read_line(&mut line).unwrap();
    if !line.is_empty() {
        process.kill().unwrap();
    }
    let output = process.wait_with_output().unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(line, "", "{command:?}");
    assert_eq!(output.status.code(), Some(2), "{command:?}: {stderr}");
    assert!(!stderr.contains(KEY), "{stderr}");
    stderr
}

#[test]
fn unusable_settings_are_rejected_at_the_start() {
    let stand_in = [
        "--chakra-api-url",
        "http://127.0.0.1:1",
        "--demo-tenant",
        "--database-in-memory",
    ];
    let header = ["--tenant-header", "X-Tenant-Id"];
    for (arguments, key, told) in [
        (&stand_in[..], None, "CHAKRA_API_KEY: it is not set"),
        (&stand_in, Some(" "), "CHAKRA_API_KEY: "),
        (&[], Some(KEY), "--tenant-header"),
        (&["--demo-tenant"], Some(KEY), "--database FILE"),
        (
            &[
                "--demo-tenant",
                "--database-in-memory",
                "--listen",
                "0.0.0.0:0",
            ],
            Some(KEY),
            "loopback",
        ),
        (
            &["--demo-tenant", "--database-in-memory"],
            Some(KEY),
            "add --demo-tenant-with-real-key",
        ),
        (&["--tenant-header", "Cookie"], Some(KEY), "X-Tenant-Id"),
        (
            &[&header[..], &["--database-in-memory"]].concat(),
            Some(KEY),
            "give --database FILE",
        ),
        (
            &[&header[..], &["--database", "absent-folder/b.sqlite"]].concat(),
            Some(KEY),
            "absent-folder is not a folder",
        ),
        (
            &[&stand_in[..], &["--static-dir", "absent-folder"]].concat(),
            Some(KEY),
            "absent-folder is not a folder",
        ),
        (
            &[&stand_in[..], &["--allow-origin", "https://a{b.example"]].concat(),
            Some(KEY),
            "is not an origin",
        ),
        (
            // Not an address of this machine.
            &[
                &header[..],
                &["--database", "b.sqlite", "--listen", "192.0.2.1:0"],
            ]
            .concat(),
            Some(KEY),
            "cannot listen",
        ),
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

#[test]
fn errors_in_the_environment_are_reported_without_their_values() {
    for (name, value, told) in [
        (
            "CHAKRA_API_URL",
            "https://me:hidden@api.example",
            "no password",
        ),
        (
            "CHAKRA_API_URL",
            "https://me:hidden@ api.example",
            "CHAKRA_API_URL",
        ),
        ("CHAKRA_API_URL", "http://hidden.example", "https://"),
        ("CHAKRA_SDK_URL", "javascript:hidden", "CHAKRA_SDK_URL"),
        ("CHAKRA_SDK_URL", "http://hidden.example/sdk.js", "https://"),
        ("RUST_LOG", "debgu", "RUST_LOG"),
    ] {
        let folder = TempFolder::new("environment");
        let mut command = bare();
        command
            .args(["--tenant-header", "X-Tenant-Id", "--database"])
            .arg(folder.0.join("backend.sqlite"))
            .env(name, value);
        let stderr = refused(&mut command);
        assert!(stderr.contains(told), "{value}: {stderr}");
        assert!(!stderr.contains("hidden"), "{stderr}");
    }
}

#[test]
fn the_help_shows_no_values_of_the_environment() {
    let output = bare()
        .arg("--help")
        .env("CHAKRA_API_URL", "https://me:hidden@api.example")
        .env("CHAKRA_SDK_URL", "https://hidden.example/sdk.js")
        .output()
        .unwrap();
    let help = String::from_utf8(output.stdout).unwrap();
    assert!(help.contains("CHAKRA_SDK_URL"), "{help}");
    assert!(!help.contains("hidden"), "{help}");
}

#[tokio::test]
async fn a_demo_needs_no_database_and_the_environment_may_name_the_file() {
    let sandbox = sandbox().await;
    let folder = TempFolder::new("named");
    let file = folder.0.join("backend.sqlite");
    Binary::start(command(&sandbox).args(["--demo-tenant", "--database-in-memory"]));
    let header = ["--tenant-header", "X-Tenant-Id"];
    Binary::start(command(&sandbox).args(header).env("CHAKRA_DATABASE", &file));
    assert!(file.is_file());
}

#[tokio::test]
async fn the_binary_prints_its_address() {
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
async fn a_tenant_header_that_others_can_send_causes_a_warning() {
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
