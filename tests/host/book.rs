//! The book against the code: generated blocks, one section for each code, no broken link.

#[path = "../../xtask/src/book/blocks.rs"]
pub(crate) mod blocks;
#[path = "../../xtask/src/book/fences.rs"]
pub(crate) mod fences;
#[path = "../../xtask/src/book/includes.rs"]
mod includes;
#[path = "../../xtask/src/book/tables.rs"]
pub(crate) mod tables;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Component, Path, PathBuf};

use chakra_connect::contract::METHODS;
use chakra_connect::flow::error::DOCS;
use fences::Kind;
use tables::Sources;

const THEME: &str = include_str!("../../style/widget/theme.css");
const CLASS: &str = include_str!("../../src/element/class.js");

/// The folder of the pages, from the checkout.
const FOLDER: &str = "docs/book/src";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

pub(crate) fn folder() -> PathBuf {
    root().join(FOLDER)
}

/// Every page, with its path inside the folder.
pub(crate) fn pages() -> Vec<(PathBuf, String)> {
    let (mut folders, mut found) = (vec![folder()], Vec::new());
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "md") {
                let text = fs::read_to_string(&path).unwrap();
                found.push((path.strip_prefix(folder()).unwrap().to_owned(), text));
            }
        }
    }
    assert!(found.len() > 20, "{}", found.len());
    found
}

/// The page without its code: without fenced blocks and inline spans.
fn prose(page: &str) -> String {
    let text = fences::lines(page).filter(|(_, kind)| *kind == Kind::Text);
    text.map(|(line, _)| {
        let spoken = line.split('`').step_by(2).collect::<Vec<_>>();
        spoken.join("x") + "\n"
    })
    .collect()
}

/// The targets of links: the part in parentheses.
fn links(page: &str) -> Vec<String> {
    let starts = page.split("](").skip(1);
    let ends = starts.filter_map(|rest| rest.split_once(')'));
    ends.map(|(link, _)| link.to_owned()).collect()
}

/// The anchors of a page's headings, as mdBook makes them.
fn anchors(page: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (line, kind) in fences::lines(page) {
        let heading = line.trim_start_matches('#');
        if kind != Kind::Text || heading.len() == line.len() {
            continue;
        }
        let words = heading.trim().to_lowercase();
        let anchor = words.chars().filter_map(|letter| match letter {
            ' ' => Some('-'),
            letter => (letter.is_alphanumeric() || "_-".contains(letter)).then_some(letter),
        });
        assert!(found.insert(anchor.collect()), "twice: {words}");
    }
    found
}

/// The path from the folder, with its `..` resolved.
fn resolved(page: &Path, link: &str) -> PathBuf {
    let mut path = PathBuf::new();
    for part in page.parent().unwrap().join(link).components() {
        match part {
            Component::ParentDir => assert!(path.pop(), "{link} leaves the book"),
            part => path.push(part),
        }
    }
    path
}

#[test]
fn every_block_matches_its_source() {
    let server = [
        include_str!("../../npm/server/src/options.ts"),
        include_str!("../../npm/server/src/connection/hooks.ts"),
    ];
    let sources = Sources {
        root: root(),
        theme: THEME,
        server,
    };
    let readme_of_backend = include_str!("../../backend/README.md").to_owned();
    let others = [(PathBuf::from("backend/README.md"), readme_of_backend)];
    let pages = pages().into_iter();
    let pages = pages.map(|(path, page)| (Path::new(FOLDER).join(path), page));
    for (path, page) in pages.chain(others) {
        let named = path.display();
        let fresh = blocks::refreshed(&page, |name| sources.render(&path, name));
        let fresh = fresh.unwrap_or_else(|error| panic!("{named}: {error}"));
        assert!(fresh == page, "{named}: cargo xtask book --tables-only");
    }
}

