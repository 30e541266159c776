//! The lifetime of a token, and its renewal: while idle and visible, never during an attempt.

use std::time::Duration;

use chakra_connect::flow::error::Code;
use chakra_connect::flow::io::{CancelReason, Page};
use chakra_connect::flow::snapshot::Frame;
use chakra_connect::flow::{Input, State};
use serde_json::json;

use crate::support::replies::{
    PLUGIN, connected, http, not_connected, ok, problem, token, token_living,
};
use crate::support::{Sim, config, jwt, mins, secs};

#[test]
fn a_token_is_replaced_between_80_and_90_percent_of_its_life() {
    for life in [300_u32, 3600, 7200] {
        let mut sim = Sim::ready_with(config(), token_living(f64::from(life)));
        let least = Duration::from_secs(u64::from(life)) * 80 / 100;
        let most = Duration::from_secs(u64::from(life)) * 90 / 100;
        let age = sim.advance_to_output(mins(180));
        assert!(age >= least && age <= most, "{age:?} of {life} s");
        sim.expect_token_fetch_for(PLUGIN);
        sim.reply(token_living(60.0));
        sim.expect_unmount();
        assert_eq!(sim.expect_mount(), jwt::living(60.0));
        sim.frame_ready();
        sim.expect_ready();
        sim.expect_state(State::NotConnected);
        assert!(!sim.states[2..].contains(&State::Loading), "no flicker");
    }
}

#[test]
fn a_tick_alone_triggers_the_renewal() {
    // The driver sends the page's state before each tick, but nothing depends on it.
    let mut sim = Sim::ready_with(config(), token_living(60.0));
    sim.now = sim.machine.next_deadline().unwrap();
    sim.handle(Input::Tick);
    sim.expect_token_fetch_for(PLUGIN);
}

#[test]
fn chakras_fractional_times_are_read() {
    let claims =
        json!({ "iat": 1_771_407_877.301, "exp": 1_771_411_477, "data": { "pluginId": "p-7" } });
    let mut sim = Sim::ready_with(
        config(),
        ok(&json!({ "connectToken": jwt::with_claims(&claims) })),
    );
    let age = sim.advance_to_output(mins(60));
    assert!(age >= secs(2_879) && age <= secs(3_240), "{age:?}");
    sim.expect_token_fetch_for("p-7");
}

#[test]
fn an_attempt_is_never_disturbed() {
    let mut sim = Sim::ready_with(config(), token_living(60.0));
    sim.advance(secs(40));
    sim.click();
    sim.popup_opens();
    for _ in 0..8 {
        // Long after the token has expired, only the status is requested.
        sim.advance_to_output(secs(20));
        sim.expect_status_fetch();
        sim.reply(not_connected());
        sim.expect_state(State::Connecting);
    }
}

#[test]
fn an_expired_token_is_replaced_as_soon_as_the_attempt_is_over() {
    let mut sim = Sim::ready_with(config(), token_living(20.0));
    sim.click();
    sim.popup_opens();
    for _ in 0..2 {
        sim.advance_to_output(secs(20));
        sim.expect_status_fetch();
        sim.reply(not_connected());
    }
    sim.advance(secs(10));
    sim.vendor_message("CANCEL", &json!({}));
    sim.expect_hint("cancelled");
    sim.expect_unmount();
    sim.expect_token_fetch_for(PLUGIN);
    sim.expect_status_fetch();
    sim.expect_cancelled(chakra_connect::flow::io::CancelReason::User);
}

#[test]
fn a_pending_renewal_yields_to_the_customers_click() {
    let mut sim = Sim::ready();
    sim.advance_to_output(mins(60));
    let renewal = sim.expect_token_fetch_for(PLUGIN);
    sim.click();
    sim.expect_abort(renewal);
    sim.answer(renewal, token());
    sim.vendor_message("CANCEL", &json!({}));
    sim.expect_hint("cancelled");
    // The frame still holds the old token, so a new one is still needed.
    sim.expect_token_fetch_for(PLUGIN);
    sim.expect_status_fetch();
    sim.expect_cancelled(chakra_connect::flow::io::CancelReason::User);
}

