//! A status that the server puts in the page: shown immediately, until the backend has answered.

use chakra_connect::flow::reply::Reply;
use chakra_connect::flow::{Input, State};

use crate::support::replies::{connected, http, not_connected};
use crate::support::{Sim, attributes_only, config};

fn served_with(status: Reply) -> Sim {
    let mut sim = Sim::served_with(Input::InitialStatus(status), config());
    sim.expect_status_fetch();
    sim
}

#[test]
fn a_number_is_shown_while_the_backend_is_asked() {
    let mut sim = served_with(connected());
    sim.expect_state(State::Connected);
    sim.reply(connected());
    sim.expect_state(State::Connected);
    sim.expect_nothing();
}

#[test]
fn the_backends_reply_replaces_it() {
    let mut sim = served_with(connected());
    sim.expect_state(State::Connected);
    sim.reply(not_connected());
    sim.expect_state(State::Loading);
    sim.expect_token_fetch();
}

#[test]
fn an_unreachable_backend_leaves_it_unchanged() {
    let mut sim = served_with(connected());
    sim.reply(http(500, ""));
    sim.expect_state(State::Connected);
}

#[test]
fn an_invalid_status_is_ignored() {
    let mut sim = served_with(http(200, "{}"));
    sim.expect_state(State::Loading);
    sim.reply(connected());
    sim.expect_state(State::Connected);
}

#[test]
fn it_is_old_once_the_widget_has_started() {
    let mut sim = Sim::start(config());
    sim.expect_status_fetch();
    sim.handle(Input::InitialStatus(connected()));
    sim.expect_state(State::Loading);
    sim.reply(not_connected());
    sim.expect_token_fetch();
}

/// One account's status says nothing about another, whether it was shown or not.
#[test]
fn it_belongs_to_the_account_the_page_was_served_for() {
    let mut other = config();
    other.tenant = Some("other".to_owned());
    let nobody = attributes_only(&[]);
    for first in [config(), nobody] {
        let mut sim = Sim::served_with(Input::InitialStatus(connected()), first);
        while sim.pending_output().is_some() {}
        sim.handle(Input::Start(other.clone()));
        sim.expect_state(State::Loading);
        while sim.pending_output().is_some() {}
    }
}
