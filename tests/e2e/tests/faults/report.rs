//! Results of the cells: a line for each one as it ends, then a table for each engine, which also goes into a file.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use chakra_e2e::{Engine, Trouble};

use crate::cell::{Cell, Other, Place};

/// The result of one cell in one engine.
#[derive(Debug)]
pub(crate) struct Row {
    engine: Engine,
    cell: Cell,
    result: Result<(), Trouble>,
}

impl Row {
    /// Also prints the result.
    pub(crate) fn new(
        engine: Engine,
        cell: Cell,
        took: Duration,
        result: Result<(), Trouble>,
    ) -> Self {
        let name = format!("{}::{}", engine.name(), cell.name());
        let took = took.as_millis();
        match &result {
            Ok(()) => println!("test {name} ... ok ({took} ms)"),
            Err(why) => println!("test {name} ... FAILED ({took} ms)\n    {why}"),
        }
        Self {
            engine,
            cell,
            result,
        }
    }
}

/// The results of all cells.
#[derive(Debug, Default)]
pub(crate) struct Report(Vec<Row>);

/// Number of cells that ran, and that passed.
#[derive(Clone, Copy, Debug, Default)]
struct Count {
    ran: usize,
    passed: usize,
}

impl Count {
    fn add(&mut self, row: &Row) {
        self.ran += 1;
        self.passed += usize::from(row.result.is_ok());
    }

    fn shown(self) -> String {
        let Self { ran, passed } = self;
        match ran {
            0 => String::new(),
            _ if ran == passed => ran.to_string(),
            _ => format!("**{passed} of {ran}**"),
        }
    }
}

impl Report {
    pub(crate) fn extend(&mut self, rows: Vec<Row>) {
        self.0.extend(rows);
    }

    /// Prints the tables, writes them to a file, and prints the totals in the format of cargo's own tests.
    pub(crate) fn print(&self) -> ExitCode {
        let mut tables = String::new();
        for engine in Engine::ALL {
            let rows: Vec<_> = self.0.iter().filter(|row| row.engine == engine).collect();
            if !rows.is_empty() {
                tables += &table(engine, &rows);
            }
        }
        println!("\n{tables}");
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/faults.md");
        if let Err(error) = fs::write(&file, tables) {
            println!("{}: {error}", file.display());
        }
        let failed = self.0.iter().filter(|row| row.result.is_err()).count();
        let passed = self.0.len() - failed;
        let verdict = if failed == 0 { "ok" } else { "FAILED" };
        println!("test result: {verdict}. {passed} passed; {failed} failed; 0 ignored");
        if failed == 0 {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        }
    }
}

/// Number of cells by fault and place, cells whose result differs in this engine, and failed cells.
fn table(engine: Engine, rows: &[&Row]) -> String {
    let mut counts: BTreeMap<(String, Place), Count> = BTreeMap::new();
    let mut faults: BTreeMap<String, Count> = BTreeMap::new();
    let mut places: BTreeMap<Place, Count> = BTreeMap::new();
    let mut all = Count::default();
    for row in rows {
        let (fault, place) = (row.cell.fault(), row.cell.place);
        counts.entry((fault.clone(), place)).or_default().add(row);
        faults.entry(fault).or_default().add(row);
        places.entry(place).or_default().add(row);
        all.add(row);
    }
    let names: Vec<_> = places.keys().map(|place| format!("{place:?}")).collect();
    let mut table = format!(
        "## {}\n\n{} of {} cells passed.\n\n| what \\ where | {} | all |\n|---|{}--:|\n",
        engine.name(),
        all.passed,
        all.ran,
        names.join(" | "),
        "--:|".repeat(names.len()),
    );
    for (fault, sum) in &faults {
        let _ = write!(table, "| {fault} |");
        for place in places.keys() {
            let count = counts.get(&(fault.clone(), *place)).copied();
            let _ = write!(table, " {} |", count.unwrap_or_default().shown());
        }
        let _ = writeln!(table, " {} |", sum.shown());
    }
    table += "| **all** |";
    for count in places.values().chain([&all]) {
        let _ = write!(table, " {} |", count.shown());
    }
    table += "\n\n";
    let failed = rows.iter().filter_map(|row| {
        let why = row.result.as_ref().err()?;
        Some(format!("- {}: {why}", row.cell.name()))
    });
    lists(&mut table, "Failed:", failed.collect());
    let differing = rows.iter().flat_map(|row| {
        let others = row.cell.others.iter();
        let here = others.filter(|other| other.engine == engine);
        here.map(|Other { end, why, .. }| {
            let cell = row.cell.name();
            format!("- {cell}: {}, told {:?}: {why}", end.state, end.told)
        })
    });
    lists(
        &mut table,
        "Cells with a different result in this engine:",
        differing.collect(),
    );
    table
}

/// Adds a list with a heading, unless the list is empty.
fn lists(table: &mut String, heading: &str, lines: BTreeSet<String>) {
    if !lines.is_empty() {
        let lines: Vec<_> = lines.into_iter().collect();
        let _ = write!(table, "{heading}\n\n{}\n\n", lines.join("\n"));
    }
}
