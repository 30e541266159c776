//! After an action that failed or got no response, the widget requests the status.

use chakra_connect::flow::error::Code;
use chakra_connect::flow::io::{CancelReason, Intent, Request};
use chakra_connect::flow::reply::Reply;
use chakra_connect::flow::{Input, State};

use crate::support::replies::{
    choose_number, connected, http, not_connected, ok, problem, retry_after, token,
};
use crate::support::{Sim, attributes_only, config, config_with, mins, secs};

fn disconnecting() -> Sim {
    let mut sim = Sim::start(config());
    sim.expect_status_fetch();
    sim.reply(connected());
    sim.disconnect();
    assert_eq!(sim.expect_fetch().1, Request::Disconnect);
    sim
}

#[test]
fn a_disconnection_without_a_response_is_detected_once_done() {
    let mut sim = disconnecting();
    sim.advance(secs(14));
    sim.advance_to_output(secs(1));
    sim.expect_an_abort();
    sim.expect_status_fetch();
    sim.expect_failed(Code::BackendTimeout);
    // Not disconnected yet.
    sim.reply(connected());
    sim.expect_state(State::Connected);
    for wait in [1, 2, 4] {
        assert_eq!(sim.advance_to_output(mins(1)), secs(wait));
        sim.expect_status_fetch();
        sim.reply(connected());
    }
    sim.advance_to_output(mins(1));
    sim.expect_status_fetch();
    sim.reply(not_connected());
    sim.expect_disconnected();
    assert_eq!(sim.told_tabs, 1);
    sim.prepare(token());
    sim.expect_state(State::NotConnected);
}

#[test]
fn the_account_was_already_disconnected() {
    let mut sim = disconnecting();
    sim.reply(http(404, "gone"));
    sim.expect_status_fetch();
    sim.expect_event("failed");
    sim.reply(not_connected());
    sim.expect_disconnected();
    sim.prepare(token());
}

#[test]
fn a_rejection_is_checked_once() {
    let mut sim = disconnecting();
    sim.reply(problem(403, "forbidden"));
    sim.expect_status_fetch();
    sim.expect_failed(Code::BackendForbidden);
    sim.reply(connected());
    sim.expect_state(State::Connected);
    sim.advance(mins(30));
}

#[test]
fn the_looks_end() {
    let mut sim = disconnecting();
    sim.reply(Reply::Unreachable);
    sim.expect_status_fetch();
    sim.expect_failed(Code::BackendUnreachable);
    let begun = sim.now;
    loop {
        sim.reply(connected());
        if sim.machine.next_deadline().is_none() {
            break;
        }
        sim.advance_to_output(mins(1));
        sim.expect_status_fetch();
    }
    let taken = sim.now.since(begun);
    assert!(taken >= mins(4) && taken <= mins(6), "{taken:?}");
    // A later disconnection is not the result of this one.
    sim.advance(mins(5));
    sim.handle(Input::Refresh);
    sim.expect_status_fetch();
    sim.reply(not_connected());
    sim.prepare(token());
}

#[test]
fn a_successful_response_may_have_any_body() {
    for (status, body) in [
        (200, "OK"),
        (200, ""),
        (201, ""),
        (204, ""),
        (200, "{}"),
        (202, "<p>"),
    ] {
        let mut sim = disconnecting();
        sim.reply(http(status, body));
        sim.expect_status_fetch();
        sim.expect_disconnected();
    }
}

#[test]
fn a_choice_without_a_response_may_have_arrived() {
    let mut sim = Sim::in_popup();
    sim.vendor_success();
    let attempt = sim.expect_hint("finished");
    sim.expect_status_fetch();
    sim.reply(choose_number());
    sim.expect_unmount();
    sim.handle(Input::Choose("n1".to_owned()));
    sim.expect_fetch();
    sim.reply(Reply::Unreachable);
    sim.expect_status_fetch();
    sim.expect_failed(Code::BackendUnreachable);
    sim.expect_state(State::ChooseNumber);
    sim.reply(connected());
    assert_eq!(sim.expect_connected().attempt, attempt);
}

#[test]
fn a_replacement_is_offered_only_if_the_old_number_is_known() {
    let number = serde_json::json!([{ "displayPhoneNumber": "+1" }]);
    for said in [
        serde_json::json!({ "state": "connected" }),
        serde_json::json!({ "state": "connected", "numbers": [] }),
        serde_json::json!({ "state": "connected", "numbers": number }),
    ] {
        let mut sim = Sim::start(config());
        sim.expect_status_fetch();
        sim.reply(ok(&said));
        sim.expect_state(State::Connected);
        assert!(!sim.snapshot().offers_replace, "{said}");
        sim.handle(Input::Connect(Intent::Replace));
        sim.expect_nothing();
    }
}

