//! Several numbers were found: the customer chooses one, and the widget sends the choice and then requests the status.

use chakra_connect::flow::error::{Call, Code};
use chakra_connect::flow::io::{CancelReason, Intent, Request};
use chakra_connect::flow::{Input, State};
use serde_json::json;

use crate::support::replies::{
    choose_number, connected, http, not_connected, problem, retry_after, token, without_number,
};
use crate::support::{Sim, config, config_with, mins, secs};

fn choosing() -> Sim {
    let mut sim = Sim::start(config());
    sim.expect_status_fetch();
    sim.reply(choose_number());
    sim.expect_state(State::ChooseNumber);
    sim.handle(Input::Choose("n2".to_owned()));
    let (_, request) = sim.expect_fetch();
    assert_eq!(
        request,
        Request::Choice {
            phone_number_id: "n2".to_owned()
        }
    );
    sim.expect_state(State::Confirming);
    sim
}

#[test]
fn the_choice_is_sent_and_then_confirmed() {
    let mut sim = choosing();
    sim.reply(http(202, ""));
    sim.expect_status_fetch();
    sim.expect_state(State::Confirming);
    sim.reply(connected());
    sim.expect_state(State::Connected);
}

#[test]
fn at_the_end_of_an_attempt_the_choice_brings_the_outcome() {
    let mut sim = Sim::in_popup();
    sim.vendor_success();
    let attempt = sim.expect_hint("finished");
    sim.expect_status_fetch();
    sim.reply(choose_number());
    sim.expect_unmount();
    sim.expect_state(State::ChooseNumber);
    sim.handle(Input::Choose("n1".to_owned()));
    sim.expect_fetch();
    sim.reply(http(202, ""));
    sim.expect_status_fetch();
    sim.reply(connected());
    let outcome = sim.expect_connected();
    assert_eq!(outcome.attempt, attempt);
    assert!(!outcome.late && outcome.verified);
}

#[test]
fn another_signup_instead_of_a_choice_replaces_the_attempt() {
    let mut sim = Sim::in_popup();
    sim.vendor_success();
    let attempt = sim.expect_hint("finished");
    sim.expect_status_fetch();
    sim.reply(choose_number());
    sim.expect_unmount();
    sim.handle(Input::Connect(Intent::Replace));
    assert_eq!(sim.expect_cancelled(CancelReason::Superseded), attempt);
    let (_, request) = sim.expect_fetch();
    assert!(matches!(request, Request::Token { .. }), "{request:?}");
}

#[test]
fn a_refused_choice_can_be_made_again() {
    let mut sim = choosing();
    sim.reply(problem(409, "unknown_number"));
    sim.expect_status_fetch();
    let (_, failure) = sim.expect_failed(Code::BackendRejected);
    assert_eq!(failure.call, Some(Call::Choice));
    sim.reply(choose_number());
    sim.expect_state(State::ChooseNumber);
    sim.handle(Input::Choose("n1".to_owned()));
    sim.expect_fetch();
}

#[test]
fn a_choice_without_an_answer_ends_after_fifteen_seconds() {
    let mut sim = choosing();
    assert_eq!(sim.advance_to_output(secs(60)), secs(15));
    sim.expect_an_abort();
    // The backend may have received it.
    sim.expect_status_fetch();
    sim.expect_failed(Code::BackendTimeout);
    sim.expect_state(State::ChooseNumber);
    sim.reply(connected());
    sim.expect_state(State::Connected);
    assert_eq!(sim.snapshot().failure, None);
}

#[test]
fn a_status_that_fails_after_the_choice_leaves_a_way_on() {
    let mut sim = choosing();
    sim.reply(http(202, ""));
    sim.expect_status_fetch();
    sim.reply(http(500, ""));
    sim.expect_status_fetch();
    sim.expect_failed(Code::BackendUnavailable);
    sim.expect_state(State::ChooseNumber);
}

#[test]
fn only_a_number_that_is_offered_can_be_chosen() {
    let mut sim = Sim::start(config());
    sim.expect_status_fetch();
    sim.reply(choose_number());
    sim.handle(Input::Choose("n3".to_owned()));
    sim.handle(Input::Choose(String::new()));
    sim.expect_nothing();
    sim.expect_state(State::ChooseNumber);
}

#[test]
fn a_number_without_an_id_cannot_be_chosen() {
    let mut sim = Sim::start(config());
    sim.expect_status_fetch();
    let unnamed = r#"{"state":"choose_number","numbers":[{"displayPhoneNumber":"+1 555 0100"}]}"#;
    sim.reply(http(200, unnamed));
    sim.handle(Input::Choose(String::new()));
    sim.expect_nothing();
    sim.expect_state(State::ChooseNumber);
    assert!(!sim.snapshot().offers_choice);
}

#[test]
fn a_refresh_does_not_overtake_the_choice() {
    let mut sim = choosing();
    sim.handle(Input::Refresh);
    sim.handle(Input::Revalidate);
    sim.expect_nothing();
    sim.reply(http(202, ""));
    sim.expect_status_fetch();
    sim.reply(connected());
    sim.expect_state(State::Connected);
}

