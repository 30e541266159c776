//! The popups of a world, in the order in which they came, and how each of them ends.

use std::collections::HashMap;

use chakra_sandbox::Outcome;
use tokio::sync::watch;

#[derive(Default)]
struct Ends {
    /// Those that have come so far that they wait for their end.
    count: usize,
    /// Those whose end is not the others'.
    single: HashMap<usize, Outcome>,
    all: Option<Outcome>,
}

/// They stay open until they are told how they end.
pub(crate) struct Popups(watch::Sender<Ends>);

impl Default for Popups {
    fn default() -> Self {
        Self(watch::Sender::new(Ends::default()))
    }
}

impl Popups {
    /// How all end that have no end of their own, those that are open, too.
    pub(super) fn end(&self, outcome: Option<Outcome>) {
        self.0.send_modify(|ends| ends.all = outcome);
    }

    /// How the popup of this number ends. The first is 0.
    pub(crate) fn one_ends(&self, number: usize, outcome: Outcome) {
        self.0.send_modify(|ends| {
            ends.single.insert(number, outcome);
        });
    }

    /// How many there were.
    pub(crate) fn count(&self) -> usize {
        self.0.borrow().count
    }

    /// One more has come: how it ends, once that is known.
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
