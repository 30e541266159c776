//! The backend under `check`: it keeps all rules, and the check leaves nothing behind.

use std::process::{Command, Output};
use std::time::Duration;

use chakra_backend_check::{Options, Target, Verdict, check};
use chakra_sandbox::{Endpoint, Failure, Outcome};

use crate::process::BINARY;
use crate::rig::{KEY, Rig, TENANT_HEADER};

fn base(rig: &Rig) -> String {
    format!("{}api/chakra", rig.server.url())
}

fn target(rig: &Rig) -> Target {
    let target = Target::new(&base(rig)).unwrap();
    let target = target
        .with_header(&format!("{TENANT_HEADER}: acme"))
        .unwrap();
    target
        .with_other_header(&format!("{TENANT_HEADER}: birch"))
        .unwrap()
}

fn options() -> Options {
    Options {
        changes: true,
        secrets: vec![KEY.to_owned()],
        ..Options::default()
    }
}

#[tokio::test]
async fn this_backend_keeps_every_rule() {
    let rig = Rig::start().await;
    let report = check(&target(&rig), &options()).await.unwrap();
    assert!(report.is_sound(), "{report}");
    let open = report
        .findings
        .iter()
        .filter(|it| it.verdict == Verdict::CannotTell);
    let open: Vec<_> = open.map(|it| (it.rule.id, &it.evidence)).collect();
    assert_eq!(open, [], "{report}");
    // Four concurrent first calls created one plugin for each tenant, and both plugins were deleted.
    for tenant in ["acme", "birch"] {
        assert_eq!(rig.plugin_count(tenant), 0, "{tenant}");
    }
}

/// The widget's page on another, allowed origin.
#[tokio::test]
async fn it_keeps_every_rule_for_a_page_of_another_origin() {
    let app = "https://app.example";
    let rig = Rig::with(|settings| settings.allowed_origins = vec![app.parse().unwrap()]).await;
    let target = target(&rig).with_page_origin(app).unwrap();
    let report = check(&target, &options()).await.unwrap();
    assert!(report.is_sound(), "{report}");
    let allowed = report.finding("page-origin-allowed").unwrap();
    assert_eq!(allowed.verdict, Verdict::Pass, "{report}");
}

/// A live number is not touched, and results that a failing Chakra leaves open are not faults.
#[tokio::test]
async fn a_connection_is_left_alone_and_a_failing_chakra_is_not_a_fault() {
    let rig = Rig::start().await;
    rig.signed_up("acme", Outcome::Finish).await;
    let report = check(&target(&rig), &options()).await.unwrap();
    assert!(report.is_sound(), "{report}");
    let named = report.finding("numbers-named").unwrap();
    assert_eq!(named.verdict, Verdict::Pass, "{report}");
    assert_eq!(rig.state("acme").await, "connected");

    rig.disconnect("acme").await;
    rig.fail(Endpoint::CreateConnectToken, Failure::with_status(503));
    let report = check(&target(&rig), &options()).await.unwrap();
    assert!(report.is_sound(), "{report}");
    let readable = report.finding("token-readable").unwrap();
    assert_eq!(readable.verdict, Verdict::CannotTell, "{report}");
}

/// Headers come from the environment, because process lists show arguments.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_command_reports_by_its_exit_code_and_shows_no_header() {
    let rig = Rig::with(|settings| settings.request_time = Some(Duration::from_secs(5))).await;
    let run = |arguments: &[&str], headers: &str| -> Output {
        let mut command = Command::new(BINARY);
        command.arg("check").args(arguments);
        command.env("CHAKRA_CHECK_HEADERS", headers);
        command.env("CHAKRA_API_KEY", KEY);
        command.output().unwrap()
    };
    let header = format!("{TENANT_HEADER}: acme-hidden");
    let url = base(&rig);
    let output = tokio::task::block_in_place(|| run(&[&url, "--json"], &header));
    let said = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0), "{said}");
    let report: serde_json::Value = serde_json::from_str(&said).unwrap();
    assert_eq!(report["counts"]["fault"], 0, "{said}");
    assert!(
        !said.contains("acme-hidden") && !said.contains(KEY),
        "{said}"
    );

    // An address that has files instead of the calls.
    let elsewhere = format!("{}api/other", rig.server.url());
    let output = tokio::task::block_in_place(|| run(&[&elsewhere], &header));
    let said = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("FAULT token-call-present"), "{said}");

    let output = tokio::task::block_in_place(|| run(&["app.example"], &header));
    assert_eq!(output.status.code(), Some(2));
}
