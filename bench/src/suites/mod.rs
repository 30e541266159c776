//! The suites, each a kind of measurement that returns rows.

mod hundred;
mod idle;
mod mounts;
mod parents;
mod visits;

use clap::ValueEnum;

use crate::row::Rows;
use crate::server::Server;

/// One kind of measurement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Suite {
    /// A page with one widget, against the rivals, cold and warm, in three conditions
    Visits,
    /// The same in a page that has React already
    React,
    /// A hundred widgets on a page
    Hundred,
    /// What a widget that waits below the fold costs
    Idle,
    /// Shifts of the layout in parents of many kinds
    Parents,
    /// What ten thousand mounts leave behind
    Mounts,
}

/// Everything a suite needs.
#[derive(Clone)]
pub(crate) struct World {
    pub(crate) server: Server,
    /// URL path of the widget's script.
    pub(crate) loader: String,
    pub(crate) rounds: usize,
    pub(crate) seed: u64,
}

impl World {
    /// Number of rounds of a suite with long visits.
    fn fewer_rounds(&self) -> usize {
        self.rounds.div_ceil(3)
    }
}

impl Suite {
    /// Name of its file of rows.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Visits => "visits",
            Self::React => "react",
            Self::Hundred => "hundred",
            Self::Idle => "idle",
            Self::Parents => "parents",
            Self::Mounts => "mounts",
        }
    }

    pub(crate) async fn run(self, world: &World) -> Rows {
        match self {
            Self::Visits => visits::alone(world).await,
            Self::React => visits::in_react(world).await,
            Self::Hundred => hundred::run(world).await,
            Self::Idle => idle::run(world).await,
            Self::Parents => parents::run(world).await,
            Self::Mounts => mounts::run(world).await,
        }
    }
}

/// Reports progress.
fn tell(what: &str) {
    eprintln!("{what}");
}
