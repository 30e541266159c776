//! The results of the stories: a line as each ends, and at the end a table of engines and stories.

use std::process::ExitCode;

use chakra_e2e::Engine;

use crate::story::{Story, Trouble};

/// One story in one engine.
#[derive(Debug)]
pub(crate) struct Row {
    engine: Engine,
    story: Story,
    result: Result<(), Trouble>,
}

impl Row {
    /// Creates the row, and prints it.
    pub(crate) fn new(engine: Engine, story: Story, result: Result<(), Trouble>) -> Self {
        let name = format!("{}::{}", engine.name(), story.name());
        match &result {
            Ok(()) => println!("test {name} ... ok"),
            Err(Trouble(why)) => println!("test {name} ... FAILED\n    {why}"),
        }
        Self {
            engine,
            story,
            result,
        }
    }
}

/// All rows.
#[derive(Debug, Default)]
pub(crate) struct Table(Vec<Row>);

impl Table {
    pub(crate) fn extend(&mut self, rows: Vec<Row>) {
        self.0.extend(rows);
    }

    /// Prints the table, and the totals in the format of cargo's own tests.
    pub(crate) fn print(&self) -> ExitCode {
        println!(
            "\n{:<18}{}",
            "",
            Engine::ALL.map(|it| format!("{:<10}", it.name())).concat()
        );
        for story in Story::all() {
            let cell = |engine: Engine| {
                let found = self
                    .0
                    .iter()
                    .find(|row| row.engine == engine && row.story == story);
                match found.map(|row| &row.result) {
                    Some(Ok(())) => "ok",
                    Some(Err(_)) => "FAILED",
                    None => "-",
                }
            };
            let cells = Engine::ALL
                .map(|engine| format!("{:<10}", cell(engine)))
                .concat();
            println!("{:<18}{}", story.name(), cells.trim_end());
        }
        let failed = self.0.iter().filter(|row| row.result.is_err()).count();
        let passed = self.0.len() - failed;
        let verdict = if failed == 0 { "ok" } else { "FAILED" };
        println!("\ntest result: {verdict}. {passed} passed; {failed} failed; 0 ignored");
        if failed == 0 {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        }
    }
}
