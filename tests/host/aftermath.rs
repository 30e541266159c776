//! After an action that failed or was not answered, the backend is asked what is so.

use chakra_connect::flow::error::Code;
use chakra_connect::flow::io::{Intent, Request};
use chakra_connect::flow::reply::Reply;
use chakra_connect::flow::{Input, Output, State};

use crate::support::replies::{
    choose_number, connected, http, not_connected, ok, problem, retry_after, token,
};
use crate::support::{Sim, config, mins, secs};

fn disconnecting() -> Sim {
    let mut sim = Sim::start(config());
    sim.expect_status_fetch();
    sim.reply(connected());
    sim.disconnect();
    assert_eq!(sim.expect_fetch().1, Request::Disconnect);
    sim
}

#[test]
fn a_disconnection_that_was_not_answered_is_found_when_it_is_done() {
    let mut sim = disconnecting();
    sim.advance(secs(14));
    sim.advance_to_output(secs(1));
    assert!(matches!(sim.next("an abort"), Output::Abort(_)));
    sim.expect_status_fetch();
    sim.expect_failed(Code::BackendTimeout);
    // Not yet.
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
fn somebody_else_was_quicker() {
    let mut sim = disconnecting();
    sim.reply(http(404, "gone"));
    sim.expect_status_fetch();
    sim.expect_event("failed");
    sim.reply(not_connected());
    sim.expect_disconnected();
    sim.prepare(token());
}

#[test]
fn a_refusal_is_asked_about_once() {
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
    // A disconnection of later is not this one's.
    sim.advance(mins(5));
    sim.handle(Input::Refresh);
    sim.expect_status_fetch();
    sim.reply(not_connected());
    sim.prepare(token());
}

#[test]
fn any_body_of_a_good_answer_will_do() {
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
fn a_choice_that_was_not_answered_may_have_been_heard() {
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
fn a_replacement_is_offered_only_where_there_is_something_to_compare() {
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
fn a_backend_that_asks_for_patience_gets_it() {
    let mut sim = disconnecting();
    sim.reply(retry_after(429, "120"));
    sim.expect_failed(Code::BackendRateLimited);
    assert_eq!(sim.advance_to_output(mins(5)), mins(2));
    sim.expect_status_fetch();
    sim.reply(connected());
    sim.expect_state(State::Connected);
    // Too many requests are a refusal: it is not done later.
    sim.advance(mins(30));
}

#[test]
fn time_that_the_page_was_not_seen_waits_for_the_returns_question() {
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
