//! Deadlines that passed unseen wait for a response, and past attempts end.

use std::time::Duration;

use chakra_connect::flow::error::Code;
use chakra_connect::flow::io::CancelReason;
use chakra_connect::flow::{Event, State};

use super::{Broken, Cause, Happening, hold};
use crate::reply::Kind;
use crate::world::World;

/// By then, the request sent on the return has timed out.
const ANSWER_TIME: Duration = Duration::from_secs(15);

/// Time that a customer who has visibly returned still gets, whatever passed before.
const RETURN_TIME: Duration = Duration::from_secs(10);

/// Longest time during which a past attempt is still checked and a request sent in time is answered.
const PAST: Duration = Duration::from_mins(31);

/// Longest time of polling at rest, for a past attempt or after an action.
const QUIET: Duration = Duration::from_mins(36);

/// No deadline ends anything on a hidden page, or before the request sent on its return is answered.
pub fn deadline_waits(world: &World, happening: &Happening, event: &Event) -> Result<(), Broken> {
    let wait = match event {
        Event::Cancelled { reason, .. } => match reason {
            CancelReason::Timeout => ANSWER_TIME,
            CancelReason::Unknown => RETURN_TIME,
            CancelReason::User | CancelReason::Superseded => return Ok(()),
        },
        Event::Failed { failure, .. } => match failure.code {
            Code::ConfirmationTimeout => ANSWER_TIME,
            // These wait for a script or a frame, not for a response.
            Code::SdkLoadTimeout | Code::FrameNotReady => RETURN_TIME,
            _ => return Ok(()),
        },
        _ => return Ok(()),
    };
    if !matches!(
        happening.cause,
        Cause::TickOnTime | Cause::LateTick | Cause::Other
    ) {
        return Ok(());
    }
    // Without a backend that accepts requests, there is nothing to request on a return.
    let is_held_back = world.not_before[Kind::Status as usize].is_some_and(|at| at > world.now);
    let wait = wait.min(if world.asks_for_status() && !is_held_back {
        ANSWER_TIME
    } else {
        RETURN_TIME
    });
    hold(world.scene.page().visible, "deadline-waits", || {
        format!("{event:?} on a hidden page")
    })?;
    let is_answered = world
        .unasked
        .is_none_or(|since| world.now.since(since) >= wait);
    hold(is_answered, "deadline-waits", || {
        format!("{event:?} before the request sent on the return is answered")
    })
}

/// A late success counts for half an hour, unless it was found and waits for a choice.
pub fn success_is_fresh(
    world: &mut World,
    happening: &Happening,
    attempt: u64,
) -> Result<(), Broken> {
    if happening.before.open == Some(attempt) {
        return Ok(());
    }
    let now = world.now;
    let outcome = world.outcome(attempt);
    let age = now.since(outcome.ended_at);
    hold(outcome.ended == 0 || age <= PAST, "past-ends", || {
        format!("the outcome of an attempt that ended {age:?} ago")
    })
}

/// A page at rest where nothing has happened for a long time is no longer polled.
pub fn poll_is_for_something(world: &World, happening: &Happening) -> Result<(), Broken> {
    // A check that the server delayed happens as soon as it is allowed.
    let put_off = world.not_before[Kind::Status as usize].filter(|at| *at <= world.now);
    let since = put_off.map_or(world.last_event, |at| at.max(world.last_event));
    let quiet = world.now.since(since);
    let is_at_rest = |state| state == State::NotConnected;
    let is_poll = happening.cause == Cause::TickOnTime
        && world.attempts.open.is_none()
        && world.shown.stale.is_none()
        && is_at_rest(happening.was.state)
        && is_at_rest(world.shown.state);
    hold(!is_poll || quiet <= QUIET, "past-ends", || {
        format!("a poll after {quiet:?} without any event")
    })
}
