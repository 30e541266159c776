//! The names that partners see: events, reasons, intents and calls.

use chakra_connect::contract::{EVENTS, docs, events};
use chakra_connect::flow::error::{Call, Code, Failure};
use chakra_connect::flow::io::{AttemptId, CancelReason, Intent};
use chakra_connect::flow::{Event, State};

const ATTEMPT: AttemptId = AttemptId(0xBEEF);

#[test]
fn every_event_is_announced_under_a_documented_name() {
    let all = [
        Event::StateChange {
            state: State::Connected,
            previous: State::Loading,
        },
        Event::Ready,
        Event::Started { attempt: ATTEMPT },
        Event::Progress {
            attempt: ATTEMPT,
            event: "finished".to_owned(),
            step: None,
        },
        Event::Connected {
            attempt: ATTEMPT,
            verified: true,
            late: false,
            state: State::Connected,
            numbers: Vec::new(),
        },
        Event::Cancelled {
            attempt: ATTEMPT,
            reason: CancelReason::User,
            step: None,
        },
        Event::Failed {
            attempt: None,
            failure: Code::BackendEmpty.into(),
        },
        Event::Disconnected,
    ];
    let documented = EVENTS.iter().copied();
    // Events that ask the page for permission are separate outputs.
    let documented: Vec<_> = documented
        .filter(|name| !name.starts_with("chakra-before-"))
        .collect();
    assert_eq!(all.map(|event| event.name()).to_vec(), documented);
}

#[test]
fn every_reason_of_a_cancellation_is_documented() {
    let cancelled = docs::EVENTS
        .iter()
        .find(|row| row.item == events::CANCELLED);
    let detail = cancelled.unwrap().meaning;
    let reasons = [
        CancelReason::User,
        CancelReason::Timeout,
        CancelReason::Superseded,
        CancelReason::Unknown,
    ];
    let named = reasons
        .map(|reason| format!("{:?}", reason.as_str()))
        .join(r" \| ");
    assert!(detail.contains(&format!("reason: {named},")), "{detail}");
}

#[test]
fn an_attempts_id_has_sixteen_digits() {
    assert_eq!(ATTEMPT.to_string(), "000000000000beef");
}

#[test]
fn intents_are_those_of_the_contract() {
    assert_eq!(
        [Intent::Connect, Intent::Replace].map(Intent::as_str),
        ["connect", "replace"]
    );
}

#[test]
fn a_failure_has_its_code_remedy_and_call() {
    let calls = [Call::Token, Call::Status, Call::Disconnect, Call::Choice];
    for (call, name) in calls
        .into_iter()
        .zip(["token", "status", "disconnect", "choice"])
    {
        assert_eq!(
            Failure::new(Code::BackendEmpty).with_call(call).to_string(),
            format!(
                "backend_empty: {} (call: {name})",
                Code::BackendEmpty.developer()
            )
        );
    }
    assert!(
        !Failure::new(Code::SdkLoadFailed)
            .to_string()
            .contains("call")
    );
}
