//! Load of the main thread while widgets wait below the fold.

use std::time::Duration;

use super::hundred::busy;
use super::{World, tell};
use crate::condition::{A, D};
use crate::html::Layout;
use crate::row::Rows;
use crate::server::{Kind, counted};
use crate::subject::Subject;
use crate::visit::{Goal, Measured, Visitor};

const PAUSE: Duration = Duration::from_secs(1);
const WATCH: Duration = Duration::from_secs(5);

pub(super) async fn run(world: &World) -> Rows {
    let mut rows = Rows::default();
    let rounds = world.fewer_rounds();
    for round in 0..rounds {
        for (state, count, layout) in [
            ("one", 1, Layout::BELOW),
            ("hundred", 100, Layout::COLUMNS_BELOW),
        ] {
            tell(&format!("idle, round {} of {rounds}: {state}", round + 1));
            let subject = Subject::Ours;
            let path = subject.page(&world.server, &world.loader, count, layout);
            let visitor = Visitor::new(&world.server).await;
            for condition in [A, D] {
                visitor.go(&path, Goal::Usable, condition).await;
                visitor.page().comes_true("__bench.wasmBytes() > 0").await;
                world.server.is_quiet(PAUSE).await;
                let mut values: std::collections::BTreeMap<_, _> = visitor.memory().await.into();
                values.insert(
                    "busy".to_owned(),
                    busy(&visitor, condition.slowdown, WATCH).await,
                );
                let counts = counted(&world.server.log());
                assert!(
                    !counts.contains_key(&Kind::Frame),
                    "idle: {state} is in view"
                );
                let measured = Measured {
                    values,
                    counts,
                    resources: Vec::new(),
                };
                rows.0
                    .push(measured.row(subject, condition, state, "cold", round));
            }
        }
    }
    rows
}
