//! How the cells ended: a line as each ends, a table of engines and places at the end, and the same in a file.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use chakra_e2e::{Engine, Trouble};

use crate::cell::{Cell, Other, Place};

/// One cell in one engine.
#[derive(Debug)]
pub(crate) struct Row {
    engine: Engine,
    cell: Cell,
    result: Result<(), Trouble>,
}

impl Row {
    /// Prints it, too.
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

/// All of them.
#[derive(Debug, Default)]
pub(crate) struct Report(Vec<Row>);

impl Report {
    pub(crate) fn extend(&mut self, rows: Vec<Row>) {
        self.0.extend(rows);
    }

    /// Prints the table, keeps it in a file, and prints the sum as cargo's own tests do.
    pub(crate) fn print(&self) -> ExitCode {
        let table = self.table();
        println!("\n{table}");
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/faults.md");
        if let Err(error) = fs::write(&file, table) {
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

    fn table(&self) -> String {
        let mut places: BTreeMap<Place, [(usize, usize); 3]> = BTreeMap::new();
        for row in &self.0 {
            let index = Engine::ALL.iter().position(|it| *it == row.engine);
            let count = &mut places.entry(row.cell.place).or_default()[index.unwrap_or_default()];
            count.0 += 1;
            count.1 += usize::from(row.result.is_ok());
        }
        let names = Engine::ALL.map(Engine::name).join(" | ");
        let mut table = format!(
            "Cells that passed, of those that ran.\n\n| where | {names} |\n|---|---|---|---|\n"
        );
        for (place, counts) in &places {
            let counts = counts.map(|(cells, passed)| match cells {
                0 => "–".to_owned(),
                _ => format!("{passed} of {cells}"),
            });
            let _ = writeln!(table, "| {place:?} | {} |", counts.join(" | "));
        }
        let differing = self.0.iter().flat_map(|row| {
            let others = row.cell.others.iter();
            let here = others.filter(|other| other.engine == row.engine);
            here.map(|Other { engine, end, why }| {
                let (cell, engine) = (row.cell.name(), engine.name());
                format!(
                    "| {cell} | {engine} | {} {:?} | {why} |",
                    end.state, end.told
                )
            })
        });
        let differing: Vec<_> = differing.collect();
        if !differing.is_empty() {
            let _ = write!(
                table,
                "\n| cell | engine that differs | what is seen there | why |\n|---|---|---|---|\n{}\n",
                differing.join("\n")
            );
        }
        table
    }
}
