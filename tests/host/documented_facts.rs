//! Statements in the documents that no generated table holds to the code: commands, names and numbers.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use chakra_connect::flow::backoff::{confirm_delay, connecting_delay, doubled};
use chakra_connect::flow::limits::{
    AFTERMATH_TIME, CONFIRM_TIME, HINTS, LATE_POLL, LATE_POLL_CEILING, LATE_TIME, LONGEST_WAIT,
    NUMBER_TIME, RECALLED_POLL, RETRIES, RETURN_TIME, SLOW_POLL, STALE_POLL,
};
use chakra_connect::flow::status::{Connection, Report};
use chakra_connect::flow::vendor::{Finish, Hint};
use serde_json::{Value, json};

use super::book::{folder, pages};

fn page(name: &str) -> String {
    fs::read_to_string(folder().join(name)).unwrap()
}

/// The text with each line break and indentation as one space, so that a statement may span lines.
fn on_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[track_caller]
fn states(name: &str, words: &str) {
    let text = on_one_line(&page(name));
    assert!(text.contains(words), "{name} does not state: {words}");
}

/// The pages of the book and the other documents for users and contributors.
fn documents() -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut all = pages();
    let examples = fs::read_dir(root.join("examples")).unwrap();
    let examples = examples.map(|entry| entry.unwrap().path().join("README.md"));
    let named = [
        "README.md",
        "CONTRIBUTING.md",
        "ARCHITECTURE.md",
        "docs/load.md",
    ];
    let named = named
        .into_iter()
        .chain(["backend/README.md", "npm/README.md"]);
    for path in named.map(|path| root.join(path)).chain(examples) {
        if let Ok(text) = fs::read_to_string(&path) {
            all.push((path, text));
        }
    }
    all
}

/// With `--release` the binary does not compile: its source rejects `panic = "abort"`.
#[test]
fn the_backend_is_built_with_its_own_profile() {
    let main = include_str!("../../backend/server/src/main.rs");
    assert!(main.contains("#[cfg(panic = \"abort\")]\ncompile_error!("));
    let mut seen = 0;
    for (path, text) in documents() {
        for line in text.lines() {
            assert!(
                !line.contains("target/release/chakra-backend"),
                "{path:?}: {line}"
            );
            let is_build =
                line.contains("cargo build") && line.contains("-p chakra-backend-server");
            if is_build {
                assert!(line.contains("--profile server"), "{path:?}: {line}");
                seen += 1;
            }
        }
    }
    assert!(seen >= 4, "{seen}");
}

/// The names that the widget sends to `connect-event` and reports in `chakra-progress`.
#[test]
fn the_names_of_hints_are_documented() {
    let names = [
        Hint::Finished(Finish::default()),
        Hint::Cancelled { step: None },
        Hint::Failed {
            code: None,
            message: None,
        },
    ]
    .map(|hint| hint.name().to_owned());
    assert_eq!(names, ["finished", "cancelled", "failed"]);
    let openapi = include_str!("../../docs/book/src/backend/openapi.json");
    let openapi: Value = serde_json::from_str(openapi).unwrap();
    let example = openapi.pointer(
        "/paths/~1connect-event/post/requestBody/content/application~1json/examples/hint/value/event",
    );
    assert!(
        names.iter().any(|name| example == Some(&json!(name))),
        "{example:?}"
    );
    let types = include_str!("../../npm/server/src/contract.ts");
    for name in &names {
        let quoted = format!("`{name}`");
        for name in ["backend/contract.md", "reference/events.md"] {
            assert!(page(name).contains(&quoted), "{name}: {quoted}");
        }
        assert!(types.contains(&quoted), "{quoted}");
    }
    states(
        "backend/contract.md",
        r#""event": "finished", "data": {} }"#,
    );
    states(
        "backend/contract.md",
        &format!("At most {HINTS} events of an attempt are sent."),
    );
    states("reference/events.md", "`popup_not_seen` if");
}

#[test]
fn the_pauses_between_status_requests_are_documented() {
    let seconds =
        |pause: fn(u32) -> Duration| [0, 1, 2, 3, 4, 5].map(|check| pause(check).as_secs());
    assert_eq!(seconds(confirm_delay), [1, 2, 4, 8, 15, 15]);
    assert_eq!(seconds(connecting_delay), [5, 10, 15, 15, 15, 15]);
    assert_eq!(
        (CONFIRM_TIME, RETURN_TIME),
        (Duration::from_mins(2), Duration::from_secs(10))
    );
    assert_eq!(
        (LATE_POLL, RECALLED_POLL),
        (Duration::from_secs(30), Duration::from_secs(5))
    );
    assert_eq!(
        (LATE_POLL_CEILING, LATE_TIME),
        (Duration::from_mins(5), Duration::from_mins(30))
    );
    assert_eq!(
        (SLOW_POLL, STALE_POLL),
        (Duration::from_mins(5), Duration::from_mins(1))
    );
    assert_eq!(AFTERMATH_TIME, Duration::from_mins(5));
    assert_eq!(doubled(LATE_POLL, 9, LATE_POLL_CEILING), LATE_POLL_CEILING);
    for row in [
        "| while the popup may be open | 5 and 10 seconds, then 15 |",
        "| 1, 2, 4 and 8 seconds, until the attempt ends 10 seconds after the return |",
        "| after a reported success | none at first, then 1, 2, 4 and 8 seconds, then 15, for two minutes at most |",
        "| 30 seconds at first, then longer, five minutes at most, for half an hour |",
        "| 5 seconds at first, then longer, five minutes at most, until half an hour after its start |",
        "then 15, for five minutes at most |",
        "| while it shows `in_review`, `action_needed` or `reconnect_needed` | 5 minutes |",
        "| while a shown connection could not be checked | 1 minute |",
    ] {
        states("how-it-works.md", row);
    }
    assert_eq!((LONGEST_WAIT, RETRIES), (Duration::from_mins(1), 3));
    states(
        "troubleshooting.md",
        "If `Retry-After` asks for a minute at most, the widget waits that long and tries again, up to three times.",
    );
}

