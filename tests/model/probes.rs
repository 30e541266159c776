//! Inputs that arrive too late, tried in every state: they must change nothing. Also the removal of the element, whose
//! attempt must get its outcome.

use chakra_connect::flow::error::Code;
use chakra_connect::flow::io::RequestId;
use chakra_connect::flow::reply::Reply;
use chakra_connect::flow::status::Connection;
use chakra_connect::flow::{Event, Input, Machine, Output};

use crate::fingerprint::Fingerprint;
use crate::reply::{Kind, Scripted};
use crate::rules::{self, Broken};
use crate::step::Says;
use crate::world::World;

/// Tries all late inputs. Returns their number.
pub fn run(world: &World) -> Result<u64, Broken> {
    let unchanged = at_present(world);
    let before = Fingerprint::of(&unchanged, world.now).hash;
    let inputs = late(world);
    let count = inputs.len() as u64;
    for (input, what) in inputs {
        let mut machine = unchanged.clone();
        machine.handle(input, world.now);
        let is_silent = machine.poll_output().is_none();
        let is_same = Fingerprint::of(&machine, world.now).hash == before;
        rules::changes_nothing(is_silent && is_same, what)?;
    }
    removal(world)?;
    Ok(count)
}

/// The machine after it has handled every deadline that has passed, which any input triggers.
fn at_present(world: &World) -> Machine {
    let mut machine = world.machine.clone();
    let nobodys = RequestId(u32::MAX);
    machine.handle(Input::Reply(nobodys, Reply::TimedOut), world.now);
    while machine.poll_output().is_some() {}
    machine
}

fn late(world: &World) -> Vec<(Input, &'static str)> {
    let mut inputs = Vec::with_capacity(8);
    for kind in Kind::ALL {
        if let Some(id) = world.closed[kind as usize] {
            let reply = match kind {
                Kind::Status => Scripted::Says(Connection::Connected),
                Kind::Token | Kind::Disconnect | Kind::Choice => Scripted::Good,
            };
            let answer = reply.answer(kind, world.tokens + 1);
            inputs.push((Input::Reply(id, answer), "a late answer"));
        }
    }
    if let Some(frame) = world.older_frame {
        let late = "a callback of an older frame";
        for says in [Says::Finished, Says::Failed] {
            inputs.push((Input::Vendor(frame, says.signal()), late));
        }
        let failure = Code::SdkInitFailed.into();
        inputs.push((Input::MountFailed(frame, failure), late));
        inputs.push((Input::FrameRemoved(frame), "the removal of an older frame"));
    }
    if let Some(script) = world.older_script {
        let failure = Code::SdkLoadFailed.into();
        inputs.push((
            Input::Sdk(script, Err(failure)),
            "the end of an older script",
        ));
    }
    inputs
}

/// If an element is removed during an attempt, it reports the attempt's end.
fn removal(world: &World) -> Result<(), Broken> {
    let Some(open) = world.attempts.open else {
        return Ok(());
    };
    let is_untold = world
        .outcomes
        .iter()
        .any(|known| known.attempt == open && known.ended == 0);
    let mut machine = world.machine.clone();
    machine.handle(Input::Removed, world.now);
    let is_outcome = |output| matches!(output, Output::Emit(Event::Cancelled { attempt, .. }) if attempt.0 == open);
    let mut outputs = std::iter::from_fn(|| machine.poll_output());
    rules::ends_with_element(!is_untold || outputs.any(is_outcome))
}
