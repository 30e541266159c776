//! The rules, each by its name: those on what the machine puts out, and those on how it stands.

use std::fmt;
use std::time::Duration;

use chakra_connect::flow::config::Start;
use chakra_connect::flow::io::{Intent, Request};
use chakra_connect::flow::snapshot::Frame;
use chakra_connect::flow::status::Connection;
use chakra_connect::flow::{Event, Output, Snapshot, State};

use crate::fingerprint::{Attempts, shows_secret};
use crate::reply::{Kind, token_number};
use crate::world::{World, configuration};

/// The rules by name, and what each says.
pub const RULES: &[(&str, &str)] = &[
    (
        "hints-are-hints",
        "connected only by the backend's word; unverified only where it has none",
    ),
    (
        "one-outcome",
        "one terminal event an attempt, and one late success",
    ),
    (
        "way-on",
        "every state has an action for the customer or a deadline",
    ),
    (
        "frame-untouched",
        "no frame made or taken away while an attempt is open",
    ),
    (
        "no-token-in-attempt",
        "no token asked for while an attempt is open",
    ),
    (
        "secret-kept",
        "the token shows in no output and not in the machine",
    ),
    (
        "one-request",
        "one request of a kind in flight, each with its end",
    ),
    ("time-moves", "a tick does all that is due"),
    (
        "late-answers",
        "an answer to a closed question, or from an older frame, changes nothing",
    ),
    (
        "no-needless-token",
        "no token for what is connected, nor for a hidden page",
    ),
    (
        "one-frame-a-token",
        "a token goes to one frame, and there is one frame",
    ),
    (
        "changes-told",
        "every change of state is told, and connects to the last",
    ),
    (
        "comes-to-rest",
        "a customer who acts gets there; left alone, no spinner stays",
    ),
    ("no-panic", "nothing panics"),
];

/// A rule that does not hold.
#[derive(Debug)]
pub struct Broken {
    pub rule: &'static str,
    pub what: String,
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "rule `{}` is broken: {}", self.rule, self.what)
    }
}

fn hold(condition: bool, rule: &'static str, what: impl FnOnce() -> String) -> Result<(), Broken> {
    debug_assert!(RULES.iter().any(|(known, _)| *known == rule));
    if condition {
        return Ok(());
    }
    Err(Broken { rule, what: what() })
}

/// What an input says of the connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Word {
    Nothing,
    /// The backend's report.
    Report(Connection),
    /// The frame says that the signup ended well.
    Finish,
}

/// What one input led to.
pub struct Happening<'a> {
    pub word: Word,
    /// The attempts before.
    pub before: Attempts,
    pub outputs: &'a [Output],
    /// What was shown before.
    pub was: Snapshot,
}

/// The rules on what is put out. Takes note of it in the world.
pub fn outputs(world: &mut World, happening: &Happening) -> Result<(), Broken> {
    report_is_the_backends(world, happening)?;
    let mut state = happening.was.state;
    for output in happening.outputs {
        hold(!shows_secret(output), "secret-kept", || {
            format!("{output:?}")
        })?;
        match output {
            Output::Emit(Event::StateChange {
                state: to,
                previous,
            }) => {
                hold(*previous == state && *to != state, "changes-told", || {
                    format!("{output:?} after {state:?}")
                })?;
                state = *to;
            }
            Output::Emit(event) => event_is_right(world, happening, event)?,
            Output::Fetch(_, _, request) => request_is_right(world, request)?,
            Output::Abort(id) => hold(world.open.contains(&Some(*id)), "one-request", || {
                format!("{id:?} is aborted, and is not open")
            })?,
            Output::Mount(_, token) => {
                hold(world.frame.is_none(), "one-frame-a-token", || {
                    "two frames".into()
                })?;
                let number = token_number(token.secret());
                hold(number > world.used_token, "one-frame-a-token", || {
                    "a token that another frame had".into()
                })?;
                frame_may_change(world, happening, output)?;
            }
            Output::Unmount => {
                hold(world.frame.is_some(), "one-frame-a-token", || {
                    "no frame to take away".into()
                })?;
                frame_may_change(world, happening, output)?;
            }
            _ => {}
        }
        world.note(output);
    }
    hold(state == world.shown.state, "changes-told", || {
        format!(
            "{:?} is shown, and {state:?} was told last",
            world.shown.state
        )
    })?;
    if let Some(attempt) = happening.before.open
        && world.attempts.open != Some(attempt)
    {
        let outcome = *world.outcome(attempt);
        hold(outcome.ended + outcome.connected > 0, "one-outcome", || {
            "an attempt is over, and nothing was told".into()
        })?;
    }
    Ok(())
}

/// Whether `connection` is more than nothing.
fn is_something(connection: Connection) -> bool {
    connection.confirms() || connection == Connection::ConnectedWithoutNumber
}

fn report_is_the_backends(world: &World, happening: &Happening) -> Result<(), Broken> {
    let connection = |shown: &Snapshot| shown.report.as_ref().map(|report| report.connection);
    let (was, is) = (connection(&happening.was), connection(&world.shown));
    let Some(is) = is.filter(|is| Some(*is) != was && is_something(*is)) else {
        return Ok(());
    };
    let may_be = match happening.word {
        Word::Report(said) => said == is,
        Word::Finish => !world.asks_for_status() && is == Connection::Connected,
        Word::Nothing => false,
    };
    hold(may_be, "hints-are-hints", || {
        format!("{is:?} comes of {:?}", happening.word)
    })
}

