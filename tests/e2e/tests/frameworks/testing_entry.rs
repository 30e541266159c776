//! `chakra-whatsapp-connect/testing`: in Playwright, in Vitest's browser mode, and compared with the reference backend.

use chakra_e2e::{backend, sandbox};
use chakra_sandbox::{Outcome, SettingsChange};
use serde_json::Value;

use crate::program::client;
use crate::project::Project;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn playwright_and_vitest_go_through_each_outcome() {
    let project = Project::tool("testing").await;
    project.runs("npm", "exec --no -- playwright test").await;
    project.runs("npm", "exec --no -- vitest run").await;
}

/// The mock reports the same as the reference backend after the same signup at the stand-in.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_mock_reports_what_the_reference_backend_does() {
    let project = Project::tool("testing").await;
    let output = project
        .command("node", "reports.js")
        .output()
        .await
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    let mocked: Value = serde_json::from_slice(&output.stdout).unwrap();
    for outcome in Outcome::ALL {
        let real = reported(outcome).await;
        let mocked = &mocked[outcome.as_str()];
        assert_eq!(*mocked, real, "{outcome:?}");
    }
}

/// Callbacks and status, without the parts that always differ.
async fn reported(outcome: Outcome) -> Value {
    let sandbox = sandbox().await;
    sandbox
        .configure(SettingsChange {
            coexistence_delay_ms: Some(3_600_000),
            ..SettingsChange::default()
        })
        .unwrap();
    let server = backend(&sandbox, None, None).await;
    let call = |path: &str| format!("{}api/chakra/{path}", server.url());
    let client = client();
    let token = client
        .post(call("connect-token"))
        .json(&serde_json::json!({"intent": "connect"}));
    let token: Value = token.send().await.unwrap().json().await.unwrap();
    let callbacks = sandbox
        .end_signup(token["pluginId"].as_str().unwrap(), outcome)
        .unwrap();
    let status = client.get(call("status")).send().await.unwrap();
    let status: Value = status.json().await.unwrap();
    let mut report = serde_json::json!({ "callbacks": callbacks, "status": status });
    forget(&mut report);
    report
}

/// Removes ids and times, and what the stand-in sends beyond the mock.
fn forget(value: &mut Value) {
    const CHANGING: [&str; 11] = [
        "checkedAt",
        "connectedSince",
        "phoneNumberId",
        "phone_number_id",
        "whatsappPhoneNumberId",
        "waba",
        "waba_id",
        "business_id",
        "pluginId",
        "id",
        "displayPhoneNumber",
    ];
    // No known integration reads these.
    const LEFT_OUT: [&str; 3] = ["businessId", "nameStatus", "timestamp"];
    match value {
        Value::Object(fields) => {
            for (name, field) in fields.iter_mut() {
                if CHANGING.contains(&name.as_str()) {
                    *field = Value::String("…".to_owned());
                }
                forget(field);
            }
            fields.retain(|name, _| !LEFT_OUT.contains(&name.as_str()));
        }
        Value::Array(items) => items.iter_mut().for_each(forget),
        _ => {}
    }
}
