//! `doctor`, as a process: what it finds, and with what it ends.

use std::path::Path;
use std::process::{Command, Stdio};

use chakra_backend::SqliteStore;
use chakra_sandbox::Sandbox;
use serde_json::Value;

use crate::process::BINARY;
use crate::rig::{KEY, TempFolder, sandbox};

/// What a run found, and its exit code.
struct Examination {
    findings: Vec<Value>,
    code: Option<i32>,
}

impl Examination {
    fn verdict(&self, check: &str) -> &str {
        let found = self.findings.iter().find(|it| it["check"] == check);
        found.map_or("none", |it| it["verdict"].as_str().unwrap())
    }
}

async fn examine(sandbox: &Sandbox, key: &str, flags: &[&str]) -> Examination {
    let folder = TempFolder::new(&format!("doctor-{}", flags.len()));
    let database = folder.0.join("backend.sqlite");
    SqliteStore::open(&database).await.unwrap();
    examine_with(sandbox, key, &database, flags).await
}

async fn examine_with(
    sandbox: &Sandbox,
    key: &str,
    database: &Path,
    flags: &[&str],
) -> Examination {
    let mut command = Command::new(BINARY);
    command
        .args(["doctor", "--json", "--tenant-header", "X-Tenant"])
        .args(["--chakra-api-url", &sandbox.api_url(), "--database"])
        .arg(database)
        .args(flags)
        .env("CHAKRA_API_KEY", key)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let output = tokio::task::spawn_blocking(move || command.output()).await;
    let output = output.unwrap().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let log = String::from_utf8(output.stderr).unwrap();
    assert!(!format!("{text}{log}").contains(key), "{text}{log}");
    let findings = text.lines().map(|line| serde_json::from_str(line).unwrap());
    Examination {
        findings: findings.collect(),
        code: output.status.code(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sound_installation_has_no_fault() {
    let sandbox = sandbox().await;
    let told = examine(&sandbox, KEY, &[]).await;
    for check in ["key", "clock", "origins"] {
        assert_eq!(told.verdict(check), "well", "{check}: {:?}", told.findings);
    }
    assert_eq!(told.code, Some(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_key_and_an_insecure_origin_are_faults_with_remedies() {
    let sandbox = sandbox().await;
    let insecure = ["--allow-origin", "http://app.example"];
    let told = examine(&sandbox, "another-key-0123456789", &insecure).await;
    for check in ["key", "origins"] {
        assert_eq!(told.verdict(check), "fault", "{check}: {:?}", told.findings);
    }
    let faults = told.findings.iter().filter(|it| it["verdict"] == "fault");
    assert!(
        faults.clone().all(|it| it["remedy"].is_string()),
        "{:?}",
        told.findings
    );
    assert_eq!(told.code, Some(1));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_listens_beyond_the_machine_is_a_warning() {
    let sandbox = sandbox().await;
    let told = examine(&sandbox, KEY, &["--listen", "0.0.0.0:0"]).await;
    assert_eq!(told.verdict("tenants"), "warning");
    assert_eq!(told.code, Some(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_is_not_there_is_a_fault_and_is_not_made() {
    let sandbox = sandbox().await;
    let folder = TempFolder::new("doctor-absent");
    let absent = folder.0.join("mistyped.sqlite");
    let told = examine_with(&sandbox, KEY, &absent, &[]).await;
    assert_eq!(told.verdict("database"), "fault", "{:?}", told.findings);
    assert_eq!(told.verdict("number-of-nobody"), "none");
    assert_eq!(told.code, Some(1));
    assert!(!absent.exists());
}
