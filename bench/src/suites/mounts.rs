//! Memory after ten thousand mounts of the widget in one page.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::Value;

use super::{World, tell};
use crate::condition::A;
use crate::html::Layout;
use crate::row::Rows;
use crate::server::{Kind, counted};
use crate::subject::Subject;
use crate::visit::{Goal, Measured, Visitor};

/// Mounts before the first measurement: they fill caches and compile functions.
const FIRST: usize = 100;
const ALL: usize = 10_000;
/// Mounts per CDP command.
const BATCH: usize = 500;

/// Mounts and unmounts. Clears the tests' event recorder, which would count as growth.
const MOUNT: &str = "(async (count) => {
  const parent = document.querySelector('.parent');
  for (let i = 0; i < count; i++) {
    const widget = document.createElement('chakra-whatsapp-connect');
    widget.setAttribute('backend', '/api');
    parent.append(widget);
    const { state } = await widget.ready;
    if (state !== 'connected') throw new Error(`a mounted widget is ${state}`);
    widget.remove();
  }
  __heard.length = 0;
  return count;
})";

pub(super) async fn run(world: &World) -> Rows {
    let subject = Subject::Ours;
    let path = subject.page(&world.server, &world.loader, 0, Layout::BLOCK);
    let visitor = Visitor::new(&world.server).await;
    visitor.go(&path, Goal::Shown, A).await;
    world.server.begin(true, Duration::ZERO);
    mount(&visitor, FIRST).await;
    let before = settled(&visitor).await;
    world.server.begin(true, Duration::ZERO);
    repeat(&visitor, 0..ALL / 2).await;
    // Growth that slows down is warm-up; growth that continues is a leak.
    let halfway = settled(&visitor).await;
    repeat(&visitor, ALL / 2..ALL).await;
    let mut counts = counted(&world.server.log());
    // The page's own requests while it settles.
    counts.remove(&Kind::Page);
    let after = settled(&visitor).await;
    let mut values = BTreeMap::new();
    for (((name, before), (_, halfway)), (_, after)) in before.into_iter().zip(halfway).zip(after) {
        values.insert(format!("{name} before"), before);
        values.insert(format!("{name} halfway"), halfway);
        values.insert(format!("{name} after"), after);
        values.insert(format!("{name} growth"), (after / before - 1.0) * 100.0);
    }
    let measured = Measured {
        values,
        counts,
        resources: Vec::new(),
    };
    Rows(vec![measured.row(subject, A, "connected", "cold", 0)])
}

async fn repeat(visitor: &Visitor, mounts: std::ops::Range<usize>) {
    for done in mounts.step_by(BATCH) {
        tell(&format!("{done} of {ALL} mounts"));
        mount(visitor, BATCH).await;
    }
}

async fn mount(visitor: &Visitor, count: usize) {
    let _: Value = visitor.page().evaluate(&format!("{MOUNT}({count})")).await;
}

/// The memory after the last unmount.
async fn settled(visitor: &Visitor) -> [(String, f64); 2] {
    visitor.page().settles().await;
    visitor.memory().await
}
