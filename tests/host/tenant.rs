//! The tenant is part of every request: another tenant, another visitor, other headers.

use chakra_connect::flow::config::{Config, RequestHeaders};
use chakra_connect::flow::error::Code;
use chakra_connect::flow::io::{CancelReason, Intent, Request};
use chakra_connect::flow::reply::Reply;
use chakra_connect::flow::{Input, Output, State};
use serde_json::json;

use crate::support::replies::{PLUGIN, connected, not_connected, ok, problem, token};
use crate::support::{Sim, attributes_only, config, config_with};

fn headers(tenant: &str) -> Config {
    Config {
        headers: RequestHeaders(vec![("x-tenant".to_owned(), tenant.to_owned())]),
        ..config()
    }
}

fn of_plugin(state: &str, plugin: &str) -> chakra_connect::flow::reply::Reply {
    let numbers = json!([{ "phoneNumberId": plugin, "displayPhoneNumber": "+1" }]);
    ok(&json!({ "state": state, "pluginId": plugin, "numbers": numbers }))
}

#[test]
fn another_tenant_drops_what_is_shown() {
    // The page has navigated, so a relative address now has a different target.
    let mut elsewhere = headers("a");
    elsewhere.note_addresses(|address| Some(["https://b.example", address].concat()));
    for other in [
        headers("b"),
        config_with(&[("tenant", "b")]),
        config_with(&[("credentials", "include")]),
        elsewhere,
    ] {
        let mut sim = Sim::start(headers("a"));
        sim.expect_status_fetch();
        sim.reply(connected());
        sim.handle(Input::Start(other));
        sim.expect_status_fetch();
        sim.expect_state(State::Loading);
        assert_eq!(sim.snapshot().report, None);
        // Nothing is done for a tenant that is not shown.
        sim.handle(Input::DisconnectAllowed(true));
        sim.expect_nothing();
    }
}

#[test]
fn a_header_function_set_after_a_status_triggers_a_request() {
    let mut sim = Sim::start(config());
    sim.expect_status_fetch();
    sim.reply(connected());
    sim.handle(Input::Start(Config {
        asks_for_headers: true,
        ..config()
    }));
    sim.expect_status_fetch();
    sim.expect_state(State::Loading);
    assert_eq!(sim.snapshot().report, None);
}

#[test]
fn permission_for_one_tenant_does_not_count_for_the_next() {
    let mut sim = Sim::start(headers("a"));
    sim.expect_status_fetch();
    sim.reply(connected());
    sim.handle(Input::Disconnect);
    assert_eq!(sim.next("the question"), Output::AskBeforeDisconnect);
    sim.handle(Input::Start(headers("b")));
    sim.expect_status_fetch();
    sim.reply(connected());
    sim.handle(Input::DisconnectAllowed(true));
    sim.expect_nothing();
    sim.expect_state(State::Connected);
}

#[test]
fn another_tenant_drops_token_plugin_and_frame() {
    let mut sim = Sim::ready_with(headers("a"), token());
    sim.handle(Input::Start(headers("b")));
    sim.expect_unmount();
    sim.expect_status_fetch();
    sim.reply(not_connected());
    sim.expect_token_fetch();
}

#[test]
fn an_unused_token_is_not_given_to_another_tenant() {
    let mut sim = Sim::start(headers("a"));
    sim.expect_status_fetch();
    sim.reply(not_connected());
    sim.expect_token_fetch();
    sim.reply(token());
    sim.expect_load_sdk();
    sim.handle(Input::Start(headers("b")));
    sim.expect_status_fetch();
    sim.reply(not_connected());
    sim.expect_token_fetch();
}

#[test]
fn another_tenant_supersedes_an_open_attempt_and_forgets_a_past_one() {
    let mut sim = Sim::in_popup();
    sim.handle(Input::Start(headers("b")));
    sim.expect_unmount();
    sim.expect_status_fetch();
    sim.expect_cancelled(CancelReason::Superseded);
    sim.reply(connected());
    sim.expect_state(State::Connected);
    assert_eq!(sim.remembered, None);
}

#[test]
fn the_same_values_change_nothing() {
    let mut sim = Sim::ready_with(headers("a"), token());
    sim.handle(Input::Start(headers("a")));
    sim.expect_nothing();
    sim.expect_state(State::NotConnected);
}

#[test]
fn a_later_event_source_disturbs_nothing() {
    let mut sim = Sim::in_popup();
    sim.handle(Input::Start(Config {
        event: None,
        ..config()
    }));
    sim.expect_nothing();
    sim.expect_state(State::Connecting);
}

