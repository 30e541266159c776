//! First and second visits to a page with one widget, all subjects in turn.

use super::{World, tell};
use crate::condition::{A, B, C, Condition};
use crate::html::Layout;
use crate::row::Rows;
use crate::server::counted;
use crate::stats::shuffle;
use crate::subject::Subject;
use crate::visit::{Goal, Measured, Visitor};

const CONDITIONS: [Condition; 3] = [A, B, C];

/// Each subject on its own page, cold and then warm.
pub(super) async fn alone(world: &World) -> Rows {
    run(world, &Subject::ALONE, &["cold", "warm"]).await
}

/// Each subject in a React page.
pub(super) async fn in_react(world: &World) -> Rows {
    run(world, &Subject::IN_REACT, &["cold"]).await
}

async fn run(world: &World, subjects: &[Subject], caches: &[&str]) -> Rows {
    let mut rows = Rows::default();
    let mut seed = world.seed;
    for round in 0..world.rounds {
        let mut subjects = subjects.to_vec();
        shuffle(&mut subjects, &mut seed);
        for subject in subjects {
            tell(&format!(
                "round {} of {}: {}",
                round + 1,
                world.rounds,
                subject.name()
            ));
            let path = subject.page(&world.server, &world.loader, 1, Layout::BLOCK);
            let visitor = Visitor::new(&world.server).await;
            let mut turns: Vec<_> = CONDITIONS
                .iter()
                .flat_map(|condition| Goal::BOTH.map(|goal| (*condition, goal)))
                .collect();
            shuffle(&mut turns, &mut seed);
            for (condition, goal) in turns {
                visitor.forget().await;
                for cache in caches {
                    let measured = if subject == Subject::ReactPage {
                        loaded(&visitor, &path, goal, condition).await
                    } else {
                        visitor.visit(&path, goal, condition).await
                    };
                    rows.0
                        .push(measured.row(subject, condition, goal.state(), cache, round));
                }
            }
        }
    }
    rows
}

/// The page alone, which has no goal to reach.
async fn loaded(visitor: &Visitor, path: &str, goal: Goal, condition: Condition) -> Measured {
    visitor.go(path, goal, condition).await;
    Measured {
        values: visitor.memory().await.into(),
        counts: counted(&visitor.server().log()),
        resources: Vec::new(),
    }
}
