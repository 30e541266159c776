//! The fault matrix: whatever the network, browser, vendor, backend or page does, the customer is never stuck, no
//! connection is lost or invented, and no secret leaks. `cargo xtask test --only faults`.
//!
//! `cargo test -p chakra-e2e --test faults -- --engine firefox token` runs the cells with `token` in their name
//! in one engine; without `--engine`, all run in Chromium.
#![allow(missing_docs)]

mod cell;
mod door;
mod leaving;
mod order;
mod page;
mod report;
mod run;
mod table;
mod tabs;
mod visit;
mod wire;
mod world;

use std::env;
use std::process::{self, ExitCode};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use cell::Cell;
use chakra_e2e::{Cdn, Display, Engine, Hand, Session, Trouble};
use report::{Report, Row};
use run::Bench;
use tokio::runtime::Runtime;
use tokio::time::timeout;

/// Longer than any cell takes: after this, the browser is considered hung.
const LONGEST_CELL: Duration = Duration::from_mins(4);
/// Number of browsers at a time. A cell waits for its page more than it computes.
const DESKS: usize = 3;

fn main() -> ExitCode {
    let mut engines = Vec::new();
    let mut wanted = Vec::new();
    let mut arguments = env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--engine" => engines.extend(arguments.next()),
            other if other.starts_with('-') => {}
            other => wanted.push(other.to_owned()),
        }
    }
    if engines.is_empty() {
        println!(
            "Running in Chromium; pass `--engine firefox` or `--engine webkit` for another engine."
        );
        engines.push(Engine::Chromium.name().to_owned());
    }
    let is_known = |name: &String| Engine::ALL.iter().any(|engine| engine.name() == name);
    if let Some(unknown) = engines.iter().find(|name| !is_known(name)) {
        eprintln!("unknown engine {unknown:?}");
        return ExitCode::FAILURE;
    }
    let mut report = Report::default();
    for engine in Engine::ALL {
        if engines.iter().any(|it| it == engine.name()) {
            report.extend(run_all(engine, &wanted));
        }
    }
    report.print()
}

/// Runs the cells in one engine.
fn run_all(engine: Engine, wanted: &[String]) -> Vec<Row> {
    let is_wanted = |cell: &Cell| {
        let name = cell.name();
        wanted.iter().all(|part| name.contains(part.as_str()))
    };
    let cells = Mutex::new(table::all().into_iter().filter(is_wanted));
    let begun = Instant::now();
    let rows: Vec<_> = thread::scope(|scope| {
        let desks = [(); DESKS].map(|()| {
            let next = || cells.lock().unwrap_or_else(PoisonError::into_inner).next();
            scope.spawn(move || {
                let runtime = Runtime::new().expect("a runtime");
                runtime.block_on(run_some(engine, next))
            })
        });
        let rows = desks.map(|desk| desk.join().expect("a cell returns its error"));
        rows.into_iter().flatten().collect()
    });
    let took = begun.elapsed().as_secs();
    println!("{}: {} cells in {took} s", engine.name(), rows.len());
    rows
}

/// Runs cells one after another in one browser, until none is left.
async fn run_some(engine: Engine, next: impl Fn() -> Option<Cell>) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut desk = None;
    let cdn = Cdn::new();
    while let Some(cell) = next() {
        if desk.is_none() {
            desk = Some(Desk::new(engine).await);
        }
        let begun = Instant::now();
        let result = match &desk {
            Some(Ok(desk)) => desk.runs(&cdn, &cell).await,
            Some(Err(trouble)) => Err(trouble.clone()),
            None => Ok(()),
        };
        // The windows that a failed cell left open must not affect the next cell.
        if let (Err(_), Some(Ok(open))) = (&result, &desk)
            && !open.is_cleared().await
            && let Some(Ok(broken)) = desk.take()
        {
            broken.ends().await;
        }
        rows.push(Row::new(engine, cell, begun.elapsed(), result));
    }
    if let Some(Ok(desk)) = desk {
        desk.ends().await;
    }
    rows
}

/// A display, a browser, and an HTTP client.
struct Desk {
    engine: Engine,
    session: Session,
    client: reqwest::Client,
    profile: std::path::PathBuf,
    display: Display,
}

impl Desk {
    async fn new(engine: Engine) -> Result<Self, Trouble> {
        let display = Display::start().await?;
        let desk = thread::current().id();
        let name = format!("chakra-faults-{}-{}-{desk:?}", engine.name(), process::id());
        let profile = env::temp_dir().join(name);
        let session = Session::open(engine, &display, &profile).await?;
        let client = reqwest::Client::builder().no_proxy().build();
        Ok(Self {
            engine,
            session,
            client: client.expect("a client"),
            profile,
            display,
        })
    }

    async fn runs(&self, cdn: &Cdn, cell: &Cell) -> Result<(), Trouble> {
        let bench = Bench {
            engine: self.engine,
            browser: &self.session.browser,
            hand: Hand::new(&self.display.name),
            cdn,
            client: &self.client,
        };
        let result = timeout(LONGEST_CELL, bench.run(cell)).await;
        result.unwrap_or_else(|_| Err(Trouble("the browser no longer responds".to_owned())))
    }

    /// Closes all windows but one, and blanks that one. Returns whether this succeeded.
    async fn is_cleared(&self) -> bool {
        let browser = &self.session.browser;
        let Ok(windows) = browser.windows().await else {
            return false;
        };
        let Some((page, others)) = windows.split_first() else {
            return false;
        };
        for window in others {
            let is_there = browser.switch_to_window(window.clone()).await.is_ok();
            if is_there && browser.close_window().await.is_err() {
                return false;
            }
        }
        browser.switch_to_window(page.clone()).await.is_ok()
            && browser.goto("about:blank").await.is_ok()
    }

    async fn ends(self) {
        // Fails if the browser has already exited.
        let _ = self.session.browser.quit().await;
        let _ = std::fs::remove_dir_all(&self.profile);
    }
}
