//! The current work of each thread, with its start time. Otherwise a machine that never returns would hang silently.

use std::cell::Cell;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use crate::rules::Broken;
use crate::story::{Failure, guarded};

/// Longer than any step takes on the slowest computer.
const STUCK: Duration = Duration::from_secs(20);

thread_local! {
    /// The number of this thread's desk.
    static OWN: Cell<usize> = const { Cell::new(0) };
}

type Work = Option<(Instant, Failure)>;

/// The desks of all threads.
#[derive(Clone)]
pub struct Desks(Arc<Vec<Mutex<Work>>>);

impl Desks {
    pub fn new(count: u64) -> Self {
        let desks = Self(
            (0..count)
                .map(|_| Mutex::default())
                .collect::<Vec<_>>()
                .into(),
        );
        let watched = desks.clone();
        thread::spawn(move || watched.watch());
        desks
    }

    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// Assigns that desk to this thread.
    pub fn sit_down(number: usize) {
        OWN.set(number);
    }

    /// Does one piece of work under watch. `failure` turns a broken rule into a failure.
    pub fn work<T>(
        &self,
        failure: impl Fn(Broken) -> Failure,
        work: impl FnOnce() -> Result<T, Broken>,
    ) -> Result<T, Failure> {
        let endless = failure(Broken {
            rule: "time-moves",
            what: "this does not end".to_owned(),
        });
        let desk = &self.0[OWN.get()];
        *desk.lock().unwrap() = Some((Instant::now(), endless));
        let done = guarded(work).map_err(failure);
        *desk.lock().unwrap() = None;
        done
    }

    fn watch(&self) -> ! {
        loop {
            thread::sleep(Duration::from_secs(1));
            for desk in self.0.iter() {
                let stuck = desk
                    .lock()
                    .unwrap()
                    .take_if(|(since, _)| since.elapsed() > STUCK);
                if let Some((_, failure)) = stuck {
                    eprintln!("{}", failure.endless_story());
                    std::process::exit(1);
                }
            }
        }
    }
}
