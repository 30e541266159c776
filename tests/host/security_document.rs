//! SECURITY.md against the tests: each test that it names exists.

use std::fs;
use std::path::Path;

const DOCUMENT: &str = include_str!("../../SECURITY.md");

/// The tests that a line names, as `path: name`.
fn named(line: &str) -> Vec<(&str, &str)> {
    let spans = line.split('`').skip(1).step_by(2);
    let tests = spans.filter_map(|span| span.split_once(": "));
    tests.filter(|(path, _)| path.contains('/')).collect()
}

/// Whether the file has a test of this name.
fn holds(path: &str, name: &str) -> bool {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = fs::read_to_string(root.join(path)).unwrap_or_default();
    let is_rust = Path::new(path).extension().is_some_and(|it| it == "rs");
    let definition = if is_rust {
        format!("fn {name}(")
    } else {
        format!("test(\"{name}\"")
    };
    let Some(start) = text.find(&definition) else {
        return false;
    };
    let before = text[..start].trim_end_matches("async ").trim_end();
    !is_rust || before.ends_with("test]") || before.ends_with(")]")
}

#[test]
fn each_test_that_is_named_exists() {
    let all: Vec<_> = DOCUMENT.lines().flat_map(named).collect();
    assert!(all.len() > 30, "{}", all.len());
    for (path, name) in all {
        assert!(holds(path, name), "{path} has no test {name}");
    }
    assert!(!holds("tests/host/attacks.rs", "no_such_test"));
    assert!(
        !holds("tests/host/attacks.rs", "status_of"),
        "no test, but a function"
    );
}

#[test]
fn each_threat_names_a_test() {
    let section = DOCUMENT
        .split("\n## ")
        .find(|section| section.starts_with("Threats"));
    let rows = section
        .unwrap()
        .lines()
        .filter(|line| line.starts_with("| "));
    // Without the header row.
    let rows: Vec<_> = rows.skip(1).collect();
    assert!(rows.len() > 15, "{}", rows.len());
    for row in rows {
        assert_eq!(row.matches(" | ").count(), 3, "{row}");
        assert!(!named(row).is_empty(), "{row}");
    }
}

/// The document's numbers, each beside the code that decides it. Each test runs with smaller values, or with a single one.
#[test]
fn each_number_is_that_of_the_code() {
    const LIMITS: &str = include_str!("../../contract/src/limits.rs");
    const PACE: &str = include_str!("../../contract/src/pace.rs");
    const JWKS: &str = include_str!("../../backend/src/who_asks/jwt/jwks.rs");
    const WEBHOOK: &str = include_str!("../../backend/src/chakra_webhook/mod.rs");
    const VENDOR: &str = include_str!("../../src/flow/vendor.rs");
    const WIDGET: &str = include_str!("../../src/flow/limits.rs");
    for (words, source, code) in [
        (
            "response of your backend up to 1 MB",
            LIMITS,
            "RESPONSE_BODY: usize = 1_000_000;",
        ),
        (
            "one of Chakra's up to 2 MiB",
            PACE,
            "CHAKRA_BODY: usize = 2 * 1024 * 1024;",
        ),
        (
            "1,000 entries are read",
            PACE,
            "MOST_RECORDS: usize = 1000;",
        ),
        (
            "20 numbers are looked up",
            PACE,
            "MOST_NUMBERS: usize = 20;",
        ),
        (
            "a number's problems, 20 are passed on",
            PACE,
            "MOST_ISSUES: usize = 20;",
        ),
        (
            "one fetch every 30 s once there are keys",
            JWKS,
            " pause: Duration::from_secs(30),",
        ),
        (
            "every second while there are none",
            JWKS,
            " pause_without_keys: Duration::from_secs(1),",
        ),
        (
            "a key set of up to 256 KiB",
            JWKS,
            "LONGEST_ANSWER: usize = 256 * 1024;",
        ),
        (
            "bodies of up to 1 MiB, together 16 MiB",
            WEBHOOK,
            "LONGEST_BODY: usize = 1024 * 1024;",
        ),
        (
            "JSON text up to 64 KB",
            VENDOR,
            "SIGNAL_LIMIT: usize = 64 * 1024;",
        ),
        ("at most 30 hints an attempt", WIDGET, "HINTS: u8 = 30;"),
    ] {
        assert!(DOCUMENT.contains(words), "SECURITY.md: {words}");
        assert!(source.contains(code), "{words}: {code}");
    }
}

#[test]
fn everything_it_links_to_exists() {
    let links = DOCUMENT.split("](").skip(1);
    let links: Vec<_> = links.filter_map(|rest| rest.split_once(')')).collect();
    assert!(links.len() > 1);
    for (link, _) in links {
        assert!(
            Path::new(env!("CARGO_MANIFEST_DIR")).join(link).exists(),
            "{link}"
        );
    }
}
