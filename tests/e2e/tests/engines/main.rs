//! The events that a page gets in each engine about a signup in another window: Chromium, Firefox and WebKit with real
//! windows, a window manager, a real mouse and a keyboard. `cargo xtask test --only engines`.
//!
//! `cargo test -p chakra-e2e --test engines -- firefox keyboard` runs the tests whose name contains all of these words.
#![allow(missing_docs)]

mod desk;
mod ends;
mod story;
mod table;
mod told;
mod visit;
mod windows;

use std::env;
use std::process::ExitCode;
use std::thread;

use chakra_e2e::Engine;
use desk::Desk;
use story::Story;
use table::{Row, Table};
use tokio::runtime::Runtime;

fn main() -> ExitCode {
    let arguments = env::args().skip(1);
    let wanted: Vec<String> = arguments.filter(|it| !it.starts_with('-')).collect();
    let mut table = Table::default();
    thread::scope(|scope| {
        // One thread per engine, so that a failing engine does not delay the others.
        let engines = Engine::ALL.map(|engine| {
            let wanted = &wanted;
            scope.spawn(move || {
                let runtime = Runtime::new().expect("a runtime");
                runtime.block_on(tell_all(engine, wanted))
            })
        });
        for engine in engines {
            table.extend(engine.join().expect("a story gives back its trouble"));
        }
    });
    table.print()
}

/// Runs one engine's stories, one after another in one browser.
async fn tell_all(engine: Engine, wanted: &[String]) -> Vec<Row> {
    let is_wanted = |story: &Story| {
        let name = [engine.name(), "::", &story.name()].concat();
        wanted.iter().all(|part| name.contains(part.as_str()))
    };
    let stories: Vec<_> = Story::all().into_iter().filter(is_wanted).collect();
    let mut rows = Vec::new();
    let mut desk = None;
    for story in stories {
        if desk.is_none() {
            desk = Some(Desk::new(engine).await);
        }
        let result = match &desk {
            Some(Ok(desk)) => story.run(desk).await,
            Some(Err(trouble)) => Err(trouble.clone()),
            None => Ok(()),
        };
        // The next story must not find the windows of a failed one.
        if result.is_err()
            && let Some(Ok(desk)) = desk.take()
        {
            desk.ends().await;
        }
        rows.push(Row::new(engine, story, result));
    }
    if let Some(Ok(desk)) = desk {
        desk.ends().await;
    }
    rows
}
