//! `docs/complaints.md` against the tests that it names: each exists, and is run.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

const LIST: &str = include_str!("../../docs/complaints.md");

/// A complaint: the cells of its table row.
struct Row {
    number: usize,
    complaint: &'static str,
    answer: &'static str,
    tests: &'static str,
}

/// The tables, as lists of rows.
fn tables() -> Vec<Vec<Row>> {
    let mut tables = Vec::new();
    for line in LIST.lines() {
        let cells: Vec<_> = line.trim_matches('|').split(" | ").map(str::trim).collect();
        if line.starts_with("|---") {
            tables.push(Vec::new());
        } else if let (Some(Ok(number)), Some(table)) =
            (cells.first().map(|cell| cell.parse()), tables.last_mut())
        {
            let [_, complaint, answer, tests] = cells[..] else {
                panic!("not four cells: {line}");
            };
            table.push(Row {
                number,
                complaint,
                answer,
                tests,
            });
        }
    }
    tables
}

/// The tests that a text names, as ``path: name`` in backticks.
fn named(text: &str) -> Vec<(&str, &str)> {
    let quoted = text.split('`').skip(1).step_by(2);
    quoted
        .filter_map(|quoted| quoted.split_once(": "))
        .filter(|(path, _)| ["rs", "js"].contains(&extension(path.as_ref())))
        .collect()
}

/// Whether the source has a function of this name with a test attribute.
fn is_test(source: &str, name: &str) -> bool {
    let lines: Vec<_> = source.lines().map(str::trim).collect();
    let definition = format!("fn {name}(");
    lines.iter().enumerate().any(|(at, line)| {
        let words = line.trim_start_matches("pub ").trim_start_matches("async ");
        let before = lines[..at].iter().rev();
        let attributes: Vec<_> = before.take_while(|it| it.starts_with("#[")).collect();
        words.starts_with(&definition)
            && attributes.iter().any(|it| it.contains("test"))
            && !attributes.iter().any(|it| it.contains("ignore"))
    })
}

fn extension(path: &Path) -> &str {
    let extension = path.extension().and_then(|extension| extension.to_str());
    extension.unwrap_or_default()
}

/// Whether the npm package's check program has a check that begins with this text.
fn is_check(source: &str, words: &str) -> bool {
    ['"', '`'].iter().any(|quote| {
        let check = format!("expect({quote}{words}");
        source.lines().any(|line| line.starts_with(&check))
    })
}

/// Whether a test run includes the file, in a test target or as a program.
fn is_run(path: &Path) -> bool {
    if extension(path) == "js" {
        let runner = include_str!("../../xtask/src/package/check.rs");
        let name = path.file_name().unwrap().to_string_lossy();
        return runner.contains(&format!("folder.join(\"{name}\")"));
    }
    let main = fs::read_to_string(path.with_file_name("main.rs")).unwrap();
    let module = path.file_stem().unwrap().to_string_lossy();
    main.lines().any(|line| line == format!("mod {module};"))
}

#[test]
fn every_complaint_is_in_its_table() {
    let tables = tables();
    let numbers: Vec<Vec<_>> = tables
        .iter()
        .map(|table| table.iter().map(|row| row.number).collect())
        .collect();
    let counts = [22, 15, 25];
    assert_eq!(numbers, counts.map(|count| (1..=count).collect::<Vec<_>>()));
    for row in tables.iter().flatten() {
        assert!(!row.complaint.is_empty() && !row.answer.is_empty());
        assert!(!named(row.tests).is_empty(), "{}", row.complaint);
    }
    for row in tables[0].iter().chain(&tables[2]) {
        assert!(row.complaint.contains("](https://"), "{}", row.complaint);
    }
}

#[test]
fn every_test_it_names_exists_and_is_run() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut sources = BTreeMap::new();
    for row in tables().iter().flatten() {
        // The last cell quotes only tests, in the right syntax.
        let quoted = row.tests.matches('`').count() / 2;
        assert_eq!(named(row.tests).len(), quoted, "{}", row.tests);
        for (file, name) in named(row.tests) {
            let path = root.join(file);
            let source = sources.entry(file).or_insert_with(|| {
                fs::read_to_string(&path).unwrap_or_else(|error| panic!("{file}: {error}"))
            });
            let is_there = is_test(source, name) || is_check(source, name);
            assert!(is_there, "no test {name} in {file}");
            assert!(is_run(&path), "{file} is in no test target");
        }
    }
}

#[test]
fn a_missing_test_is_detected() {
    let source = "#[test]\nfn is_there() {}\n// fn in_a_comment() {}\nfn helps() {}\n\
        #[wasm_bindgen_test]\nasync fn waits() {}\n\
        #[test]\n#[ignore]\nfn is_skipped() {}\n";
    assert!(is_test(source, "is_there") && is_test(source, "waits"));
    for name in ["is", "is_gone", "in_a_comment", "helps", "is_skipped"] {
        assert!(!is_test(source, name), "{name}");
    }
    let program = "expect(\"it is there\", true);\n// expect(\"in a comment\")\n";
    assert!(is_check(program, "it is there"));
    assert!(!is_check(program, "in a comment") && !is_check(program, "it is gone"));
}
