//! The customer disconnects: the page may refuse, the backend disconnects, and the signup is offered again.

use chakra_connect::flow::error::{Call, Code};
use chakra_connect::flow::io::{CallId, Intent, Method, Request};
use chakra_connect::flow::{Input, Output, State};

use crate::support::replies::{
    PLUGIN, connected, http, not_connected, problem, status, token, without_number,
};
use crate::support::{IN_VIEW, Sim, attributes_only, config, secs};

fn settled() -> Sim {
    let mut sim = Sim::start(config());
    sim.expect_status_fetch();
    sim.reply(connected());
    sim.expect_state(State::Connected);
    assert!(sim.snapshot().offers_disconnect);
    sim
}

fn disconnecting() -> Sim {
    let mut sim = settled();
    sim.handle(Input::Disconnect);
    assert_eq!(sim.next("the question"), Output::AskBeforeDisconnect);
    sim.expect_state(State::Connected);
    sim.handle(Input::DisconnectAllowed(true));
    assert_eq!(sim.expect_fetch().1, Request::Disconnect);
    sim.expect_state(State::Disconnecting);
    sim
}

#[test]
fn the_account_is_disconnected_and_the_signup_offered_again() {
    let mut sim = disconnecting();
    sim.reply(http(204, ""));
    sim.expect_status_fetch();
    sim.expect_disconnected();
    sim.reply(not_connected());
    sim.prepare(token());
    sim.expect_state(State::NotConnected);
}

/// Another server, or a cache, still reports the connection: it is not shown again.
#[test]
fn a_status_behind_the_disconnection_is_not_shown() {
    let mut sim = disconnecting();
    sim.reply(http(202, ""));
    sim.expect_status_fetch();
    sim.expect_disconnected();
    for _ in 0..2 {
        sim.reply(connected());
        sim.expect_state(State::Loading);
        let waited = sim.advance_to_output(secs(10));
        assert!(waited <= secs(4), "{waited:?}");
        sim.expect_status_fetch();
    }
    sim.reply(not_connected());
    sim.prepare(token());
    sim.expect_state(State::NotConnected);
    sim.expect_nothing();
}

/// The state is the backend's in the end. It is checked until the disconnection shows, which is reported once.
#[test]
fn a_disconnection_that_does_not_show_is_shown_as_it_is() {
    let mut sim = disconnecting();
    sim.reply(http(202, ""));
    sim.expect_status_fetch();
    sim.expect_disconnected();
    let begun = sim.now;
    while sim.snapshot().state != State::Connected {
        assert!(sim.now.since(begun) < secs(20), "it is never shown");
        sim.reply(connected());
        sim.advance_to_output(secs(20));
        sim.expect_status_fetch();
    }
    assert!(sim.now.since(begun) >= secs(10));
    sim.reply(not_connected());
    sim.prepare(token());
    sim.expect_state(State::NotConnected);
    sim.expect_nothing();
}

/// The page asks the customer itself, and meanwhile the status is requested again.
#[test]
fn the_pages_own_question_survives_a_status() {
    let mut sim = settled();
    sim.handle(Input::Disconnect);
    assert_eq!(sim.next("the question"), Output::AskBeforeDisconnect);
    sim.handle(Input::DisconnectAllowed(false));
    sim.handle(Input::Revalidate);
    sim.expect_status_fetch();
    sim.reply(connected());
    sim.handle(Input::Call(CallId(1), Method::Disconnect));
    assert_eq!(sim.expect_fetch().1, Request::Disconnect);
}

#[test]
fn the_plugin_is_forgotten_with_the_account() {
    let mut sim = Sim::in_popup();
    sim.vendor_success();
    sim.expect_hint("finished");
    sim.expect_status_fetch();
    sim.reply(connected());
    sim.expect_unmount();
    sim.expect_connected();
    sim.page_is(IN_VIEW);
    sim.disconnect();
    sim.expect_fetch();
    sim.reply(http(204, ""));
    sim.expect_status_fetch();
    sim.expect_disconnected();
    sim.reply(not_connected());
    // The backend has deleted the plugin, and would reject its id.
    sim.expect_token_fetch();
    sim.reply(token());
    sim.expect_mount();
}

#[test]
fn ended_in_another_tab_it_makes_the_token_of_an_open_popup_useless() {
    // The customer has connected in another tab, too, while the popup of this one was open.
    let mut sim = Sim::in_popup();
    sim.handle(Input::Revalidate);
    sim.expect_status_fetch();
    sim.reply(connected());
    sim.expect_connected();
    // The frame is kept for its popup.
    sim.expect_nothing();
    sim.page_is(IN_VIEW);
    sim.handle(Input::Revalidate);
    sim.expect_status_fetch();
    sim.reply(not_connected());
    sim.expect_unmount();
    // If only the number was removed, the plugin is still there. Otherwise, the backend says so.
    sim.expect_token_fetch_for(PLUGIN);
    sim.reply(token());
    sim.expect_mount();
    sim.frame_ready();
    sim.expect_ready();
    sim.expect_state(State::NotConnected);
}

