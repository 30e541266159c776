//! What comes too late, tried in every state: it must change nothing.

use chakra_connect::flow::Input;
use chakra_connect::flow::error::Code;
use chakra_connect::flow::status::Connection;

use crate::fingerprint::Fingerprint;
use crate::reply::{Kind, Reply};
use crate::rules::{self, Broken};
use crate::step::Says;
use crate::world::World;

/// Tries them all; gives how many there were.
pub fn run(world: &World) -> Result<u64, Broken> {
    let before = Fingerprint::of(&world.machine, world.now).hash;
    let mut inputs = Vec::with_capacity(6);
    for kind in Kind::ALL {
        if let Some(id) = world.closed[kind as usize] {
            let reply = match kind {
                Kind::Status => Reply::Says(Connection::Connected),
                Kind::Token | Kind::Disconnect | Kind::Choice => Reply::Good,
            };
            let answer = reply.answer(kind, world.tokens + 1);
            inputs.push((Input::Answer(id, answer), "a late answer"));
        }
    }
    if let Some(frame) = world.older_frame {
        let late = "a callback of an older frame";
        for says in [Says::Finished, Says::Failed] {
            inputs.push((Input::Vendor(frame, says.signal()), late));
        }
        let failure = Code::SdkInitFailed.into();
        inputs.push((Input::MountFailed(frame, failure), late));
    }
    let count = inputs.len() as u64;
    for (input, what) in inputs {
        let mut machine = world.machine.clone();
        machine.handle(input, world.now);
        let is_silent = machine.poll_output().is_none();
        let is_same = Fingerprint::of(&machine, world.now).hash == before;
        rules::changes_nothing(is_silent && is_same, what)?;
    }
    Ok(count)
}
