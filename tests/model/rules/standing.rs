//! The rules for the machine's state after an input, at rest, and after a late input.

use std::time::Duration;

use chakra_connect::flow::State;
use chakra_connect::flow::config::Start;
use chakra_connect::flow::io::{AttemptId, RequestId};
use chakra_connect::flow::snapshot::Frame;

use super::{Broken, hold, replacing};
use crate::configuration::configuration;
use crate::reply::Kind;
use crate::world::{FrameState, World};

/// The rules for the machine's state after an input.
pub fn standing(world: &World) -> Result<(), Broken> {
    let shown = &world.shown;
    let deadline = world.machine.next_deadline();
    if world.open.iter().any(Option::is_some) {
        let end = world.now + Duration::from_secs(15);
        hold(
            deadline.is_some_and(|due| due <= end),
            "one-request",
            || "a request without an end".into(),
        )?;
    }
    let in_attempt = world.attempts.open.is_some();
    let asks_for_token = world.open[Kind::Token as usize].is_some();
    hold(
        !(in_attempt && asks_for_token) || world.frame.is_none(),
        "no-token-in-attempt",
        || "a token is being requested".into(),
    )?;
    hold(
        shown.frame != Frame::Ready || world.frame.is_some(),
        "one-frame-a-token",
        || "a missing frame is shown".into(),
    )?;
    replacing::offer(world)?;
    if let Some(open) = world.attempts.open
        && world
            .outcomes
            .iter()
            .any(|it| it.attempt == open && it.ended == 0)
    {
        is_kept(world, AttemptId(open))?;
    }
    hold(has_way_on(world, deadline.is_some()), "way-on", || {
        format!("{shown:?} {:?}", world.scene)
    })
}

fn has_way_on(world: &World, has_deadline: bool) -> bool {
    let shown = &world.shown;
    // A widget out of view continues when it is seen.
    let (page, told) = (world.scene.page(), world.told);
    let is_seen = page.visible && told.visible && page.in_view && told.in_view;
    let goes_on = has_deadline || !is_seen || world.is_connect_asked;
    match shown.state {
        State::Loading => goes_on,
        State::NotConnected | State::ReconnectNeeded | State::ConnectedWithoutNumber => {
            match shown.frame {
                Frame::Ready => goes_on || world.frame_state == FrameState::Whole,
                Frame::Loading => goes_on,
                Frame::Hidden => {
                    shown.offers_start
                        || world.is_connect_asked
                        || (shown.state != State::ConnectedWithoutNumber
                            && configuration(world.which).start == Start::Manual)
                }
            }
        }
        State::Connecting | State::Confirming => goes_on,
        State::Disconnecting => has_deadline,
        // The choice needs a backend.
        State::ChooseNumber => world.asks_for_status(),
        State::Unavailable => shown.failure.is_some(),
        State::Connected | State::InReview | State::ActionNeeded => true,
    }
}

/// A tick does everything that is due, so that nothing would fire again immediately.
pub fn time_moves(world: &World) -> Result<(), Broken> {
    let deadline = world.machine.next_deadline();
    hold(
        deadline.is_none_or(|due| due > world.now),
        "time-moves",
        || format!("due at {deadline:?}, and it is {:?}", world.now),
    )
}

/// The machine's own `Debug` form.
pub fn keeps_secret(has_secret: bool) -> Result<(), Broken> {
    hold(!has_secret, "secret-kept", || {
        "the machine's Debug form shows a token".into()
    })
}

/// An input that nothing waits for any more.
pub fn changes_nothing(nothing_changed: bool, what: &str) -> Result<(), Broken> {
    hold(nothing_changed, "late-answers", || {
        format!("{what} changes something")
    })
}

/// The end of waiting or acting.
pub fn comes_to_rest(is_at_rest: bool, what: impl FnOnce() -> String) -> Result<(), Broken> {
    hold(is_at_rest, "comes-to-rest", what)
}

/// Whether a reloaded page would restore this attempt.
pub fn is_kept(world: &World, attempt: AttemptId) -> Result<(), Broken> {
    let kept = world.remembered.as_ref().map(|(kept, _)| kept.id);
    hold(kept == Some(attempt), "kept-over-reload", || {
        format!("the open attempt is {attempt}, but {kept:?} is stored")
    })
}

/// Nothing of the previous tenant may be left.
pub fn nothing_is_left(world: &World, open: &[Option<RequestId>; 4]) -> Result<(), Broken> {
    let is_kept = |request: &Option<RequestId>| request.is_some() && open.contains(request);
    let is_clean = world.shown.report.is_none()
        && world.frame.is_none()
        && !world.open.iter().any(is_kept)
        && world.attempts.open.is_none();
    hold(is_clean, "tenant-shown", || {
        format!(
            "another tenant, and left is {:?} {:?}",
            world.shown, world.open
        )
    })
}

/// A signup that began with a click and is over.
pub fn signup_is_answered(is_answered: bool, what: impl FnOnce() -> String) -> Result<(), Broken> {
    hold(is_answered, "signup-answered", what)
}

/// Nothing of a removed element may be left.
pub fn ends_with_element(is_told: bool) -> Result<(), Broken> {
    hold(is_told, "one-outcome", || {
        "the element is removed in an attempt without an outcome".into()
    })
}

/// Ticks of a page at rest.
pub fn rest_is_cheap(ticks: u32, limit: u32, what: &str) -> Result<(), Broken> {
    hold(ticks <= limit, "rest-is-cheap", || {
        format!("more than {limit} ticks: {what}")
    })
}
