//! The binary compared with its own OpenAPI document by schemathesis, which `cargo xtask test --only api` installs.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use chakra_postgres_for_tests::Postgres;
use chakra_sandbox::{Outcome, Sandbox};
use reqwest::Method;
use serde_json::{Value, json};

use process::{Binary, command};
use rig::send;

#[path = "contract/process.rs"]
#[allow(dead_code, reason = "made for the other tests as well")]
mod process;
#[path = "contract/rig.rs"]
#[allow(dead_code, reason = "made for the other tests as well")]
mod rig;

/// Names the program.
const VARIABLE: &str = "SCHEMATHESIS";
const DOCUMENT: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../../docs/book/src/backend/openapi.json"
);
/// Without `positive_data_acceptance`: a number that is not the tenant's is rejected even if it is well-formed.
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,\
     response_schema_conformance,response_headers_conformance,negative_data_rejection,\
     unsupported_method,allow_header_conformance";

#[tokio::test]
#[ignore = "needs schemathesis: cargo xtask test --only api"]
async fn the_binary_matches_its_document_on_sqlite() {
    let folder = Folder::new("sqlite");
    let database = folder.0.join("backend.sqlite");
    let sandbox = rig::sandbox().await;
    let mut start = command(&sandbox);
    start.arg("--database").arg(database);
    keeps_to_its_document("sqlite", &sandbox, start, &folder.0).await;
}

#[tokio::test]
#[ignore = "needs schemathesis: cargo xtask test --only api"]
async fn the_binary_matches_its_document_on_postgres() {
    let folder = Folder::new("postgres");
    let sandbox = rig::sandbox().await;
    let mut start = command(&sandbox);
    start.env("DATABASE_URL", Postgres::shared().new_database());
    keeps_to_its_document("postgres", &sandbox, start, &folder.0).await;
}

async fn keeps_to_its_document(store: &str, sandbox: &Sandbox, mut start: Command, folder: &Path) {
    // Without a tenant quota, which would reject most of the cases.
    start.args(["--demo-tenant", "--calls-per-tenant", "0"]);
    let log = fs::File::create(folder.join("log")).unwrap();
    let binary = Binary::start_with_log(&mut start, log);
    sign_up(sandbox, &binary).await;
    // First with numbers that can be shown and chosen, because a disconnect would remove them.
    let connected = cases(&binary, folder, &["--exclude-path", "/disconnect"]).await;
    let every_call = cases(&binary, folder, &[]).await;
    println!(
        "api: {} cases on {store}, no failure",
        connected + every_call
    );
}

/// Connects two numbers, of which none is chosen.
async fn sign_up(sandbox: &Sandbox, binary: &Binary) {
    let call = |method, name: &str| {
        rig::client().request(method, format!("{}api/chakra/{name}", binary.url))
    };
    let token = send(call(Method::POST, "connect-token").json(&json!({}))).await;
    let plugin = token.json["pluginId"].as_str().unwrap();
    sandbox.end_signup(plugin, Outcome::SeveralNumbers).unwrap();
    let status = send(call(Method::GET, "status")).await;
    assert_eq!(status.json["state"], "choose_number");
}

/// Number of cases tried. Fails if one of them failed.
async fn cases(binary: &Binary, folder: &Path, more: &[&str]) -> u64 {
    let program = std::env::var_os(VARIABLE).expect(VARIABLE);
    let report = folder.join("report.json");
    let mut command = Command::new(program);
    command
        .current_dir(folder)
        .args(["run", DOCUMENT, "--url"])
        .arg(format!("{}api/chakra", binary.url))
        .args(["--checks", CHECKS])
        .args(["--seed", "20261127", "--max-examples", "150"])
        .args(["--request-timeout", "10"])
        .args(["--generation-database", "none", "--no-color"])
        .args(["--report", "json", "--report-json-path"])
        .arg(&report)
        .args(more);
    let run = tokio::task::spawn_blocking(move || command.output());
    let output = run.await.unwrap().unwrap();
    assert!(
        output.status.success(),
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    let report: Value = serde_json::from_slice(&fs::read(report).unwrap()).unwrap();
    let operations = &report["operations"];
    assert_eq!(operations["tested"], operations["selected"], "{operations}");
    report["test_cases"]["generated"].as_u64().unwrap()
}

/// A folder that is removed with its contents.
struct Folder(PathBuf);

impl Folder {
    fn new(store: &str) -> Self {
        let name = format!("chakra-schemathesis-{}-{store}", std::process::id());
        let path = std::env::temp_dir().join(name);
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}
