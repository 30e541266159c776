//! A status that the page was served with: shown at once, and no longer than until the backend has answered.

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
fn the_backend_knows_better() {
    let mut sim = served_with(connected());
    sim.expect_state(State::Connected);
    sim.reply(not_connected());
    sim.expect_state(State::Loading);
    sim.expect_token_fetch();
}

#[test]
fn a_backend_that_cannot_be_asked_leaves_it_standing() {
    let mut sim = served_with(connected());
    sim.reply(http(500, ""));
    sim.expect_state(State::Connected);
}

#[test]
fn what_is_no_status_is_as_none() {
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

/// A status of one account says nothing about another, whether it was ever shown or not.
#[test]
fn it_is_of_the_account_that_the_page_was_served_for() {
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
