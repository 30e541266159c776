//! No attempt begins without a cause.

use chakra_connect::flow::io::AttemptId;
use chakra_connect::flow::status::Connection;
use chakra_connect::flow::{Event, Output};

use super::{Broken, Cause, Happening, Word, hold};
use crate::world::World;

/// Records each new attempt, and checks what started it.
pub fn attempts(world: &mut World, happening: &Happening) -> Result<(), Broken> {
    starts_are_news(world, happening)?;
    let told = happening.outputs.iter().filter_map(attempt_of);
    let named: Vec<_> = world.attempts.open.into_iter().chain(told).collect();
    for attempt in named {
        if world.knows(attempt) {
            continue;
        }
        is_told_first(happening, attempt)?;
        let is_begun = match happening.cause {
            Cause::Vendor => true,
            _ => world.scene.has_clicked || is_found_at_once(world, happening, attempt),
        };
        hold(is_begun, "nobody-began", || {
            format!("attempt {attempt:x} begins; the world: {:?}", world.scene)
        })?;
        world.begin(attempt);
    }
    Ok(())
}

fn started(output: &Output) -> Option<u64> {
    match output {
        Output::Emit(Event::Started { attempt }) => Some(attempt.0),
        _ => None,
    }
}

/// No attempt begins a second time.
fn starts_are_news(world: &World, happening: &Happening) -> Result<(), Broken> {
    let mut starts = happening.outputs.iter().filter_map(started);
    let again = starts.find(|attempt| world.knows(*attempt));
    hold(again.is_none(), "begin-told", || {
        format!("attempt {again:x?} begins again")
    })
}

/// The first event of a new attempt is its start.
fn is_told_first(happening: &Happening, attempt: u64) -> Result<(), Broken> {
    let outputs = happening.outputs.iter();
    let mut of_it = outputs.filter(|output| attempt_of(output) == Some(attempt));
    let is_first = of_it.next().is_some_and(|first| started(first).is_some());
    let is_only = of_it.all(|later| started(later).is_none());
    hold(is_first && is_only, "begin-told", || {
        format!("attempt {attempt:x}: {:?}", happening.outputs)
    })
}

/// An attempt whose beginning nobody saw may be reported when the backend says that it has succeeded, after the focus
/// left from inside the frame. Of several numbers, one is still to be chosen; a new account's number may be late.
fn is_found_at_once(world: &World, happening: &Happening, attempt: u64) -> bool {
    let is_success = |output: &Output| {
        matches!(output, Output::Emit(Event::Connected { attempt: id, verified: true, .. })
            if id.0 == attempt)
    };
    let is_under_way = [Connection::ChooseNumber, Connection::ConnectedWithoutNumber]
        .iter()
        .any(|connection| happening.word == Word::Report(*connection));
    world.scene.has_left_frame && (is_under_way || happening.outputs.iter().any(is_success))
}

fn attempt_of(output: &Output) -> Option<u64> {
    let Output::Emit(event) = output else {
        return None;
    };
    match event {
        Event::Started { attempt }
        | Event::Progress { attempt, .. }
        | Event::Connected { attempt, .. }
        | Event::Cancelled { attempt, .. } => Some(attempt.0),
        Event::Failed { attempt, .. } => attempt.map(|AttemptId(id)| id),
        _ => None,
    }
}
