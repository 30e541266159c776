//! The authorization matrix: every call, with every resolver, and with every fault that a request may have.

mod calls;
mod partner;
mod resolvers;
mod situations;
mod tokens;
mod twins;

use calls::Call;
use resolvers::Kind;
use situations::{Situation, Verdict, verdict};
use twins::Twins;

/// Ensures that no cell gets lost: five calls, times resolvers and their possible faults.
const CELLS: usize = 630;

#[tokio::test]
async fn every_call_is_answered_or_rejected_according_to_the_rule() {
    let mut cells = 0;
    let mut wrong = Vec::new();
    for kind in Kind::ALL {
        let mut twins = Twins::start(kind).await;
        for call in Call::ALL {
            for situation in Situation::ALL {
                let tenant = format!("tenant-{cells}");
                let Some(request) = twins::request(kind, call, situation, &tenant) else {
                    continue;
                };
                if kind == Kind::Demo {
                    // This resolver always has the same tenant, which may have a connection by now.
                    twins = Twins::start(kind).await;
                }
                cells += 1;
                let verdict = verdict(call, situation);
                let found = twins.send(&request).await;
                if found != verdict.outcome(call) {
                    wrong.push(format!(
                        "{kind:?} {call:?} {situation:?}: {verdict:?}, found {found:?}"
                    ));
                }
                let opens_to_strangers = twins.tells_other_origins(&request).await;
                assert!(!opens_to_strangers, "{kind:?} {call:?} {situation:?}");
            }
        }
    }
    assert!(wrong.is_empty(), "of {cells} cells:\n{}", wrong.join("\n"));
    println!("{cells} cells");
    assert_eq!(cells, CELLS);
}

/// If the twins could not detect it, the matrix could not see that a call reaches something.
#[tokio::test]
async fn the_twins_detect_what_is_reached() {
    let twins = Twins::start(Kind::Header).await;
    let request = twins::request(Kind::Header, Call::Token, Situation::Good, "acme");
    let (_, reached) = twins.send(&request.unwrap()).await;
    assert!(reached.store && reached.chakra, "{reached:?}");
    assert!(matches!(
        verdict(Call::Token, Situation::Good),
        Verdict::Answered
    ));
}
