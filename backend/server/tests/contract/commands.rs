//! The commands other than `serve`, as processes.

use std::path::Path;
use std::process::{Command, Output};
use std::time::Duration;

use chakra_backend::SqliteStore;
use chakra_backend::store::{Bound, Lease, Outcome, Reservation, Store as _, now};

use crate::process::BINARY;
use crate::rig::{KEY, Rig, TENANT_HEADER, TempFolder, sandbox};

struct Said {
    code: i32,
    out: String,
    log: String,
}

/// Runs a command with only a key in its environment, without blocking the servers of this process.
async fn run(arguments: &[&str]) -> Said {
    let mut command = Command::new(BINARY);
    command
        .args(arguments)
        .env_clear()
        .env("CHAKRA_API_KEY", KEY);
    let output = tokio::task::spawn_blocking(move || command.output());
    let Output {
        status,
        stdout,
        stderr,
    } = output.await.unwrap().unwrap();
    let said = Said {
        code: status.code().unwrap(),
        out: String::from_utf8(stdout).unwrap(),
        log: String::from_utf8(stderr).unwrap(),
    };
    assert!(!format!("{}{}", said.out, said.log).contains(KEY));
    said
}

fn written(folder: &TempFolder, name: &str, text: &str) -> String {
    let path = folder.0.join(name);
    std::fs::write(&path, text).unwrap();
    shown(&path)
}

