//! The methods' promises: each settles, with the outcome or with the state.

use chakra_connect::flow::config::{Config, RequestHeaders};
use chakra_connect::flow::error::Code;
use chakra_connect::flow::io::{CallId, CancelReason, Intent, Method, Request, Settlement};
use chakra_connect::flow::{Event, Input, Output, State};
use serde_json::json;

use crate::support::replies::{
    choose_number, connected, http, not_connected, problem, retry_after,
};
use crate::support::{Sim, config, config_with, mins};

const CALL: CallId = CallId(1);

fn call(sim: &mut Sim, method: Method) {
    sim.handle(Input::Call(CALL, method));
}

#[track_caller]
fn expect_settled(sim: &mut Sim) -> Settlement {
    match sim.next("the end of the call") {
        Output::Settle(CALL, settlement) => settlement,
        other => panic!("not {other:?}"),
    }
}

#[track_caller]
fn expect_warning(sim: &mut Sim) {
    assert!(matches!(sim.next("a warning"), Output::Warn(_)));
}

#[test]
fn connect_settles_with_the_outcome() {
    let mut sim = Sim::ready();
    call(&mut sim, Method::Connect(Intent::Connect));
    sim.click();
    sim.popup_opens();
    sim.vendor_message("CANCEL", &json!({}));
    sim.expect_hint("cancelled");
    sim.expect_status_fetch();
    sim.expect_cancelled(CancelReason::User);
    let settled = expect_settled(&mut sim);
    assert!(matches!(
        settled,
        Settlement::Event(Event::Cancelled { .. })
    ));
    sim.reply(not_connected());

    call(&mut sim, Method::Connect(Intent::Connect));
    sim.page_is(crate::support::IN_VIEW);
    sim.click();
    sim.vendor_success();
    sim.expect_hint("finished");
    sim.expect_status_fetch();
    sim.reply(connected());
    sim.expect_unmount();
    sim.expect_connected();
    let settled = expect_settled(&mut sim);
    assert!(matches!(
        settled,
        Settlement::Event(Event::Connected { .. })
    ));
}

#[test]
fn connect_settles_with_the_failure_that_prevents_it() {
    let mut sim = Sim::start(config());
    sim.expect_status_fetch();
    call(&mut sim, Method::Connect(Intent::Connect));
    sim.reply(not_connected());
    sim.expect_token_fetch();
    sim.reply(problem(401, "unauthorized"));
    sim.expect_failed(Code::BackendUnauthorized);
    let settled = expect_settled(&mut sim);
    assert!(matches!(settled, Settlement::Event(Event::Failed { .. })));
}

#[test]
fn refresh_settles_when_the_status_is_known() {
    for reply in [connected(), http(503, "")] {
        let mut sim = Sim::start(config());
        sim.expect_status_fetch();
        sim.reply(connected());
        call(&mut sim, Method::Refresh);
        sim.expect_status_fetch();
        sim.reply(reply);
        let settled = expect_settled(&mut sim);
        assert_eq!(settled, Settlement::State(State::Connected));
    }
}

#[test]
fn disconnect_settles_with_its_end_or_with_what_prevents_it() {
    let mut sim = Sim::start(config());
    sim.expect_status_fetch();
    sim.reply(connected());
    call(&mut sim, Method::Disconnect);
    assert_eq!(sim.next("the question"), Output::AskBeforeDisconnect);
    sim.handle(Input::DisconnectAllowed(false));
    let settled = expect_settled(&mut sim);
    assert_eq!(settled, Settlement::State(State::Connected));

    // The page has asked the customer itself: its call counts as confirmation.
    call(&mut sim, Method::Disconnect);
    sim.expect_fetch();
    sim.reply(http(204, ""));
    sim.expect_status_fetch();
    sim.expect_disconnected();
    let settled = expect_settled(&mut sim);
    assert_eq!(settled, Settlement::Event(Event::Disconnected));
}

#[test]
fn the_customers_own_button_asks_the_page_each_time() {
    let mut sim = Sim::start(config());
    sim.expect_status_fetch();
    sim.reply(connected());
    for _ in 0..2 {
        sim.handle(Input::Disconnect);
        assert_eq!(sim.next("the question"), Output::AskBeforeDisconnect);
        sim.handle(Input::DisconnectAllowed(false));
    }
}

#[test]
fn a_call_without_effect_says_so() {
    let mut sim = Sim::start(config());
    sim.expect_status_fetch();
    sim.reply(connected());
    call(&mut sim, Method::Connect(Intent::Connect));
    expect_warning(&mut sim);
    let settled = expect_settled(&mut sim);
    assert_eq!(settled, Settlement::State(State::Connected));

    let mut sim = Sim::ready();
    call(&mut sim, Method::Disconnect);
    expect_warning(&mut sim);
    let settled = expect_settled(&mut sim);
    assert_eq!(settled, Settlement::State(State::NotConnected));
}

