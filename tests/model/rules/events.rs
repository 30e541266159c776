//! The rules on the events of attempts.

use chakra_connect::flow::{Event, State};

use super::{Broken, Cause, Happening, Word, ends, hold, replacing};
use crate::world::World;

pub fn is_right(world: &mut World, happening: &Happening, event: &Event) -> Result<(), Broken> {
    match event {
        Event::Connected {
            attempt,
            verified,
            late,
            state,
            numbers,
        } => {
            hold(
                happening.cause != Cause::Shared,
                "shared-is-no-outcome",
                || format!("{event:?}"),
            )?;
            let may_be = match happening.word {
                Word::Report(said) => *verified && said.confirms() && State::from(said) == *state,
                Word::Finish => !verified && !world.asks_for_status(),
                Word::Nothing => false,
            };
            hold(may_be, "hints-are-hints", || {
                format!("{event:?} results from {:?}", happening.word)
            })?;
            ends::success_is_fresh(world, happening, attempt.0)?;
            replacing::success(world, attempt.0, numbers)?;
            replacing::late_success(world, happening, attempt.0, numbers)?;
            let outcome = world.outcome(attempt.0);
            outcome.connected += 1;
            let (ended, connected) = (outcome.ended, outcome.connected);
            hold(connected == 1, "one-outcome", || "connected twice".into())?;
            hold(*late == (ended > 0), "one-outcome", || {
                format!("late: {late}, after {ended} other outcomes")
            })?;
            world.scene.is_unanswered = false;
            world.baseline = None;
            Ok(())
        }
        Event::Cancelled { attempt, .. }
        | Event::Failed {
            attempt: Some(attempt),
            ..
        } => {
            ends::deadline_waits(world, happening, event)?;
            let now = world.now;
            let outcome = world.outcome(attempt.0);
            outcome.ended += 1;
            outcome.ended_at = now;
            outcome.lost = replacing::lost(&happening.was, event);
            let (ended, connected) = (outcome.ended, outcome.connected);
            hold((ended, connected) == (1, 0), "one-outcome", || {
                format!("a second outcome: {event:?}")
            })?;
            world.scene.is_unanswered = false;
            Ok(())
        }
        Event::Failed { attempt: None, .. } => ends::deadline_waits(world, happening, event),
        _ => Ok(()),
    }
}