fn shown(path: &Path) -> String {
    path.to_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn imported_plugins_are_exported() {
    let folder = TempFolder::new("import");
    let database = shown(&folder.0.join("backend.sqlite"));
    let flags = ["--database", &database];
    let migrated = run(&["migrate", flags[0], flags[1]]).await;
    assert_eq!(
        (migrated.code, migrated.out.as_str()),
        (0, ""),
        "{}",
        migrated.log
    );

    let file = written(
        &folder,
        "have.csv",
        "tenant,plugin\nacme,p1\n\"globex, inc\",p2\n",
    );
    let told = run(&["import", &file, flags[0], flags[1]]).await;
    assert_eq!(
        told.out, "2 imported, 0 known before, 0 refused\n",
        "{}",
        told.log
    );
    assert_eq!(told.code, 0);
    let again = run(&["import", &file, flags[0], flags[1]]).await;
    assert_eq!(again.out, "0 imported, 2 known before, 0 refused\n");

    let exported = run(&["export", flags[0], flags[1]]).await.out;
    let rows: Vec<_> = exported.lines().collect();
    assert_eq!(rows[0], "tenant,plugin,chosen,created");
    assert!(rows[1].starts_with("acme,p1,,20"), "{exported}");
    assert!(rows[2].starts_with("\"globex, inc\",p2,,20"), "{exported}");
    // An export can be imported elsewhere.
    let elsewhere = shown(&folder.0.join("other.sqlite"));
    let file = written(&folder, "exported.csv", &exported);
    let told = run(&["import", &file, "--database", &elsewhere]).await;
    assert_eq!(
        told.out, "2 imported, 0 known before, 0 refused\n",
        "{}",
        told.log
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn conflicting_rows_are_rejected_and_an_invalid_file_changes_nothing() {
    let folder = TempFolder::new("import-refused");
    let database = shown(&folder.0.join("backend.sqlite"));
    let first = written(&folder, "first.csv", "tenant,plugin\nacme,p1\n");
    run(&["import", &first, "--database", &database]).await;
    let second = written(
        &folder,
        "second.csv",
        "tenant,plugin\nacme,p9\nglobex,p1\nhooli,p3\n",
    );
    let told = run(&["import", &second, "--database", &database]).await;
    assert_eq!(told.code, 1);
    assert!(
        told.out
            .contains("line 2: tenant acme, plugin p9: the tenant has another"),
        "{}",
        told.out
    );
    assert!(
        told.out
            .contains("line 3: tenant globex, plugin p1: the plugin already"),
        "{}",
        told.out
    );
    assert!(
        told.out
            .ends_with("1 imported, 0 known before, 2 refused\n"),
        "{}",
        told.out
    );
    let wrong = written(&folder, "wrong.csv", "tenant,plugin\nnew,p5\nnew,p6\n");
    let told = run(&["import", &wrong, "--database", &database]).await;
    assert_eq!(told.code, 2);
    assert!(
        told.log.contains("line 3: the tenant is that of line 2"),
        "{}",
        told.log
    );
    let exported = run(&["export", "--database", &database]).await.out;
    assert!(!exported.contains("new"), "{exported}");
}

/// Partners who created plugins by hand keep their connected numbers.
#[tokio::test(flavor = "multi_thread")]
async fn a_number_without_a_tenant_is_found_and_adopted() {
    let folder = TempFolder::new("adopted");
    let before = Rig::start().await;
    let plugin = before
        .signed_up("acme", chakra_sandbox::Outcome::Finish)
        .await;
    let api = before.sandbox.api_url();
    let database = shown(&folder.0.join("backend.sqlite"));
    let examine = [
        "doctor",
        "--tenant-header",
        "X-Tenant",
        "--chakra-api-url",
        &api,
        "--database",
        &database,
    ];
    run(&["migrate", "--database", &database]).await;
    let told = run(&examine).await;
    // The stand-in itself has a number of another customer.
    let nobodys = |told: &Said| told.out.matches("warning number-of-nobody").count();
    assert_eq!(nobodys(&told), 2, "{}{}", told.out, told.log);
    assert_eq!(told.code, 0);

    let file = written(
        &folder,
        "have.csv",
        &format!("tenant,plugin\nacme,{plugin}\nghost,gone\n"),
    );
    run(&["import", &file, "--database", &database]).await;
    let told = run(&examine).await;
    assert_eq!(nobodys(&told), 1, "{}", told.out);
    assert!(
        told.out
            .contains("Chakra does not have plugin gone of tenant ghost"),
        "{}",
        told.out
    );
}

/// This many unknown outcomes in a new database, oldest first.
async fn unknown_outcomes(database: &str, count: i64) -> Vec<Lease> {
    let store = SqliteStore::open(database).await.unwrap();
    let mut leases = Vec::new();
    for number in 0..count {
        let (tenant, now) = (format!("tenant-{number}"), number * 1000);
        let reserved = store.reserve(&tenant, now, Duration::from_secs(30)).await;
        let Reservation::Reserved(lease) = reserved.unwrap() else {
            panic!("no tenant has a plugin");
        };
        store.close(&lease, Outcome::Unknown, now).await.unwrap();
        leases.push(lease);
    }
    store.close_database().await;
    leases
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_outcome_is_settled_by_the_name_that_doctor_says() {
    let folder = TempFolder::new("settled");
    let sandbox = sandbox().await;
    let (api, database) = (sandbox.api_url(), shown(&folder.0.join("backend.sqlite")));
    let leases = unknown_outcomes(&database, 22).await;
    let flags = ["--database", &database];
    let server = ["--tenant-header", "X-Tenant", "--chakra-api-url", &api];
    let examine = [&["doctor"], &server[..], &flags].concat();
    let settle = async |id: &str| run(&["settle", id, flags[0], flags[1]]).await;

    // The newest first, because the oldest have been seen.
    let told = run(&examine).await.out;
    let newest = told.find("for tenant tenant-21\n").expect(&told);
    assert!(newest < told.find("for tenant tenant-2\n").expect(&told));
    assert!(!told.contains("for tenant tenant-1\n"), "{told}");
    assert!(told.contains("unknown-outcome: … and 2 more"), "{told}");
    assert!(told.contains(&format!(
        "`chakra-backend settle {}`",
        leases[21].short_id()
    )));

    for lease in &leases[1..] {
        let told = settle(lease.short_id()).await;
        assert_eq!(told.code, 0, "{}", told.log);
        assert!(told.out.contains(&lease.tenant_id), "{}", told.out);
    }
    // In full, too.
    assert_eq!(settle(&leases[0].id).await.code, 0);
    let told = run(&examine).await.out;
    assert!(
        told.contains("all changes at Chakra are finished"),
        "{told}"
    );

    let again = settle(leases[0].short_id()).await;
    assert_eq!(again.code, 1);
    assert!(again.log.contains("no unknown outcome"), "{}", again.log);
    // A few letters could be those of another one.
    assert_eq!(settle("").await.code, 2);
    assert_eq!(settle(&leases[0].id[..7]).await.code, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plugin_that_is_being_created_cannot_be_settled() {
    let folder = TempFolder::new("under-way");
    let database = shown(&folder.0.join("backend.sqlite"));
    let store = SqliteStore::open(&database).await.unwrap();
    let reserved = store.reserve("acme", now(), Duration::from_mins(1)).await;
    let Reservation::Reserved(lease) = reserved.unwrap() else {
        panic!("acme has no plugin");
    };
    let told = run(&["settle", &lease.id, "--database", &database]).await;
    assert_eq!(told.code, 1, "{}", told.out);
    let bound = store.bind(&lease, "p1", now()).await.unwrap();
    assert_eq!(bound, Bound::Bound);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_calls_are_printed_as_an_openapi_document() {
    let told = run(&["openapi"]).await;
    let document: serde_json::Value = serde_json::from_str(&told.out).unwrap();
    assert_eq!(document["openapi"], "3.1.0", "{}", told.log);
    assert!(
        document["paths"]
            .as_object()
            .is_some_and(|paths| paths.len() >= 4)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn this_backend_keeps_the_contract_that_it_checks() {
    let rig = Rig::start().await;
    let url = format!("{}api/chakra", rig.server.url());
    let header = format!("{TENANT_HEADER}: checked");
    let told = run(&["check", &url, "--header", &header]).await;
    assert_eq!(told.code, 0, "{}{}", told.out, told.log);
    let told = run(&["check", &format!("{}elsewhere", rig.server.url())]).await;
    assert_eq!(told.code, 1, "{}{}", told.out, told.log);
}