/// A framework itself answers methods that a route does not name: also a browser's preflight, without CORS headers.
#[test]
fn each_documented_route_that_names_methods_also_names_that_of_preflights() {
    let is_named = |line: &str, method: &str| line.starts_with(&format!("export const {method} ="));
    let mut routes = 0;
    for (path, page) in pages() {
        // From one fence to the next.
        let lines: Vec<_> = fences::lines(&page).collect();
        for code in lines.split(|(_, kind)| *kind != Kind::Code) {
            let names = |method: &str| code.iter().any(|(line, _)| is_named(line, method));
            if names("GET") || names("POST") {
                routes += 1;
                assert!(names("OPTIONS"), "{}: {code:?}", path.display());
            }
        }
    }
    assert!(routes >= 4, "{routes}");
}

/// A repository's web page shows mdBook's directives instead of what they insert.
#[test]
fn every_page_can_be_read_without_mdbook() {
    for (path, page) in pages() {
        let directive = page.lines().find(|line| line.contains("{{#"));
        assert_eq!(directive, None, "{}", path.display());
    }
}

#[test]
fn every_code_has_a_section_of_its_own() {
    let page = fs::read_to_string(folder().join("troubleshooting.md")).unwrap();
    let told: Vec<_> = blocks::names(&page).map(str::to_owned).collect();
    let codes: Vec<_> = tables::code_blocks().collect();
    assert_eq!(
        told.iter().collect::<BTreeSet<_>>(),
        codes.iter().collect::<BTreeSet<_>>()
    );
    assert_eq!(told.len(), codes.len());
    for block in codes {
        let code = block.strip_prefix("code ").unwrap();
        let heading = format!("\n### {code}\n\n<!-- generated: {block} -->\n");
        let (_, section) = page.split_once(&heading).expect(code);
        let section = section.split("\n#").next().unwrap();
        for part in ["\n**Check.** ", "\n**Fix.** "] {
            let (_, text) = section.split_once(part).expect(code);
            assert!(text.lines().next().unwrap().len() > 30, "{code}: {part}");
        }
    }
}

/// A failure's `docs` field is this address and the code. Rustdoc and mdBook generate the same heading anchors.
#[test]
fn the_link_of_a_failure_leads_to_its_heading() {
    let page = "../docs/book/src/troubleshooting.md";
    let module = format!("#[doc = include_str!(\"{page}\")]\npub mod troubleshooting {{}}");
    assert!(include_str!("../../src/lib.rs").contains(&module));
    assert!(DOCS.ends_with("/chakra_connect/troubleshooting/index.html#"));
    let headings = anchors(include_str!("../../docs/book/src/troubleshooting.md"));
    for block in tables::code_blocks() {
        let code = block.strip_prefix("code ").unwrap();
        assert!(headings.contains(code), "{DOCS}{code}");
    }
}

#[test]
fn every_page_is_in_the_summary_and_every_entry_is_a_page() {
    let summary = fs::read_to_string(folder().join("SUMMARY.md")).unwrap();
    let entries: BTreeSet<_> = links(&summary).into_iter().map(PathBuf::from).collect();
    let pages = pages().into_iter().map(|(path, _)| path);
    let pages: BTreeSet<_> = pages
        .filter(|path| *path != Path::new("SUMMARY.md"))
        .collect();
    assert_eq!(entries, pages);
}

#[test]
fn every_link_leads_to_a_page_and_a_heading() {
    let pages = pages();
    let mut seen = 0;
    for (path, page) in &pages {
        for link in links(&prose(page)) {
            if link.starts_with("https://") {
                continue;
            }
            let (file, anchor) = link.split_once('#').unwrap_or((&link, ""));
            let target = match file {
                "" => path.clone(),
                file => resolved(path, file),
            };
            seen += 1;
            let extension = target.extension();
            if extension.is_some_and(|it| it == "json" || it == "svg") {
                assert!(folder().join(&target).is_file(), "{link}");
                continue;
            }
            let target = pages.iter().find(|(path, _)| *path == target);
            let (_, target) = target.unwrap_or_else(|| panic!("{}: {link}", path.display()));
            let is_there = anchor.is_empty() || anchors(target).contains(anchor);
            assert!(is_there, "{}: {link}", path.display());
        }
    }
    assert!(seen > 100, "{seen}");
}