fn event_is_right(world: &mut World, happening: &Happening, event: &Event) -> Result<(), Broken> {
    match event {
        Event::Connected {
            attempt,
            verified,
            late,
            state,
            ..
        } => {
            let may_be = match happening.word {
                Word::Report(said) => *verified && said.confirms() && State::from(said) == *state,
                Word::Finish => !verified && !world.asks_for_status(),
                Word::Nothing => false,
            };
            hold(may_be, "hints-are-hints", || {
                format!("{event:?} comes of {:?}", happening.word)
            })?;
            let outcome = world.outcome(attempt.0);
            outcome.connected += 1;
            let outcome = *outcome;
            hold(outcome.connected == 1, "one-outcome", || {
                "connected twice".into()
            })?;
            hold(*late == (outcome.ended > 0), "one-outcome", || {
                format!("late: {late}, after {} other outcomes", outcome.ended)
            })
        }
        Event::Cancelled { attempt, .. }
        | Event::Failed {
            attempt: Some(attempt),
            ..
        } => {
            let outcome = world.outcome(attempt.0);
            outcome.ended += 1;
            let outcome = *outcome;
            hold(
                (outcome.ended, outcome.connected) == (1, 0),
                "one-outcome",
                || format!("a second outcome: {event:?}"),
            )
        }
        _ => Ok(()),
    }
}

fn request_is_right(world: &World, request: &Request) -> Result<(), Broken> {
    hold(!world.has_open(request), "one-request", || {
        format!("a second request of a kind: {request:?}")
    })?;
    let Request::Token { intent, .. } = request else {
        return Ok(());
    };
    hold(world.page.visible, "no-needless-token", || {
        "a token for a hidden page".into()
    })?;
    let connection = world.shown.report.as_ref().map(|report| report.connection);
    let is_needed = world.is_wished || !connection.is_some_and(is_something);
    hold(is_needed, "no-needless-token", || {
        format!("a token, and what is there is {connection:?}")
    })?;
    hold(
        world.is_wished || *intent == Intent::Connect,
        "no-needless-token",
        || "a token to replace, and nobody wished it".into(),
    )
}

/// The frame stays as it is from the begin of an attempt to its outcome. One exception: a signup
/// that led to several numbers is over, although its outcome waits for the choice.
fn frame_may_change(world: &World, happening: &Happening, output: &Output) -> Result<(), Broken> {
    let stays_open = world.attempts.open.is_some() && world.attempts.open == happening.before.open;
    let waits_for_choice = happening.word == Word::Report(Connection::ChooseNumber);
    hold(!stays_open || waits_for_choice, "frame-untouched", || {
        format!("{output:?} in an attempt")
    })
}

/// The rules on how the machine stands after an input.
pub fn standing(world: &World) -> Result<(), Broken> {
    let shown = &world.shown;
    let deadline = world.machine.next_deadline();
    if world.open.iter().any(Option::is_some) {
        let end = world.now + Duration::from_secs(15);
        hold(
            deadline.is_some_and(|due| due <= end),
            "one-request",
            || "a request without its end".into(),
        )?;
    }
    let in_attempt = world.attempts.open.is_some();
    let asks_for_token = world.open[Kind::Token as usize].is_some();
    hold(
        !(in_attempt && asks_for_token),
        "no-token-in-attempt",
        || "a token is being asked for".into(),
    )?;
    hold(
        shown.frame != Frame::Ready || world.frame.is_some(),
        "one-frame-a-token",
        || "a frame is shown that is not there".into(),
    )?;
    hold(has_way_on(world, deadline.is_some()), "way-on", || {
        format!("{shown:?} {:?}", world.page)
    })
}

fn has_way_on(world: &World, has_deadline: bool) -> bool {
    let shown = &world.shown;
    // What is out of sight goes on when it is seen.
    let goes_on = has_deadline || !(world.page.visible && world.page.in_view);
    match shown.state {
        State::Loading => goes_on,
        State::NotConnected | State::ReconnectNeeded | State::ConnectedWithoutNumber => {
            match shown.frame {
                Frame::Ready => true,
                Frame::Loading => goes_on,
                Frame::Hidden => {
                    shown.offers_start
                        || (shown.state != State::ConnectedWithoutNumber
                            && configuration(world.which).start == Start::Manual)
                }
            }
        }
        State::Connecting | State::Confirming | State::Disconnecting => has_deadline,
        // The choice goes to the backend.
        State::ChooseNumber => world.asks_for_status(),
        State::Unavailable => shown.failure.is_some(),
        State::Connected | State::InReview | State::ActionNeeded => true,
    }
}

/// A tick does all that is due: nothing is left that would fire at once again.
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

/// An input that nobody waits for any more.
pub fn changes_nothing(nothing_changed: bool, what: &str) -> Result<(), Broken> {
    hold(nothing_changed, "late-answers", || {
        format!("{what} changes something")
    })
}

/// The end of waiting or acting.
pub fn comes_to_rest(is_at_rest: bool, what: impl FnOnce() -> String) -> Result<(), Broken> {
    hold(is_at_rest, "comes-to-rest", what)
}
