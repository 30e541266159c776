//! Nothing is left behind, however the tests end.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use chakra_postgres_for_tests::Postgres;

/// Not a test: the tests start this in a process, and end it.
#[test]
#[ignore = "run by the other tests"]
fn a_process_with_a_server() {
    let server = Postgres::shared();
    eprintln!("folder {}", server.folder().display());
    match std::env::var("END").as_deref() {
        Ok("panic") => panic!("as a test that fails"),
        Ok("wait") => loop {
            std::thread::park();
        },
        _ => {}
    }
}

/// A separate process with a server. Returns the server's folder too.
fn process(end: &str) -> (Child, PathBuf) {
    let mut process = Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "a_process_with_a_server",
            "--ignored",
            "--nocapture",
        ])
        .env("END", end)
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(process.stderr.take().unwrap()).lines();
    let folder = lines.find_map(|line| line.unwrap().strip_prefix("folder ").map(PathBuf::from));
    (process, folder.expect("a server"))
}

fn server_of(folder: &Path) -> PathBuf {
    let file = std::fs::read_to_string(folder.join("data/postmaster.pid")).unwrap();
    Path::new("/proc").join(file.lines().next().unwrap())
}

fn gone(path: &Path) {
    let begun = Instant::now();
    while path.exists() {
        assert!(
            begun.elapsed() < Duration::from_secs(20),
            "{} stays",
            path.display()
        );
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn after_a_panic_and_after_the_end() {
    for end in ["panic", "well"] {
        let (mut process, folder) = process(end);
        assert_eq!(process.wait().unwrap().success(), end == "well");
        gone(&folder);
    }
}

#[test]
fn after_a_kill() {
    let (mut process, folder) = process("wait");
    let server = server_of(&folder);
    assert!(server.exists());
    process.kill().unwrap();
    process.wait().unwrap();
    gone(&folder);
    gone(&server);
}

#[test]
fn with_the_value() {
    let server = Postgres::start();
    let folder = server.folder().to_owned();
    server.new_database();
    server.freeze();
    drop(server);
    assert!(!folder.exists());
}
