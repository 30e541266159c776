//! A hundred widgets on a page, in four columns, not connected.

use std::time::Duration;

use super::{World, tell};
use crate::condition::{A, D};
use crate::html::Layout;
use crate::row::Rows;
use crate::server::counted;
use crate::stats::shuffle;
use crate::subject::Subject;
use crate::visit::{Goal, Visitor};

const SUBJECTS: [Subject; 4] = [Subject::Ours, Subject::React, Subject::Lit, Subject::Plain];
/// The quiet time before the main thread is watched, and the length of the watch.
const PAUSE: Duration = Duration::from_secs(1);
const WATCH: Duration = Duration::from_secs(2);

pub(super) async fn run(world: &World) -> Rows {
    let mut rows = Rows::default();
    let mut seed = world.seed;
    let rounds = world.fewer_rounds();
    for round in 0..rounds {
        let mut subjects = SUBJECTS;
        shuffle(&mut subjects, &mut seed);
        for subject in subjects {
            tell(&format!(
                "a hundred, round {} of {rounds}: {}",
                round + 1,
                subject.name()
            ));
            let path = subject.page(&world.server, &world.loader, 100, Layout::COLUMNS);
            for condition in [A, D] {
                // A new profile, because so many frames leave much behind.
                let visitor = Visitor::new(&world.server).await;
                let mut measured = visitor.visit(&path, Goal::Usable, condition).await;
                world.server.is_quiet(PAUSE).await;
                // Includes what followed after all elements in view were usable.
                measured.counts = counted(&world.server.log());
                measured.values.extend(visitor.memory().await);
                measured.values.insert(
                    "busy".to_owned(),
                    busy(&visitor, condition.slowdown, WATCH).await,
                );
                rows.0
                    .push(measured.row(subject, condition, "none", "cold", round));
            }
        }
    }
    rows
}

/// Load of the main thread over `watch`, in percent.
pub(super) async fn busy(visitor: &Visitor, slowdown: u32, watch: Duration) -> f64 {
    let rate = serde_json::json!({ "rate": slowdown });
    visitor
        .page()
        .cdp("Emulation.setCPUThrottlingRate", rate)
        .await;
    visitor.page().is_drawn().await;
    let before = visitor.work().await.all;
    // The measured period.
    tokio::time::sleep(watch).await;
    let after = visitor.work().await.all;
    (after - before) / watch.as_secs_f64() / 10.0
}
