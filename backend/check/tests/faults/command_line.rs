//! The command line: exit codes, JSON, and headers that appear in no process list.
#![cfg(feature = "cli")]

use std::process::ExitCode;

use chakra_backend_check::cli::{CheckArgs, run};
use clap::Parser;

use crate::backend::{Backend, COOKIES};

#[derive(Parser)]
struct Line {
    #[command(flatten)]
    check: CheckArgs,
}

fn parse(arguments: &[&str]) -> CheckArgs {
    Line::try_parse_from([&["check"], arguments].concat())
        .map(|line| line.check)
        .unwrap()
}

async fn exit_code(backend: &Backend, arguments: &[&str]) -> ExitCode {
    let url = format!("http://127.0.0.1:{}/api/chakra", backend.port);
    run(parse(&[&[url.as_str()], arguments].concat())).await
}

/// `ExitCode` cannot be compared otherwise.
fn is(code: ExitCode, number: u8) -> bool {
    format!("{code:?}") == format!("{:?}", ExitCode::from(number))
}

#[tokio::test]
async fn the_exit_code_distinguishes_faults_from_misuse() {
    let [cookie, _] = COOKIES;
    let sound = Backend::with("none").await;
    assert!(is(
        exit_code(&sound, &["--header", cookie, "--json"]).await,
        0
    ));
    let faulty = Backend::with("cross-site-token").await;
    assert!(is(exit_code(&faulty, &["--header", cookie]).await, 1));
    assert!(is(exit_code(&sound, &["--header", "no header"]).await, 2));
    assert!(is(exit_code(&sound, &["--header-file", "absent"]).await, 2));
    assert!(is(run(parse(&["app.example"])).await, 2));
}

#[tokio::test]
async fn headers_come_from_a_file() {
    let [cookie, other] = COOKIES;
    let faulty = Backend::with("cross-site-token").await;
    let file = std::env::temp_dir().join(format!("chakra-check-{}", std::process::id()));
    std::fs::write(&file, format!("\n{cookie}\n")).unwrap();
    let path = file.to_str().unwrap();
    // Without a session the fault could not be detected.
    let code = exit_code(&faulty, &["--header-file", path, "--other-header", other]).await;
    std::fs::remove_file(&file).unwrap();
    assert!(is(code, 1));
}

#[test]
fn no_debug_form_and_no_error_shows_a_header() {
    let args = parse(&[
        "https://app.example",
        "--header",
        "Cookie: hidden",
        "--other-header",
        "hidden",
    ]);
    assert!(!format!("{args:?}").contains("hidden"));
}