/// The customer is about to change the number, and the page calls `disconnect()`.
fn asked_during_a_change() -> Sim {
    let mut sim = Sim::start(config());
    sim.expect_status_fetch();
    sim.reply(connected());
    sim.handle(Input::Connect(Intent::Replace));
    let (_, token) = sim.expect_fetch();
    assert!(matches!(token, Request::Token { .. }), "{token:?}");
    call(&mut sim, Method::Disconnect);
    let asked = sim.next("the page's permission");
    assert_eq!(asked, Output::AskBeforeDisconnect);
    sim
}

#[test]
fn a_disconnection_ends_an_offered_change() {
    let mut sim = asked_during_a_change();
    sim.handle(Input::DisconnectAllowed(true));
    sim.next("an abort of the token request");
    let (_, request) = sim.expect_fetch();
    assert!(matches!(request, Request::Disconnect), "{request:?}");
}

#[test]
fn reset_settles_when_it_has_begun_again() {
    let mut sim = Sim::ready();
    call(&mut sim, Method::Reset);
    sim.expect_unmount();
    sim.expect_status_fetch();
    sim.reply(connected());
    let settled = expect_settled(&mut sim);
    assert_eq!(settled, Settlement::State(State::Connected));
}

/// `methods.md` documents this.
#[test]
fn a_reset_during_an_attempt_cancels_it_and_settles_with_the_state() {
    let mut sim = Sim::in_popup();
    let attempt = sim.started[0];
    call(&mut sim, Method::Connect(Intent::Connect));
    sim.handle(Input::Call(CallId(2), Method::Reset));
    sim.expect_unmount();
    let settled = expect_settled(&mut sim);
    assert_eq!(settled, Settlement::State(State::Loading));
    sim.expect_status_fetch();
    assert_eq!(sim.expect_cancelled(CancelReason::Superseded), attempt);
    sim.reply(connected());
    let settled = Settlement::State(State::Connected);
    assert_eq!(
        sim.next("the end of reset"),
        Output::Settle(CallId(2), settled)
    );
}

#[test]
fn a_removed_element_settles_all_and_ends_its_attempt() {
    let mut sim = Sim::in_popup();
    let attempt = sim.started[0];
    call(&mut sim, Method::Connect(Intent::Connect));
    sim.handle(Input::Removed);
    sim.expect_unmount();
    assert!(matches!(sim.next("the end"), Output::Settle(CALL, _)));
    assert_eq!(sim.expect_cancelled(CancelReason::Superseded), attempt);
    assert_eq!(sim.machine.next_deadline(), None);
}

#[test]
fn a_call_before_the_status_is_known_is_kept() {
    let mut sim = Sim::start(config());
    sim.expect_status_fetch();
    call(&mut sim, Method::Connect(Intent::Replace));
    sim.reply(connected());
    let (_, request) = sim.expect_fetch();
    assert!(format!("{request:?}").contains("Replace"), "{request:?}");

    let mut sim = Sim::start(config());
    sim.expect_status_fetch();
    call(&mut sim, Method::Disconnect);
    sim.reply(connected());
    assert_eq!(sim.next("the question"), Output::AskBeforeDisconnect);

    let mut sim = Sim::start(config());
    sim.expect_status_fetch();
    sim.reply(problem(401, "unauthorized"));
    sim.expect_failed(Code::BackendUnauthorized);
    call(&mut sim, Method::Connect(Intent::Replace));
    sim.expect_status_fetch();
    sim.reply(connected());
    let (_, request) = sim.expect_fetch();
    assert!(format!("{request:?}").contains("Replace"), "{request:?}");
}

#[test]
fn a_call_that_the_status_makes_pointless_is_settled() {
    let mut sim = Sim::start(config());
    sim.expect_status_fetch();
    call(&mut sim, Method::Disconnect);
    sim.reply(not_connected());
    let settled = expect_settled(&mut sim);
    assert!(matches!(settled, Settlement::State(_)));
    sim.expect_token_fetch();
}

#[test]
fn headers_that_arrive_after_the_call_do_not_undo_it() {
    let headers = Config {
        headers: RequestHeaders(vec![("authorization".to_owned(), "Bearer x".to_owned())]),
        ..config_with(&[("start", "manual")])
    };
    let mut sim = Sim::start(config_with(&[("start", "manual")]));
    let old = sim.expect_status_fetch();
    call(&mut sim, Method::Connect(Intent::Connect));
    sim.handle(Input::Start(headers));
    sim.expect_abort(old);
    sim.expect_status_fetch();
    sim.reply(not_connected());
    sim.expect_token_fetch();
}

#[test]
fn a_disconnection_for_one_tenant_is_not_carried_out_for_another() {
    let mut sim = Sim::start(config());
    let old = sim.expect_status_fetch();
    call(&mut sim, Method::Disconnect);
    sim.handle(Input::Start(config_with(&[("tenant", "b")])));
    sim.expect_abort(old);
    assert!(matches!(expect_settled(&mut sim), Settlement::State(_)));
    sim.expect_status_fetch();
    sim.reply(connected());
    sim.expect_state(State::Connected);
}

