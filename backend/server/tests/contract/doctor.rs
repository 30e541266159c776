//! `doctor` as a process: its findings and exit codes.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use chakra_backend::SqliteStore;
use chakra_backend::store::{Delivery, NotedState, NotificationKind, Store as _, now};
use chakra_sandbox::{Endpoint, Failure, Outcome, Sandbox};
use serde_json::Value;

use crate::process::BINARY;
use crate::rig::{KEY, Rig, TempFolder, sandbox};

/// The output of a run, and its exit code.
struct Examination {
    findings: Vec<Value>,
    code: Option<i32>,
}

impl Examination {
    /// The finding of one check, as JSON.
    fn finding(&self, check: &str) -> String {
        let found = self.findings.iter().find(|it| it["check"] == check);
        found.unwrap().to_string()
    }

    fn verdict(&self, check: &str) -> &str {
        let found = self.findings.iter().find(|it| it["check"] == check);
        found.map_or("none", |it| it["verdict"].as_str().unwrap())
    }
}

async fn examine(sandbox: &Sandbox, key: &str, flags: &[&str]) -> Examination {
    static EXAMINATIONS: AtomicU32 = AtomicU32::new(0);
    let number = EXAMINATIONS.fetch_add(1, Ordering::Relaxed);
    let folder = TempFolder::new(&format!("doctor-{number}"));
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
async fn listening_beyond_the_machine_is_a_warning() {
    let sandbox = sandbox().await;
    let told = examine(&sandbox, KEY, &["--listen", "0.0.0.0:0"]).await;
    assert_eq!(told.verdict("tenants"), "warning");
    assert_eq!(told.code, Some(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_missing_database_is_a_fault_and_is_not_created() {
    let sandbox = sandbox().await;
    let folder = TempFolder::new("doctor-absent");
    let absent = folder.0.join("mistyped.sqlite");
    let told = examine_with(&sandbox, KEY, &absent, &[]).await;
    assert_eq!(told.verdict("database"), "fault", "{:?}", told.findings);
    assert_eq!(told.verdict("number-of-nobody"), "none");
    assert_eq!(told.code, Some(1));
    assert!(!absent.exists());
}

/// A store that contains leftovers of a process.
async fn left_behind(name: &str) -> (TempFolder, PathBuf, SqliteStore) {
    let folder = TempFolder::new(name);
    let database = folder.0.join("backend.sqlite");
    let store = SqliteStore::open(&database).await.unwrap();
    (folder, database, store)
}

#[tokio::test(flavor = "multi_thread")]
async fn undelivered_notifications_are_reported_with_their_last_error() {
    let sandbox = sandbox().await;
    let (_folder, database, store) = left_behind("doctor-undelivered").await;
    let none = examine_with(&sandbox, KEY, &database, &[]).await;
    assert_eq!(none.verdict("notifications"), "none");
    let state = NotedState {
        tenant_id: "acme".to_owned(),
        kind: Some(NotificationKind::Connected),
        as_of: 1,
        id: "msg_1".to_owned(),
        body: "{}".to_owned(),
    };
    let queued = now() - 600_000;
    store.note_state(&state, queued).await.unwrap();
    let claimed = store.claim_notification("msg_1", queued, queued).await;
    let error = "the address answers 500".to_owned();
    let due = i64::MAX;
    store
        .settle_notification(
            &claimed.unwrap().unwrap(),
            Delivery::Postponed { due, error },
        )
        .await
        .unwrap();
    let secret = "whsec_bm90aWZ5LXNlY3JldC1ub3RpZnktc2VjcmV0LTE=";
    let file = database.with_extension("secret");
    std::fs::write(&file, secret).unwrap();
    let address = ["--notify-url", "http://127.0.0.1:1/hooks?token=PathSecret"];
    let secret_file = ["--notify-secret-file", file.to_str().unwrap()];
    let told = examine_with(&sandbox, KEY, &database, &[address, secret_file].concat()).await;
    assert_eq!(told.verdict("notifications"), "warning");
    let finding = told.finding("notifications");
    for words in [
        "notifications: 1;",
        "acme",
        "10 minutes",
        "attempts: 1",
        "answers 500",
    ] {
        assert!(finding.contains(words), "{words}: {finding}");
    }
    assert!(!finding.contains("PathSecret"), "{finding}");
    // Without an address, it can never be sent.
    let told = examine_with(&sandbox, KEY, &database, &[]).await;
    assert_eq!(told.verdict("notifications"), "fault");
    assert!(told.finding("notifications").contains("notify-url"));
    assert_eq!(told.code, Some(1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_notification_from_the_future_is_new() {
    let sandbox = sandbox().await;
    let (_folder, database, store) = left_behind("doctor-future").await;
    let state = NotedState {
        tenant_id: "acme".to_owned(),
        kind: Some(NotificationKind::Connected),
        as_of: 1,
        id: "msg_1".to_owned(),
        body: "{}".to_owned(),
    };
    store.note_state(&state, now() + 86_400_000).await.unwrap();
    let told = examine_with(&sandbox, KEY, &database, &[]).await;
    assert!(told.finding("notifications").contains("is 0 minutes old"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_whose_clock_is_ahead_is_reported() {
    let sandbox = sandbox().await;
    let (_folder, database, store) = left_behind("doctor-clocks").await;
    store.next_check("acme", now()).await.unwrap();
    let told = examine_with(&sandbox, KEY, &database, &[]).await;
    assert_eq!(told.verdict("clocks"), "well", "{:?}", told.findings);
    store.next_check("acme", now() + 3_600_000).await.unwrap();
    let told = examine_with(&sandbox, KEY, &database, &[]).await;
    assert_eq!(told.verdict("clocks"), "fault");
    assert!(told.finding("clocks").contains("NTP"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_that_cannot_be_read_is_reported() {
    let folder = TempFolder::new("doctor-accounts");
    let database = folder.0.join("backend.sqlite");
    let rig = Rig::on(&database).await;
    rig.signed_up("acme", Outcome::Finish).await;
    let told = examine_with(&rig.sandbox, KEY, &database, &[]).await;
    assert_eq!(told.verdict("accounts"), "well", "{:?}", told.findings);
    assert_eq!(told.verdict("plugins"), "well", "{:?}", told.findings);
    let empty = Failure {
        body: Some(r#"{"_data": []}"#.to_owned()),
        ..Failure::with_status(200)
    };
    for (failure, words) in [
        (Failure::with_status(403), "right"),
        (Failure::with_status(500), "again"),
        (empty, "a ban of this account"),
    ] {
        rig.fail(Endpoint::ListBusinessAccounts, failure);
        let told = examine_with(&rig.sandbox, KEY, &database, &[]).await;
        assert_eq!(told.verdict("accounts"), "warning");
        assert!(told.finding("accounts").contains(words), "{words}");
    }
}
