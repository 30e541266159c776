//! A page's own code removes the vendor's frame: by a morph, a re-render, or by emptying the element.

use chakra_connect::flow::snapshot::Frame;
use chakra_connect::flow::{Input, State};

use crate::support::replies::{PLUGIN, connected, not_connected, token};
use crate::support::{Sim, mins, secs};

fn removed(sim: &mut Sim) {
    sim.handle(Input::FrameRemoved(sim.frame));
    sim.expect_unmount();
}

fn comes_again(sim: &mut Sim) {
    sim.expect_token_fetch_for(PLUGIN);
    sim.reply(token());
    sim.expect_mount();
    sim.frame_ready();
    sim.expect_ready();
}

#[test]
fn it_is_recreated_immediately_with_a_new_token() {
    let mut sim = Sim::ready();
    removed(&mut sim);
    comes_again(&mut sim);
    sim.expect_state(State::NotConnected);
    assert_eq!(sim.snapshot().frame, Frame::Ready);
}

#[test]
fn a_page_that_keeps_removing_it_waits_longer_each_time() {
    let mut sim = Sim::ready();
    removed(&mut sim);
    comes_again(&mut sim);
    for wait in [1, 2, 4, 8, 16, 16] {
        removed(&mut sim);
        assert_eq!(sim.advance_to_output(mins(1)), secs(wait));
        comes_again(&mut sim);
    }
    // After a quiet minute, the pauses start from the beginning.
    sim.advance(mins(2));
    removed(&mut sim);
    comes_again(&mut sim);
}

#[test]
fn an_attempt_continues_and_the_customer_gets_a_new_frame() {
    let mut sim = Sim::in_popup();
    removed(&mut sim);
    let status = sim.expect_status_fetch();
    comes_again(&mut sim);
    sim.expect_state(State::Connecting);
    assert_eq!(sim.snapshot().frame, Frame::Ready);
    sim.answer(status, not_connected());
    sim.advance_to_output(secs(15));
    sim.expect_status_fetch();
    sim.reply(connected());
    sim.expect_unmount();
    assert!(!sim.expect_connected().late);
}

#[test]
fn an_older_frame_that_is_removed_does_not_matter() {
    let mut sim = Sim::ready();
    let old = sim.frame;
    removed(&mut sim);
    comes_again(&mut sim);
    sim.handle(Input::FrameRemoved(old));
    sim.expect_nothing();
}

#[test]
fn a_connected_widget_has_none_to_lose() {
    let mut sim = Sim::in_popup();
    sim.advance_to_output(secs(5));
    sim.expect_status_fetch();
    sim.reply(connected());
    sim.expect_connected();
    // The frame was kept for the popup, and the page removes it.
    removed(&mut sim);
    sim.expect_state(State::Connected);
}

#[test]
fn a_new_frame_that_is_late_does_not_end_the_attempt() {
    let mut sim = Sim::in_popup();
    let attempt = sim.started[0];
    removed(&mut sim);
    let status = sim.expect_status_fetch();
    sim.expect_token_fetch_for(PLUGIN);
    sim.reply(token());
    sim.expect_mount();
    sim.answer(status, not_connected());
    let mounted = sim.now;
    while sim.now.since(mounted) < secs(60) {
        sim.advance_to_output(secs(60));
        sim.expect_status_fetch();
        sim.reply(not_connected());
        sim.expect_state(State::Connecting);
    }
    sim.comes_back();
    sim.expect_status_fetch();
    sim.reply(connected());
    sim.expect_unmount();
    assert_eq!(sim.expect_connected().attempt, attempt);
}
