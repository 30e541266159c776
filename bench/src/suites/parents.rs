//! Layout shifts in parents of different layouts.

use super::{World, tell};
use crate::condition::B;
use crate::html::Layout;
use crate::row::Rows;
use crate::subject::Subject;
use crate::visit::{Goal, Visitor};

pub(super) async fn run(world: &World) -> Rows {
    let mut rows = Rows::default();
    let visitor = Visitor::new(&world.server).await;
    for layout in Layout::PARENTS {
        let subject = Subject::Ours;
        let path = subject.page(&world.server, &world.loader, 1, layout);
        for goal in Goal::BOTH {
            tell(&format!("layout: {}, {}", layout.name, goal.state()));
            visitor.forget().await;
            let measured = visitor.visit(&path, goal, B).await;
            let mut row = measured.row(subject, B, goal.state(), "cold", 0);
            row.state = format!("{}: {}", layout.name, goal.state());
            row.resources.clear();
            rows.0.push(row);
        }
    }
    rows
}
