//! A page that sets `requestHeaders` again: renewed credentials of a named tenant change nothing else.

use chakra_connect::flow::config::{Config, RequestHeaders};
use chakra_connect::flow::error::Code;
use chakra_connect::flow::io::Intent;
use chakra_connect::flow::{Input, Output, State};

use crate::recalled;
use crate::support::replies::{connected, http, not_connected, problem, token};
use crate::support::{Sim, config_with, secs};

/// Some sign-in libraries renew a token each minute.
fn with_bearer(attributes: &[(&str, &str)], value: &str, tenant: &str) -> Config {
    Config {
        headers: RequestHeaders(vec![
            ("authorization".to_owned(), format!("Bearer {value}")),
            ("x-tenant".to_owned(), tenant.to_owned()),
        ]),
        ..config_with(attributes)
    }
}

#[test]
fn renewed_credentials_of_a_named_tenant_do_not_end_a_signup() {
    let named = [("tenant", "a")];
    let mut sim = Sim::ready_with(with_bearer(&named, "one", "a"), token());
    sim.handle(Input::Start(with_bearer(&named, "two", "a")));
    sim.expect_nothing();
    sim.click();
    sim.popup_opens();
    sim.handle(Input::Start(with_bearer(&named, "three", "a")));
    sim.expect_nothing();
    sim.expect_state(State::Connecting);
    sim.comes_back();
    let old = sim.expect_status_fetch();
    // The open request was sent with the old credentials.
    sim.handle(Input::Start(with_bearer(&named, "four", "a")));
    sim.expect_abort(old);
    sim.expect_status_fetch();
    sim.reply(connected());
    sim.expect_connected();
    sim.handle(Input::Start(with_bearer(&named, "five", "a")));
    sim.expect_nothing();
    sim.expect_state(State::Connected);
}

#[test]
fn renewed_credentials_are_tried_where_old_ones_failed() {
    let named = [("tenant", "a")];
    let mut sim = Sim::start(with_bearer(&named, "one", "a"));
    let old = sim.expect_status_fetch();
    sim.handle(Input::Start(with_bearer(&named, "two", "a")));
    sim.expect_abort(old);
    sim.expect_status_fetch();
    sim.reply(problem(401, "unauthorized"));
    sim.expect_failed(Code::BackendUnauthorized);
    sim.handle(Input::Start(with_bearer(&named, "three", "a")));
    sim.expect_status_fetch();
    sim.reply(not_connected());
    let old = sim.expect_token_fetch();
    sim.handle(Input::Start(with_bearer(&named, "four", "a")));
    sim.expect_abort(old);
    sim.expect_token_fetch();
}

/// The sign-in library may renew them at any moment: what the customer or the page has asked for remains.
#[test]
fn renewed_credentials_of_a_named_tenant_keep_every_wish() {
    let clicked = [("tenant", "a"), ("start", "click")];
    let mut sim = Sim::start(with_bearer(&clicked, "one", "a"));
    sim.expect_status_fetch();
    sim.reply(not_connected());
    sim.handle(Input::Connect(Intent::Connect));
    let old = sim.expect_token_fetch();
    sim.handle(Input::Start(with_bearer(&clicked, "two", "a")));
    sim.expect_abort(old);
    sim.expect_token_fetch();
    sim.expect_nothing();

    let named = [("tenant", "a")];
    let mut sim = Sim::start(with_bearer(&named, "one", "a"));
    let old = sim.expect_status_fetch();
    sim.handle(Input::Disconnect);
    sim.handle(Input::Start(with_bearer(&named, "two", "a")));
    sim.expect_abort(old);
    sim.expect_status_fetch();
    sim.reply(connected());
    assert_eq!(sim.next("the question"), Output::AskBeforeDisconnect);
}

/// The page was reloaded during a signup, and the backend failed until the credentials were renewed.
#[test]
fn renewed_credentials_keep_a_recalled_attempt() {
    let named = [("tenant", "a")];
    let mut sim = Sim::start(with_bearer(&named, "one", "a"));
    sim.expect_status_fetch();
    sim.handle(Input::Recall(recalled::open(), secs(20)));
    for _ in 0..3 {
        sim.reply(http(503, ""));
        sim.advance_to_output(secs(60));
        sim.expect_status_fetch();
    }
    sim.reply(http(503, ""));
    sim.expect_failed(Code::BackendUnavailable);
    sim.handle(Input::Start(with_bearer(&named, "two", "a")));
    sim.expect_status_fetch();
    sim.reply(connected());
    let outcome = sim.expect_connected();
    assert_eq!((outcome.attempt, outcome.late), (recalled::ID, true));
}

/// A visitor who has signed out belongs to no tenant.
#[test]
fn missing_credentials_are_not_renewed_ones() {
    let mut sim = Sim::start(with_bearer(&[("tenant", "a")], "one", "a"));
    sim.expect_status_fetch();
    sim.reply(connected());
    sim.handle(Input::Start(config_with(&[("tenant", "a")])));
    sim.expect_status_fetch();
    sim.expect_state(State::Loading);
    assert_eq!(sim.snapshot().report, None);
}

#[test]
fn renewed_credentials_without_a_named_tenant_may_be_those_of_another() {
    for (before, after) in [
        (with_bearer(&[], "one", "a"), with_bearer(&[], "two", "a")),
        (
            with_bearer(&[("tenant", "a")], "one", "a"),
            with_bearer(&[("tenant", "a")], "two", "b"),
        ),
        (
            with_bearer(&[("tenant", "a")], "one", "a"),
            with_bearer(&[("tenant", "b")], "two", "a"),
        ),
    ] {
        let mut sim = Sim::start(before);
        sim.expect_status_fetch();
        sim.reply(connected());
        sim.handle(Input::Start(after));
        sim.expect_status_fetch();
        sim.expect_state(State::Loading);
    }
}
