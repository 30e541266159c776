//! 401 and 403 are final: the shown data disappears, the failure is reported once, and polling stops.

use chakra_connect::flow::error::{Call, Code};
use chakra_connect::flow::{Input, State};
use serde_json::json;

use crate::support::replies::{
    PLUGIN, connected, not_connected, ok, problem, retry_after, status, token,
};
use crate::support::{Sim, config, mins, secs};

fn refused(code: u16, wanted: Code) -> Sim {
    let mut sim = Sim::start(config());
    sim.expect_status_fetch();
    sim.reply(connected());
    sim.hide();
    sim.show();
    sim.expect_status_fetch();
    sim.reply(problem(code, "refused"));
    sim.expect_failed(wanted);
    sim.expect_state(State::Unavailable);
    let shown = sim.snapshot();
    assert_eq!(shown.report, None);
    assert!(!shown.offers_disconnect && !shown.offers_replace);
    sim
}

#[test]
fn number_and_actions_disappear_and_polling_stops() {
    for (code, wanted) in [
        (401, Code::BackendUnauthorized),
        (403, Code::BackendForbidden),
    ] {
        let mut sim = refused(code, wanted);
        assert_eq!(sim.machine.next_deadline(), None);
        sim.advance(mins(60));
        // The customer is back: the widget checks quietly, and reports the failure only once.
        sim.hide();
        sim.show();
        sim.expect_status_fetch();
        sim.reply(problem(code, "refused"));
        sim.expect_state(State::Unavailable);
        assert_eq!(sim.machine.next_deadline(), None);
        sim.hide();
        sim.show();
        sim.expect_status_fetch();
        sim.reply(connected());
        sim.expect_state(State::Connected);
    }
}

#[test]
fn an_offered_signup_disappears_too() {
    let mut sim = Sim::ready();
    sim.handle(Input::Refresh);
    sim.expect_status_fetch();
    sim.reply(problem(401, "unauthorized"));
    sim.expect_unmount();
    sim.expect_failed(Code::BackendUnauthorized);
    sim.expect_state(State::Unavailable);
}

#[test]
fn a_refusal_while_a_popup_may_be_open_changes_nothing() {
    let mut sim = Sim::in_popup();
    sim.advance_to_output(secs(5));
    sim.expect_status_fetch();
    sim.reply(problem(401, "unauthorized"));
    sim.expect_state(State::Connecting);
}

#[test]
fn a_rejected_action_and_the_rejected_check_after_it_are_reported_once() {
    let mut sim = Sim::start(config());
    sim.expect_status_fetch();
    sim.reply(connected());
    sim.disconnect();
    sim.expect_fetch();
    sim.reply(problem(401, "unauthorized"));
    sim.expect_status_fetch();
    let (_, failure) = sim.expect_failed(Code::BackendUnauthorized);
    assert_eq!(failure.call, Some(Call::Disconnect));
    sim.reply(problem(401, "unauthorized"));
    sim.expect_state(State::Unavailable);
}

#[test]
fn states_that_end_by_themselves_are_checked_again() {
    for (said, state) in [
        ("in_review", State::InReview),
        ("action_needed", State::ActionNeeded),
    ] {
        let mut sim = Sim::start(config());
        sim.expect_status_fetch();
        sim.reply(status(said, &["n1"]));
        sim.expect_state(state);
        assert_eq!(sim.advance_to_output(mins(10)), mins(5));
        sim.expect_status_fetch();
        sim.reply(status(said, &["n1"]));
        // Back from another window, which did not hide the page.
        sim.popup_opens();
        sim.advance(secs(20));
        sim.comes_back();
        sim.expect_status_fetch();
        sim.reply(connected());
        sim.expect_state(State::Connected);
        sim.advance(mins(60));
    }
}

#[test]
fn a_connection_to_renew_is_checked_again() {
    let mut sim = Sim::start(config());
    sim.expect_status_fetch();
    sim.reply(status("reconnect_needed", &[]));
    sim.prepare(token());
    assert_eq!(sim.advance_to_output(mins(10)), mins(5));
    sim.expect_status_fetch();
    sim.reply(connected());
    sim.expect_unmount();
    sim.expect_state(State::Connected);
}

#[test]
fn a_hidden_page_checks_nothing() {
    let mut sim = Sim::start(config());
    sim.expect_status_fetch();
    sim.reply(status("in_review", &["n1"]));
    sim.hide();
    assert_eq!(sim.machine.next_deadline(), None);
}