#[test]
fn another_way_to_start_keeps_the_plugin() {
    let mut sim = Sim::ready();
    sim.handle(Input::Start(config_with(&[("start", "click")])));
    sim.expect_unmount();
    sim.expect_status_fetch();
    sim.reply(not_connected());
    sim.handle(Input::Connect(Intent::Connect));
    sim.expect_token_fetch_for(PLUGIN);
}

#[test]
fn a_status_of_another_plugin_starts_over() {
    let mut sim = Sim::start(config());
    sim.expect_status_fetch();
    sim.reply(of_plugin("connected", "p1"));
    sim.handle(Input::Refresh);
    sim.expect_status_fetch();
    sim.reply(of_plugin("connected", "p2"));
    sim.expect_state(State::Connected);
    let report = sim.snapshot().report.unwrap();
    assert_eq!(report.plugin_id.as_deref(), Some("p2"));
}

#[test]
fn in_an_attempt_another_plugins_status_is_not_a_success() {
    let mut sim = Sim::in_popup();
    sim.advance_to_output(crate::support::secs(5));
    sim.expect_status_fetch();
    sim.reply(of_plugin("connected", "p2"));
    sim.expect_unmount();
    sim.expect_cancelled(CancelReason::Superseded);
    sim.expect_state(State::Connected);
}

#[test]
fn new_headers_after_a_rejection_trigger_a_request() {
    let mut sim = Sim::start(config());
    sim.expect_status_fetch();
    sim.reply(problem(401, "unauthorized"));
    sim.expect_failed(Code::BackendUnauthorized);
    sim.handle(Input::Start(headers("a")));
    sim.expect_status_fetch();
    sim.reply(connected());
    sim.expect_state(State::Connected);
}

#[test]
fn a_function_set_after_a_rejection_triggers_a_request_too() {
    let mut sim = Sim::start(config());
    sim.expect_status_fetch();
    sim.reply(problem(403, "forbidden"));
    sim.expect_failed(Code::BackendForbidden);
    // The machine cannot tell the two configurations apart.
    sim.handle(Input::Start(config()));
    sim.expect_status_fetch();
    sim.expect_state(State::Unavailable);
    sim.reply(connected());
    sim.expect_state(State::Connected);
}

/// Rejects all requests for a while. Returns their number.
fn refuse(sim: &mut Sim) -> u32 {
    let mut asked = 0;
    while let Some(output) = sim.pending_output() {
        if let Output::Fetch(id, ..) = output {
            asked += 1;
            sim.answer(id, problem(401, "unauthorized"));
        }
    }
    asked
}

/// React creates a new function on each render, and a page may render sixty times a second.
#[test]
fn functions_set_on_each_render_after_a_rejection_wait_longer_each_time() {
    for start in [config, || attributes_only(&[("token-url", "/token")])] {
        let mut sim = Sim::start(start());
        let mut asked = refuse(&mut sim);
        for _ in 0..60 * 60 {
            sim.handle(Input::Start(start()));
            asked += refuse(&mut sim);
            sim.advance(core::time::Duration::from_millis(1000 / 60));
            asked += refuse(&mut sim);
        }
        assert!((3..=8).contains(&asked), "{asked} requests in a minute");
    }
}

#[test]
fn a_function_set_after_the_next_rejection_triggers_a_request_immediately() {
    let mut sim = Sim::start(config());
    refuse(&mut sim);
    for _ in 0..60 * 60 {
        sim.handle(Input::Start(config()));
        refuse(&mut sim);
        sim.advance(core::time::Duration::from_millis(1000 / 60));
        refuse(&mut sim);
    }
    sim.handle(Input::Refresh);
    sim.expect_status_fetch();
    sim.reply(connected());
    sim.handle(Input::Refresh);
    sim.expect_status_fetch();
    sim.reply(problem(401, "unauthorized"));
    sim.expect_failed(Code::BackendUnauthorized);
    sim.handle(Input::Start(config()));
    sim.expect_status_fetch();
}

/// The header function returns another tenant's headers: the pending request is not sent.
#[test]
fn a_request_for_another_tenant_starts_over_instead() {
    let mut asking = Sim::start(config());
    asking.expect_status_fetch();
    asking.reply(connected());
    asking.handle(Input::Refresh);
    let status = asking.expect_status_fetch();
    let mut disconnecting = Sim::start(config());
    disconnecting.expect_status_fetch();
    disconnecting.reply(connected());
    disconnecting.handle(Input::Disconnect);
    assert_eq!(
        disconnecting.next("the question"),
        Output::AskBeforeDisconnect
    );
    disconnecting.handle(Input::DisconnectAllowed(true));
    let Output::Fetch(disconnect, _, Request::Disconnect) = disconnecting.next("the request")
    else {
        panic!("a request to disconnect");
    };
    for (mut sim, request) in [(asking, status), (disconnecting, disconnect)] {
        sim.handle(Input::Reply(request, Reply::TenantChanged));
        sim.expect_abort(request);
        sim.expect_status_fetch();
        sim.expect_state(State::Loading);
        assert_eq!(sim.snapshot().report, None);
        assert_eq!(sim.snapshot().failure, None);
    }
}