/// The figure comes from the bench, which writes it to `docs/load.md`.
#[test]
fn the_number_of_requests_a_visit_is_that_of_the_simulation() {
    let load = include_str!("../../docs/load.md");
    let row = "| a million visits, spread over the hour | ";
    let (_, cells) = load.split_once(row).unwrap();
    let figure = cells.split(" | ").nth(1).unwrap();
    states(
        "how-it-works.md",
        &format!("made {figure} requests on average"),
    );
    states(
        "troubleshooting.md",
        &format!("{figure} on average in a simulation"),
    );
}

#[test]
fn every_wrapper_that_is_understood_is_documented() {
    let source = include_str!("../../src/flow/envelope.rs");
    let (_, list) = source.split_once("const WRAPPERS: [&str; 11] = [").unwrap();
    let names = list
        .split("];")
        .next()
        .unwrap()
        .split('"')
        .skip(1)
        .step_by(2);
    let names: Vec<_> = names.map(|name| format!("`{name}`")).collect();
    assert_eq!(names.len(), 11);
    let (final_name, others) = names.split_last().unwrap();
    let told = format!("the wrappers {} and {final_name},", others.join(", "));
    states("backend/contract.md", &told);
}

#[test]
fn a_bare_connected_has_no_number() {
    let read = |body: Value| Report::from_payload(&body).unwrap().connection;
    assert_eq!(
        read(json!({ "connected": true })),
        Connection::ConnectedWithoutNumber
    );
    let migrating = page("migrating.md");
    let (_, added) = migrating.split_once("```json\n").unwrap();
    let added = serde_json::from_str(added.split("```").next().unwrap()).unwrap();
    assert_eq!(read(added), Connection::Connected);
    assert_eq!(NUMBER_TIME, Duration::from_mins(1));
    states("migrating.md", "A signup then ends after a minute as");
}

/// The clocks of two servers may differ, but only where nothing else does.
#[test]
fn an_older_status_is_accepted_only_if_it_says_the_same() {
    let at = |seconds: u32, state: &str| {
        let checked = format!("2026-11-23T08:15:{seconds:02}Z");
        Report::from_payload(&json!({ "state": state, "checkedAt": checked })).unwrap()
    };
    let shown = at(20, "in_review");
    assert!(!at(15, "in_review").is_older_than(&shown));
    assert!(at(14, "in_review").is_older_than(&shown));
    assert!(at(19, "action_needed").is_older_than(&shown));
    states(
        "backend/contract.md",
        "up to five seconds older than that of the shown one is accepted if its state and its numbers are the same",
    );
}

#[test]
fn only_elements_that_the_loader_reads_carry_its_attribute() {
    let loader = include_str!("../../npm/src/assets.js");
    assert!(loader.contains("querySelector(`:is(html,script,${TAG})[data-chakra-assets]`)"));
    states(
        "troubleshooting.md",
        "`<script>` and the element itself can carry the attribute too.",
    );
}

/// The page's entries and those for tests can be required; the server's are ES modules only.
#[test]
fn only_the_servers_entries_cannot_be_required() {
    let package: Value = serde_json::from_str(include_str!("../../npm/package.json")).unwrap();
    for (entry, conditions) in package["exports"].as_object().unwrap() {
        let is_script = conditions.get("default").is_some();
        let is_required = conditions.get("require").is_some();
        assert_eq!(
            is_script && !is_required,
            entry.starts_with("./server"),
            "{entry}"
        );
    }
    let words = "`chakra-whatsapp-connect/server` are ES modules only";
    states("reference/npm.md", words);
}

/// The module of `dist/` is in no release.
#[test]
fn a_page_that_imports_the_module_of_a_build_says_where_it_is() {
    let mut seen = 0;
    for (path, text) in documents() {
        if text.contains("/widget/chakra-connect.js") {
            assert!(
                text.contains("`cargo xtask build` writes to `dist/`"),
                "{path:?}"
            );
            seen += 1;
        }
    }
    assert!(seen > 0);
}