#[test]
fn a_popup_that_opens_as_the_token_expires_keeps_its_frame() {
    let mut sim = Sim::ready_with(config(), token_living(40.0));
    sim.advance_to_output(secs(40));
    let renewal = sim.expect_token_fetch_for(PLUGIN);
    sim.tabs_into_frame();
    // The page is hidden and so not watched until the token has expired.
    sim.hide();
    sim.now = sim.now + secs(10);
    sim.page_is(Page {
        visible: true,
        focused: false,
        ..sim.page
    });
    let status = sim.expect_status_fetch();
    sim.answer(renewal, token());
    sim.expect_state(State::NotConnected);
    assert_eq!(sim.snapshot().frame, Frame::Ready);
    // The vendor reports the end: now the frame is replaced with the new token.
    sim.vendor_message("CANCEL", &json!({}));
    sim.expect_hint("cancelled");
    sim.expect_unmount();
    sim.expect_mount();
    sim.expect_cancelled(CancelReason::User);
    sim.answer(status, not_connected());
}

/// The customer may be about to press the vendor's button.
#[test]
fn a_frame_with_the_keyboards_focus_stays_until_its_token_has_expired() {
    let mut sim = Sim::ready();
    let outside = sim.page;
    sim.tabs_into_frame();
    sim.advance(mins(58));
    sim.expect_nothing();
    sim.advance_to_output(mins(3));
    sim.expect_unmount();
    sim.expect_token_fetch_for(PLUGIN);
    sim.reply(token());
    sim.expect_mount();
    sim.frame_ready();
    sim.expect_ready();
    // An answer that arrives while the focus is in the frame waits, too.
    sim.page_is(outside);
    sim.advance_to_output(mins(60));
    sim.expect_token_fetch_for(PLUGIN);
    sim.tabs_into_frame();
    sim.reply(token());
    sim.expect_nothing();
    sim.page_is(outside);
    sim.expect_unmount();
    sim.expect_mount();
}

#[test]
fn a_hidden_page_requests_nothing_and_catches_up_when_visible() {
    let mut sim = Sim::ready();
    sim.hide();
    sim.advance(mins(55));
    sim.show();
    sim.expect_status_fetch();
    sim.expect_token_fetch_for(PLUGIN);
    sim.reply(token());
    sim.expect_unmount();
    sim.expect_mount();
}

#[test]
fn a_frame_that_expired_while_hidden_is_unreachable_until_replaced() {
    let mut sim = Sim::ready();
    sim.hide();
    sim.advance(mins(600));
    sim.show();
    sim.expect_status_fetch();
    sim.expect_unmount();
    sim.expect_token_fetch_for(PLUGIN);
    sim.reply(token());
    sim.expect_mount();
}

#[test]
fn a_widget_scrolled_away_lets_its_token_go() {
    let mut sim = Sim::ready();
    sim.page_is(Page {
        in_view: false,
        ..sim.page
    });
    sim.advance(mins(59));
    assert_eq!(sim.advance_to_output(mins(2)), mins(1));
    sim.expect_unmount();
    sim.advance(mins(600));
    sim.page_is(Page {
        in_view: true,
        ..sim.page
    });
    sim.expect_token_fetch_for(PLUGIN);
}

#[test]
fn a_failed_renewal_is_retried_while_the_old_token_is_valid() {
    let mut sim = Sim::ready();
    let born = sim.now;
    sim.advance_to_output(mins(60));
    let mut tries = 0;
    while sim.machine.state() == State::NotConnected {
        sim.expect_token_fetch_for(PLUGIN);
        sim.reply(http(503, ""));
        tries += 1;
        if sim.machine.state() != State::NotConnected {
            break;
        }
        sim.advance_to_output(mins(2));
        if sim.now.since(born) == mins(60) {
            sim.expect_unmount();
            sim.advance_to_output(mins(1));
        }
    }
    assert!(tries >= 5, "{tries}");
    assert!(
        sim.now.since(born) >= mins(60),
        "the old token was used to its end"
    );
    sim.expect_failed(Code::BackendUnavailable);
    sim.expect_state(State::Unavailable);
}