#[test]
fn a_token_for_another_tenant_removes_the_frame() {
    let mut sim = Sim::ready_with(config(), token());
    sim.handle(Input::Refresh);
    let status = sim.expect_status_fetch();
    sim.handle(Input::Reply(status, Reply::TenantChanged));
    sim.expect_abort(status);
    sim.expect_unmount();
    sim.expect_status_fetch();
    sim.reply(not_connected());
    sim.expect_token_fetch();
}

#[test]
fn another_plugins_status_counts_at_any_age() {
    let of = |plugin: &str, time: &str| {
        ok(&json!({ "state": "connected", "pluginId": plugin, "numbers": [], "checkedAt": time }))
    };
    let mut sim = Sim::start(config());
    sim.expect_status_fetch();
    sim.reply(of("p1", "2026-11-22T10:00:10Z"));
    sim.handle(Input::Refresh);
    sim.expect_status_fetch();
    sim.reply(of("p2", "2026-11-22T10:00:02Z"));
    let plugin = |sim: &Sim| sim.snapshot().report.and_then(|report| report.plugin_id);
    assert_eq!(plugin(&sim).as_deref(), Some("p2"));
    // Also from another widget.
    sim.handle(Input::SharedResponse(of("p1", "2026-11-22T10:00:01Z")));
    assert_eq!(plugin(&sim).as_deref(), Some("p1"));
}

#[test]
fn the_new_tokens_plugin_counts_as_ours() {
    let mut sim = Sim::start(config());
    sim.expect_status_fetch();
    sim.reply(of_plugin("reconnect_needed", "p0"));
    // Deleted at Chakra: the backend has created a new one.
    sim.prepare(token());
    sim.click();
    sim.popup_opens();
    sim.advance_to_output(crate::support::secs(5));
    sim.expect_status_fetch();
    sim.reply(of_plugin("not_connected", PLUGIN));
    sim.expect_state(State::Connecting);
}

/// A customer of tenant `a` who has asked for the signup.
fn clicked_for_a() -> Sim {
    let mut sim = Sim::start(config_with(&[("tenant", "a"), ("start", "click")]));
    sim.expect_status_fetch();
    sim.reply(not_connected());
    sim.handle(Input::Connect(Intent::Connect));
    sim
}

/// The page switches to tenant `b`, whose customer has not asked for anything.
#[track_caller]
fn offers_b_a_click(sim: &mut Sim) {
    sim.handle(Input::Start(config_with(&[
        ("tenant", "b"),
        ("start", "click"),
    ])));
    sim.expect_status_fetch();
    sim.reply(not_connected());
    sim.expect_nothing();
    assert!(sim.snapshot().offers_start);
}

/// Another setting of the same account, such as the address of the script, is no reason to ask for another click.
#[test]
fn a_click_remains_when_a_setting_of_the_same_account_changes() {
    let mut sim = clicked_for_a();
    let old = sim.expect_token_fetch();
    let other = [
        ("tenant", "a"),
        ("start", "click"),
        ("sdk-url", "https://sdk.example/next.js"),
    ];
    sim.handle(Input::Start(config_with(&other)));
    sim.expect_abort(old);
    sim.expect_status_fetch();
    sim.reply(not_connected());
    sim.expect_token_fetch();
    sim.expect_load_sdk();
}

/// What a customer of one tenant has clicked creates nothing for another.
#[test]
fn a_click_for_one_tenant_is_not_carried_out_for_another() {
    let mut sim = clicked_for_a();
    sim.expect_token_fetch();
    sim.reply(problem(401, "unauthorized"));
    sim.expect_failed(Code::BackendUnauthorized);
    offers_b_a_click(&mut sim);
}

/// Also where the status was refused, and nothing is shown of the first tenant any more.
#[test]
fn a_click_for_a_tenant_whose_status_is_refused_is_not_carried_out_for_another() {
    let mut sim = clicked_for_a();
    let token = sim.expect_token_fetch();
    sim.handle(Input::Revalidate);
    sim.expect_status_fetch();
    sim.reply(problem(401, "unauthorized"));
    sim.expect_abort(token);
    sim.expect_failed(Code::BackendUnauthorized);
    offers_b_a_click(&mut sim);
}

#[test]
fn reset_gives_up_an_offered_change() {
    let mut sim = Sim::replacing();
    sim.handle(Input::Reset(CancelReason::Superseded));
    sim.expect_unmount();
    sim.expect_status_fetch();
    sim.reply(connected());
    sim.expect_nothing();
    sim.expect_state(State::Connected);
}
