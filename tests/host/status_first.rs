//! The status comes first: a page that shows a connected number requests no token.

use chakra_connect::flow::{Input, State};

use crate::support::replies::{connected, http, not_connected, ok, problem, status, token};
use crate::support::{Sim, config, mins, secs};

#[test]
fn a_connected_number_never_needs_a_token() {
    for (said, shown) in [
        ("connected", State::Connected),
        ("connected_without_number", State::ConnectedWithoutNumber),
        ("choose_number", State::ChooseNumber),
    ] {
        let mut sim = Sim::start(config());
        sim.expect_status_fetch();
        sim.reply(status(said, &["n1"]));
        sim.expect_state(shown);
        sim.advance(mins(180));
        sim.hide();
        sim.show();
        sim.expect_status_fetch();
        sim.reply(status(said, &["n1"]));
        sim.advance(mins(180));
        sim.expect_state(shown);
    }
}

#[test]
fn without_a_connection_the_signup_is_offered() {
    for (said, shown) in [
        ("not_connected", State::NotConnected),
        ("reconnect_needed", State::ReconnectNeeded),
    ] {
        let mut sim = Sim::start(config());
        sim.expect_status_fetch();
        sim.reply(status(said, &[]));
        sim.expect_state(State::Loading);
        sim.prepare(token());
        sim.expect_state(shown);
    }
}

#[test]
fn a_failed_check_leaves_what_is_shown() {
    let mut sim = Sim::start(config());
    sim.expect_status_fetch();
    sim.reply(connected());
    for answer in [http(500, ""), problem(422, "x"), http(200, "<p>")] {
        sim.handle(Input::Refresh);
        sim.expect_status_fetch();
        sim.reply(answer);
        sim.expect_state(State::Connected);
    }
    sim.handle(Input::Refresh);
    let request = sim.expect_status_fetch();
    sim.advance(secs(14));
    sim.advance_to_output(secs(1));
    sim.expect_abort(request);
    sim.expect_state(State::Connected);
}

/// A check that the widget makes by itself, or for the page, is not.
#[test]
fn a_check_that_the_customer_asked_for_is_shown() {
    let mut sim = Sim::start(config());
    sim.expect_status_fetch();
    sim.reply(status("in_review", &["n1"]));
    let is_checking = |sim: &Sim| sim.snapshot().is_checking;

    sim.handle(Input::Revalidate);
    sim.expect_status_fetch();
    assert!(!is_checking(&sim));
    // The open request is theirs, too.
    sim.handle(Input::Refresh);
    assert!(is_checking(&sim));
    sim.reply(status("in_review", &["n1"]));
    assert!(!is_checking(&sim));

    sim.handle(Input::Refresh);
    sim.expect_status_fetch();
    assert!(is_checking(&sim));
    sim.reply(http(500, ""));
    assert!(!is_checking(&sim));
    sim.handle(Input::Revalidate);
    sim.expect_status_fetch();
    assert!(!is_checking(&sim));
}

#[test]
fn a_connection_made_elsewhere_is_shown_on_return() {
    let mut sim = Sim::ready();
    sim.hide();
    sim.advance(mins(5));
    sim.show();
    sim.expect_status_fetch();
    sim.reply(connected());
    sim.expect_unmount();
    sim.expect_state(State::Connected);
}

#[test]
fn a_lost_connection_is_offered_again() {
    let mut sim = Sim::start(config());
    sim.expect_status_fetch();
    sim.reply(connected());
    sim.handle(Input::Revalidate);
    sim.expect_status_fetch();
    sim.reply(not_connected());
    sim.prepare(token());
    sim.expect_state(State::NotConnected);
}

#[test]
fn a_plugin_that_chakra_forgot_is_not_connected() {
    let mut sim = Sim::start(config());
    sim.expect_status_fetch();
    sim.reply(http(502, r#"{"_errors":["Plugin abc not found"]}"#));
    sim.prepare(token());
    sim.expect_state(State::NotConnected);
}

#[test]
fn only_one_status_request_is_open_at_a_time() {
    let mut sim = Sim::start(config());
    sim.expect_status_fetch();
    for _ in 0..3 {
        sim.handle(Input::Refresh);
    }
    sim.expect_nothing();
    sim.reply(connected());
    sim.expect_state(State::Connected);
}

#[test]
fn a_request_from_before_a_change_elsewhere_is_repeated() {
    let mut sim = Sim::start(config());
    let before = sim.expect_status_fetch();
    // Another tab reports that the connection has changed.
    sim.handle(Input::Revalidate);
    sim.expect_abort(before);
    sim.expect_status_fetch();
    sim.answer(before, crate::support::replies::not_connected());
    sim.expect_state(State::Loading);
    sim.reply(connected());
    sim.expect_state(State::Connected);
}

#[test]
fn the_plain_form_of_existing_backends_is_read() {
    let mut sim = Sim::start(config());
    sim.expect_status_fetch();
    sim.reply(ok(&serde_json::json!({
        "connected": true, "whatsappPhoneNumberId": "n9", "whatsappPhoneDisplay": "+1 555"
    })));
    sim.expect_state(State::Connected);
    let report = sim.snapshot().report.unwrap();
    assert_eq!(report.numbers[0].phone_number_id, "n9");
    assert_eq!(report.numbers[0].display_phone_number, "+1 555");
}