#[test]
fn a_backends_retry_after_is_respected() {
    let mut sim = disconnecting();
    sim.reply(retry_after(429, "120"));
    sim.expect_failed(Code::BackendRateLimited);
    assert_eq!(sim.advance_to_output(mins(5)), mins(2));
    sim.expect_status_fetch();
    sim.reply(connected());
    sim.expect_state(State::Connected);
    // The backend rejected the request, so it will not be carried out later.
    sim.advance(mins(30));
}

#[test]
fn time_in_a_hidden_page_waits_for_the_check_on_return() {
    let mut sim = disconnecting();
    sim.reply(Reply::Unreachable);
    sim.expect_status_fetch();
    sim.expect_failed(Code::BackendUnreachable);
    sim.reply(connected());
    sim.hide();
    sim.advance(mins(6));
    sim.show();
    sim.expect_status_fetch();
    sim.reply(not_connected());
    sim.expect_disconnected();
    sim.prepare(token());
}

/// The backend may have received the request, which is only aborted here.
#[test]
fn a_disconnection_that_a_restart_interrupts_is_detected_once_done() {
    for (restart, is_prepared) in [
        (Input::Reset(CancelReason::Superseded), true),
        (Input::Start(config_with(&[("start", "click")])), false),
    ] {
        let mut sim = disconnecting();
        sim.handle(restart);
        sim.expect_an_abort();
        sim.expect_status_fetch();
        sim.reply(connected());
        sim.expect_state(State::Connected);
        assert_eq!(sim.advance_to_output(mins(1)), secs(1));
        sim.expect_status_fetch();
        sim.reply(not_connected());
        sim.expect_disconnected();
        assert_eq!(sim.told_tabs, 1);
        if is_prepared {
            sim.prepare(token());
        }
    }
}

#[test]
fn a_choice_that_a_reset_interrupts_may_have_arrived() {
    let mut sim = Sim::start(config());
    sim.expect_status_fetch();
    sim.reply(choose_number());
    sim.handle(Input::Choose("n1".to_owned()));
    sim.expect_fetch();
    sim.handle(Input::Reset(CancelReason::User));
    sim.expect_an_abort();
    sim.expect_status_fetch();
    sim.reply(choose_number());
    sim.expect_state(State::ChooseNumber);
    assert_eq!(sim.advance_to_output(mins(1)), secs(1));
    sim.expect_status_fetch();
    sim.reply(connected());
    sim.expect_state(State::Connected);
}

#[test]
fn a_reset_keeps_the_looks_after_a_disconnection_without_a_response() {
    let mut sim = disconnecting();
    sim.reply(Reply::Unreachable);
    sim.expect_status_fetch();
    sim.expect_failed(Code::BackendUnreachable);
    sim.reply(connected());
    sim.handle(Input::Reset(CancelReason::Superseded));
    sim.expect_status_fetch();
    sim.reply(connected());
    sim.advance_to_output(mins(1));
    sim.expect_status_fetch();
    sim.reply(not_connected());
    sim.expect_disconnected();
    sim.prepare(token());
}

#[test]
fn a_disconnection_is_not_looked_for_in_another_account() {
    let mut sim = disconnecting();
    sim.handle(Input::Start(attributes_only(&[("backend", "/other")])));
    sim.expect_an_abort();
    sim.expect_status_fetch();
    sim.reply(not_connected());
    sim.prepare(token());
    sim.expect_state(State::NotConnected);
}

/// It was reported when the backend acknowledged it.
#[test]
fn a_reset_after_a_disconnection_does_not_show_the_status_from_before() {
    let mut sim = disconnecting();
    sim.reply(http(204, ""));
    let old = sim.expect_status_fetch();
    sim.expect_disconnected();
    sim.handle(Input::Reset(CancelReason::User));
    sim.expect_abort(old);
    sim.expect_status_fetch();
    sim.reply(connected());
    sim.expect_state(State::Loading);
    sim.advance_to_output(secs(10));
    sim.expect_status_fetch();
    sim.reply(not_connected());
    sim.prepare(token());
    sim.expect_state(State::NotConnected);
}
