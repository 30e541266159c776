//! The parts that may create or remove a frame.

use chakra_connect::flow::status::Connection;
use chakra_connect::flow::{Output, Snapshot, State};

use super::{Broken, Cause, Happening, Word, hold};
use crate::world::{FrameState, World};

pub fn may_change(world: &World, happening: &Happening, output: &Output) -> Result<(), Broken> {
    if world.frame_state == FrameState::Whole {
        attempt_keeps_it(world, happening, output)?;
    }
    popup_keeps_it(world, happening, output)
}

/// The frame stays unchanged from the beginning of an attempt to its outcome. One exception: a signup that led to
/// several numbers is over, although its outcome waits for the choice.
fn attempt_keeps_it(world: &World, happening: &Happening, output: &Output) -> Result<(), Broken> {
    let stays_open = world.attempts.open.is_some() && world.attempts.open == happening.before.open;
    let waits_for_choice = happening.word == Word::Report(Connection::ChooseNumber)
        || world.shown.state == State::ChooseNumber;
    let may_go = waits_for_choice || happening.cause.is_wish();
    hold(!stays_open || may_go, "frame-untouched", || {
        format!("{output:?} in an attempt")
    })
}

/// The popup reports to the frame that opened it. Without the frame, what the customer does there is lost. One exception:
/// if the connection that was shown has ended, the popup's plugin is gone, and nothing can be lost.
fn popup_keeps_it(world: &World, happening: &Happening, output: &Output) -> Result<(), Broken> {
    let is_in_use = world
        .frame
        .is_some_and(|frame| world.scene.is_in_use(frame, world.now));
    let is_connected = |shown: &Snapshot| {
        let report = shown.report.as_ref();
        report.is_some_and(|report| report.connection != Connection::NotConnected)
    };
    let is_reported = matches!(happening.cause, Cause::Reply | Cause::Shared);
    let has_ended = is_reported && is_connected(&happening.was) && !is_connected(&world.shown);
    // A request may have had to wait for the status.
    let is_requested = happening.cause.is_wish() || world.awaits_offer;
    hold(
        !is_in_use || has_ended || is_requested,
        "popup-left-alone",
        || format!("{output:?} under an open popup, by {:?}", happening.cause),
    )
}