#[test]
fn ended_in_another_tab_it_makes_a_token_without_a_frame_useless() {
    let mut sim = Sim::start(config());
    sim.expect_status_fetch();
    sim.reply(not_connected());
    sim.expect_token_fetch();
    sim.reply(token());
    sim.expect_load_sdk();
    for report in [connected(), not_connected()] {
        sim.handle(Input::Revalidate);
        sim.expect_status_fetch();
        sim.reply(report);
    }
    sim.expect_token_fetch_for(PLUGIN);
}

#[test]
fn ended_in_another_tab_it_makes_the_offered_signup_start_over() {
    for (shown, is_asked) in [
        (status("reconnect_needed", &[]), false),
        (without_number(), true),
    ] {
        let mut sim = Sim::start(config());
        sim.expect_status_fetch();
        sim.reply(shown);
        if is_asked {
            sim.handle(Input::Connect(Intent::Connect));
        }
        sim.prepare(token());
        sim.handle(Input::Revalidate);
        sim.expect_status_fetch();
        sim.reply(not_connected());
        sim.expect_unmount();
        sim.expect_token_fetch_for(PLUGIN);
        sim.reply(token());
        sim.expect_mount();
    }
}

#[test]
fn the_page_may_refuse() {
    let mut sim = settled();
    sim.handle(Input::Disconnect);
    assert_eq!(sim.next("the question"), Output::AskBeforeDisconnect);
    sim.handle(Input::DisconnectAllowed(false));
    sim.expect_nothing();
    sim.expect_state(State::Connected);
}

#[test]
fn a_rejected_disconnection_changes_nothing() {
    for (answer, code) in [
        (problem(403, "forbidden"), Code::BackendForbidden),
        (http(500, ""), Code::BackendUnavailable),
    ] {
        let mut sim = disconnecting();
        sim.reply(answer);
        sim.expect_status_fetch();
        let (attempt, failure) = sim.expect_failed(code);
        assert_eq!((attempt, failure.call), (None, Some(Call::Disconnect)));
        sim.expect_state(State::Connected);
        assert_eq!(sim.snapshot().failure.unwrap().code, code);
        sim.reply(connected());
        assert_eq!(sim.snapshot().failure.unwrap().code, code);
        assert!(sim.snapshot().offers_disconnect, "it can be tried again");
    }
}

#[test]
fn no_answer_is_given_up_after_fifteen_seconds() {
    let mut sim = disconnecting();
    assert_eq!(sim.advance_to_output(secs(60)), secs(15));
    sim.expect_an_abort();
    sim.expect_status_fetch();
    sim.expect_failed(Code::BackendTimeout);
    sim.expect_state(State::Connected);
}

#[test]
fn a_status_requested_before_a_disconnection_is_ignored_after_it() {
    let mut sim = settled();
    sim.handle(Input::Refresh);
    let status = sim.expect_status_fetch();
    sim.disconnect();
    sim.expect_abort(status);
    sim.expect_fetch();
    sim.answer(status, connected());
    sim.expect_state(State::Disconnecting);
}

#[test]
fn nothing_is_asked_while_it_disconnects() {
    let mut sim = disconnecting();
    for input in [
        Input::Refresh,
        Input::Revalidate,
        Input::Connect(Intent::Connect),
        Input::Disconnect,
        Input::DisconnectAllowed(true),
    ] {
        sim.handle(input);
    }
    sim.expect_nothing();
    sim.reply(http(204, ""));
    sim.expect_status_fetch();
    sim.expect_disconnected();
}

#[test]
fn without_a_source_it_is_not_offered() {
    let mut sim = Sim::start(attributes_only(&[
        ("token-url", "/t"),
        ("status-url", "/s"),
    ]));
    sim.expect_status_fetch();
    sim.reply(connected());
    assert!(!sim.snapshot().offers_disconnect);
    sim.handle(Input::Disconnect);
    sim.handle(Input::DisconnectAllowed(true));
    sim.expect_state(State::Connected);
}

#[test]
fn a_stale_notice_does_not_outlive_its_state() {
    let mut sim = disconnecting();
    sim.reply(http(500, ""));
    sim.expect_status_fetch();
    sim.expect_failed(Code::BackendUnavailable);
    sim.reply(not_connected());
    sim.expect_disconnected();
    sim.expect_token_fetch();
    assert_eq!(sim.snapshot().failure, None);
}