#[test]
fn every_documented_method_is_the_elements() {
    let (_, class) = CLASS.split_once("class ChakraWhatsappConnect").unwrap();
    for call in METHODS {
        let name = call.split('(').next().unwrap();
        assert!(class.contains(&format!("\"{name}\"")), "{name}");
    }
}

#[test]
fn every_claimed_proof_has_its_test() {
    let page = fs::read_to_string(folder().join("policies.md")).unwrap();
    let (_, proven) = page.split_once("\n## What is proven\n").unwrap();
    let rows: Vec<_> = proven
        .lines()
        .filter(|line| line.starts_with("| "))
        .collect();
    assert!(rows.len() > 5, "{}", rows.len());
    for row in rows.iter().skip(1) {
        let named = row.split('`').rev().nth(1).unwrap();
        let (file, test) = named.split_once(": ").unwrap();
        let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/e2e/tests/e2e");
        let tests = fs::read_to_string(tests.join(file)).unwrap();
        assert!(tests.contains(&format!("async fn {test}()")), "{named}");
    }
}

/// The names of the checks in `chakra-backend doctor`, and the sources that print them.
fn checks_of_the_doctor() -> (BTreeSet<String>, String) {
    let doctor = Path::new(env!("CARGO_MANIFEST_DIR")).join("backend/server/src/doctor");
    let mut source = fs::read_to_string(doctor.with_extension("rs")).unwrap();
    for entry in fs::read_dir(doctor).unwrap() {
        source += &fs::read_to_string(entry.unwrap().path()).unwrap();
    }
    let constants = source.split("const CHECK: &str = \"").skip(1);
    let arguments = source.split("Finding::").skip(1).filter_map(|rest| {
        let (_, arguments) = rest.split_once('(')?;
        arguments.trim_start().strip_prefix('"')
    });
    let names = constants
        .chain(arguments)
        .map(|rest| rest.split('"').next().unwrap().to_owned());
    (names.collect(), source)
}

#[test]
fn going_live_lists_the_doctors_checks() {
    let page = fs::read_to_string(folder().join("going-live.md")).unwrap();
    let (_, table) = page.split_once("\n| check | ok means |\n").unwrap();
    let rows = table.lines().skip(1).take_while(|it| it.starts_with('|'));
    let rows: Vec<_> = rows
        .map(|row| row.trim_matches(['|', ' ']).split_once(" | ").unwrap())
        .collect();
    let told = rows.iter().map(|(name, _)| name.replace('`', ""));
    let (checks, source) = checks_of_the_doctor();
    assert_eq!(told.collect::<BTreeSet<_>>(), checks);
    let mut seen = 0;
    for (name, meaning) in rows {
        // "no line" marks checks that print nothing on success.
        if meaning.starts_with("no line: ") {
            continue;
        }
        let words = meaning.split([',', ' ']).filter(|it| !it.is_empty());
        let start: Vec<_> = words.take(2).collect();
        assert!(source.contains(&start.join(" ")), "{name}: {meaning}");
        seen += 1;
    }
    assert_eq!(seen, 9);
}

/// The messages and notes in a diagram's source.
fn labels(source: &str) -> impl Iterator<Item = &str> {
    let lines = source.lines().map(str::trim);
    let lines = lines.filter(|line| line.contains(">>") || line.starts_with("Note"));
    lines.filter_map(|line| Some(line.split_once(": ")?.1))
}

#[test]
fn every_diagram_is_drawn_from_its_source() {
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/book/diagrams");
    let mut seen = 0;
    for entry in fs::read_dir(folder().join("diagrams")).unwrap() {
        let path = entry.unwrap().path();
        let picture = fs::read_to_string(&path).unwrap();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let source = fs::read_to_string(sources.join(format!("{name}.mmd"))).unwrap();
        for label in labels(&source) {
            assert!(picture.contains(&format!(">{label}<")), "{name}: {label}");
            seen += 1;
        }
    }
    assert!(seen > 20, "{seen}");
}
