//! The tables of the examples: each folder has its row, and each row leads to a folder and to a page of the book.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The folder of the examples.
fn examples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples")
}

/// The links of the table's rows, by column.
fn rows(readme: &str) -> Vec<Vec<Vec<&str>>> {
    let lines = readme.lines().filter(|line| line.starts_with("| ["));
    let cells = lines.map(|line| line.trim_matches('|').split(" | "));
    cells.map(|cells| cells.map(links).collect()).collect()
}

/// The targets of a text's links.
fn links(text: &str) -> Vec<&str> {
    let starts = text.split("](").skip(1);
    starts
        .filter_map(|rest| Some(rest.split_once(')')?.0))
        .collect()
}

/// The folders in a folder, without what npm installed.
fn folders(path: &Path) -> BTreeSet<String> {
    let entries = fs::read_dir(path).unwrap().map(Result::unwrap);
    let folders = entries.filter(|entry| entry.file_type().unwrap().is_dir());
    let names = folders.map(|entry| entry.file_name().into_string().unwrap());
    names.filter(|name| name != "node_modules").collect()
}

#[test]
fn every_example_has_a_row_in_its_table() {
    for folder in [examples(), examples().join("forward-auth")] {
        let readme = fs::read_to_string(folder.join("README.md")).unwrap();
        let rows = rows(&readme);
        let listed = rows.iter().flat_map(|row| &row[0]);
        let listed: BTreeSet<_> = listed.map(|&name| name.to_owned()).collect();
        assert_eq!(listed, folders(&folder), "{}", folder.display());
    }
}

#[test]
fn every_row_leads_to_a_guide_that_is_there() {
    let readme = fs::read_to_string(examples().join("README.md")).unwrap();
    let rows = rows(&readme);
    assert!(rows.len() > 15, "{}", rows.len());
    for row in rows {
        let [guide] = row.last().unwrap()[..] else {
            panic!("{row:?} has no guide");
        };
        let (page, heading) = guide.split_once('#').unwrap_or((guide, ""));
        let text = fs::read_to_string(examples().join(page));
        let text = text.unwrap_or_else(|error| panic!("{page}: {error}"));
        let headings = text.lines().filter_map(|line| line.strip_prefix("## "));
        let mut anchors = headings.map(|it| it.to_lowercase().replace(' ', "-"));
        assert!(
            heading.is_empty() || anchors.any(|it| it == heading),
            "{guide}"
        );
    }
}

#[test]
fn every_server_finishes_its_work_before_it_ends() {
    let mut servers = 0;
    for folder in folders(&examples()) {
        let server = examples().join(folder).join("server.js");
        let text = fs::read_to_string(&server).unwrap_or_default();
        if text.contains("chakra-whatsapp-connect/server") || text.contains("\"./connect.js\"") {
            servers += 1;
            let ends = text.contains("SIGTERM") && text.contains("connect.drained()");
            assert!(ends, "{}", server.display());
        }
        // Otherwise Bun closes a connection after some 10 s, and a request may take 12 s.
        let is_patient = !text.contains("Bun.serve") || text.contains("idleTimeout: 30");
        assert!(is_patient, "{}", server.display());
    }
    assert_eq!(servers, 5);
}
