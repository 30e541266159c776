//! The token appears nowhere: not in `Debug`, not in an event, not in a failure.

use chakra_connect::flow::io::{CancelReason, ScriptId};
use chakra_connect::flow::time::Millis;
use chakra_connect::flow::token::CachedToken;
use chakra_connect::flow::{Input, Output};
use serde_json::json;

use crate::support::replies::{PLUGIN, connected, not_connected, ok, token};
use crate::support::{Sim, config, jwt, mins, secs};

/// Whether the text contains any part of a token.
fn shows(text: &str) -> bool {
    let token = jwt::living(3600.0);
    text.contains(jwt::MARK) || token.split('.').any(|part| text.contains(part))
}

#[test]
fn the_search_can_find_it() {
    assert!(shows(&jwt::living(3600.0)));
    assert!(
        !shows(&format!("{:?}", token())),
        "an answer does not show what it holds"
    );
}

#[test]
fn a_token_is_not_printed() {
    let held = CachedToken::from_payload(
        &json!({ "connectToken": jwt::living(3600.0) }),
        Millis(0),
        None,
    )
    .unwrap();
    assert!(!shows(&format!("{held:?} {held:#?}")));
    assert_eq!(format!("{:?}", held.token), "ConnectToken([redacted])");
}

#[test]
fn the_machine_and_its_outputs_show_no_token() {
    let mut machine = chakra_connect::flow::Machine::new(1);
    let mut texts = Vec::new();
    let mut mounted = 0;
    let mut script = ScriptId(0);
    let mut feed = |input: Input| {
        machine.handle(input, Millis(1));
        let mut requests = Vec::new();
        while let Some(output) = machine.poll_output() {
            texts.push(format!("{output:?}"));
            match output {
                Output::Fetch(id, ..) => requests.push(id),
                Output::LoadSdk(id, _) => script = id,
                Output::AskBeforeConnect(_) => {
                    machine.handle(Input::ConnectAllowed(true), Millis(1));
                }
                Output::Mount(_, token) => {
                    assert!(shows(token.secret()), "the vendor gets the real one");
                    mounted += 1;
                }
                _ => {}
            }
        }
        texts.push(format!("{machine:?} {:?}", machine.snapshot()));
        (requests.pop(), script)
    };
    feed(Input::Page(crate::support::IN_VIEW));
    let status = feed(Input::Start(config())).0.unwrap();
    let asked = feed(Input::Reply(status, not_connected())).0.unwrap();
    let (_, script) = feed(Input::Reply(asked, token()));
    feed(Input::Sdk(script, Ok(())));
    feed(Input::Moved);
    feed(Input::Reset(CancelReason::User));
    assert_eq!(mounted, 1);
    assert!(texts.len() > 10);
    for text in texts {
        assert!(!shows(&text), "{text}");
    }
}

#[test]
fn a_rejected_token_is_not_shown() {
    // The error about an API key that was sent by mistake must not contain the key.
    let key = "a1b2c3d4e5f6a7b8c9d0e1f2a3b4c5d6";
    let mut sim = Sim::start(config());
    sim.expect_status_fetch();
    sim.reply(not_connected());
    sim.expect_token_fetch();
    sim.reply(ok(&json!({ "connectToken": key })));
    let (_, failure) = sim.expect_failed(chakra_connect::flow::error::Code::TokenNotAConnectToken);
    let everything = format!(
        "{failure:?} {failure} {:?} {:?}",
        sim.machine,
        sim.snapshot()
    );
    assert!(!everything.contains(key));
}

#[test]
fn a_whole_day_shows_no_token() {
    let mut sim = Sim::ready();
    for _ in 0..3 {
        sim.advance_to_output(mins(60));
        sim.expect_token_fetch_for(PLUGIN);
        sim.reply(token());
        sim.expect_unmount();
        sim.expect_mount();
        sim.frame_ready();
        sim.expect_ready();
        assert!(!shows(&format!("{:?}", sim.machine)));
    }
    sim.click();
    sim.advance_to_output(secs(5));
    sim.expect_status_fetch();
    sim.reply(connected());
    let outcome = sim.expect_connected();
    assert!(!shows(&format!("{outcome:?} {:?}", sim.machine)));
}
