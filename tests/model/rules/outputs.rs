//! The rules for outputs and their order.

use chakra_connect::flow::status::Connection;
use chakra_connect::flow::{Event, Output, Snapshot};

use super::{Broken, Happening, Word, begin, events, frame, hold, requests};
use crate::fingerprint::shows_secret;
use crate::reply::token_number;
use crate::world::World;

/// Checks the outputs against the rules, and records them in the world.
pub fn outputs(world: &mut World, happening: &Happening) -> Result<(), Broken> {
    report_is_the_backends(world, happening)?;
    begin::attempts(world, happening)?;
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
            Output::Emit(event) => events::is_right(world, happening, event)?,
            Output::Fetch(_, _, request) => requests::is_right(world, happening, request)?,
            Output::Abort(id) => hold(world.open.contains(&Some(*id)), "one-request", || {
                format!("{id:?} is aborted, but was not open")
            })?,
            Output::Mount(_, token) => {
                hold(world.frame.is_none(), "one-frame-a-token", || {
                    "two frames".into()
                })?;
                let number = token_number(token.secret());
                hold(number > world.used_token, "one-frame-a-token", || {
                    "a token that another frame has used".into()
                })?;
                frame::may_change(world, happening, output)?;
            }
            Output::Unmount => {
                hold(world.frame.is_some(), "one-frame-a-token", || {
                    "no frame to remove".into()
                })?;
                frame::may_change(world, happening, output)?;
            }
            Output::Settle(call, _) => {
                hold(world.open_call == Some(*call), "one-settlement", || {
                    format!("{output:?}, but the open call is {:?}", world.open_call)
                })?;
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
        let outcome = world.outcome(attempt);
        let is_told = outcome.ended + outcome.connected > 0;
        hold(is_told, "one-outcome", || {
            "an attempt is over without an outcome".into()
        })?;
    }
    Ok(())
}

/// Whether `connection` means any connection.
pub fn is_something(connection: Connection) -> bool {
    connection.confirms() || connection == Connection::ConnectedWithoutNumber
}

fn report_is_the_backends(world: &World, happening: &Happening) -> Result<(), Broken> {
    let connection = |shown: &Snapshot| shown.report.as_ref().map(|report| report.connection);
    let (was, is) = (connection(&happening.was), connection(&world.shown));
    let Some(is) = is.filter(|is| Some(*is) != was && is_something(*is)) else {
        return Ok(());
    };
    let may_be = match happening.word {
        // A report may be held back for a while, in case a better one follows.
        _ if is == Connection::ConnectedWithoutNumber && world.was_without_number => true,
        Word::Report(said) => said == is,
        Word::Finish => !world.asks_for_status() && is == Connection::Connected,
        Word::Nothing => false,
    };
    hold(may_be, "hints-are-hints", || {
        format!("{is:?} results from {:?}", happening.word)
    })
}