#[test]
fn an_unavailable_widget_wastes_no_token_and_reports_nothing_twice() {
    let mut sim = Sim::start(config());
    sim.expect_status_fetch();
    sim.reply(not_connected());
    sim.expect_token_fetch();
    sim.reply(token());
    sim.expect_load_sdk();
    let blocked = || Code::SdkLoadFailed.into();
    sim.handle(Input::Sdk(sim.script, Err(blocked())));
    sim.expect_failed(Code::SdkLoadFailed);
    for _ in 0..3 {
        sim.hide();
        sim.show();
        sim.expect_status_fetch();
        sim.reply(not_connected());
        sim.expect_state(State::Unavailable);
        sim.expect_load_sdk();
        sim.handle(Input::Sdk(sim.script, Err(blocked())));
        sim.expect_state(State::Unavailable);
    }
    sim.hide();
    sim.show();
    sim.expect_status_fetch();
    sim.reply(not_connected());
    sim.expect_load_sdk();
    sim.sdk_loaded();
    sim.expect_mount();
    sim.expect_state(State::Unavailable);
    sim.frame_ready();
    sim.expect_ready();
    sim.expect_state(State::NotConnected);
    let states = sim.states.iter().filter(|state| **state == State::Loading);
    assert_eq!(states.count(), 1, "no flicker: {:?}", sim.states);
}

#[test]
fn an_old_scripts_error_is_not_the_new_ones() {
    let mut sim = Sim::start(config());
    sim.expect_status_fetch();
    sim.reply(not_connected());
    sim.expect_token_fetch();
    sim.reply(token());
    sim.expect_load_sdk();
    let old = sim.script;
    sim.advance_to_output(secs(20));
    sim.expect_failed(Code::SdkLoadTimeout);
    sim.handle(Input::Refresh);
    sim.expect_status_fetch();
    sim.reply(not_connected());
    sim.expect_load_sdk();
    assert_ne!(old, sim.script);
    sim.handle(Input::Sdk(old, Err(Code::SdkLoadFailed.into())));
    sim.expect_state(State::Loading);
    sim.sdk_loaded();
    sim.expect_mount();
}

#[test]
fn an_endless_token_lifetime_counts_as_a_day() {
    for life in [
        json!(9_223_372_036_854_775_807_i64),
        json!(2.0e17),
        json!(1e300),
    ] {
        let token = ok(&json!({ "connectToken": "opaque-token-value", "expiresInSeconds": life }));
        let mut sim = Sim::ready_with(config(), token);
        let age = sim.advance_to_output(mins(60 * 24));
        assert!(age >= mins(60 * 19) && age <= mins(60 * 22), "{age:?}");
        sim.expect_token_fetch();
    }
}

#[test]
fn retry_after_counts_for_a_stale_status_and_for_an_open_attempt() {
    let slow = || retry_after(429, "50");
    let mut sim = Sim::start(config());
    sim.expect_status_fetch();
    sim.reply(connected());
    sim.handle(Input::Refresh);
    sim.expect_status_fetch();
    sim.reply(retry_after(429, "90"));
    sim.hide();
    sim.show();
    sim.expect_nothing();
    assert_eq!(sim.advance_to_output(mins(5)), secs(90));
    sim.expect_status_fetch();
    sim.reply(connected());

    let mut sim = Sim::in_popup();
    sim.advance_to_output(secs(5));
    sim.expect_status_fetch();
    sim.reply(slow());
    sim.comes_back();
    sim.expect_nothing();
    sim.popup_opens();
    assert_eq!(sim.advance_to_output(mins(5)), secs(50));
    sim.expect_status_fetch();
}

#[test]
fn retry_after_counts_for_a_renewal() {
    let mut sim = Sim::ready();
    sim.advance_to_output(mins(60));
    sim.expect_token_fetch_for(PLUGIN);
    sim.reply(retry_after(429, "150"));
    assert_eq!(sim.advance_to_output(mins(10)), secs(150));
    sim.expect_token_fetch_for(PLUGIN);
}

#[test]
fn a_long_retry_after_is_no_skeleton_for_an_hour() {
    let mut sim = Sim::ready();
    sim.handle(Input::Refresh);
    sim.expect_status_fetch();
    sim.reply(retry_after(429, "3600"));
    sim.handle(Input::Reset(chakra_connect::flow::io::CancelReason::User));
    sim.expect_unmount();
    sim.expect_failed(Code::BackendRateLimited);
    sim.expect_state(State::Unavailable);
    assert_eq!(sim.advance_to_output(mins(90)), mins(60));
    sim.expect_status_fetch();
    sim.reply(connected());
    sim.expect_state(State::Connected);
}

#[test]
fn an_attempt_that_waits_for_a_refused_choice_has_its_outcome() {
    let mut sim = Sim::in_popup();
    sim.vendor_success();
    let attempt = sim.expect_hint("finished");
    sim.expect_status_fetch();
    sim.reply(crate::support::replies::choose_number());
    sim.expect_unmount();
    sim.handle(Input::Choose("n1".to_owned()));
    sim.expect_fetch();
    sim.reply(problem(401, "unauthorized"));
    sim.expect_status_fetch();
    sim.expect_failed(Code::BackendUnauthorized);
    sim.reply(problem(401, "unauthorized"));
    let (ended, _) = sim.expect_failed(Code::BackendUnauthorized);
    assert_eq!(ended, Some(attempt));
    sim.expect_state(State::Unavailable);
}