#[test]
fn an_attempt_without_a_choice_still_ends() {
    let start = || {
        let mut sim = Sim::in_popup();
        sim.vendor_success();
        let attempt = sim.expect_hint("finished");
        sim.expect_status_fetch();
        sim.reply(choose_number());
        sim.expect_unmount();
        (sim, attempt)
    };
    let (mut sim, attempt) = start();
    sim.handle(Input::Reset(CancelReason::User));
    sim.expect_status_fetch();
    assert_eq!(sim.expect_cancelled(CancelReason::User), attempt);

    let (mut sim, attempt) = start();
    sim.disconnect();
    sim.expect_fetch();
    sim.reply(http(204, ""));
    sim.expect_status_fetch();
    sim.expect_disconnected();
    assert_eq!(sim.expect_cancelled(CancelReason::Superseded), attempt);

    let (mut sim, attempt) = start();
    sim.handle(Input::Refresh);
    sim.expect_status_fetch();
    sim.reply(not_connected());
    assert_eq!(sim.expect_cancelled(CancelReason::Unknown), attempt);
    sim.expect_token_fetch_for(crate::support::replies::PLUGIN);
}

#[test]
fn a_choice_removes_the_signup_offered_with_it() {
    let mut sim = Sim::start(config());
    sim.expect_status_fetch();
    sim.reply(choose_number());
    sim.handle(Input::Connect(Intent::Replace));
    sim.expect_fetch();
    sim.reply(token());
    sim.expect_load_sdk();
    sim.sdk_loaded();
    sim.expect_mount();
    sim.expect_state(State::ChooseNumber);
    sim.handle(Input::Choose("n2".to_owned()));
    sim.expect_unmount();
    sim.expect_fetch();
    sim.expect_state(State::Confirming);
    sim.reply(http(202, ""));
    sim.expect_status_fetch();
    sim.reply(connected());
    sim.expect_state(State::Connected);
}

#[test]
fn a_choice_that_cannot_be_checked_for_long_leaves_a_next_step() {
    let mut sim = Sim::start(config());
    sim.expect_status_fetch();
    sim.reply(choose_number());
    sim.handle(Input::Refresh);
    sim.expect_status_fetch();
    sim.reply(retry_after(429, "3600"));
    sim.handle(Input::Choose("n2".to_owned()));
    sim.expect_fetch();
    sim.reply(http(202, ""));
    let (_, failure) = sim.expect_failed(Code::BackendRateLimited);
    assert_eq!(failure.call, Some(Call::Status));
    sim.expect_state(State::ChooseNumber);
    assert_eq!(sim.advance_to_output(mins(60)), mins(60));
    sim.expect_status_fetch();
    sim.reply(connected());
    sim.expect_state(State::Connected);
}

#[test]
fn a_choice_never_made_does_not_extend_a_past_attempt() {
    let mut sim = Sim::in_popup();
    sim.vendor_message("CANCEL", &json!({}));
    sim.expect_hint("cancelled");
    sim.expect_status_fetch();
    sim.expect_cancelled(CancelReason::User);
    sim.comes_back();
    sim.reply(choose_number());
    sim.expect_unmount();
    let end = sim.now + mins(45);
    while sim.machine.next_deadline().is_some_and(|due| due < end) {
        sim.advance_to_output(mins(45));
        sim.expect_status_fetch();
        sim.reply(choose_number());
    }
    assert_eq!(sim.machine.next_deadline(), None, "it is asked for ever");
    sim.handle(Input::Refresh);
    sim.expect_status_fetch();
    sim.reply(connected());
    sim.expect_state(State::Connected);
}

/// The backend has accepted the choice, and its status is a moment behind: the customer need not choose again.
#[test]
fn an_accepted_choice_is_checked_until_it_shows() {
    let mut sim = choosing();
    sim.reply(http(202, ""));
    let chosen = sim.now;
    loop {
        sim.expect_status_fetch();
        // Only after ten seconds does the list come back.
        let is_over = sim.now.since(chosen) >= secs(10);
        sim.reply(choose_number());
        sim.expect_state(if is_over {
            State::ChooseNumber
        } else {
            State::Confirming
        });
        let waited = sim.advance_to_output(secs(20));
        assert!(waited <= secs(15), "{waited:?}");
        if is_over {
            break;
        }
    }
    sim.expect_status_fetch();
    sim.reply(connected());
    sim.expect_state(State::Connected);
    sim.advance(mins(30));
    sim.expect_nothing();
}

/// What was wished for has happened, although the widget began again meanwhile. Nobody asked for another number.
#[test]
fn a_wish_ends_with_the_signup_that_leads_to_a_choice() {
    let mut sim = Sim::ready();
    sim.handle(Input::Connect(Intent::Connect));
    sim.click();
    sim.popup_opens();
    sim.vendor_message("CANCEL", &json!({}));
    sim.expect_hint("cancelled");
    let open = sim.expect_status_fetch();
    sim.expect_cancelled(CancelReason::User);
    sim.handle(Input::Start(config_with(&[("start", "manual")])));
    sim.expect_abort(open);
    sim.expect_unmount();
    sim.expect_status_fetch();
    sim.reply(choose_number());
    sim.expect_state(State::ChooseNumber);
    sim.handle(Input::ConnectedElsewhere);
    sim.expect_status_fetch();
    sim.reply(without_number());
    sim.expect_state(State::ConnectedWithoutNumber);
    sim.expect_nothing();
}
