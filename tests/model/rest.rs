//! A page at rest costs next to nothing: no timer keeps running for a focus that rests in the frame, and none while the
//! page is hidden.

use std::time::Duration;

use chakra_connect::flow::io::FrameFocus;

use crate::rules::{self, Broken};
use crate::scene::Place;
use crate::world::World;

/// Within this time, everything that has begun may run.
const SETTLING: Duration = Duration::from_mins(5);

/// The time that is observed afterwards.
const REST: Duration = Duration::from_mins(30);

/// A hidden page may still set what its return depends on.
const HIDDEN_TICKS: u32 = 3;

/// A page without responses polls once a minute, and waits a quarter of an hour.
const RESTING_TICKS: u32 = 62;

/// The customer switches to another tab, and stays there.
pub fn hidden(world: &mut World) -> Result<(), Broken> {
    world.scene.go(Place::OtherTab);
    world.notice()?;
    let ticks = ticks(world, HIDDEN_TICKS)?;
    rules::rest_is_cheap(ticks, HIDDEN_TICKS, "the page is hidden")
}

/// The focus stays in the frame, and nothing happens there.
pub fn focused(world: &mut World) -> Result<(), Broken> {
    let is_resting = world.scene.place == Place::Page && world.scene.focus != FrameFocus::Outside;
    if !is_resting || world.attempts.open.is_some() {
        return Ok(());
    }
    world.report()?;
    let ticks = ticks(world, RESTING_TICKS)?;
    let what = format!("the focus rests in the frame, in {:?}", world.shown.state);
    rules::rest_is_cheap(ticks, RESTING_TICKS, &what)
}

/// Number of ticks after everything has settled, at most one more than the limit.
fn ticks(world: &mut World, limit: u32) -> Result<u32, Broken> {
    let settled = world.now + SETTLING;
    let end = settled + REST;
    let mut ticks = 0;
    while ticks <= limit
        && let Some(due) = world.machine.next_deadline().filter(|due| *due <= end)
    {
        world.tick_at(due)?;
        ticks += u32::from(due > settled);
    }
    Ok(ticks)
}