#[test]
fn an_opaque_token_needs_a_stated_lifetime() {
    let opaque = "opaque-token-0123456789";
    let mut sim = Sim::ready_with(
        config(),
        ok(&json!({ "connectToken": opaque, "expiresInSeconds": 100 })),
    );
    let age = sim.advance_to_output(mins(60));
    assert!(age >= secs(80) && age <= secs(90), "{age:?}");
    sim.expect_token_fetch();

    let mut sim = Sim::start(config());
    sim.expect_status_fetch();
    sim.reply(not_connected());
    sim.expect_token_fetch();
    sim.reply(ok(&json!({ "connectToken": opaque })));
    sim.expect_failed(Code::TokenNotAConnectToken);
    sim.expect_state(State::Unavailable);
}

#[test]
fn a_renewal_is_for_the_same_plugin() {
    let mut sim = Sim::ready();
    sim.advance_to_output(mins(60));
    sim.expect_token_fetch_for(PLUGIN);
}

#[test]
fn a_plugin_gone_at_chakra_is_one_clean_new_start() {
    for gone in [
        problem(404, "plugin_not_found"),
        http(
            500,
            r#"{"_data":null,"_errors":["Plugin with id plugin-1 not found"]}"#,
        ),
        // The backend has already deleted it: the id then belongs to nobody.
        problem(403, "plugin_not_yours"),
    ] {
        let mut sim = Sim::ready();
        sim.advance_to_output(mins(60));
        sim.expect_token_fetch_for(PLUGIN);
        sim.reply(gone.clone());
        sim.expect_token_fetch();
        sim.reply(token());
        sim.expect_unmount();
        sim.expect_mount();
    }
}

#[test]
fn a_plugin_that_is_never_found_is_given_up() {
    let mut sim = Sim::start(config());
    sim.expect_status_fetch();
    sim.reply(not_connected());
    for _ in 0..2 {
        sim.expect_token_fetch();
        sim.reply(problem(404, "plugin_not_found"));
    }
    sim.expect_failed(Code::PluginNotFound);
    sim.expect_state(State::Unavailable);
    assert_eq!(sim.machine.next_deadline(), None);
}

/// A new page sends no plugin id. The backend learns with this call that its own plugin is gone.
#[test]
fn a_deleted_plugin_known_only_to_the_backend_is_handled_there() {
    let mut sim = Sim::start(config());
    sim.expect_status_fetch();
    sim.reply(not_connected());
    sim.expect_token_fetch();
    sim.reply(problem(502, "plugin_not_found"));
    sim.expect_token_fetch();
    sim.reply(token());
    sim.expect_load_sdk();
}

#[test]
fn a_frame_that_rejects_its_token_gets_one_new_token() {
    let mut sim = Sim::ready();
    let refuse = |sim: &mut Sim| {
        let error = json!({ "message": "token expired" });
        sim.vendor(
            chakra_connect::flow::vendor::Callback::Error,
            &serde_json::Value::Null,
            &error,
        );
    };
    refuse(&mut sim);
    sim.expect_unmount();
    sim.expect_token_fetch_for(PLUGIN);
    sim.reply(token());
    sim.expect_mount();
    sim.frame_ready();
    sim.expect_ready();
    refuse(&mut sim);
    sim.expect_unmount();
    let (attempt, failure) = sim.expect_failed(Code::VendorError);
    assert_eq!(attempt, None);
    assert_eq!(failure.vendor_message.as_deref(), Some("token expired"));
    sim.expect_state(State::Unavailable);
}

#[test]
fn the_new_start_after_a_lost_plugin_waits_for_the_page_to_be_seen() {
    let mut sim = Sim::ready_with(config(), token_living(60.0));
    sim.advance_to_output(secs(60));
    let renewal = sim.expect_token_fetch_for(PLUGIN);
    sim.hide();
    sim.answer(renewal, problem(404, "plugin_not_found"));
    sim.show();
    let status = sim.expect_status_fetch();
    sim.expect_token_fetch();
    sim.answer(status, not_connected());
}

#[test]
fn a_new_token_does_not_remove_the_frame_of_a_popup_just_opened() {
    let mut sim = Sim::ready();
    sim.advance_to_output(mins(60));
    sim.expect_token_fetch_for(PLUGIN);
    sim.tabs_into_frame();
    // By the Enter key, which no event reports.
    sim.page.focused = false;
    sim.reply(token());
    sim.expect_nothing();
    sim.vendor_success();
    sim.expect_hint("finished");
    sim.expect_status_fetch();
    sim.reply(connected());
    sim.expect_unmount();
    sim.expect_connected();
}