#[test]
fn connect_settles_if_another_tab_was_faster() {
    let mut sim = Sim::ready();
    call(&mut sim, Method::Connect(Intent::Connect));
    sim.handle(Input::SharedResponse(connected()));
    sim.expect_unmount();
    let settled = expect_settled(&mut sim);
    assert_eq!(settled, Settlement::State(State::Connected));
}

#[test]
fn connect_settles_if_the_next_failure_is_not_new() {
    let mut sim = Sim::start(config());
    sim.expect_status_fetch();
    sim.reply(retry_after(429, "120"));
    sim.expect_failed(Code::BackendRateLimited);
    call(&mut sim, Method::Connect(Intent::Connect));
    sim.advance_to_output(mins(3));
    sim.expect_status_fetch();
    sim.reply(retry_after(429, "120"));
    let settled = expect_settled(&mut sim);
    assert_eq!(settled, Settlement::State(State::Unavailable));
}

#[test]
fn refresh_settles_if_its_request_is_dropped() {
    let mut sim = Sim::start(config());
    sim.expect_status_fetch();
    sim.reply(connected());
    sim.allows_connect = false;
    sim.handle(Input::Connect(Intent::Replace));
    call(&mut sim, Method::Refresh);
    let status = sim.expect_status_fetch();
    sim.handle(Input::ConnectAllowed(false));
    sim.expect_abort(status);
    let settled = expect_settled(&mut sim);
    assert_eq!(settled, Settlement::State(State::Connected));
}

#[test]
fn disconnect_settles_if_the_question_is_void() {
    let mut sim = Sim::start(config());
    sim.expect_status_fetch();
    sim.reply(connected());
    call(&mut sim, Method::Disconnect);
    assert_eq!(sim.next("the question"), Output::AskBeforeDisconnect);
    sim.handle(Input::SharedResponse(not_connected()));
    let settled = expect_settled(&mut sim);
    assert_eq!(settled, Settlement::State(State::Loading));
    sim.expect_token_fetch();
    sim.handle(Input::DisconnectAllowed(true));
}

#[test]
fn a_call_that_does_nothing_settles_itself_only() {
    let mut sim = Sim::ready();
    let connect = Method::Connect(Intent::Connect);
    sim.handle(Input::Call(CallId(2), connect));
    call(&mut sim, Method::Disconnect);
    expect_warning(&mut sim);
    let settled = expect_settled(&mut sim);
    assert_eq!(settled, Settlement::State(State::NotConnected));
}

/// Its promise has reported the failure. A customer who tries again later has not asked for it.
#[test]
fn a_disconnection_that_has_failed_is_not_carried_out_later() {
    let mut sim = Sim::start(config());
    sim.expect_status_fetch();
    call(&mut sim, Method::Disconnect);
    sim.reply(problem(401, "unauthorized"));
    sim.expect_failed(Code::BackendUnauthorized);
    let failed = expect_settled(&mut sim);
    assert!(matches!(failed, Settlement::Event(Event::Failed { .. })));
    sim.handle(Input::Refresh);
    sim.expect_status_fetch();
    sim.reply(connected());
    sim.expect_state(State::Connected);
    sim.expect_nothing();
}

#[test]
fn a_refused_disconnection_keeps_an_offered_change() {
    let mut sim = asked_during_a_change();
    sim.handle(Input::DisconnectAllowed(false));
    assert!(matches!(expect_settled(&mut sim), Settlement::State(_)));
    assert!(sim.snapshot().offers_withdrawal);
    sim.expect_nothing();
}

#[test]
fn a_disconnection_that_is_settled_by_a_repeated_failure_is_over() {
    let mut sim = Sim::start(config());
    sim.expect_status_fetch();
    sim.reply(retry_after(429, "120"));
    sim.expect_failed(Code::BackendRateLimited);
    call(&mut sim, Method::Disconnect);
    sim.advance_to_output(mins(3));
    sim.expect_status_fetch();
    sim.reply(retry_after(429, "1"));
    assert!(matches!(expect_settled(&mut sim), Settlement::State(_)));
    sim.advance(mins(3));
    sim.handle(Input::Refresh);
    sim.expect_status_fetch();
    sim.reply(connected());
    sim.expect_state(State::Connected);
    sim.expect_nothing();
}

/// A signup brought several numbers, and waits for the customer's choice. The page wants another signup.
#[test]
fn a_new_signup_is_not_settled_by_the_end_of_the_one_it_replaces() {
    let mut sim = Sim::in_popup();
    sim.vendor_success();
    let old = sim.expect_hint("finished");
    sim.expect_status_fetch();
    sim.reply(choose_number());
    sim.expect_unmount();
    call(&mut sim, Method::Connect(Intent::Replace));
    assert_eq!(sim.expect_cancelled(CancelReason::Superseded), old);
    let (_, request) = sim.expect_fetch();
    assert!(matches!(request, Request::Token { .. }), "{request:?}");
    sim.expect_nothing();
    sim.handle(Input::Withdraw);
    sim.next("an abort of the token request");
    assert!(matches!(expect_settled(&mut sim), Settlement::State(_)));
}
