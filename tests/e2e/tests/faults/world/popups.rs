//! The popups of a world, in the order in which they opened, and their outcomes.

use std::collections::HashMap;

use chakra_sandbox::Outcome;
use tokio::sync::watch;

#[derive(Default)]
struct Ends {
    /// Number of popups that have loaded and wait for their outcome.
    count: usize,
    /// Outcomes of single popups.
    single: HashMap<usize, Outcome>,
    all: Option<Outcome>,
}

/// Popups stay open until their outcome is set.
pub(crate) struct Popups(watch::Sender<Ends>);

impl Default for Popups {
    fn default() -> Self {
        Self(watch::Sender::new(Ends::default()))
    }
}

impl Popups {
    /// Sets the outcome of all popups without one of their own, including open ones.
    pub(super) fn end(&self, outcome: Option<Outcome>) {
        self.0.send_modify(|ends| ends.all = outcome);
    }

    /// Sets the outcome of the popup with this number, starting at 0.
    pub(crate) fn one_ends(&self, number: usize, outcome: Outcome) {
        self.0.send_modify(|ends| {
            ends.single.insert(number, outcome);
        });
    }

    /// Number of popups so far.
    pub(crate) fn count(&self) -> usize {
        self.0.borrow().count
    }

    /// Counts a new popup, and returns its outcome once that is set.
    pub(super) async fn next_ends(&self) -> Option<Outcome> {
        let mut number = 0;
        self.0.send_modify(|ends| {
            number = ends.count;
            ends.count += 1;
        });
        let end_of = |ends: &Ends| ends.single.get(&number).copied().or(ends.all);
        let mut ends = self.0.subscribe();
        let known = ends.wait_for(|ends| end_of(ends).is_some()).await;
        known.ok().and_then(|ends| end_of(&ends))
    }
}
